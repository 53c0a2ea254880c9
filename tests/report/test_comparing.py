"""Measured beside published, on tables made by hand."""

import math
from types import SimpleNamespace

import pytest

from setnb import report, results
from setnb.experiments.registry import EXPERIMENTS
from setnb.report import comparing, rows
from setnb.report.measuring import setting_of, size_fields

NAME = "digit_sum_text"
LINE = {"experiment": NAME, "metric": "accuracy@50", "config": "model=deep_sets"}
PRINTED = {
    "paper": "zaheer2017", "table": "prose", "dataset": "MNIST8m", "model": "DeepSets",
    "setting": "N=50", "published_metric": "set_error", "unit": "percent wrong",
}  # fmt: skip


def test_seeds_are_gathered_setting_by_setting(write, record):
    runs = [record({"mae@5": v, "mae@10": 9.0}, seed=s) for s, v in enumerate((1.0, 2.0, 6.0))]
    write(*runs, record({"mae@5": 7.0}, model="gru"))
    measured = report.measure(NAME).set_index(["config.model", "metric"])
    mine = measured.loc["deep_sets", "mae@5"]
    assert (mine["mean"], mine["seeds"], mine["wall_seconds"]) == (3.0, 3, 60.0)
    assert mine["std"] == pytest.approx(math.sqrt(7))
    assert (mine["device"], mine["commit"]) == ("cpu", "abc")
    other = measured.loc["gru", "mae@5"]
    assert (other["mean"], other["seeds"]) == (7.0, 1)
    assert math.isnan(other["std"])
    runs = report.provenance(NAME).set_index("model")
    assert list(runs["runs"]) == [3, 1]
    assert runs.loc["deep_sets", "hours"] == pytest.approx(3 / 60)


def test_a_pair_joins_one_setting_with_one_printed_number(write, record):
    runs = [record({"accuracy@50": v}, seed=s) for s, v in enumerate((0.58, 0.62))]
    write(*runs, record({"accuracy@50": 0.1}, model="gru"), lines=[{**LINE, **PRINTED}])
    (pair,) = report.compare(NAME).to_dict("records")
    assert pair["mean"] == pytest.approx(40)
    assert pair["std"] == pytest.approx(100 * math.sqrt(0.0008))
    assert (pair["published"], pair["printed"], pair["better"]) == (40, "40", "lower")
    assert (pair["seeds"], pair["verdict"], pair["why"]) == (2, "agrees", "")


@pytest.mark.parametrize(
    ("accuracy", "reason", "verdict", "why"),
    [
        (0.2, "", "worse", "not yet explained"),
        (0.2, "Fewer images.", "worse", "Fewer images."),
        (0.9, "", "better", "not yet explained"),
    ],
)
def test_a_difference_without_a_reason_is_told(write, record, accuracy, reason, verdict, why):
    write(record({"accuracy@50": accuracy}), lines=[{**LINE, **PRINTED, "reason": reason}])
    (pair,) = report.compare(NAME).to_dict("records")
    assert (pair["verdict"], pair["why"]) == (verdict, why)


def test_figures_and_gaps_are_named_as_such(write, record):
    figure = {**LINE, "paper": "zaheer2017", "table": "Figure 2"}
    missing = {**LINE, **PRINTED, "config": "model=lstm"}
    write(record({"accuracy@50": 0.9}), lines=[figure, missing])
    assert list(report.compare(NAME)["verdict"]) == ["figure only", "not measured yet"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"metric": "acuracy@50"}, r"expected one of accuracy@50, got acuracy@50"),
        ({"config": "modle=gru"}, "Did you mean 'model'"),
        ({"setting": "N=51"}, "expected one row with .*N=51.* got 0 rows"),
        ({"unit": "permille"}, "unit: expected one of"),
    ],
)
def test_a_wrong_line_is_a_clear_error(write, record, change, said):
    write(record({"accuracy@50": 0.9}), lines=[{**LINE, **PRINTED, **change}])
    with pytest.raises(ValueError, match=said):
        report.compare(NAME)


def test_unknown_experiments_are_named(write, monkeypatch):
    for ask in (report.compare, report.measure, report.provenance):
        with pytest.raises(ValueError, match="Did you mean 'digit_sum_text'"):
            ask("digit_sum_txt")
    table = report.load_rows().assign(experiment="digit_sum_txt")
    monkeypatch.setattr(rows, "load_rows", lambda: table)
    with pytest.raises(ValueError, match="Did you mean 'digit_sum_text'"):
        report.report_rows({})


@pytest.mark.parametrize(
    ("mean", "std", "printed", "spread", "expected"),
    [
        (0.781, 0.01, "0.80", 0.0, "agrees"),
        (0.779, 0.01, "0.80", 0.0, "worse"),
        (0.779, 0.01, "0.80", 0.005, "agrees"),
        (90.4, math.nan, "90", math.nan, "agrees"),
        (90.6, math.nan, "90", math.nan, "better"),
        (90.4, math.nan, "90.0", math.nan, "better"),
        (1.3e-2, math.nan, "1.3e-2", math.nan, "agrees"),
        (1.36e-2, math.nan, "1.3e-2", math.nan, "better"),
    ],
)
def test_verdicts_follow_spread_and_printed_digits(mean, std, printed, spread, expected):
    assert report.verdict(mean, std, printed, spread, higher_is_better=True) == expected
    mirrored = {"better": "worse", "worse": "better"}.get(expected, expected)
    assert report.verdict(mean, std, printed, spread, higher_is_better=False) == mirrored


def test_size_is_what_the_presets_change():
    presets = {
        "smoke": SimpleNamespace(a=1, lr=0.1, t=(1,)),
        "paper": SimpleNamespace(a=9, lr=0.1, t=(1,)),
    }
    assert size_fields(SimpleNamespace(PRESETS=presets)) == {"a"}
    assert setting_of({"b": 1, "a": (2,), "seed": 3}) == '{"a": [2], "b": 1}'


def test_every_listed_pair_is_sound():
    lines = report.load_comparisons()
    assert set(lines["experiment"]) <= set(EXPERIMENTS) & set(report.load_rows()["experiment"])
    for name in lines["experiment"].unique():
        pairs = report.compare(name)
        explained = pairs["verdict"].isin(["better", "worse"]) <= (pairs["why"] != "")
        assert explained.all()
    named = ["experiment", "metric", "config", "paper", *comparing.PRINTED]
    assert not lines.duplicated(named).any()


def test_coverage_counts_the_numbers_in_tables():
    table = report.coverage().set_index("paper")
    assert list(table.index) == list(results.PAPERS)
    assert table.loc["cohenkarlik2020", "printed"] == 0
    assert (table["listed"] <= table["printed"]).all()


def test_an_experiment_without_printed_partners_has_no_pairs_but_all_columns():
    pairs = report.compare("sum_decomposition")
    assert pairs.empty
    assert list(pairs.columns) == list(report.compare("digit_sum_text").columns)
