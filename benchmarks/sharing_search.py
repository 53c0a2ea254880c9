"""Searches for sharing schemes side by side, and one by one: `python -m benchmarks.sharing_search`.

Six Gaussian means, 20 problems with 3 restarts, 20 steps, both ways; then the whole of the recorded
setting, 200 problems with 3 restarts and 1,000 steps, side by side only.
"""

import time
from functools import partial
from pathlib import Path

import torch
from torch import Tensor

from benchmarks.timing import compare
from setnb.experiments.gaussian_sharing import Config, draw_problems, search_relaxed
from setnb.experiments.running import Session
from setnb.experiments.sharing_search import make_optimizer, scheme_penalty, search_scheme
from setnb.functional import average_blocks
from setnb.nn import SoftSharing

PROBLEMS, RESTARTS, STEPS = 20, 3, 20


def search(logits: Tensor, train: Tensor, valid: Tensor, config: Config) -> Tensor:
    """Return the logits after the steps, `(*runs, k, k)`."""
    sharing = SoftSharing(config.k, runs=logits.shape[:-2])
    with torch.no_grad():
        sharing.logits.copy_(logits)
    penalty = partial(
        scheme_penalty, entropy=config.entropy, strength=config.strength, norm="nuclear"
    )

    def objective(assignment: Tensor) -> Tensor:
        loss = (average_blocks(assignment, train) - valid).square().mean(-1)
        return loss + penalty(assignment)

    optimizer = make_optimizer(sharing, "adam", lr=config.lr)
    for _ in search_scheme(sharing, objective, optimizer, STEPS):
        pass
    return sharing.logits.detach()


def main() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)
    config = Config(runs=PROBLEMS)
    problems = draw_problems(config)
    logits = torch.randn(PROBLEMS, RESTARTS, config.k, config.k)
    train, valid = problems.train[:, None], problems.valid[:, None]

    def one_by_one() -> list[Tensor]:
        found = [
            torch.stack([search(one, train[i, 0], valid[i, 0], config) for one in logits[i]])
            for i in range(PROBLEMS)
        ]
        return [torch.stack(found)]

    compare(
        f"{PROBLEMS * RESTARTS} searches, {STEPS} steps",
        lambda: [search(logits, train, valid, config)],
        one_by_one,
        rounds=3,
    )
    whole = Config()
    session = Session(torch.device("cpu"), lambda part: None, lambda part: Path(part), quiet=True)
    start = time.process_time()
    search_relaxed(draw_problems(whole), whole, session)
    name = f"{whole.runs * whole.restarts} searches, {whole.steps:,} steps"
    print(f"{name:44}{time.process_time() - start:8.1f} s of processor time")


if __name__ == "__main__":
    main()
