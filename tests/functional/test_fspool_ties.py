"""FSPool as a statistic, and where it minds that different elements agree in one feature."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from setnb.functional import fspool, fsunpool, make_perms, sort_perm
from setnb.probes import continuity_curve
from setnb.seeds import make_generator
from tests.strategies import sets

CORNERS = torch.eye(21, dtype=torch.float64)


@given(sets(d=1, min_n=3, max_n=21, dtypes=(torch.float64,)))
def test_sum_maximum_range_and_median(x):
    values = x[:, 0]
    statistics = {
        torch.ones(21).double(): values.sum(),
        CORNERS[0]: values.max(),
        CORNERS[0] - CORNERS[-1]: values.max() - values.min(),
    }
    for knots, expected in statistics.items():
        torch.testing.assert_close(fspool(x, knots[None])[0], expected)
    if len(x) % 2:
        torch.testing.assert_close(fspool(x, CORNERS[None, 10])[0], values.median())


@given(st.integers(1, 6), st.integers(2, 10), st.integers(0, 99))
def test_the_maximum_is_exact_up_to_one_element_more_than_pieces(pieces, n, seed):
    x = 1 + torch.rand(n, 1, generator=make_generator(seed), dtype=torch.float64)
    pooled = fspool(x, torch.eye(pieces + 1, dtype=torch.float64)[:1])
    assert torch.allclose(pooled, x.max()) == (n <= pieces + 1)


def order_error(fn, x):
    """Compare `fn(PX)` with `P fn(X)`: all elements differ, so no other permutation is allowed."""
    perms = make_perms(50, len(x), generator=make_generator(0, "orders"))
    y = fn(x)
    return max((fn(x[p]) - y[p]).abs().max().item() for p in perms)


@pytest.mark.parametrize("seed", range(5))
def test_zeros_of_a_relu_harm_unpooling_and_not_the_gradient(seed):
    """On a grid: bare features tie, a linear map unties them, a ReLU ties them again at zero."""
    generator = make_generator(seed, "ties")
    mix, knots = torch.randn(2, 8, generator=generator), torch.randn(8, 21, generator=generator)
    mix, knots, z = mix.double(), knots.double(), torch.ones(8).double()
    grid = torch.cartesian_prod(torch.arange(3.0), torch.arange(3.0)).double() - 1

    def gradient(front):
        return order_error(
            torch.func.grad(lambda v: fspool(front(v), knots).sum()),
            grid,
        )

    def unpooled(front):
        return order_error(lambda v: fsunpool(z, knots, sort_perm(front(v))), grid)

    def linear(v):
        return v @ mix

    def rectified(v):
        return (v @ mix).relu()

    assert gradient(lambda v: v.repeat(1, 4)) > 0.1
    assert max(gradient(linear), unpooled(linear), gradient(rectified)) < 1e-9
    assert unpooled(rectified) > 0.1


def test_the_gradient_jumps_where_elements_pass_each_other_in_one_feature():
    """With two features, multiset-continuity needs elements that differ in both."""
    knots = torch.randn(2, 21, generator=make_generator(0, "passing")).double()

    def gradient(v):
        return torch.func.grad(lambda u: fspool(u, knots).sum())(v)

    tied, free = torch.tensor([[[0.0, 1], [0, 2]], [[0, 1], [3, 2]]]).double()
    gaps = [1e-2, 1e-4, 1e-6]
    assert (continuity_curve(gradient, tied, gaps).multiset_distance > 0.1).all()
    assert (continuity_curve(gradient, free, gaps).multiset_distance == 0).all()
