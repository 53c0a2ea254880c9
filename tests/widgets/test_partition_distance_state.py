"""PartitionDistance in Python: its state, and what it refuses."""

import pytest

from setnb.widgets import PartitionDistance


def test_state_is_set_from_python():
    widget = PartitionDistance(a=[7, 7, 3, 9], b=[0, 1, 2, 3])
    assert widget.state() == {"a": [1, 1, 0, 2], "b": [0, 1, 2, 3]}
    widget.b = [5, 5, 5, 5]
    assert widget.state() == {"a": [1, 1, 0, 2], "b": [0, 0, 0, 0]}
    with widget.hold_trait_notifications():
        widget.a = [0] * 10
        widget.b = list(range(10))
    assert widget.state() == {"a": [0] * 10, "b": list(range(10))}


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"a": [0, 1, 2], "b": [0, 1, 2]}, "[ab]: expected 4 to 10 labels"),
        ({"a": [0] * 11, "b": [0] * 11}, "[ab]: expected 4 to 10 labels"),
        ({"a": [0] * 5, "b": [0] * 4}, "as many as the other grouping, which has [45], got"),
        ({"b": [0] * 5}, "b: expected 4 to 10 labels, .* which has 6, got"),
    ],
)
def test_bad_labels(state, message):
    with pytest.raises(ValueError, match=message):
        PartitionDistance(**state)
