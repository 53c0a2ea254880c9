import itertools

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import setnb
from setnb.functional import (
    fspool,
    fspool_fixed,
    fsunpool,
    list_distance,
    permute,
    pool,
    position_weights,
    sort_perm,
)
from tests.strategies import sets, sets_and_perms, tolerance


def make_knots(d=2, pieces=4, dtype=torch.float64):
    return torch.randn(d, pieces + 1, dtype=dtype, generator=torch.Generator().manual_seed(1))


def weight(knots, j, n):
    """f(j / (n-1)) by numpy's interpolation."""
    knots = np.asarray(knots, dtype=float)
    return np.interp(j / max(n - 1, 1), np.linspace(0, 1, len(knots)), knots)


def by_enumeration(x, knots):
    """Try every order of every feature; the largest list in the dictionary is the sorted one."""
    pooled = []
    for column, f in zip(x.T.tolist(), knots, strict=True):
        ordered = max(itertools.permutations(column))
        pooled.append(sum(weight(f, j, len(x)) * v for j, v in enumerate(ordered)))
    return torch.tensor(pooled, dtype=x.dtype)


@given(sets(max_n=6), st.integers(1, 7))
def test_equals_enumeration_of_all_orders(x, pieces):
    knots = make_knots(pieces=pieces, dtype=x.dtype)
    expected = by_enumeration(x, knots)
    torch.testing.assert_close(fspool(x, knots), expected, atol=tolerance(x.dtype), rtol=1e-5)


@given(st.integers(0, 70), st.integers(1, 25))
def test_weights_are_linear_between_the_knots(n, pieces):
    knots = make_knots(3, pieces)
    expected = [[weight(f, j, n) for f in knots] for j in range(n)]
    expected = torch.tensor(expected, dtype=torch.float64).reshape(n, 3)
    torch.testing.assert_close(position_weights(knots, torch.tensor(n), n), expected)


@given(sets_and_perms(), st.data())
def test_invariant_to_the_last_bit_with_and_without_padding(case, data):
    x, perm = case
    knots = make_knots(dtype=x.dtype)
    assert torch.equal(fspool(permute(x, perm), knots), fspool(x, knots))
    mask = torch.tensor(data.draw(st.lists(st.booleans(), min_size=len(x), max_size=len(x))))
    mask = mask.bool()
    poison = data.draw(st.sampled_from([torch.nan, torch.inf, -torch.inf]))
    padded = x.masked_fill(~mask[:, None], poison)
    torch.testing.assert_close(fspool(padded, knots, mask), fspool(x[mask], knots))
    assert torch.equal(
        fspool(permute(padded, perm), knots, mask[perm]), fspool(padded, knots, mask)
    )


def test_empty_and_singleton():
    knots = make_knots()
    assert torch.equal(fspool(torch.ones(3, 0, 2).double(), knots), torch.zeros(3, 2).double())
    x = torch.tensor([[3.0, -2.0]]).double()
    torch.testing.assert_close(fspool(x, knots), x[0] * knots[:, 0])
    # What is masked to one element is one element, not two.
    padded = torch.tensor([[7.0, 7.0], [3.0, -2.0]]).double()
    torch.testing.assert_close(
        fspool(padded, knots, torch.tensor([False, True])), x[0] * knots[:, 0]
    )


@given(sets(min_n=1))
def test_sum_and_maximum_are_special_cases(x):
    one = torch.ones(2, 5, dtype=x.dtype)
    torch.testing.assert_close(fspool(x, one), x.sum(0), atol=tolerance(x.dtype), rtol=1e-5)
    first = torch.zeros(2, 21, dtype=x.dtype)
    first[:, 0] = 1
    torch.testing.assert_close(fspool(x, first), pool(x, how="max"))


@given(sets(min_n=1, max_n=6), st.data())
def test_continuous_also_through_ties(x, data):
    y = data.draw(sets(min_n=len(x), max_n=len(x), dtypes=(x.dtype,)))
    knots = make_knots(dtype=x.dtype)
    moved = (fspool(x, knots) - fspool(y, knots)).abs().max()
    bound = knots.abs().max() * list_distance(x, y)
    assert moved <= bound * (1 + 1e-5) + tolerance(x.dtype)


def test_float32_is_as_good_as_float32_gets():
    generator = torch.Generator().manual_seed(0)
    x = 1000 + torch.randn(4, 300, 8, generator=generator)
    knots = make_knots(8, 20)
    exact = fspool(x.double(), knots)
    error = (fspool(x, knots.float()) - exact).abs().max() / x.sum(-2).max()
    assert error < 1e-6


@pytest.mark.parametrize("masked", [False, True])
def test_gradients_of_first_and_second_order(masked):
    generator = torch.Generator().manual_seed(2)
    x = torch.randn(2, 5, 3, dtype=torch.float64, generator=generator, requires_grad=True)
    knots = make_knots(3).requires_grad_()
    mask = torch.tensor([[1, 0, 1, 1, 0], [0, 0, 1, 0, 0]]).bool() if masked else None
    assert torch.autograd.gradcheck(fspool, (x, knots, mask))
    assert torch.autograd.gradgradcheck(fspool, (x, knots, mask))
    assert torch.autograd.gradcheck(lambda x, w: fspool_fixed(x, w), (x, x.detach()[0].clone()))


def test_hessian_of_an_inner_energy_is_its_closed_form():
    """L(Y) = |fspool(Y) - z|^2 / 2 has the Hessian w_i w_j within a feature, 0 across."""
    y = torch.randn(4, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(3))
    knots, z = make_knots(), torch.tensor([0.3, -0.2]).double()

    def energy(y):
        return (fspool(y, knots) - z).square().sum() / 2

    weights = fsunpool(torch.ones(2).double(), knots, sort_perm(y))
    expected = torch.einsum("ic,jc,ce->icje", weights, weights, torch.eye(2).double())
    torch.testing.assert_close(torch.func.hessian(energy)(y), expected)
    torch.testing.assert_close(
        torch.func.grad(energy)(y), weights * (fspool(y, knots) - z), check_stride=False
    )


@pytest.mark.parametrize(("n", "d"), [(2, 1), (5, 1), (5, 3)])
def test_the_gradient_is_exclusively_multiset_equivariant(n, d):
    knots = make_knots(d)
    gradient = torch.func.grad(lambda x: fspool(x, knots).sum())
    assert setnb.probe(gradient, n=n, d=d).verdict == "exclusively multiset-equivariant"
    assert setnb.probe(lambda x: fspool(x, knots), n=n, d=d).verdict == "invariant"


def test_equal_elements_can_be_exchanged_and_get_different_gradients():
    knots = make_knots()
    x = torch.tensor([[1.0, 2.0], [0.0, 5.0], [1.0, 2.0], [1.0, 2.0]]).double()
    gradient = torch.func.grad(lambda x: fspool(x, knots).sum())
    rows = gradient(x)[[0, 2, 3]]
    assert len({tuple(row) for row in rows.tolist()}) == 3
    for order in itertools.permutations([0, 2, 3]):
        perm = torch.arange(4)
        perm[[0, 2, 3]] = torch.tensor(order)
        assert torch.equal(permute(x, perm), x)
        assert torch.equal(gradient(permute(x, perm)), gradient(x))


def test_where_features_tie_alone_the_definition_breaks():
    """X = [(0, 1), (0, 2)] and the exchange of its rows: no other permutation is admissible."""
    x = torch.tensor([[0.0, 1.0], [0.0, 2.0]]).double()
    knots = torch.tensor([[1.0, -1.0], [1.0, -1.0]]).double()
    gradient = torch.func.grad(lambda x: fspool(x, knots).sum())
    assert gradient(x).tolist() == [[1, -1], [-1, 1]]
    assert gradient(x.flip(0)).tolist() == [[1, 1], [-1, -1]]
    mix = torch.tensor([[1.0, 0.5], [-0.3, 0.8]]).double()
    mixed = torch.func.grad(lambda x: fspool(x @ mix, knots).sum())
    torch.testing.assert_close(mixed(x.flip(0)), mixed(x).flip(0))


@given(sets(d=3), st.data())
def test_unpooling_is_the_gradient_of_pooling(x, data):
    knots = make_knots(3, dtype=x.dtype)
    z = torch.randn(3, dtype=x.dtype, generator=torch.Generator().manual_seed(4))
    mask = torch.tensor(data.draw(st.lists(st.booleans(), min_size=len(x), max_size=len(x))))
    for m in (None, mask.bool()):
        gradient = torch.func.grad(lambda x, m=m: fspool(x, knots, m) @ z)(x)
        y = fsunpool(z, knots, sort_perm(x, m), m)
        torch.testing.assert_close(y, gradient, atol=tolerance(x.dtype), rtol=1e-5)


def test_unpooling_by_hand_and_its_gradient():
    x = torch.tensor([[2.0], [9.0], [5.0]]).double()
    knots = torch.tensor([[1.0, 10.0, 100.0]]).double()
    y = fsunpool(torch.tensor([3.0]).double(), knots, sort_perm(x))
    assert y.flatten().tolist() == [300, 3, 30]
    perm = sort_perm(torch.randn(2, 4, 3, generator=torch.Generator().manual_seed(5)))
    z, knots = torch.randn(2, 3).double().requires_grad_(), make_knots(3).requires_grad_()
    assert torch.autograd.gradcheck(lambda z, w: fsunpool(z, w, perm), (z, knots))


def test_fixed_size_is_a_table_of_weights():
    x = torch.randn(3, 6, 2, dtype=torch.float64)
    knots = make_knots()
    table = position_weights(knots, torch.tensor(6), 6)
    torch.testing.assert_close(fspool_fixed(x, table), fspool(x, knots))


def test_wrong_shapes_are_refused():
    x, knots = torch.zeros(5, 2), torch.zeros(2, 4)
    with pytest.raises(ValueError, match=r"x: expected a floating tensor \(\*b, n, 3\)"):
        fspool(x, torch.zeros(3, 4))
    with pytest.raises(ValueError, match="knots: expected weights"):
        fspool(x, torch.zeros(2, 1))
    with pytest.raises(ValueError, match=r"sets of shape \(4, 2\)"):
        fspool_fixed(x, torch.zeros(4, 2))
    with pytest.raises(ValueError, match=r"perm: expected"):
        fsunpool(torch.zeros(2), knots, torch.zeros(5, 3, dtype=torch.long))
    with pytest.raises(ValueError, match="mask: expected a bool tensor"):
        fspool(x, knots, torch.ones(4, dtype=torch.bool))
