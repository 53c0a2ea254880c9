"""Made-up recorded results, in place of those of the checkout."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from setnb import report, results
from setnb.data.sums import list_sum
from setnb.experiments.registry import find_experiment
from setnb.report import comparing
from tests.project import ROOT

NAME = "digit_sum_text"
FACTS = {
    "commit": "abc", "dirty": False, "device": "cpu", "dtype": "float32", "threads": 1,
    "torch": "2.13", "wall_seconds": 60.0, "peak_mb": 500.0, "started_utc": "2026-01-01",
}  # fmt: skip


@pytest.fixture
def record() -> Callable[..., dict]:
    """Make a finished run of `digit_sum_text` as the store holds it, with made-up metrics."""

    def make(values: dict, *, preset: str = "paper", version: int = 1, **fields) -> dict:
        config = {**vars(find_experiment(NAME).PRESETS[preset]), **fields}
        metrics = [{"metric": metric, "value": value} for metric, value in values.items()]
        return {
            "experiment": NAME, "version": version, "key": f"{hash(str((config, version))):x}",
            "config": config, "seed": config["seed"], "metrics": metrics, "facts": FACTS,
        }  # fmt: skip

    return make


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Write runs as the only recorded results, and lines as the only listed pairs."""
    (tmp_path / "results").mkdir()
    (tmp_path / "published").symlink_to(ROOT / "data" / "published")
    monkeypatch.setattr(results, "data_path", lambda _: tmp_path / "published")

    def write_results(*records: dict, lines: list[dict] | None = None) -> None:
        table = pd.concat([results.tidy(r) for r in records])
        path = tmp_path / "results" / f"{NAME}.csv"
        table.to_csv(path, index=False)
        list_sum(path)
        if lines is not None:
            columns = report.load_comparisons().columns
            listed = pd.DataFrame(lines, columns=columns).fillna("")
            monkeypatch.setattr(comparing, "load_comparisons", lambda: listed)

    return write_results
