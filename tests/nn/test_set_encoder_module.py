"""`SetEncoder` against what the same layers give in plain torch."""

import pytest
import torch
from torch import nn

import setnb
from setnb.functional import fspool, pool
from setnb.nn import SetEncoder

HOW = ["fspool", "sum", "mean"]


def plain(encoder):
    """The encoder's network as a Sequential that shares its weights."""
    layers = []
    for linear in encoder.linears:
        layers += [linear, nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def make(how, hidden=(16,), set_dim=3, latent=8):
    torch.manual_seed(0)
    return SetEncoder(set_dim, latent, hidden=hidden, how=how).double()


@pytest.mark.parametrize("hidden", [(), (16,), (7, 5)])
@pytest.mark.parametrize("how", HOW)
def test_is_a_sequential_and_a_pooling(how, hidden):
    encoder = make(how, hidden)
    x, mask = torch.randn(2, 3, 5, 3).double(), torch.rand(2, 3, 5) < 0.6
    x[:, :, 1] = x[:, :, 0]
    features = plain(encoder)(x)
    for m in (None, mask):
        pooled = (
            fspool(features, encoder.knots, m) if how == "fspool" else pool(features, m, how=how)
        )
        torch.testing.assert_close(encoder(x, m), pooled)
    torch.testing.assert_close(encoder(x[0, 0]), encoder(x)[0, 0])


@pytest.mark.parametrize("batch", [(), (4,), (2, 3), (0,), (2, 0)])
@pytest.mark.parametrize("n", [0, 1, 5])
@pytest.mark.parametrize("how", HOW)
def test_the_energy_gradient_is_that_of_the_energy(how, n, batch):
    encoder = make(how)
    y, known = torch.randn(*batch, n, 2).double(), torch.randn(*batch, n, 1).double()
    z, mask = torch.randn(*batch, 8).double(), torch.rand(*batch, n) < 0.7

    def energy(y, m):
        return (encoder(torch.cat([known, y], -1), m) - z).square().mean(-1).sum() / 2

    for m in (None, mask):
        gradient = encoder.energy_gradient(z, known, m, n=n)(y)
        torch.testing.assert_close(gradient, torch.func.grad(energy)(y, m))
    whole = torch.cat([known, y], -1)
    without = encoder.energy_gradient(z, n=n)(whole)
    torch.testing.assert_close(without[..., 1:], encoder.energy_gradient(z, known, n=n)(y))


@pytest.mark.parametrize(
    ("how", "verdict"),
    [
        ("fspool", "exclusively multiset-equivariant"),
        ("sum", "set-equivariant"),
        ("mean", "set-equivariant"),
    ],
)
def test_which_symmetry_the_energy_gradient_has(how, verdict):
    encoder, z = make(how, set_dim=2), torch.ones(8).double()
    report = setnb.probe(lambda y: encoder.energy_gradient(z, n=len(y))(y), n=4, d=2, trials=16)
    assert report.verdict == verdict
    assert setnb.probe(encoder, n=4, d=2, trials=16).verdict == "invariant"


@pytest.mark.parametrize("how", HOW)
def test_every_weight_learns(how):
    encoder = make(how)
    encoder(torch.randn(4, 9, 3).double()).square().sum().backward()
    assert all(weight.grad.any() for weight in encoder.parameters())
    names = set(dict(encoder.named_parameters()))
    expected = {f"linears.{i}.{kind}" for i in (0, 1) for kind in ("weight", "bias")}
    assert names == expected | ({"knots"} if how == "fspool" else set())


@pytest.mark.parametrize("how", HOW)
def test_compiles_to_one_graph_with_its_energy_gradient(how):
    encoder = make(how)
    x, mask = torch.randn(2, 5, 3).double(), torch.rand(2, 5) < 0.7

    def both(x, z):
        return encoder(x, mask), encoder.energy_gradient(z, mask=mask, n=5)(x)

    results = []
    for run in (both, torch.compile(both, fullgraph=True, backend="aot_eager")):
        leaf, z = x.clone().requires_grad_(), torch.ones(2, 8).double().requires_grad_()
        out = run(leaf, z)
        loss = sum(part.square().sum() for part in out)
        results.append((*out, *torch.autograd.grad(loss, [leaf, z, *encoder.parameters()])))
    torch.testing.assert_close(results[1], results[0])


def test_bad_sizes_are_refused():
    encoder = make("fspool")
    with pytest.raises(ValueError, match="how: expected one of 'fspool', 'sum', 'mean'"):
        SetEncoder(3, 8, how="max")
    for sizes in ((0, 8), (3, 0)):
        with pytest.raises(ValueError, match="set_dim, hidden and latent: expected an integer"):
            SetEncoder(*sizes)
    with pytest.raises(ValueError, match="pieces: expected an integer"):
        SetEncoder(3, 8, pieces=0)
    with pytest.raises(ValueError, match="z: expected a vector of 8"):
        encoder.energy_gradient(torch.zeros(2, 4).double(), n=5)
    gradient = encoder.energy_gradient(
        torch.zeros(2, 8).double(), torch.zeros(2, 5, 1).double(), n=5
    )
    with pytest.raises(ValueError, match=r"y: expected a floating tensor \(\*b, n, 2\)"):
        gradient(torch.zeros(2, 5, 3).double())
