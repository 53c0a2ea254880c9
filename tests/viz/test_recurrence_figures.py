"""The figures of chapter 7 show means, spreads and names of what they are given."""

import numpy as np
import pandas as pd
import pytest

from setnb.viz.recurrence import LOOKS, by_metric, plot_accuracy_by_order, plot_curves


def test_metrics_at_a_place_become_rows():
    table = pd.DataFrame({"metric": ["loss@0", "loss@50", "losses", "sub"], "value": range(4)})
    rows = by_metric(table, "loss")
    assert list(zip(rows["at"], rows["value"], strict=True)) == [(0, 0), (50, 1)]


@pytest.mark.parametrize(("log", "middle"), [("", 2.5), ("y", 2.0)])
def test_a_line_is_the_mean_over_seeds_and_its_band_the_spread(log, middle):
    table = pd.DataFrame({"at": [1, 1, 2, 2], "value": [1.0, 4, 1, 1]})
    fig = plot_curves({"SIRE": table}, xlabel="epoch", ylabel="loss", log=log)
    (ax,) = fig.axes
    (line,) = ax.lines
    np.testing.assert_allclose(line.get_ydata(), [middle, 1])
    (band,) = ax.collections
    assert band.get_paths()[0].vertices[:, 1].max() == 4
    assert ax.get_yscale() == ("log" if log else "linear")


def test_names_at_the_ends_stay_apart():
    table = pd.DataFrame({"at": [1, 2], "value": [0.5, 0.5]})
    fig = plot_curves(dict.fromkeys(("RNN", "Deep Sets", "SIRE"), table), xlabel="", ylabel="")
    fig.draw_without_rendering()
    boxes = [text.get_window_extent() for text in fig.axes[0].texts]
    assert len(boxes) == 3
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])


def test_a_floor_is_drawn_where_it_is_given():
    table = pd.DataFrame({"at": [1, 2], "value": [0.5, 0.7]})
    floors = {None: 0, 0.5: 1}
    for floor, count in floors.items():
        fig = plot_curves({"RNN": table}, xlabel="", ylabel="", floor=floor)
        level = [line for line in fig.axes[0].lines if set(line.get_ydata()) == {floor}]
        assert len(level) == count


def test_looks_differ_in_more_than_colour():
    shown = [LOOKS[name] for name in ("RNN", "RNN + SIRE", "Deep Sets", "SUB")]
    for values in zip(*shown, strict=True):
        assert len(set(values)) == len(values)


def test_every_run_is_a_mark_and_every_strength_is_named_once():
    runs = pd.DataFrame(
        {
            "penalty": ["none", "SIRE", "SIRE", "SUB", "SUB"],
            "strength": [0, 6.4, 6.4, 6.4, 64],
            "order": [1e-2, 1e-3, 2e-3, 5e-4, 1e-4],
            "accuracy": [0.2, 0.4, 0.5, 0.6, 0.9],
        }
    )
    (ax,) = plot_accuracy_by_order(runs).axes
    marks = {line.get_label(): len(line.get_xdata()) for line in ax.lines[:3]}
    assert marks == {"none": 1, "SIRE": 2, "SUB": 2}
    assert sorted(text.get_text() for text in ax.texts) == ["0", "6.4", "6.4", "64"]
    left, right = ax.get_xlim()
    assert left > right
