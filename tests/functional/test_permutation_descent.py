import itertools

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.permutation import plain_sinkhorn
from setnb.functional import (
    descend_permutation,
    hard_order,
    permutation_matrix,
    permute,
    place_softly,
    sinkhorn,
)
from setnb.functional.ordering import normalised_costs, total_cost

GRIDS = [None, (2, 3), (3, 2), (1, 3, 2)]


def draw(*shape, seed=0, dtype=torch.float64):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=dtype)


def costs_of(*shape, seed=0):
    return normalised_costs(draw(*shape, seed=seed))


def descend_by_autograd(costs, start, rate, steps, iters, grid):
    """Take every gradient of the cost, with respect to the normalised P, by autograd."""
    logits, placed = start, [plain_sinkhorn(start, iters)]
    for _ in range(steps):
        cost = total_cost(placed[-1], costs, grid).sum()
        (gradient,) = torch.autograd.grad(cost, placed[-1], create_graph=True)
        logits = logits - rate * gradient
        placed.append(plain_sinkhorn(logits, iters))
    return placed


@pytest.mark.parametrize("grid", GRIDS)
def test_steps_follow_the_gradient_of_the_cost(grid):
    channels = len(grid or (6,))
    f, start, rate = draw(2, channels, 6, 6), draw(2, 6, 6, seed=1), torch.tensor(0.7).double()
    leaves = [leaf.requires_grad_() for leaf in (f, start, rate)]
    descent = normalised_costs(f), start, rate
    weights = draw(2, 6, 6, seed=2)
    results = []
    for placed in (
        descend_permutation(*descent, 3, iters=5, grid=grid),
        descend_by_autograd(*descent, 3, 5, grid),
    ):
        loss = (placed[-1] * weights).sum() + placed[1].square().sum()
        results.append((placed, torch.autograd.grad(loss, leaves, retain_graph=True)))
    assert len(results[0][0]) == 4
    torch.testing.assert_close(results[0], results[1])


@pytest.mark.parametrize("mask", [None, [1, 0, 1, 1], [0, 0, 1, 0], [0, 0, 0, 0]])
def test_gradcheck(mask):
    mask = None if mask is None else torch.tensor(mask).bool()
    f = draw(1, 4, 4).requires_grad_()
    start = draw(4, 4, seed=1).requires_grad_()
    rate = torch.tensor(0.7).double().requires_grad_()

    def last(f, start, rate):
        costs = normalised_costs(f, mask)
        return descend_permutation(costs, start, rate, 2, iters=2, mask=mask)[-1]

    assert torch.autograd.gradcheck(last, (f, start, rate))


@given(st.integers(2, 6), st.integers(0, 999))
def test_a_uniform_start_costs_nothing_yet_moves(n, seed):
    costs = costs_of(1, n, n, seed=seed)
    placed = descend_permutation(costs, torch.zeros(n, n).double(), 1.0, 1)
    torch.testing.assert_close(placed[0], torch.full((n, n), 1 / n).double())
    torch.testing.assert_close(total_cost(placed[0], costs), torch.zeros(()).double())
    # to first order the step projects the gradient onto matrices whose rows and columns sum to 0
    assert total_cost(placed[1], costs) < -1e-6 or costs[0].sum(-1).abs().max() < 1e-6
    assert (placed[1] - placed[0]).abs().max() > 1e-6


@pytest.mark.parametrize("spread", [0, 1])
@pytest.mark.parametrize("n", range(2, 7))
def test_small_steps_with_many_rounds_never_raise_the_cost(n, spread):
    """Then it is mirror descent; large steps, and few rounds, promise nothing of the kind."""
    costs = costs_of(100, 1, n, n)
    placed = descend_permutation(costs, spread * draw(100, n, n, seed=1), 0.1, 20, iters=60)
    cost = torch.stack([total_cost(p, costs) for p in placed])
    assert (cost.diff(dim=0) < 1e-9).all()
    assert (cost[-1] < cost[0]).all()


def test_large_steps_can_raise_the_cost():
    costs = costs_of(200, 1, 6, 6)
    placed = descend_permutation(costs, torch.zeros(200, 6, 6).double(), 5.0, 6)
    rises = torch.stack([total_cost(p, costs) for p in placed]).diff(dim=0) > 1e-3
    assert 0 < rises.any(0).double().mean() < 1


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=7, unique=True), st.integers(0, 99))
def test_costs_by_difference_sort_numbers(numbers, seed):
    """With C_ij = x_i - x_j every out-of-order pair costs, and P commits itself to the order."""
    x = torch.tensor(numbers).double()[:, None]
    x = x + 0.01 * draw(len(x), 1, seed=seed).tanh()
    costs = normalised_costs((x - x.T)[None])
    p = descend_permutation(costs, torch.zeros_like(costs[0]), 1.0, 6)[-1]
    assert torch.equal(permute(x, hard_order(p)), x.sort(0).values)


def test_steps_of_rate_zero_and_no_steps_stay():
    costs, start = costs_of(1, 4, 4), draw(4, 4, seed=1)
    for placed in (
        descend_permutation(costs, start, 0.0, 3),
        descend_permutation(costs, start, 1.0, 0),
    ):
        for p in placed:
            torch.testing.assert_close(p, sinkhorn(start))


def test_empty_and_singleton_sets():
    for n in (0, 1):
        placed = descend_permutation(torch.zeros(2, 1, n, n), torch.zeros(2, n, n), 1.0, 2)
        assert [p.tolist() for p in placed] == [torch.ones(2, n, n).tolist()] * 3
        assert hard_order(placed[-1]).tolist() == [[0] * n] * 2


@given(st.permutations(range(5)), st.integers(0, 999))
def test_placing_by_a_permutation_is_permuting_and_undoes_its_matrix(order, seed):
    x, perm = draw(5, 2, seed=seed), torch.tensor(order)
    placement = permutation_matrix(perm).mT  # element perm[k] at position k
    assert torch.equal(place_softly(x, placement), permute(x, perm))
    assert torch.equal(hard_order(placement), perm)


def test_placing_softly_sums_as_printed():
    x, p = draw(2, 4, 3), draw(2, 4, 5, seed=1)
    expected = torch.zeros(2, 5, 3).double()
    for b, i, k in itertools.product(range(2), range(4), range(5)):
        expected[b, k] += p[b, i, k] * x[b, i]
    torch.testing.assert_close(place_softly(x, p), expected)


@given(st.integers(0, 6), st.sampled_from([torch.float32, torch.float64]), st.integers(0, 999))
def test_hard_order_holds_the_most_of_p(n, dtype, seed):
    p = sinkhorn(draw(n, n, seed=seed, dtype=dtype))
    order = hard_order(p)
    assert sorted(order.tolist()) == list(range(n))
    best = max(
        sum(p[i, k].item() for k, i in enumerate(choice))
        for choice in itertools.permutations(range(n))
    )
    assert sum(p[i, k].item() for k, i in enumerate(order.tolist())) == pytest.approx(best)


@given(st.lists(st.booleans(), max_size=6), st.integers(0, 999))
def test_hard_order_with_a_scattered_mask_puts_real_elements_first(real, seed):
    mask, n, count = torch.tensor(real, dtype=torch.bool), len(real), sum(real)
    p = sinkhorn(3 * draw(n, n, seed=seed), mask=mask)
    order = hard_order(p, mask)
    assert sorted(order.tolist()) == list(range(n))
    elements = mask.nonzero()[:, 0].tolist()
    assert sorted(order[:count].tolist()) == elements
    best = max(
        sum(p[i, k].item() for k, i in enumerate(choice))
        for choice in itertools.permutations(elements)
    )
    assert sum(p[i, k].item() for k, i in enumerate(order[:count])) == pytest.approx(best)
    # even where P says nothing
    assert sorted(hard_order(0 * p, mask)[:count].tolist()) == elements
    # what P holds of padding is not looked at
    elsewhere = ~mask[:, None] | (torch.arange(n) >= count)
    poisoned = p.masked_fill(elsewhere, 7.0)
    assert torch.equal(hard_order(poisoned, mask)[:count], order[:count])


def test_hard_order_has_no_gradient_and_takes_batches():
    p = sinkhorn(draw(2, 3, 4, 4).requires_grad_())
    orders = hard_order(p)
    assert orders.dtype == torch.long
    assert torch.equal(orders[1, 2], hard_order(p[1, 2]))


def test_wrong_grids_masks_and_values_are_refused():
    costs, start = torch.zeros(2, 6, 6), torch.zeros(6, 6)
    mask = torch.ones(6, dtype=torch.bool)
    with pytest.raises(ValueError, match=r"grid: expected axes whose product is the 6 positions"):
        descend_permutation(costs, start, 1.0, 1, grid=(2, 2))
    with pytest.raises(ValueError, match=r"costs: expected 1 channels"):
        descend_permutation(costs, start, 1.0, 1)
    with pytest.raises(ValueError, match=r"mask: expected None with a grid"):
        descend_permutation(costs, start, 1.0, 1, mask=mask, grid=(2, 3))
    with pytest.raises(ValueError, match=r"mask: expected a bool tensor of shape \(6,\)"):
        descend_permutation(costs[:1], start, 1.0, 1, mask=mask[:4])
    with pytest.raises(ValueError, match=r"mask: expected a bool tensor of shape \(6,\)"):
        hard_order(start, mask[:4])
    with pytest.raises(ValueError, match=r"expected finite numbers, got NaN or infinity"):
        hard_order(start / 0)
