"""The probe's panel shows the report it is given: verdict, errors, and what is wrong where."""

import numpy as np
import pytest
import torch
from matplotlib import pyplot as plt

import setnb
from setnb.probes import Counterexample
from setnb.viz.counterexample import (
    columns_of,
    say_rule,
    write_columns,
    write_row,
    wrong_rows,
)
from setnb.viz.panel import describe_report, draw_report, probe_panel

FUNCTIONS = {
    "set-equivariant": lambda x: x - x.mean(0),
    "exclusively multiset-equivariant": setnb.functional.sort_jacobian,
    "invariant": lambda x: x.sum(),
    "not equivariant": lambda x: x.cumsum(0),
}


def texts(fig):
    return [text.get_text() for text in fig.axes[0].texts]


@pytest.mark.parametrize("verdict", FUNCTIONS)
def test_verdict_and_each_error_are_written_with_a_mark(verdict):
    report = setnb.probe(FUNCTIONS[verdict], n=3, d=1)
    drawn = texts(draw_report(report))
    assert drawn[0] == report.verdict == verdict
    errors = {"invariance error": report.invariance_error}
    if report.per_element:
        errors |= {"set error": report.set_error, "multiset error": report.multiset_error}
    for name, value in errors.items():
        at = drawn.index(f"{name}  {value:.1e}")
        assert drawn[at - 1] == ("✓" if value <= report.tolerance else "✕")
    assert any(line.startswith("No counterexample") for line in drawn) == (
        report.counterexample is None
    )
    alt = describe_report(report)
    assert verdict in alt
    assert ("Smallest counterexample" in alt) == (report.counterexample is not None)


def test_wrong_outputs_are_framed_and_followed_by_an_unequal_sign():
    fig = draw_report(setnb.probe(FUNCTIONS["not equivariant"], n=3, d=2))
    chip, *framed = [text for text in fig.axes[0].texts if text.get_bbox_patch()]
    assert chip.get_text() == "not equivariant"
    assert [text.get_text() for text in framed] == ["(1, 1)"]
    assert texts(fig).count("≠") == 1
    assert texts(fig).count("=") == 1


def test_two_outputs_of_a_whole_set_stand_side_by_side():
    drawn = texts(draw_report(setnb.probe(lambda x: x[0] - x[-1], n=3, d=1)))
    assert drawn[-1] == "f(P X) should be f(X)"
    assert drawn[drawn.index("f(X)") + 1 : -1] == ["≠", "−1"]
    assert drawn[drawn.index("f(P X)") + 1] == "1"


def test_letters_belong_to_elements_and_colours_to_values():
    fig = draw_report(setnb.probe(setnb.push_apart, n=2, d=1))
    assert [text for text in texts(fig) if text in "ab"] == [*"ab", *"ba", *"ba", *"ba"]
    marks = [line for line in fig.axes[0].lines if line.get_marker() in "os"]
    assert len({line.get_markerfacecolor() for line in marks}) == 1
    assert [line.get_marker() for line in marks] == ["o"] * 4 + ["s"] * 4


def test_equal_elements_may_exchange_their_outputs_and_only_the_rest_is_wrong():
    x, y = np.array([[0.0], [0.0], [1.0]]), np.array([[1.0], [2.0], [3.0]])
    permuted = np.array([[1.0], [2.0], [4.0]])
    example = Counterexample(x, np.array([1, 0, 2]), y, permuted, "multiset-equivariance")
    assert columns_of(example)[3].tolist() == [[1], [2], [3]]
    assert wrong_rows(example, 1e-6).tolist() == [False, False, True]
    assert "up to the order of equal elements" in say_rule(example)


@pytest.mark.parametrize(
    ("row", "text"),
    [([0.0], "0"), ([-1.5], "−1.5"), ([1.0, -2.0], "(1, −2)"), ([1, 2, 3, 4.0], "(1, 2, 3, …)")],
)
def test_rows_are_written_short(row, text):
    assert write_row(np.array(row)) == text


@pytest.mark.parametrize(
    "fn",
    [
        lambda x: 1 + 1e-5 * x.cumsum(0),
        lambda x: torch.cat([0 * x.expand(-1, 5), x.cumsum(0)], 1),
    ],
)
def test_what_is_unequal_looks_unequal(fn):
    report = setnb.probe(fn, n=3, d=1)
    example = report.counterexample
    *_, outputs, wanted = write_columns(example, report.tolerance)
    wrong = wrong_rows(example, report.tolerance)
    assert wrong.any()
    assert [a != b for a, b in zip(outputs, wanted, strict=True)] == wrong.tolist()


def test_of_many_numbers_the_worst_is_written_too():
    assert write_row(np.arange(6.0), worst=4) == "(0, 1, 2, …, 4, …)"
    assert write_row(np.arange(6.0), worst=3) == "(0, 1, 2, 3, …)"
    assert write_row(np.arange(6.0), worst=5) == "(0, 1, 2, …, 5)"


def test_many_elements_are_numbered_where_letters_end():
    fig = draw_report(setnb.probe(lambda x: x.cumsum(0) if len(x) > 29 else x, n=30, d=1))
    assert "29" in texts(fig)


def test_the_panel_is_shown_with_its_description_and_returns_the_report(monkeypatch):
    shown = []
    monkeypatch.setattr(
        "setnb.viz.panel.show", lambda fig, alt: shown.append(alt) or plt.close(fig)
    )
    report = probe_panel(setnb.push_apart, n=2, d=1)
    assert shown == [describe_report(report)]
