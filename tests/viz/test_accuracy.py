"""The figures of the digit-sum chapter show the numbers they are given."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from setnb.viz.accuracy import (
    by_length,
    plot_accuracy_by_length,
    plot_image_sets,
    plot_running_sums,
    plot_values,
)


def test_accuracy_draws_the_mean_over_seeds_and_the_spread():
    rows = [
        (model, seed, length, start / length + 0.1 * seed)
        for model, start in (("Deep Sets", 0.8), ("GRU", 0.5))
        for seed in (0, 1)
        for length in (1, 2, 4)
    ]
    results = pd.DataFrame(rows, columns=["model", "seed", "length", "accuracy"])
    ceiling = pd.Series(0.9 ** np.arange(5), index=np.arange(5))
    fig = plot_accuracy_by_length(results, longest_trained=2, ceiling=ceiling)
    band, line = fig.data[:2]
    np.testing.assert_allclose(line.y, 0.8 / np.array([1, 2, 4]) + 0.05)
    np.testing.assert_allclose(band.y, [0.8, 0.4, 0.2, 0.3, 0.5, 0.9])
    assert [trace.name for trace in fig.data if trace.name] == [
        "Deep Sets",
        "GRU",
        "(1 − p)<sup>M</sup>",
    ]
    named = {annotation.text for annotation in fig.layout.annotations}
    assert {"Deep Sets", "GRU", "(1 − p)<sup>M</sup>"} <= named  # direct labels, no legend
    assert fig.layout.shapes[0].x1 == 2


def test_the_slider_of_running_sums_exchanges_every_line():
    truth = np.array([[1.0, 3, 6], [2, 2, 9]])
    fig = plot_running_sums(truth, {"Deep Sets": truth + 0.1, "GRU": truth * 0})
    assert [trace.name for trace in fig.data] == ["exact", "Deep Sets", "GRU"]
    (slider,) = fig.layout.sliders
    for i, step in enumerate(slider.steps):
        exact, deep, gru = step.args[0]["y"]
        np.testing.assert_array_equal(exact, truth[i])
        np.testing.assert_array_equal(deep, truth[i] + 0.1)
        assert not np.any(gru)
    low, high = fig.layout.yaxis.range
    assert low <= 0
    assert high >= 9.1


def test_values_are_binned_around_whole_numbers_and_kept_apart_by_digit():
    values = np.array([0.02, -0.04, 6.9, 7.04, 3.5])
    fig = plot_values(values, np.array([0, 0, 7, 7, 8]))
    assert [len(trace.x) for trace in fig.data] == [2, 0, 0, 0, 0, 0, 0, 2, 1, 0]
    bins = fig.data[0].xbins
    edges = np.arange(bins.start, bins.end, bins.size)
    assert any(abs((edge + bins.size / 2) - 7) < 1e-9 for edge in edges)


def test_image_sets_lay_every_image_on_its_own_tile():
    images = np.random.default_rng(0).random((12, 28, 28))
    fig = plot_image_sets([images, images[:3]], ["twelve", "three"], columns=5)
    first, second = fig.axes
    sheet = first.images[0].get_array()
    assert sheet.shape == (3 * 28, 5 * 28)
    np.testing.assert_array_equal(sheet[28:56, 56:84], images[7])
    assert np.ma.getmaskarray(np.ma.masked_invalid(sheet))[56:, 56:].all()
    assert second.get_title() == "three"
    plt.close(fig)


def test_recorded_rows_become_accuracies_by_length():
    table = pd.DataFrame(
        {
            "metric": ["accuracy@10", "mae@5", "accuracy@5"],
            "value": [0.5, 7.0, 0.9],
            "seed": [1, 1, 1],
            "config.model": ["lstm", "lstm", "lstm"],
        }
    )
    found = by_length(table)
    assert found.to_dict("list") == {
        "model": ["LSTM", "LSTM"],
        "seed": [1, 1],
        "length": [5, 10],
        "accuracy": [0.9, 0.5],
    }


def test_curves_that_end_together_are_named_apart():
    lengths = range(1, 11)
    rows = [(model, 0, n, 0.0) for model in ("GRU", "LSTM", "BiLSTM") for n in lengths]
    results = pd.DataFrame(rows, columns=["model", "seed", "length", "accuracy"])
    fig = plot_accuracy_by_length(results, longest_trained=2, unit="digits")
    names = [note for note in fig.layout.annotations if note.text.endswith(("GRU", "LSTM"))]
    assert [note.x for note in names] == [8, 8, 8]
    heights = [note.yshift for note in names]
    assert heights[0] == 0
    assert min(np.diff(heights)) >= 12  # the height of a line
    assert fig.layout.xaxis.title.text == "digits in the set, M"
