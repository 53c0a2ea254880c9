"""Runs that share one tensor program: which they are, and their way from config to store.

An experiment whose runs can be batched has two functions beside `run`. `program(config)` returns
what must be equal for two runs to be trained together, or None for a run that stays alone;
`prepare(config, session)` returns the `Training` that `run` drives.
"""

from collections.abc import Hashable
from functools import partial
from pathlib import Path
from typing import Any

from setnb.checks import reject
from setnb.experiments.registry import EXPERIMENTS, find_experiment
from setnb.experiments.running import Session, execute, files_of, find_device, make_record
from setnb.experiments.together import drawing_from, join, train_together
from setnb.provenance import measured

# By then most of what a GPU leaves unused is used; memory grows with every further run.
LARGEST = 8


def can_batch(name: str) -> bool:
    """Whether the experiment has runs that can be trained together."""
    return hasattr(find_experiment(name), "program")


def programs(name: str, configs: list[Any]) -> list[list[Any]]:
    """Split configs into groups that are trained together, of at most `LARGEST`, in their order.

    Raises ValueError for an experiment all of whose runs are trained alone.
    """
    if not can_batch(name):
        can = ", ".join(filter(can_batch, EXPERIMENTS))
        reject("batched", expected=f"one of {can}", got=name, remedy="Use jobs for several runs.")
    groups: dict[Hashable, list[Any]] = {}
    for config in configs:
        shared = find_experiment(name).program(config)
        groups.setdefault(config if shared is None else shared, []).append(config)
    return [
        group[start : start + LARGEST]
        for group in groups.values()
        for start in range(0, len(group), LARGEST)
    ]


def execute_together(
    name: str, configs: list[Any], *, device: str = "auto", folder: Path | None = None
) -> None:
    """Run those configs of one program that the store does not have; a single one alone.

    Each gets the record that `execute` would give it, its numbers equal up to rounding. The fact
    `batched` says how many there were: `wall_seconds` is the time of all divided by it, `peak_mb`
    the memory of all. When interrupted, each goes on from its own checkpoint, in whatever company.
    """
    todo = [(config, files_of(name, config, folder)) for config in configs]
    todo = [(config, files) for config, files in todo if files.read() is None]
    if len(todo) < 2:
        for config, _ in todo:
            execute(name, config, device=device, quiet=True, folder=folder)
        return
    place, metrics = find_device(device), []
    with measured(place) as facts:
        members = []
        for config, files in todo:
            files.prepare()
            session = Session(place, files.checkpoint, files.weights, quiet=True)
            prepare = partial(find_experiment(name).prepare, config, session)
            members.append(join(prepare, config.seed, place))
        for _ in train_together(members):
            pass
        for member in members:
            with drawing_from(member.stream):
                metrics.append([dict(row) for row in member.training.finish(member.diverged)])
    facts["batched"] = len(todo)
    facts["wall_seconds"] = round(facts["wall_seconds"] / len(todo), 3)
    for (config, files), rows in zip(todo, metrics, strict=True):
        files.finish(make_record(files, config, rows, facts))
