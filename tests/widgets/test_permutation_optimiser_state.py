"""PermutationOptimiser in Python: its state, and the costs that it takes."""

import math

import pytest

from setnb.nn import LinearAssignment, PairCosts
from setnb.widgets import PermutationOptimiser


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"values": [0.5, 1.0]}, "values: expected 3 to 8 numbers within 1.5 of 0"),
        ({"values": [0.5] * 9}, "values: expected 3 to 8 numbers"),
        ({"values": [0.5, 1.0, 1.6]}, "values: expected 3 to 8 numbers"),
        ({"values": [0.5, 1.0, math.nan]}, "values: expected 3 to 8 numbers"),
        ({"comparison": "learned"}, "comparison: expected one of 'ascending', .*got learned"),
        ({"gradient": "wrong"}, "gradient: expected one of 'paper', 'proper'"),
        ({"rate": 0}, "rate: expected a number from 0.1 to 5, got 0"),
        ({"rate": math.nan}, "rate: expected a number from 0.1 to 5"),
        ({"iters": 0}, "iters: expected a number from 1 to 20"),
        ({"step": 25}, "step: expected a number from 0 to 24"),
        ({"costs": PairCosts(2)}, r"costs: expected PairCosts\(1\), .* got .* = \(2, 1\)"),
        ({"costs": PairCosts(1, channels=2)}, r"expected PairCosts\(1\), with one channel"),
        ({"costs": LinearAssignment(1, 5)}, "costs: expected a setnb.nn.PairCosts"),
    ],
)
def test_bad_state(state, message):
    with pytest.raises(ValueError, match=message):
        PermutationOptimiser(**state)


def test_state_is_set_from_python():
    state = {
        "values": [0, 1, -1],
        "comparison": "circle",
        "gradient": "proper",
        "rate": 0.5,
        "iters": 9,
        "step": 24,
    }
    widget = PermutationOptimiser(**state)
    assert widget.state() == {"weights": {}, **state}
    widget = PermutationOptimiser(PairCosts(1, 4), step=3)
    assert widget.comparison == "learned"
    assert [len(numbers) for numbers in widget.weights.values()] == [4] * 4
