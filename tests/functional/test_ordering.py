import itertools

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from setnb.functional import permutation_matrix
from setnb.functional.ordering import (
    check_grid,
    cost_form,
    later_minus_earlier,
    normalised_costs,
    total_cost,
    total_cost_gradient,
)
from setnb.functional.sinkhorn import sinkhorn

GRIDS = [(5,), (2, 3), (3, 2), (1, 4), (2, 3, 2)]
DTYPES = (torch.float32, torch.float64)


def draw(*shape, seed=0, dtype=torch.float64):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=dtype)


def costs_of(*shape, seed=0):
    f = draw(*shape, seed=seed)
    return f - f.mT


def summed_one_by_one(p, costs):
    """Equation (1) as it is printed: four nested sums."""
    total = 0.0
    for i, j in itertools.product(range(p.shape[0]), repeat=2):
        for k, other in itertools.product(range(p.shape[1]), repeat=2):
            if other != k:
                total += costs[i, j] * p[i, k] * p[j, other] * (1 if other > k else -1)
    return torch.as_tensor(total, dtype=p.dtype)


def summed_over_lines(p, costs, grid):
    """Cut the positions into lines, axis after axis, and add up the costs of every line."""
    lattice = p.reshape(len(p), *grid)
    total = torch.zeros((), dtype=p.dtype)
    for channel in range(len(grid)):
        lines = lattice.movedim(-1 - channel, -1).reshape(len(p), -1, grid[-1 - channel])
        for line in lines.unbind(1):
            total = total + summed_one_by_one(line, costs[channel])
    return total


@given(st.integers(0, 5), st.integers(0, 999))
def test_total_cost_is_the_printed_sum_for_any_matrix(n, seed):
    p, costs = draw(n, n, seed=seed), costs_of(1, n, n, seed=seed + 1000)
    torch.testing.assert_close(total_cost(p, costs), summed_one_by_one(p, costs[0]))


@given(st.permutations(range(5)), st.integers(0, 999))
def test_a_permutation_costs_the_pairs_in_order_minus_those_out_of_it(order, seed):
    costs = costs_of(1, 5, 5, seed=seed)
    p = permutation_matrix(torch.tensor(order)).mT  # element order[k] at position k
    before = sum(costs[0, order[k], order[m]] for k in range(5) for m in range(k + 1, 5))
    after = sum(costs[0, order[m], order[k]] for k in range(5) for m in range(k + 1, 5))
    torch.testing.assert_close(total_cost(p, costs), before - after)


@pytest.mark.parametrize("grid", GRIDS)
def test_on_a_grid_every_line_is_an_ordering_of_its_own(grid):
    n = torch.Size(grid).numel()
    p, costs = draw(2, n, n), costs_of(2, len(grid), n, n, seed=1)
    expected = [summed_over_lines(p[i], costs[i], grid) for i in range(2)]
    torch.testing.assert_close(total_cost(p, costs, grid), torch.stack(expected))


@pytest.mark.parametrize("grid", [None, *GRIDS])
def test_gradient_is_that_of_the_total_cost(grid):
    n = torch.Size(grid or (4,)).numel()
    p, costs = draw(2, n, n).requires_grad_(), costs_of(2, len(grid or (4,)), n, n, seed=1)
    gradient = total_cost_gradient(p, costs, grid)
    (expected,) = torch.autograd.grad(total_cost(p, costs, grid).sum(), p)
    torch.testing.assert_close(gradient, expected)
    printed = torch.autograd.grad(summed_over_lines(p[0], costs[0], grid or (n,)), p)[0]
    torch.testing.assert_close(gradient[0], printed[0])
    transformed = torch.func.grad(lambda p: total_cost(p, costs, grid).sum())(p.detach())
    torch.testing.assert_close(gradient, transformed)


def test_derivatives_of_cost_and_gradient_by_finite_differences():
    p, costs = draw(4, 4).requires_grad_(), draw(2, 4, 4, seed=1).requires_grad_()
    for fn in (total_cost, total_cost_gradient):
        assert torch.autograd.gradcheck(lambda p, c, fn=fn: fn(p, c, (2, 2)), (p, costs))
        assert torch.autograd.gradgradcheck(lambda p, c, fn=fn: fn(p, c, (2, 2)), (p, costs))


@given(st.integers(1, 6), st.integers(0, 999))
def test_uniform_costs_nothing_but_its_gradient_is_not_zero(n, seed):
    costs = costs_of(1, n, n, seed=seed)
    uniform = torch.full((n, n), 1 / n, dtype=torch.float64)
    torch.testing.assert_close(total_cost(uniform, costs), torch.zeros(()).double())
    gradient = total_cost_gradient(uniform, costs)
    # B_jq = (n - 1 - 2 q) / n for every j, so that rows of C are summed
    places = (n - 1 - 2 * torch.arange(n).double()) / n
    torch.testing.assert_close(gradient, 2 * costs[0].sum(-1)[:, None] * places)
    assert n == 1 or gradient.abs().max() > 1e-6


@given(st.integers(1, 6), st.integers(0, 999))
def test_invariant_to_permuting_elements_and_odd_under_reversal(n, seed):
    p, costs = draw(n, n, seed=seed), costs_of(1, n, n, seed=seed + 1000)
    perm = torch.randperm(n, generator=torch.Generator().manual_seed(seed))
    cost = total_cost(p, costs)
    torch.testing.assert_close(total_cost(p[perm], costs[:, perm][:, :, perm]), cost)
    torch.testing.assert_close(total_cost(p.flip(-1), costs), -cost)


@given(st.integers(0, 6), st.integers(0, 999))
def test_cost_form_gives_the_cost_and_is_indefinite(n, seed):
    p, costs = draw(n, n, seed=seed), costs_of(n, n, seed=seed + 1000)
    q = cost_form(costs)
    assert torch.equal(q, q.mT)
    torch.testing.assert_close(p.flatten() @ q @ p.flatten(), total_cost(p, costs[None]))
    values = torch.linalg.eigvalsh(q)
    torch.testing.assert_close(values, -values.flip(0), atol=1e-10, rtol=1e-8)
    assert n < 2 or values[0] < -1e-6 < 1e-6 < values[-1]


@given(st.integers(0, 5), st.integers(0, 6), st.sampled_from(DTYPES), st.integers(0, 999))
def test_later_minus_earlier_is_what_it_says(n, k, dtype, seed):
    p = draw(n, k, seed=seed, dtype=dtype)
    expected = [p[:, q + 1 :].sum(-1) - p[:, :q].sum(-1) for q in range(k)]
    expected = torch.stack(expected, -1) if k else torch.empty(n, 0, dtype=dtype)
    torch.testing.assert_close(later_minus_earlier(p), expected, atol=1e-5, rtol=1e-5)


def test_later_minus_earlier_has_all_derivatives():
    p = draw(2, 3, 4).requires_grad_()
    assert torch.autograd.gradcheck(later_minus_earlier, p)
    assert torch.autograd.gradgradcheck(later_minus_earlier, p)
    strided = draw(2, 4, 3).requires_grad_()
    assert torch.autograd.gradcheck(lambda p: later_minus_earlier(p.mT), strided)


@given(st.integers(1, 6), st.sampled_from(DTYPES), st.sampled_from([1e-6, 1.0, 1e6]))
def test_costs_are_antisymmetric_and_of_norm_one_whatever_the_scale(n, dtype, scale):
    f = scale * draw(2, 3, n, n, dtype=dtype)
    costs = normalised_costs(f)
    assert torch.equal(costs, -costs.mT)
    norms = costs.flatten(-2).norm(dim=-1)
    torch.testing.assert_close(norms, torch.full_like(norms, float(n > 1)))
    expected = torch.stack([(m - m.T) / torch.linalg.matrix_norm(m - m.T) for m in f.flatten(0, 1)])
    if n > 1:
        torch.testing.assert_close(costs.flatten(0, 1), expected)


@given(st.lists(st.booleans(), max_size=6), st.sampled_from([torch.nan, torch.inf, 1e30]))
def test_pairs_with_padding_cost_nothing_whatever_they_hold(real, poison):
    mask, n = torch.tensor(real, dtype=torch.bool), len(real)
    f = draw(2, n, n)
    pairs = mask[:, None] & mask
    costs = normalised_costs(f.masked_fill(~pairs, poison), mask)
    assert not costs[:, ~pairs].any()
    alone = normalised_costs(f[:, mask][:, :, mask])
    torch.testing.assert_close(costs[:, mask][:, :, mask], alone)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("n", [0, 1, 4])
def test_without_any_preference_costs_are_zero_and_gradients_finite(n, dtype):
    f = torch.full((2, n, n), 0.3, dtype=dtype, requires_grad=True)
    costs = normalised_costs(f)
    assert torch.equal(costs, torch.zeros_like(f))
    (costs * draw(2, n, n, dtype=dtype)).sum().backward()
    assert torch.isfinite(f.grad).all()


def test_normalised_costs_gradcheck():
    f = draw(2, 2, 4, 4).requires_grad_()
    mask = torch.tensor([[1, 1, 1, 1], [1, 0, 1, 1]]).bool()
    assert torch.autograd.gradcheck(lambda f: normalised_costs(f, mask), f)
    assert torch.autograd.gradgradcheck(lambda f: normalised_costs(f, mask), f)


def test_empty_sets_cost_nothing():
    costs = torch.empty(2, 1, 0, 0)
    p = sinkhorn(torch.empty(2, 0, 0))
    assert total_cost(p, costs).tolist() == [0, 0]
    assert total_cost_gradient(p, costs).shape == (2, 0, 0)


def test_wrong_grids_channels_and_masks_are_refused():
    p, costs = torch.ones(6, 6), torch.ones(2, 6, 6)
    with pytest.raises(ValueError, match=r"grid: expected axes whose product is the 6 positions"):
        total_cost(p, costs, (2, 2))
    with pytest.raises(ValueError, match=r"grid: expected axes .* got \(-2, -3\)"):
        total_cost(p, costs, (-2, -3))
    with pytest.raises(ValueError, match=r"costs: expected 1 channels, .* got 2"):
        total_cost(p, costs)
    with pytest.raises(ValueError, match=r"costs: expected 3 channels, .* got 2"):
        total_cost_gradient(p, costs, (1, 2, 3))
    with pytest.raises(ValueError, match=r"mask: expected None with a grid, .* got a bool tensor"):
        check_grid((2, 3), 6, 2, torch.ones(6, dtype=torch.bool))
    assert check_grid(None, 6, 1) == (6,)
