import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from setnb.functional import PAIRS, pair_cost, pairwise_costs
from setnb.functional import pair_costs as module
from tests.strategies import sets


def by_hand(x, y, pair):
    """The cost of one pair of lists of numbers, from its definition."""
    if pair == "cross_entropy":
        total = sum(math.exp(v) for v in x)
        return -sum(share * math.log(math.exp(v) / total) for v, share in zip(x, y, strict=True))
    gaps = [abs(a - b) for a, b in zip(x, y, strict=True)]
    if pair == "euclidean":
        return math.sqrt(sum(g * g for g in gaps))
    each = {"huber": lambda g: g * g / 2 if g <= 1 else g - 0.5, "squared": lambda g: g * g}[pair]
    return sum(map(each, gaps)) / len(gaps)


@given(sets(d=3), sets(d=3), st.sampled_from(PAIRS))
def test_every_pair_by_hand(x, y, pair):
    x, y = x.double(), y.double()
    expected = [[by_hand(a, b, pair) for b in y.tolist()] for a in x.tolist()]
    expected = torch.tensor(expected, dtype=torch.float64).reshape(len(x), len(y))
    torch.testing.assert_close(pairwise_costs(x, y, pair), expected)


@pytest.mark.parametrize("pair", PAIRS)
def test_chunks_do_not_show(pair, monkeypatch):
    x, y = torch.randn(2, 3, 7, 4), torch.randn(2, 3, 5, 4)
    expected = pair_cost(x[..., :, None, :], y[..., None, :, :], pair)
    for chunk in (1, 250, 10**6):
        monkeypatch.setattr(module, "CHUNK", chunk)
        assert torch.equal(pairwise_costs(x, y, pair), expected)


@pytest.mark.parametrize("pair", ["huber", "squared", "euclidean"])
def test_near_neighbours_far_from_the_origin_are_told_apart(pair):
    x = 4096 + torch.arange(8.0)[:, None] / 1024  # exact in float32; its squares are not
    costs = pairwise_costs(x, x, pair)
    assert torch.equal(costs, pairwise_costs(x - 4096, x - 4096, pair))
    assert (costs.diagonal() == 0).all()


def test_no_gradient_is_kept_for_all_pairs():
    x = torch.randn(3, 2, requires_grad=True)
    assert not pairwise_costs(x, x).requires_grad
    assert pair_cost(x, x).requires_grad


@pytest.mark.parametrize("pair", PAIRS)
def test_gradients_also_where_elements_are_equal(pair):
    x = torch.randn(4, 3, dtype=torch.float64, requires_grad=True)
    y = torch.rand(4, 3, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda x, y: pair_cost(x, y, pair), (x, y))
    z = torch.zeros(4, 3, requires_grad=True)
    pair_cost(z, torch.zeros(4, 3), pair).sum().backward()
    assert torch.equal(z.grad, torch.zeros(4, 3))


def test_what_does_not_fit_is_refused():
    x = torch.zeros(2, 3, 4)
    with pytest.raises(ValueError, match="pair: expected one of"):
        pairwise_costs(x, x, "cosine")
    with pytest.raises(ValueError, match=r"y: expected a floating tensor \(\*b, n, 4\)"):
        pairwise_costs(x, torch.zeros(2, 3, 5))
    with pytest.raises(ValueError, match="y: expected the batch axes of x"):
        pairwise_costs(x, torch.zeros(3, 4))
