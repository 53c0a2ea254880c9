"""One list of promises; every pooling, layer and model is held to all that apply."""

import pytest
import torch
from torch import nn

from setnb import nn as snn
from setnb.functional import POOLS, permute, pool

DIM = 4


def invariant_models():
    cases = {f"{how}_pool": lambda how=how: Pooling(how) for how in POOLS}
    for how in POOLS:
        cases[f"DeepSet-{how}"] = lambda how=how: snn.DeepSet(
            nn.Sequential(nn.Linear(DIM, 8), nn.Tanh()), nn.Linear(8, 2), how=how
        )
    return cases


def equivariant_models():
    cases = {
        f"EquivariantLayer-{h}": lambda h=h: snn.EquivariantLayer(DIM, 3, how=h) for h in POOLS
    }
    cases["EquivariantDeepSet"] = lambda: snn.EquivariantDeepSet(DIM, 8, 8, 2)
    cases["SelfAttentionBlock"] = lambda: snn.SelfAttentionBlock(DIM)
    return cases


def ordered_models():
    """Models that read the list order: every promise but the symmetry."""
    return {
        "RecurrentEncoder-gru": lambda: snn.RecurrentEncoder(DIM, 5),
        "RecurrentEncoder-lstm": lambda: snn.RecurrentEncoder(DIM, 5, cell="lstm"),
        "BiLSTM": lambda: snn.BiLSTM(DIM, 5, 3),
        "SelfAttentionBlock-sinusoidal": lambda: snn.SelfAttentionBlock(
            DIM, positions="sinusoidal"
        ),
    }


class Pooling(nn.Module):
    def __init__(self, how):
        super().__init__()
        self.how = how

    def forward(self, x, mask=None):
        return pool(x, mask, how=self.how)


ALL = {**invariant_models(), **equivariant_models(), **ordered_models()}
PER_ELEMENT = {*equivariant_models(), "BiLSTM", "SelfAttentionBlock-sinusoidal"}


def build(name, dtype=torch.float64):
    torch.manual_seed(0)
    return ALL[name]().to(dtype)


def some_sets(dtype=torch.float64):
    x = torch.randn(3, 5, DIM, dtype=dtype)
    x[:, 3] = x[:, 1]  # a duplicate in every set
    return x


def tolerance(dtype):
    return {"atol": 1e-5, "rtol": 1e-4} if dtype == torch.float32 else {"atol": 1e-10, "rtol": 1e-8}


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("name", [*invariant_models(), *equivariant_models()])
def test_symmetry_with_and_without_a_mask(name, dtype):
    model, x = build(name, dtype), some_sets(dtype)
    mask = torch.tensor([[1, 1, 1, 1, 1], [1, 0, 1, 1, 0], [0, 0, 1, 0, 0]]).bool()
    perm = torch.tensor([3, 0, 4, 1, 2])
    for m in (None, mask):
        moved = model(permute(x, perm), None if m is None else m[:, perm])
        y = model(x, m)
        expected = permute(y, perm) if name in PER_ELEMENT else y
        torch.testing.assert_close(moved, expected, **tolerance(dtype))


@pytest.mark.parametrize("name", equivariant_models())
def test_equal_elements_stay_equal(name):
    y = build(name)(some_sets())
    torch.testing.assert_close(y[:, 3], y[:, 1])


@pytest.mark.parametrize("name", ALL)
def test_poisoned_padding_changes_nothing(name):
    model, x = build(name), some_sets()
    padded = torch.cat([x, torch.full((3, 2, DIM), torch.nan, dtype=x.dtype)], 1)
    mask = torch.arange(7).expand(3, 7) < 5
    y, expected = model(padded, mask), model(x)
    if name in PER_ELEMENT:
        assert torch.equal(y[:, 5:], torch.zeros_like(y[:, 5:]))
        y = y[:, :5]
    torch.testing.assert_close(y, expected)


@pytest.mark.parametrize("name", ALL)
def test_masked_elements_are_as_if_absent_wherever_they_stand(name):
    model, x = build(name), some_sets()[:1]
    mask = torch.tensor([[False, True, True, False, True]])
    y, expected = model(x, mask), model(x[:, [1, 2, 4]])
    if name == "SelfAttentionBlock-sinusoidal":  # its places are those of the full list
        return
    y = y[:, [1, 2, 4]] if name in PER_ELEMENT else y
    torch.testing.assert_close(y, expected)


@pytest.mark.parametrize("name", ALL)
def test_empty_and_singleton_sets_are_defined(name):
    model = build(name)
    for n in (0, 1):
        x = torch.randn(2, n, DIM, dtype=torch.float64)
        y = model(x)
        assert torch.isfinite(y).all()
        assert y.shape[:2] == (2, n) if name in PER_ELEMENT else y.shape[0] == 2
    masked = model(torch.randn(2, 3, DIM).double(), torch.zeros(2, 3, dtype=torch.bool))
    empty = model(torch.randn(2, 0, DIM).double())
    if name not in PER_ELEMENT:
        torch.testing.assert_close(masked, empty)
    else:
        assert torch.equal(masked, torch.zeros_like(masked))


@pytest.mark.parametrize("name", ALL)
def test_extra_batch_axes_are_carried_along(name):
    model, x = build(name), torch.randn(2, 3, 5, DIM, dtype=torch.float64)
    mask = torch.rand(2, 3, 5) > 0.4
    torch.testing.assert_close(model(x)[1, 2], model(x[1, 2]))
    torch.testing.assert_close(model(x, mask)[1, 2], model(x[1, 2], mask[1, 2]))


@pytest.mark.parametrize("name", ALL)
def test_gradients_are_finite_also_at_ties_and_for_empty_sets(name):
    model = build(name)
    x = torch.zeros(3, 5, DIM, dtype=torch.float64, requires_grad=True)
    mask = torch.tensor([[True] * 5, [True, False, False, False, True], [False] * 5])
    model(x, mask).square().sum().backward()
    assert torch.isfinite(x.grad).all()
    assert all(torch.isfinite(p.grad).all() for p in model.parameters() if p.grad is not None)


@pytest.mark.parametrize("name", ALL)
def test_state_round_trip(name):
    model, x = build(name), some_sets()
    copy = ALL[name]().double()
    copy.load_state_dict(model.state_dict())
    assert torch.equal(copy(x), model(x))


@pytest.mark.parametrize("name", [n for n in ALL if n.startswith(("Equiv", "Self", "Rec", "BiL"))])
def test_wrong_shapes_are_refused_with_a_remedy(name):
    model = build(name)
    with pytest.raises(ValueError, match=r"x: expected a floating tensor"):
        model(torch.randn(2, 3, DIM + 1).double())
    with pytest.raises(ValueError, match="mask: expected a bool tensor of shape"):
        model(torch.randn(2, 3, DIM).double(), torch.ones(3, 2, dtype=torch.bool))


def test_duplicates_count_for_sums_only():
    x = torch.randn(3, 2)
    doubled = torch.cat([x, x])
    torch.testing.assert_close(pool(doubled, how="sum"), 2 * pool(x, how="sum"))
    torch.testing.assert_close(pool(doubled, how="mean"), pool(x, how="mean"))
    torch.testing.assert_close(pool(doubled, how="max"), pool(x, how="max"))
