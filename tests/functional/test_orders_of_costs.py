"""What orders costs on pairs ask for: sorted scores, circles without a best order, ties, traps."""

from itertools import permutations

import torch
from hypothesis import given
from hypothesis import strategies as st

from setnb.functional import (
    descend_permutation,
    normalised_costs,
    permutation_matrix,
    place_softly,
    sinkhorn,
    total_cost,
    total_cost_gradient,
)


def all_orders(n):
    """Return every order of n elements and its matrix, as (order, element, position)."""
    orders = torch.tensor(list(permutations(range(n))))
    return orders, permutation_matrix(orders).double().mT


def total_costs(orders, costs):
    return total_cost(orders, costs.expand(len(orders), 1, -1, -1))


def costs_of(scores):
    return normalised_costs((scores[:, None] - scores[None, :])[None] / 2)


@given(st.lists(st.integers(-50, 50), min_size=2, max_size=5, unique=True))
def test_differences_of_scores_cost_least_in_the_order_of_the_scores(scores):
    scores = torch.tensor(scores, dtype=torch.float64)
    orders, matrices = all_orders(len(scores))
    total = total_costs(matrices, costs_of(scores))
    assert torch.equal(orders[total.argmin()], scores.argsort())
    assert torch.equal(orders[total.argmax()], scores.argsort(descending=True))


def test_a_circle_has_three_best_orders_and_never_leaves_the_uniform_start():
    circle = torch.tensor([[[0, 1, -1], [-1, 0, 1], [1, -1, 0]]], dtype=torch.float64)
    _, matrices = all_orders(3)
    total = total_costs(matrices, circle)
    assert sorted(total.tolist()) == [-2, -2, -2, 2, 2, 2]
    placed = descend_permutation(circle, torch.zeros(3, 3).double(), 3.0, 50)
    torch.testing.assert_close(placed[-1], torch.full((3, 3), 1 / 3).double())


def test_at_a_wrong_order_only_the_gradient_through_sinkhorn_vanishes():
    scores = torch.arange(5.0).double()
    costs, wrong = costs_of(scores), torch.eye(5).double().flip(0)
    direct, through = [], []
    for size in (1.0, 16.0):
        logits = (size * wrong).requires_grad_()
        p = sinkhorn(logits)
        through.append(torch.autograd.grad(total_cost(p, costs), logits)[0].norm())
        direct.append(total_cost_gradient(p.detach(), costs).norm())
    assert direct[1] > direct[0] > 0.1
    assert through[1] < 1e-4 * through[0]


def test_what_a_comparison_takes_for_equal_is_mixed_however_long_it_descends():
    x = torch.tensor([[2.0], [-1.0], [1.0]]).double()
    costs = costs_of(x[:, 0].abs())
    for steps in (1, 6, 50):
        p = descend_permutation(costs, torch.zeros(3, 3).double(), 3.0, steps)[-1]
        torch.testing.assert_close(p[1], p[2])
    torch.testing.assert_close(place_softly(x, p)[:, 0], torch.tensor([0, 0, 2.0]).double())
