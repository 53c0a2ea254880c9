"""FSPool of one feature in JavaScript against setnb.functional, its gradient against autograd."""

import pytest
import torch

from setnb.functional import fspool, position_weights
from tests.parity.inputs import make_inputs


def make_knots(pieces: int) -> list[list[float]]:
    generator = torch.Generator().manual_seed(pieces)
    knots = torch.randn(4, pieces + 1, generator=generator, dtype=torch.float64)
    knots[1] = 1
    knots[2] = torch.arange(pieces + 1) == 0
    return knots.tolist()


@pytest.mark.parametrize("pieces", [1, 4, 20])
@pytest.mark.parametrize("n", [0, 1, 2, 5, 8])
def test_position_weights(js, n, pieces):
    for knots in make_knots(pieces):
        expected = position_weights(torch.tensor([knots]).double(), torch.tensor(n), n)[:, 0]
        found = js("m.positionWeights(a[0], a[1])", knots, n)
        assert found == pytest.approx(expected.tolist(), abs=1e-6)


@pytest.mark.parametrize("n", [1, 2, 3, 5, 8])
def test_pooled_value_and_gradient(js, n):
    for values in make_inputs(n, seed=n):
        for knots in make_knots(4):
            x = torch.tensor(values, dtype=torch.float64, requires_grad=True)
            y = fspool(x[:, None], torch.tensor([knots], dtype=torch.float64))
            y.backward()
            found = js("m.fspool(a[0], a[1])", values, knots)
            assert found["y"] == pytest.approx(y.item(), abs=1e-6)
            assert found["gradient"] == pytest.approx(x.grad.tolist(), abs=1e-6)


def test_equal_elements_get_the_weights_of_their_positions(js):
    found = js("m.fspool([2, 1, 2], [1, 0.5, 0, 0, -1])")
    assert found["order"] == [0, 2, 1]
    assert found["gradient"] == [1, -1, 0]
    assert found["y"] == 1


def test_closing_the_smallest_gap(js):
    assert js("m.closeSmallestGap([0.5, 0, 0.7, 0.5], 0)") == [0.5, 0, 0.5, 0.5]
    assert js("m.closeSmallestGap([0, 1, 0.75], 0.5)") == [0, 0.875, 0.75]


def test_new_elements_fill_the_widest_gap(js):
    line = {"min": 0, "max": 1, "step": 0.01}
    assert js("m.resized([0.1, 0.5], 4, a[0])", line) == [0.1, 0.5, 0.75, 0.3]
    assert js("m.resized([0.2, 0.8], 1, a[0])", line) == [0.2]
