"""The models against references that take every pair and every line by itself."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.permutation import make, plain_permutation, plain_sinkhorn
from setnb.memory import saved_bytes
from setnb.nn import PairCosts, PermutationOptimizer
from tests.strategies import sets


@given(sets(max_n=5, dtypes=(torch.float64,)), st.integers(1, 3))
def test_pair_costs_are_those_of_a_network_on_concatenated_pairs(x, channels):
    torch.manual_seed(0)
    costs = PairCosts(2, hidden=7, channels=channels).double()
    f = torch.empty(channels, len(x), len(x)).double()
    for i, one in enumerate(x):
        for j, other in enumerate(x):
            f[:, i, j] = costs.readout(costs.first(torch.cat([one, other])).relu())
    torch.testing.assert_close(costs.preference(x), f)
    expected = f - f.mT
    norms = expected.flatten(1).norm(dim=-1)[:, None, None]
    if len(x.unique(dim=0)) > 1 and norms.min() > 1e-6:
        torch.testing.assert_close(costs(x), expected / norms)
    assert torch.equal(costs(x), -costs(x).mT)


def ordered_one_by_one(model, x):
    """Take every pair and every line of positions by itself, with autograd through it all."""
    n = len(x)
    one, other = x[:, None].expand(n, n, 2), x[None].expand(n, n, 2)
    f = model.costs.readout(model.costs.first(torch.cat([one, other], -1)).relu()).movedim(-1, 0)
    costs = f - f.mT
    costs = costs / costs.square().sum((1, 2), keepdim=True).sqrt()
    start = torch.zeros(n, n).double() if model.assign is None else x @ model.assign.weight.T
    logits, p = start, plain_sinkhorn(start, model.iters)
    lattice = torch.arange(n).reshape(model.grid or (n,))
    for _ in range(model.steps):
        slope = torch.zeros_like(p)
        for axis in range(lattice.ndim):
            lines = lattice.movedim(-1 - axis, -1)
            places = torch.arange(lines.shape[-1]).double()
            sign = torch.sign(places[:, None] - places)  # B = P sign along a line
            for line in lines.reshape(-1, len(places)):
                slope = slope.index_add(1, line, 2 * costs[axis] @ p[:, line] @ sign)
        logits = logits - model.rate.abs() * slope
        p = plain_sinkhorn(logits, model.iters)
    return p.T @ x, p


@pytest.mark.parametrize("grid", [None, (2, 3), (3, 2), (1, 2, 3)])
@pytest.mark.parametrize("init", ["uniform", "linear"])
def test_model_and_gradients_equal_the_plain_reference(init, grid):
    torch.manual_seed(0)
    model = PermutationOptimizer(2, 5, 3, init, positions=6, grid=grid).double()
    model.rate.data.fill_(-0.8)  # a negative rate steps by its absolute value
    x, weights = torch.randn(6, 2).double().requires_grad_(), torch.randn(6, 6).double()
    results = []
    for y, p in (model(x), ordered_one_by_one(model, x)):
        loss = (p * weights).sum() + y.sin().sum()
        results.append((y, p, torch.autograd.grad(loss, [x, *model.parameters()])))
    torch.testing.assert_close(results[0], results[1])


def test_benchmark_reference_does_the_same():
    model, x, weights = make(8, 3)
    leaves = list(model.parameters())
    ours, plain = model.permutation(x), plain_permutation(model, x)
    torch.testing.assert_close(ours, plain, atol=1e-4, rtol=1e-3)
    gradients = [torch.autograd.grad((p * weights).sum(), leaves) for p in (ours, plain)]
    torch.testing.assert_close(gradients[0], gradients[1], atol=1e-3, rtol=1e-2)


def test_keeps_at_most_two_fifths_of_what_the_plain_reference_keeps():
    model, x, _ = make(64, 2)
    kept = saved_bytes(lambda: model.permutation(x))
    assert kept <= 0.4 * saved_bytes(lambda: plain_permutation(model, x))
