"""Measured beside published: an explicit list of pairs, their difference, and its reason.

Chapter: ch-report
"""

import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pandas as pd

from setnb import results
from setnb.checks import check_choice, reject
from setnb.data.files import data_path
from setnb.data.sums import intact
from setnb.experiments.registry import find_experiment, make_config
from setnb.report.measuring import measure, setting_of

PRINTED = ("table", "dataset", "model", "setting", "published_metric")
# The columns that `compare` adds.
FOUND = [
    *("mean", "std", "seeds", "wall_seconds", "device", "commit"),
    *("published", "published_std", "printed", "better", "verdict", "why"),
]
UNEXPLAINED = "not yet explained"
# How a measured number becomes the kind of number that was printed, and by what its spread grows.
UNITS: dict[str, tuple[Callable[[float], float], float]] = {
    "": (lambda x: x, 1),
    "percent": (lambda x: 100 * x, 100),
    "percent wrong": (lambda x: 100 * (1 - x), 100),
}


def load_comparisons() -> pd.DataFrame:
    """Return the list of pairs: one measured number, one printed one, and why they differ.

    `experiment`, `metric` and `config` (`field=value;field=value`, replacing fields of the preset
    "paper") say what was measured, `unit` how to convert it. `paper`, `table`, `dataset`,
    `model`, `setting` and `published_metric` select one row of `results.published(paper)`; an
    empty `published_metric` says that the paper shows a figure without numbers.
    """
    return pd.read_csv(
        intact(data_path("report/comparisons.csv")), dtype=str, keep_default_na=False
    )


def compare(name: str) -> pd.DataFrame:
    """Return the pairs of one experiment with what was measured and what was published.

    The columns of `load_comparisons` and: mean, std, seeds, device, commit, wall_seconds (NaN or
    empty where nothing is recorded), published, published_std, printed (the number as text),
    verdict ("agrees", "better", "worse", "figure only", "not measured yet") and why. A pair that
    differs without a reason is "not yet explained".

    Raises ValueError for an unknown experiment, field or unit, a metric that the runs do not
    have, or a selection that does not find exactly one printed number.
    """
    experiment = find_experiment(name)
    lines = load_comparisons().query("experiment == @name")
    measured = measure(name) if name in results.recorded() else None
    found = []
    for line in lines.to_dict("records"):
        fields = dict(part.split("=", 1) for part in line["config"].split(";") if part)
        setting = setting_of(make_config(experiment, "paper", fields))
        pair = {**line, **find_measured(measured, setting, line), **find_published(line)}
        pair["verdict"] = say_verdict(pair)
        missed = pair["verdict"] in ("better", "worse") and not line["reason"]
        found.append({**pair, "why": UNEXPLAINED if missed else line["reason"]})
    return pd.DataFrame(found, columns=[*lines.columns, *FOUND])


def find_measured(measured: pd.DataFrame | None, setting: str, line: dict) -> dict:
    """Return mean, std, seeds and facts of one setting and metric, in the printed unit."""
    missing: dict[str, Any] = {"mean": math.nan, "std": math.nan, "seeds": 0}
    missing |= {"wall_seconds": math.nan, "device": "", "commit": ""}
    convert, factor = UNITS[check_choice(line["unit"], "unit", tuple(UNITS))]
    runs = None if measured is None else measured[measured["setting"] == setting]
    if runs is None or runs.empty:
        return missing
    rows = runs[runs["metric"] == line["metric"]]
    if rows.empty:
        known = ", ".join(sorted(runs["metric"]))
        reject(f"metric of {line['experiment']}", expected=f"one of {known}", got=line["metric"])
    row = rows.iloc[0]
    facts = {name: row[name] for name in missing}
    return {**facts, "mean": convert(row["mean"]), "std": factor * row["std"]}


def find_published(line: dict) -> dict:
    """Return the one printed number a pair selects, NaN where the paper has only a figure."""
    if not line["published_metric"]:
        return {"published": math.nan, "published_std": math.nan, "printed": "", "better": ""}
    table = results.published(line["paper"]).rename(columns={"metric": "published_metric"})
    wanted = pd.Series({name: line[name] for name in PRINTED})
    rows = table[(table[list(PRINTED)].fillna("") == wanted).all(axis=1)]
    if len(rows) != 1:
        selection = ", ".join(f"{k}={v!r}" for k, v in wanted.items())
        reject(
            f"numbers of {line['paper']}",
            expected=f"one row with {selection}",
            got=f"{len(rows)} rows",
            remedy="Correct data/report/comparisons.csv.",
        )
    row = rows.iloc[0]
    return {
        "published": row["value"],
        "published_std": row["std"],
        "printed": row["printed"],
        "better": row["better"],
    }


def say_verdict(pair: dict) -> str:
    """Return the verdict on a pair, or what it lacks."""
    if not pair["seeds"]:
        return "not measured yet"
    if math.isnan(pair["published"]):
        return "figure only"
    return verdict(
        *(pair["mean"], pair["std"], pair["printed"], pair["published_std"]),
        higher_is_better=pair["better"] == "higher",
    )


def verdict(
    mean: float, std: float, printed: str, published_std: float, *, higher_is_better: bool
) -> str:
    """Return "agrees", "better" or "worse" for a measured mean against a printed number.

    They agree when they are no further apart than twice the two spreads together,
    2 sqrt(s^2 + t^2), or than half a unit of the last printed digit. A spread that is not known
    (NaN: one seed, none printed) counts as 0.
    """
    spread = math.hypot(*(0 if math.isnan(s) else s for s in (std, published_std)))
    rounding = 0.5 * 10.0 ** int(Decimal(printed).as_tuple().exponent)
    difference = mean - float(printed)
    if abs(difference) <= max(2 * spread, rounding):
        return "agrees"
    return "better" if (difference > 0) == higher_is_better else "worse"


def coverage() -> pd.DataFrame:
    """Return for each paper how many numbers it prints, and how many stand in our list.

    Numbers in running text repeat those of tables and figures, and are not counted.
    """
    listed = load_comparisons().query("published_metric != ''").drop_duplicates(["paper", *PRINTED])
    found = []
    for paper in results.PAPERS:
        table = results.published(paper)
        printed = table[(table["table"] != "prose") & table["value"].notna()]
        ours = (listed["paper"] == paper) & (listed["table"] != "prose")
        found.append({"paper": paper, "printed": len(printed), "listed": int(ours.sum())})
    return pd.DataFrame(found)
