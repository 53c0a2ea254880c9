"""The figures of numbered multisets show the numbers they are given, and mark the wrong ones."""

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt

from setnb.viz.numbering import (
    by_training_sets,
    plot_accuracy_by_training_sets,
    plot_numberings,
)


@pytest.fixture(autouse=True)
def _closed():
    with plt.rc_context({"backend": "agg"}):
        yield
    plt.close("all")


def test_elements_are_written_in_order_of_class_and_number():
    classes, numbers = np.array([1, 0, 0]), np.array([0, 1, 0])
    fig = plot_numberings({"right": (classes, numbers, np.zeros(3, dtype=bool))})
    assert fig.axes[0].get_title() == "right"
    assert [text.get_text() for text in fig.axes[0].texts] == ["a 0", "a 1", "b 0"]
    assert len(fig.axes[0].lines) == 3


def test_a_wrong_number_has_a_ring_and_a_cross():
    wrong = np.array([False, True])
    fig = plot_numberings({"": (np.array([0, 0]), np.array([0, 0]), wrong)})
    marks = [line.get_marker() for line in fig.axes[0].lines]
    assert marks == ["o", "o", "o", "x"]
    assert [text.get_weight() for text in fig.axes[0].texts] == ["normal", "bold"]


def recorded(model, train_sets, seed, accuracy, *, augment=False):
    run = {"config.model": model, "config.train_sets": train_sets, "config.augment": augment}
    values = {"accuracy": accuracy, "diverged": 0.0}
    return [{**run, "seed": seed, "metric": m, "value": v} for m, v in values.items()]


def test_recorded_rows_become_accuracies_and_shuffling_is_a_model_of_its_own():
    rows = recorded("bilstm", 640, 0, 0.25) + recorded("bilstm", 640, 0, 0.75, augment=True)
    found = by_training_sets(pd.DataFrame(rows)).set_index("model")["accuracy"]
    assert found.to_dict() == {"BiLSTM": 0.25, "BiLSTM + shuffling": 0.75}


def test_a_mark_is_the_mean_and_its_line_runs_over_the_seeds():
    rows = [*recorded("idspn", 640, 0, 0.5), *recorded("idspn", 640, 1, 0.7)]
    rows += recorded("bilstm", 6_400, 0, 0.9)
    table = by_training_sets(pd.DataFrame(rows))
    fig = plot_accuracy_by_training_sets({"here": table}, ["BiLSTM", "iDSPN"])
    spread, mark, _, other = fig.axes[0].lines
    assert list(spread.get_xdata()) == [0.5, 0.7]
    assert list(mark.get_xdata()) == pytest.approx([0.6])
    assert list(other.get_xdata()) == [0.9]
    assert mark.get_marker() != other.get_marker()
    labels = [text.get_text() for text in fig.legends[0].get_texts()]
    assert labels == ["640", "6,400"]


def test_a_printed_deviation_takes_the_place_of_the_seeds():
    table = pd.DataFrame({"model": ["iDSPN"], "sets": [640], "accuracy": [0.8], "std": [0.1]})
    fig = plot_accuracy_by_training_sets({"paper": table}, ["iDSPN"])
    assert list(fig.axes[0].lines[0].get_xdata()) == pytest.approx([0.7, 0.9])
