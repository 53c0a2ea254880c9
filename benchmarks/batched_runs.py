"""Runs as one tensor program, against one after the other: `python -m benchmarks.batched_runs`.

Seconds that one run takes for a training step when 1, 3 or 8 seeds are trained together, and when
they are trained in turn as they would be alone. On a CPU one thread and processor time; on CUDA,
where there is one, time until the device is done. Best of several rounds, the two ways alternating.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import repeat

import torch

from setnb.experiments import Session, class_numbering, random_multisets
from setnb.experiments.together import join, train_together
from setnb.experiments.training import Training
from setnb.train import fit_resumably

RUNS, STEPS, ROUNDS = (1, 3, 8), 3, 2
SETTINGS = {
    "random multisets, live": (random_multisets, random_multisets.PRESETS["live"]),
    "random multisets, paper": (random_multisets, random_multisets.PRESETS["paper"]),
    "numbering, iDSPN, live": (class_numbering, class_numbering.PRESETS["live"]),
    "numbering, transformer, live": (
        class_numbering,
        replace(class_numbering.PRESETS["live"], model="transformer"),
    ),
}


def alone(training: Training) -> Iterator:
    """Train as `run` does, from the present state of the global generator."""
    return fit_resumably(
        training.state, training.batch, training.loss, training.optimizer(), steps=training.steps
    )


def ways(experiment, config, runs: int, session: Session) -> dict[str, Callable[[], None]]:
    """Return what takes `STEPS` steps of every run: in turn, and together."""

    def prepare(seed: int) -> Training:
        return experiment.prepare(replace(config, seed=seed), session)

    one_by_one = [alone(prepare(seed)) for seed in range(runs)]
    members = [join(partial(prepare, seed), seed, session.device) for seed in range(runs)]
    joined = train_together(members)

    def advance(trainings: list[Iterator]) -> None:
        for training in trainings:
            for _ in zip(range(STEPS), training, strict=False):
                pass

    return {"in turn": partial(advance, one_by_one), "together": partial(advance, [joined])}


def seconds(work: Callable[[], None], device: torch.device) -> float:
    if device.type == "cpu":
        start = time.process_time()
        work()
        return time.process_time() - start
    torch.cuda.synchronize(device)
    start = time.perf_counter()
    work()
    torch.cuda.synchronize(device)
    return time.perf_counter() - start


def report(name: str, experiment, config, session: Session) -> None:
    """Print milliseconds per run and step either way, and how many times faster together is."""
    print(name)
    for runs in RUNS:
        both = ways(experiment, config, runs, session)
        best = dict.fromkeys(both, float("inf"))
        for way, work in (pair for _ in repeat(None, ROUNDS + 1) for pair in both.items()):
            best[way] = min(best[way], seconds(work, session.device))
        each = {way: 1e3 * found / runs / STEPS for way, found in best.items()}
        print(
            f"  {runs} runs{each['in turn']:10.2f} ms in turn{each['together']:10.2f} ms together"
            f"{each['in turn'] / each['together']:8.2f} times"
        )


def main() -> None:
    torch.set_num_threads(1)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    session = Session(device, lambda part: None, lambda part: None, quiet=True)
    print(torch.cuda.get_device_name(device) if device.type == "cuda" else "cpu, one thread")
    for name, (experiment, config) in SETTINGS.items():
        report(name, experiment, config, session)


if __name__ == "__main__":
    main()
