"""What DSPN promises as a chain of steps, and what it does not: jumps, merging, scale, pooling."""

import pytest
import torch
from torch import nn

import setnb
from setnb.functional import make_perms, multiset_distance, project_simplex
from setnb.nn import DSPN, SetEncoder
from setnb.probes import continuity_curve
from setnb.seeds import make_generator


def encoder_of(how="fspool", set_dim=2, seed=0, hidden=(16,)):
    torch.manual_seed(seed)
    return SetEncoder(set_dim, 16, hidden=hidden, how=how).double().requires_grad_(False)


def randn(*shape, seed=1):
    return torch.randn(*shape, dtype=torch.float64, generator=make_generator(seed, "points"))


@pytest.mark.parametrize("seed", range(3))
def test_a_step_jumps_where_different_elements_pass_each_other_in_one_feature(seed):
    encoder = encoder_of(seed=seed, hidden=())
    a, direction = randn(2, seed=seed), encoder.linears[0].weight[0]
    across = torch.stack([-direction[1], direction[0]])
    tied = torch.stack([a, a + across])
    step = DSPN(encoder, 2, 2, steps=1, lr=10)
    z, gaps = randn(16), [1e-2, 1e-4, 1e-6]
    curve = continuity_curve(lambda y: step.solve(z, y0=y).value, tied, gaps)
    assert curve.multiset_distance[-1] > 1e-3
    apart = torch.stack([a, a + across + 0.3 * direction])
    curve = continuity_curve(lambda y: step.solve(z, y0=y).value, apart, gaps)
    assert curve.multiset_distance[-1] < 1e-4


def test_a_projection_that_merges_breaks_the_definition_and_not_the_set():
    decoder, z = DSPN(encoder_of(), 4, 2, steps=10, lr=10, project=project_simplex), randn(16)

    def fn(y0):
        return decoder.solve(z, y0=y0).value

    assert setnb.probe(fn, n=4, d=2, trials=16).verdict == "not equivariant"
    merged = torch.tensor([[0.0, 0.0], [1.0, 1.0], [0.3, 0.9], [2.0, 0.0]]).double()
    swap = torch.tensor([1, 0, 2, 3])
    assert (fn(merged[swap]) - fn(merged)[swap]).abs().max() > 0.01
    for perm in make_perms(20, 4, generator=make_generator(0, "orders")):
        assert multiset_distance(fn(merged[perm]), fn(merged)) < 1e-9


@pytest.mark.parametrize("how", ["fspool", "sum", "mean"])
@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_scaling_the_code_is_scaling_the_step_by_the_square(how, momentum):
    encoder, scaled = encoder_of(how), encoder_of(how)
    scaled.linears[-1].weight *= 3
    scaled.linears[-1].bias *= 3
    x, y0 = randn(4, 2, seed=2), 0.1 * randn(4, 2, seed=3)
    paths = [
        DSPN(g, 4, 2, steps=5, lr=lr, momentum=momentum).solve(g(x), y0=y0, trace=True).trace
        for g, lr in ((encoder, 0.9), (scaled, 0.1))
    ]
    torch.testing.assert_close(*paths)


class MaxEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.phi = encoder_of().linears[0]

    def forward(self, x, mask=None):
        return self.phi(x).relu().amax(-2)


def test_max_pooling_loses_multiplicities_and_keeps_equals_together():
    decoder = DSPN(MaxEncoder(), 3, 2, steps=20, lr=10)
    a, b = randn(2, 2)
    z = decoder.encoder(torch.stack([a, b, b]))
    wrong = decoder.solve(z, y0=torch.stack([a, a, b]))
    assert wrong.residual < 1e-6
    assert multiset_distance(wrong.value, torch.stack([a, b, b])) > 0.1
    y = decoder.solve(z, y0=torch.zeros(3, 2).double()).value
    assert y.abs().max() > 1e-3
    assert torch.cdist(y, y).max() < 1e-12


def test_a_known_element_is_held_by_overwriting_it():
    held = torch.tensor([[0.0, 1.5]], dtype=torch.float64)

    def keep(y):
        return torch.cat([y[..., :-1, :], held.expand_as(y[..., -1:, :])], -2)

    decoder = DSPN(encoder_of(), 4, 2, steps=10, lr=10, project=keep)
    trace = decoder.solve(randn(3, 16), trace=True).trace
    assert torch.equal(trace[..., -1, :], held[0].expand_as(trace[..., -1, :]))
    assert (trace[-1, :, :-1] - trace[0, :, :-1]).abs().amin() > 0
