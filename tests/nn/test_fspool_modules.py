import pytest
import torch
from torch import nn

import setnb
from setnb.functional import fspool, sort_perm
from setnb.nn import FSPool, FSUnpool


class GradientOfEncoder(nn.Module):
    """The gradient of a weighted FSPool encoder in its input: what a decoder would descend."""

    def __init__(self, d):
        super().__init__()
        # Sixteen wide: products of odd widths may round equal rows differently by their place.
        self.encoder = nn.Sequential(nn.Linear(d, 16), nn.Tanh(), nn.Linear(16, 16))
        self.pool = FSPool(16)

    def forward(self, x):
        return torch.func.grad(lambda x: self.pool(self.encoder(x)).square().sum())(x)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_the_encoder_gradient_is_exclusively_multiset_equivariant(dtype):
    torch.manual_seed(0)
    model = GradientOfEncoder(2).to(dtype)
    report = setnb.probe(model, n=4, d=2)
    assert report.verdict == "exclusively multiset-equivariant"
    # A generic layer stands in front of the sort, so ties in one feature do no harm.
    assert report.feature_tie_error <= report.tolerance
    assert setnb.probe(FSPool(2).to(dtype), n=4, d=2).verdict == "invariant"


def test_weights_have_a_knot_more_than_pieces():
    pool = FSPool(3)
    assert pool.weight.shape == (3, 21)
    assert FSPool(3, pieces=5).weight.shape == FSUnpool(3, pieces=5).weight.shape == (3, 6)
    x = torch.randn(2, 7, 3)
    assert torch.equal(pool(x), fspool(x, pool.weight))


def test_every_knot_learns():
    pool, unpool = FSPool(2, pieces=4), FSUnpool(2, pieces=4)
    x = torch.randn(3, 9, 2)
    unpool(pool(x), sort_perm(x)).square().sum().backward()
    assert (pool.weight.grad != 0).all()
    assert (unpool.weight.grad != 0).all()


def test_an_auto_encoder_gives_equal_elements_back_in_place():
    """Pool and unpool: trained on one set, it returns every element where it stood."""
    torch.manual_seed(0)
    x = torch.tensor([[0.0, 1.0], [2.0, -1.0], [0.0, 1.0], [5.0, 0.5], [-9.0, 9.0]])
    mask = torch.tensor([True, True, True, True, False])
    spread, pool, unpool, gather = nn.Linear(2, 16), FSPool(16), FSUnpool(16), nn.Linear(16, 2)
    parts = nn.ModuleList([spread, pool, unpool, gather])
    optimizer = torch.optim.Adam(parts.parameters(), lr=0.01)
    for _ in range(300):
        features = spread(x)
        y = gather(unpool(pool(features, mask), sort_perm(features, mask), mask))
        loss = (y - x)[mask].square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert loss < 0.01


@pytest.mark.parametrize("bad", [0, -1, 2.5])
def test_wrong_sizes_are_refused(bad):
    with pytest.raises(ValueError, match="channels: expected an integer"):
        FSPool(bad)
    with pytest.raises(ValueError, match="pieces: expected an integer"):
        FSUnpool(3, pieces=bad)
