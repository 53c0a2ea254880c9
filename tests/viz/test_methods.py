"""Figures that compare methods keep values, intervals, and the names of the lines."""

import numpy as np
import pandas as pd
import pytest

from setnb.viz.methods import by_method, plot_methods


def recorded():
    rows = [
        ("mse@none", 2, 0.5),
        ("mse_ci@none", 2, 0.1),
        ("mse@none", 3, 0.7),
        ("mse_ci@none", 3, 0.2),
        ("mse@brute_norm", 2, 0.3),
        ("pd@none", 2, 1.0),
        ("exact@none", 2, 0.0),
        ("separated", 2, 1.0),
    ]
    return pd.DataFrame(rows, columns=["metric", "config.k", "value"])


def test_recorded_metrics_become_values_with_their_intervals():
    table = by_method(recorded(), "config.k", ("mse", "pd"))
    assert list(table.columns) == ["measure", "method", "x", "value", "half"]
    table = table.set_index(["measure", "method", "x"])
    assert len(table) == 4
    assert table.loc[("mse", "none", 3)].tolist() == [0.7, 0.2]
    assert table.loc[("mse", "brute_norm", 2), "value"] == 0.3
    assert np.isnan(table.loc[("pd", "none", 2), "half"])


def test_a_line_is_a_method_and_its_band_the_interval():
    fig = plot_methods({"some": by_method(recorded(), "config.k", ("mse",))}, xlabel="K")
    (ax,) = fig.axes
    lines = {line.get_label(): line for line in ax.lines}
    np.testing.assert_array_equal(lines["no sharing"].get_ydata(), [0.5, 0.7])
    band = np.concatenate([path.vertices for c in ax.collections for path in c.get_paths()])
    assert np.nanmax(band[:, 1]) == pytest.approx(0.9)
    assert ax.get_xlabel() == "K"
    (legend,) = fig.legends
    assert [t.get_text() for t in legend.get_texts()] == ["no sharing", "all tried, with the norm"]


def test_a_row_is_a_measure_on_one_axis_and_a_column_a_table():
    one = by_method(recorded(), "config.k", ("mse", "pd"))
    other = one[one["measure"] == "mse"].assign(value=9.0)
    fig = plot_methods({"one": one, "other": other}, xlabel="K", log=("mse",))
    assert [ax.get_ylabel() for ax in fig.axes] == ["squared error", "", "partition distance", ""]
    assert fig.axes[0].get_ylim() == fig.axes[1].get_ylim()
    assert fig.axes[0].get_yscale() == "log"
    assert fig.axes[2].get_ylim()[0] == 0


def test_a_band_that_reaches_below_zero_ends_on_a_logarithmic_axis():
    table = by_method(recorded(), "config.k", ("mse",)).assign(half=5.0)
    fig = plot_methods({"some": table}, xlabel="K", log=("mse",))
    band = np.concatenate(
        [path.vertices for c in fig.axes[0].collections for path in c.get_paths()]
    )
    assert band[:, 1].min() == pytest.approx(0.03)
