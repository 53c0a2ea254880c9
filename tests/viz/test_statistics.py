"""The figures of learned statistics show the numbers they are given."""

import numpy as np
import pandas as pd
import pytest

from setnb.viz.statistics import by_sets, plot_answers, plot_cost, plot_error_by_sets


def test_answers_are_drawn_over_the_truth_with_the_line_of_equality():
    truth = np.array([0.0, 1.0, 2.0])
    fig = plot_answers(truth, {"SDM": truth + 1, "plug-in": truth * 0.5}, label="entropy (nats)")
    points, line, others, _ = fig.data
    assert points.y.tolist() == [1.0, 2.0, 3.0]
    assert others.y.tolist() == [0.0, 0.5, 1.0]
    assert line.x == line.y == (0.0, 3.0)
    assert {note.text for note in fig.layout.annotations} == {"SDM", "plug-in"}


def test_errors_are_averaged_geometrically_in_a_panel_for_each_task():
    rows = [
        (task, model, sets, seed, scale * 10.0**seed / (sets or 1))
        for task, scale in (("a", 1), ("b", 2))
        for model, sizes in (("Deep Sets", (4, 8)), ("plug-in", (None,)))
        for sets in sizes
        for seed in (0, 2)
    ]
    results = pd.DataFrame(rows, columns=["task", "model", "sets", "seed", "error"])
    fig = plot_error_by_sets(results, {"a": "Task A", "b": "Task B"})
    band_a, line_a, band_b, line_b = fig.data
    np.testing.assert_allclose(line_a.y, [10 / 4, 10 / 8])
    np.testing.assert_allclose(line_b.y, [20 / 4, 20 / 8])
    np.testing.assert_allclose(band_a.y, [1 / 4, 1 / 8, 100 / 8, 100 / 4])
    assert list(band_b.x) == [4, 8, 8, 4]
    levels = sorted(shape.y0 for shape in fig.layout.shapes)
    assert levels == pytest.approx([1, 1, 10, 20])  # a constant twice, the plug-in of a and b


def test_costs_are_medians():
    rows = [("SDM", 2, 1.0), ("SDM", 2, 9.0), ("SDM", 2, 2.0), ("SDM", 4, 8.0)]
    fig = plot_cost(pd.DataFrame(rows, columns=["model", "sets", "seconds"]))
    assert fig.data[0].y.tolist() == [2.0, 8.0]


def test_recorded_rows_become_errors_by_sets():
    values = {"mse": 1.0, "variance": 4.0, "fit_seconds": 2.0, "predict_seconds": 3.0}
    rows = [
        {"metric": metric, "value": value, "seed": 1, "config.task": "random", **run}
        for run in (
            {"config.model": "sdm", "config.sets": 8},
            {"config.model": "plug_in", "config.sets": 8},
        )
        for metric, value in values.items()
    ]
    plug_in, sdm = by_sets(pd.DataFrame(rows)).to_dict("records")
    known = {"task": "random", "model": "SDM", "seed": 1, "error": 0.25, "seconds": 5.0}
    assert sdm == {**known, "sets": 8.0}
    assert plug_in["model"] == "plug-in"
    assert np.isnan(plug_in["sets"])
