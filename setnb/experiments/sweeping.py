"""Sweeps: many configs of one experiment, on this machine's cores or on a Dask cluster.

joblib schedules. Every run writes its own result, so a sweep that is killed has lost nothing that
was finished, and asking for it again runs only what is missing.
"""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import joblib
import pandas as pd

from setnb.checks import check_count
from setnb.experiments.batching import can_batch, execute_together, programs
from setnb.experiments.registry import find_experiment, make_config
from setnb.experiments.running import execute, files_of, find_device
from setnb.results import tidy, with_config
from setnb.runs import runs_folder


def sweep(
    name: str,
    *,
    preset: str = "live",
    seeds: int = 1,
    grid: dict[str, list[Any]] | None = None,
    jobs: int = 1,
    dask: str | None = None,
    device: str = "auto",
    threads: int = 1,
    batched: bool | None = None,
    **overrides: Any,
) -> pd.DataFrame:
    """Run every combination of `grid` for seeds 0 … seeds-1, and return all rows.

    `jobs` processes on this machine, or the workers of the Dask scheduler at address `dask`.
    `threads` is torch's number in each run; results are bit-identical for the same number.

    With `batched`, runs that the experiment's `program` allows are trained together, as one tensor
    program in one process: see `setnb.experiments.batching`. Their numbers are those of the same
    runs alone, up to rounding. None means so where the device is CUDA, whose time a small run
    alone leaves unused. Raises ValueError if the experiment has no such runs.
    """
    configs = list(grid_configs(name, preset, seeds, grid or {}, overrides))
    todo = [config for config in configs if files_of(name, config).read() is None]
    if batched is None:
        batched = dask is None and find_device(device).type == "cuda" and can_batch(name)
    groups = programs(name, todo) if batched else [[config] for config in todo]
    folder = runs_folder()
    with backend(jobs, dask):
        parallel = joblib.Parallel(n_jobs=-1 if dask else jobs, return_as="generator_unordered")
        calls = (joblib.delayed(_some)(name, g, device, threads, folder) for g in groups)
        with _bar(len(todo), name) as bar:
            for count in parallel(calls):
                bar.update(count)
    records = [execute(name, config, device=device, quiet=True) for config in configs]
    return with_config(pd.concat([tidy(record) for record in records], ignore_index=True))


def grid_configs(
    name: str, preset: str, seeds: int, grid: dict[str, list[Any]], overrides: dict[str, Any]
) -> Iterator[Any]:
    """Yield a config for each seed and each combination of the grid's values."""
    experiment = find_experiment(name)
    check_count(seeds, "seeds")
    for values in itertools.product(*grid.values()):
        cell = dict(zip(grid, values, strict=True))
        for seed in range(seeds):
            yield make_config(experiment, preset, {**overrides, **cell, "seed": seed})


def _some(name: str, configs: list[Any], device: str, threads: int, folder: Path) -> int:
    import torch

    torch.set_num_threads(threads)
    execute_together(name, configs, device=device, folder=folder)
    return len(configs)


def _bar(total: int, name: str):
    from tqdm.auto import tqdm

    return tqdm(total=total, desc=f"{name}: runs", unit="run")


@contextmanager
def backend(jobs: int, dask: str | None) -> Iterator[None]:
    """Choose joblib's backend: processes here, or an existing Dask cluster."""
    if dask is None:
        with joblib.parallel_config("loky", n_jobs=jobs):
            yield
        return
    from distributed import Client

    with Client(dask), joblib.parallel_config("dask"):
        yield
