"""What was measured: recorded runs gathered over seeds, and where they came from.

Chapter: ch-report
"""

import dataclasses
import json
from types import ModuleType
from typing import Any

import pandas as pd

from setnb import results
from setnb.experiments.registry import find_experiment

FACTS = ("device", "torch", "threads", "commit")


def measure(name: str) -> pd.DataFrame:
    """Return a row per metric and setting of the recorded runs: mean, std over seeds, and facts.

    A setting is a config without its seed, as text. Columns: setting, metric, mean, std (NaN for
    one seed), seeds, device, commit, wall_seconds (mean of the runs), paper_size, and
    `config.<field>`. Runs of another version of the experiment are left out. Raises ValueError
    for an unknown experiment, FileNotFoundError where nothing is recorded.
    """
    experiment = find_experiment(name)
    table = _of_this_version(results.load(name), experiment)
    groups = table.groupby(["setting", "metric"], sort=False)
    found = groups["value"].agg(["mean", "std", "count"]).rename(columns={"count": "seeds"})
    found["wall_seconds"] = groups["wall_seconds"].mean()
    for fact in ("device", "commit"):
        found[fact] = groups[fact].agg(_join)
    fields = [c for c in table if c.startswith("config.") and c != "config.seed"]
    found = found.join(groups[fields].first()).reset_index()
    return found.assign(paper_size=_is_paper_size(found["setting"], experiment))


def provenance(name: str) -> pd.DataFrame:
    """Return a row per model and machine: runs, seeds, time and memory of the recorded runs.

    Columns: model ("all" where a run compares its methods), device, torch, threads, commit (with a
    + where files differed from it), runs, seeds, wall_seconds (median of the runs), hours (all of
    them), peak_mb.
    """
    experiment = find_experiment(name)
    table = _of_this_version(results.load(name), experiment).drop_duplicates("key")
    table["model"] = table.get("config.model", "all")
    groups = table.groupby(["model", *FACTS], sort=False)
    found = groups.agg(
        runs=("key", "count"),
        seeds=("seed", "nunique"),
        wall_seconds=("wall_seconds", "median"),
        hours=("wall_seconds", lambda seconds: seconds.sum() / 3600),
        peak_mb=("peak_mb", "max"),
    )
    return found.reset_index()


def setting_of(config: Any) -> str:
    """Return a config, a dataclass or a dict, as text without its seed."""
    fields = config if isinstance(config, dict) else dataclasses.asdict(config)
    return json.dumps({k: v for k, v in fields.items() if k != "seed"}, sort_keys=True)


def size_fields(experiment: ModuleType) -> set[str]:
    """Return the fields in which the experiment's presets differ: those that make it larger."""
    presets = [vars(preset) for preset in experiment.PRESETS.values()]
    return {field for field in presets[0] if len({str(p[field]) for p in presets}) > 1}


def _of_this_version(table: pd.DataFrame, experiment: ModuleType) -> pd.DataFrame:
    table = table[table["version"] == experiment.VERSION]
    dirty = table["dirty"].map({True: "+", False: ""})
    return table.assign(
        setting=table["config"].map(lambda text: setting_of(json.loads(text))),
        commit=table["commit"].fillna("").astype(str) + dirty,
    )


def _is_paper_size(settings: pd.Series, experiment: ModuleType) -> pd.Series:
    wanted = json.loads(setting_of(experiment.PRESETS["paper"]))
    fields = size_fields(experiment)

    def is_it(setting: str) -> bool:
        got = json.loads(setting)
        return all(got[field] == wanted[field] for field in fields)

    return settings.map({setting: is_it(setting) for setting in settings.unique()}).astype(bool)


def _join(values: pd.Series) -> str:
    return ", ".join(sorted(set(values)))
