import itertools

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import setnb
from setnb.functional import PAIRS, make_perms, pair_cost, permute
from setnb.losses import chamfer_loss, hungarian_loss
from tests.strategies import sets, sets_and_perms, tolerance

MASK = torch.tensor([[1, 1, 1, 1, 1], [1, 0, 1, 1, 0], [0, 0, 1, 0, 0], [0, 0, 0, 0, 0]]).bool()
LOSSES = {"hungarian": hungarian_loss, "chamfer": chamfer_loss}


def random_sets(*shape, seed=0, dtype=torch.float64):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(2, *shape, dtype=dtype, generator=generator).unbind(0)


def by_enumeration(x, y, pair):
    orders = itertools.permutations(range(len(y)))
    return torch.stack([pair_cost(x, y[list(order)], pair).mean() for order in orders]).min()


@pytest.mark.parametrize("pair", PAIRS)
@given(sets(min_n=1, max_n=5), st.data())
def test_hungarian_equals_enumeration(pair, x, data):
    y = data.draw(sets(min_n=len(x), max_n=len(x), dtypes=(x.dtype,)))
    loss = hungarian_loss(x, y, pair)
    torch.testing.assert_close(loss, by_enumeration(x, y, pair), atol=1e-5, rtol=1e-5)


@given(sets(min_n=1, max_n=5), st.data())
def test_chamfer_equals_its_definition(x, data):
    y = data.draw(sets(min_n=len(x), max_n=len(x), dtypes=(x.dtype,)))
    costs = (x[:, None] - y[None]).square().mean(-1)
    expected = costs.amin(1).mean() + costs.amin(0).mean()
    torch.testing.assert_close(chamfer_loss(x, y), expected)
    # Each element's nearest is no farther than its partner.
    slack = tolerance(x.dtype)
    assert chamfer_loss(x, y, "huber") <= 2 * hungarian_loss(x, y, "huber") + slack


@pytest.mark.parametrize("pair", PAIRS)
def test_gradients_are_those_of_the_dense_loss(pair):
    """Build all pairs with autograd, minimise over all orders, and compare."""
    x, y = random_sets(5, 3)
    y = y.softmax(-1) if pair == "cross_entropy" else y
    for fn in (lambda x, y: hungarian_loss(x, y, pair), lambda x, y: by_enumeration(x, y, pair)):
        assert torch.autograd.gradcheck(fn, (x.requires_grad_(), y.requires_grad_()))
    ours = torch.func.grad(lambda x: hungarian_loss(x, y.detach(), pair))(x.detach())
    (expected,) = torch.autograd.grad(by_enumeration(x, y, pair), x)
    torch.testing.assert_close(ours, expected)
    assert torch.autograd.gradcheck(lambda x, y: chamfer_loss(x, y, pair), (x, y))


@given(sets_and_perms(min_n=1))
def test_order_does_not_count_and_duplicates_do(case):
    x, perm = case
    for loss in (hungarian_loss, chamfer_loss):
        assert loss(permute(x, perm), x) == 0
    few, many = torch.tensor([[[0.0], [0], [1]], [[0], [1], [1]]])
    assert hungarian_loss(few, many, "squared") == torch.tensor(1 / 3)
    assert chamfer_loss(few, many) == 0


@given(sets_and_perms(min_n=1, dtypes=(torch.float64,)), st.data())
def test_euclidean_loss_is_a_metric(case, data):
    x, perm = case
    other = sets(min_n=len(x), max_n=len(x), dtypes=(x.dtype,))
    y, z = data.draw(other), data.draw(other)
    distance = lambda a, b: hungarian_loss(a, b, "euclidean")  # noqa: E731
    assert (distance(x, y) == 0) == setnb.multiset_equal(x, y)
    torch.testing.assert_close(distance(x, y), distance(y, permute(x, perm)))
    assert distance(x, y) <= distance(x, z) + distance(z, y) + 1e-9


def test_squared_and_huber_are_not_metrics():
    zero, one, two = torch.tensor([[[0.0]], [[1]], [[2]]])
    for pair in ("squared", "huber"):
        around = hungarian_loss(zero, one, pair) + hungarian_loss(one, two, pair)
        assert hungarian_loss(zero, two, pair) > around


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
def test_padding_is_as_if_absent_whatever_it_holds(loss, pair):
    x, y = (part.softmax(-1) for part in random_sets(4, 5, 3))
    for poison in (torch.nan, torch.inf, 1e300):
        x_padded = x.masked_fill(~MASK[..., None], poison).requires_grad_()
        y_padded = y.masked_fill(~MASK[..., None], -poison)
        values = loss(x_padded, y_padded, pair, mask=MASK)
        expected = [loss(a[m], b[m], pair) for a, b, m in zip(x, y, MASK, strict=True)]
        torch.testing.assert_close(values, torch.stack(expected))
        assert values[3] == 0
        (gradient,) = torch.autograd.grad(values.sum(), x_padded)
        assert torch.isfinite(gradient).all()
        assert not gradient[~MASK].any()


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
def test_empty_sets_and_batch_axes(loss):
    assert torch.equal(loss(torch.zeros(2, 0, 3), torch.zeros(2, 0, 3)), torch.zeros(2))
    x, y = random_sets(2, 3, 4, 2)
    assert loss(x, y).shape == (2, 3)
    torch.testing.assert_close(loss(x, y)[1, 2], loss(x[1, 2], y[1, 2]))


@pytest.mark.parametrize("pair", ["huber", "squared", "euclidean"])
def test_near_ties_far_from_the_origin_are_matched_right(pair):
    """A thousandth apart at 4000, in float32: squares of the coordinates would drown it."""
    x = 4096 + torch.arange(32.0)[:, None].expand(32, 3) / 1024
    generator = torch.Generator().manual_seed(0)
    for perm in make_perms(5, 32, generator=generator):
        assert hungarian_loss(permute(x, perm), x, pair) == 0


def test_predicted_duplicates_are_pulled_to_different_targets():
    x = torch.zeros(2, 1, requires_grad=True)
    hungarian_loss(x, torch.tensor([[-1.0], [1.0]]), "squared").backward()
    assert sorted(x.grad.flatten().tolist()) == [-1, 1]


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
def test_what_does_not_fit_is_refused(loss):
    x = torch.zeros(2, 3, 1)
    with pytest.raises(ValueError, match=r"y: expected the shape of x, \(2, 3, 1\)"):
        loss(x, torch.zeros(2, 4, 1))
    with pytest.raises(ValueError, match="pair: expected one of"):
        loss(x, x, "cosine")
    with pytest.raises(ValueError, match="mask: expected a bool tensor"):
        loss(x, x, mask=torch.ones(3, dtype=torch.bool))


def test_a_diverged_prediction_is_refused():
    x = torch.full((3, 1), torch.nan)
    with pytest.raises(ValueError, match="cost: expected finite numbers"):
        hungarian_loss(x, torch.zeros(3, 1))
