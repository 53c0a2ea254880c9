"""Sinkhorn, the cost of an order and its descent in JavaScript against setnb.functional."""

from itertools import permutations

import pytest
import torch
from torch import Tensor

from setnb.functional import (
    descend_permutation,
    hard_order,
    later_minus_earlier,
    normalised_costs,
    place_softly,
    sinkhorn,
    sinkhorn_residual,
    total_cost,
)
from setnb.nn import PairCosts
from setnb.widgets.permutation_optimiser import COMPARISONS, GRADIENTS, pack_pair_costs
from tests.parity.inputs import make_inputs

SIZES = [1, 2, 3, 5, 8]
PATH = "m.descendPermutation(a[0], { gradient: a[1], rate: a[2], iters: a[3], steps: 12 })"


def make_matrices(n: int) -> list[Tensor]:
    """Square matrices: generic, two equal rows, zero, huge, nearly a permutation, tiny columns."""
    logits = torch.randn(6, n, n, generator=torch.Generator().manual_seed(n), dtype=torch.float64)
    logits[1, -1] = logits[1, 0]
    logits[2] = 0
    logits[3] *= 300
    logits[4] += 40 * torch.eye(n)
    logits[5, :, 0] -= 800
    return list(logits)


def make_costs(n: int) -> list[Tensor]:
    return [normalised_costs(matrix[None])[0] for matrix in make_matrices(n)]


def assert_close(found: list, expected: Tensor) -> None:
    found = torch.tensor(found, dtype=torch.float64).reshape(expected.shape)
    torch.testing.assert_close(found, expected.detach(), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("iters", [1, 4, 20])
@pytest.mark.parametrize("n", SIZES)
def test_sinkhorn_and_its_gradient(js, n, iters):
    for logits, upstream in zip(make_matrices(n), make_matrices(n)[::-1], strict=True):
        at = logits.requires_grad_()
        p = sinkhorn(at, iters)
        p.backward(upstream)
        rows = logits.tolist()
        found = js("m.sinkhorn(a[0], a[1])", rows, iters)
        assert_close(found, p)
        residual = js("m.sinkhornResidual(a[0])", found)
        assert residual == pytest.approx(sinkhorn_residual(p).item(), abs=1e-6)
        backward = "m.sinkhornBackward(a[1], m.scaleRounds(a[0], a[2]))"
        assert_close(js(backward, rows, upstream.tolist(), iters), at.grad)


@pytest.mark.parametrize("n", SIZES)
def test_costs(js, n):
    for preference, expected in zip(make_matrices(n), make_costs(n), strict=True):
        assert_close(js("m.normalisedCosts(a[0])", preference.tolist()), expected)


@pytest.mark.parametrize("n", SIZES)
def test_total_cost_and_its_gradient(js, n):
    values = torch.linspace(-1, 2, n, dtype=torch.float64)
    for costs, logits in zip(make_costs(n), make_matrices(n), strict=True):
        p = sinkhorn(logits).requires_grad_()
        both = p.tolist(), costs.tolist()
        cost = total_cost(p, costs[None])
        cost.backward()
        assert js("m.totalCost(a[0], a[1])", *both) == pytest.approx(cost.item(), abs=1e-6)
        assert_close(js("m.totalCostGradient(a[0], a[1])", *both), p.grad)
        assert_close(js("m.laterMinusEarlier(a[0])", both[0]), later_minus_earlier(p.detach()))
        entropy = torch.special.entr(p).sum(-1).mean().item()
        assert js("m.meanEntropy(a[0])", both[0]) == pytest.approx(entropy, abs=1e-6)
        y = js("m.placeSoftly(a[0], a[1])", values.tolist(), both[0])
        assert_close(y, place_softly(values[:, None], p.detach())[:, 0])


@pytest.mark.parametrize("n", SIZES)
def test_hard_order(js, n):
    for logits in make_matrices(n):
        p = sinkhorn(logits)
        found, places = js("m.hardOrder(a[0])", p.tolist()), torch.arange(n)
        assert sorted(found) == places.tolist()
        # Where several orders have the most of P, each is right.
        assert p[found, places].sum() == pytest.approx(p[hard_order(p), places].sum().item())


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_the_least_cost_is_that_of_the_best_of_all_orders(js, n):
    for costs in make_costs(n):
        orders = torch.tensor(list(permutations(range(n))))
        hard = torch.nn.functional.one_hot(orders).mT.double()
        every = total_cost(hard, costs.expand(len(orders), 1, n, n))
        found = js("m.leastCost(a[0])", costs.tolist())
        assert found == pytest.approx(every.min().item(), abs=1e-6)
        one = js("m.orderCost(a[0], a[1])", orders[-1].tolist(), costs.tolist())
        assert one == pytest.approx(every[-1].item(), abs=1e-6)


def descend_properly(costs: Tensor, rate: float, iters: int, steps: int) -> list[Tensor]:
    """Return each P of plain gradient descent, by autograd through the Sinkhorn operator."""
    logits, path = torch.zeros_like(costs), []
    for _ in range(steps + 1):
        at = logits.detach().requires_grad_()
        path.append(sinkhorn(at, iters))
        total_cost(path[-1], costs[None]).backward()
        logits = at - rate * at.grad
    return [p.detach() for p in path]


@pytest.mark.parametrize("iters", [1, 4])
@pytest.mark.parametrize("rate", [0.5, 5])
@pytest.mark.parametrize("gradient", GRADIENTS)
@pytest.mark.parametrize("n", SIZES)
def test_every_step_of_both_descents(js, n, gradient, rate, iters):
    for costs in make_costs(n):
        start = torch.zeros_like(costs)
        expected = descend_permutation(costs[None], start, rate, 12, iters=iters)
        if gradient == "proper":
            expected = descend_properly(costs, rate, iters, 12)
        found = js(PATH, costs.tolist(), gradient, rate, iters)
        assert_close([step["p"] for step in found], torch.stack(expected))
        assert [step["cost"] for step in found] == pytest.approx(
            [total_cost(p, costs[None]).item() for p in expected], abs=1e-6
        )


def test_the_proper_gradient_vanishes_at_a_permutation(js):
    costs = make_costs(5)[0]
    last = js(f"m.bothGradients({PATH}.at(-1), a[0])", costs.tolist(), "paper", 5, 20)
    proper, paper = (torch.tensor(last[name]).norm() for name in ("proper", "paper"))
    assert proper < 0.05 < 1 < paper


FORMULAS = {
    "ascending": lambda a, b: a - b,
    "descending": lambda a, b: b - a,
    "size": lambda a, b: a.abs() - b.abs(),
    "circle": lambda a, b: torch.sin(2 * torch.pi / 3 * (a - b)),
}


@pytest.mark.parametrize("comparison", COMPARISONS)
def test_comparisons(js, comparison):
    for values in make_inputs(5, seed=1, scale=0.5):
        x = torch.tensor(values, dtype=torch.float64)
        f = FORMULAS[comparison](x[:, None], x)
        found = js("m.pairCosts(a[0], m.COMPARISONS[a[1]].prefer)", values, comparison)
        assert_close(found, normalised_costs(f[None])[0])
    assert set(js("Object.keys(m.offeredComparisons({}))")) == set(COMPARISONS)


def test_a_learned_comparison(js):
    torch.manual_seed(0)
    model = PairCosts(1, 7)
    torch.nn.init.normal_(model.first.bias)
    packed = pack_pair_costs(model)
    model.double()
    for values in make_inputs(6, seed=2):
        found = js("m.pairCosts(a[0], m.offeredComparisons(a[1]).learned.prefer)", values, packed)
        assert_close(found, model(torch.tensor(values, dtype=torch.float64)[:, None])[0])


def test_ties_are_elements_of_equal_costs(js):
    tied = "m.tiedElements(m.pairCosts(a[0], m.COMPARISONS[a[1]].prefer))"
    assert js(tied, [0.5, -1, 0.5, 1], "ascending") == [[0, 2]]
    assert js(tied, [0.5, -1, 0.5, 1], "size") == [[0, 2], [1, 3]]
    assert js(tied, [1.5, 0, -1.5, 0.3], "circle") == [[0, 2]]
    assert js(tied, [0.2, 0.2, 0.2], "descending") == [[0, 1, 2]]
    assert js(tied, [-1, 0, 1], "circle") == []
