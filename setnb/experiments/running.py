"""Running one experiment once: config in, result in the store."""

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import torch
from torch import nn

from setnb.checks import reject
from setnb.experiments.registry import find_experiment, make_config
from setnb.provenance import measured
from setnb.results import tidy, with_config
from setnb.runs import Json, RunFiles, run_key, runs_folder
from setnb.seeds import isolated_seed
from setnb.weights import save_weights


@dataclass(frozen=True)
class Session:
    """What a running experiment may use: its device, its checkpoints, a progress bar.

    `weights(part)` is where trained weights are kept beside the result.
    """

    device: torch.device
    checkpoint: Callable[[str], Path | None]
    weights: Callable[[str], Path]
    quiet: bool = False

    def keep(self, part: str, model: nn.Module) -> None:
        """Keep a trained model's weights in the store, for `setnb.weights.publish`."""
        save_weights(self.weights(part), model)

    def progress(self, steps: Iterable[Any], *, total: int, title: str, done: int = 0) -> Iterator:
        """Pass `steps` on, showing their rate and the time remaining."""
        from tqdm.auto import tqdm

        bar = tqdm(
            steps, total=total, desc=title, initial=done, disable=self.quiet, mininterval=0.5
        )
        yield from bar


def run(
    name: str, *, preset: str = "live", device: str = "auto", quiet: bool = False, **overrides: Any
) -> pd.DataFrame:
    """Run an experiment, or find its finished run in the store, and return its rows.

    `preset` is "smoke", "live" or "paper"; `overrides` replace fields of its config. An
    interrupted run goes on from its last checkpoint. `device="auto"` takes CUDA where there is
    one. Raises ValueError naming the nearest experiment, preset or field for an unknown one.
    """
    experiment = find_experiment(name)
    config = make_config(experiment, preset, overrides)
    record = execute(name, config, device=device, quiet=quiet)
    return with_config(tidy(record))


def execute(
    name: str, config: Any, *, device: str = "auto", quiet: bool = False, folder: Path | None = None
) -> Json:
    """Run `config` of an experiment unless the store has its result; return the record."""
    files = files_of(name, config, folder)
    record = files.read()
    if record is None:
        place = find_device(device)
        files.prepare()
        session = Session(place, files.checkpoint, files.weights, quiet)
        with isolated_seed(config.seed), measured(place) as facts:
            metrics = [dict(row) for row in find_experiment(name).run(config, session)]
        record = make_record(files, config, metrics, facts)
        files.finish(record)
    return record


def files_of(name: str, config: Any, folder: Path | None = None) -> RunFiles:
    """Return where the store keeps the run of this config."""
    key = run_key(name, find_experiment(name).VERSION, dataclasses.asdict(config))
    return RunFiles(folder or runs_folder(), name, key)


def make_record(files: RunFiles, config: Any, metrics: list[dict], facts: Json) -> Json:
    """Return what the store keeps of a finished run."""
    return {
        "experiment": files.experiment,
        "version": find_experiment(files.experiment).VERSION,
        "key": files.key,
        "config": dataclasses.asdict(config),
        "seed": config.seed,
        "metrics": metrics,
        "facts": {**facts, "dtype": getattr(config, "dtype", "float32")},
    }


def find_device(wish: str) -> torch.device:
    """Return the device named, or for "auto" CUDA where there is one and the CPU elsewhere."""
    if wish == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    gpus = [f"cuda:{i}" for i in range(torch.cuda.device_count())]
    known = ["cpu", *(["cuda", *gpus] if gpus else [])]
    if wish not in known:
        here = f"a device of this machine (auto, {', '.join(known)})"
        reject("device", expected=here, got=wish, remedy="Use auto or cpu.")
    return torch.device(wish)
