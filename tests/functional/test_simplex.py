import itertools

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from setnb.functional import permute, project_simplex
from tests.strategies import sets, sets_and_perms, tolerance


def by_supports(x):
    """Try every support: of those that give no negative entry, the nearest point."""
    nearest = None
    for size in range(1, len(x) + 1):
        for support in itertools.combinations(range(len(x)), size):
            y = torch.zeros_like(x)
            y[list(support)] = x[list(support)] - (x[list(support)].sum() - 1) / size
            near = nearest is None or (y - x).norm() < (nearest - x).norm()
            if (y >= 0).all() and near:
                nearest = y
    return nearest


def randn(*shape, seed=0):
    return torch.randn(*shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


@given(sets(min_n=1, max_n=6, d=1), st.sampled_from([0.1, 1.0, 10.0]))
def test_is_the_nearest_of_all_supports(x, scale):
    x = scale * x[:, 0]
    torch.testing.assert_close(
        project_simplex(x), by_supports(x), atol=tolerance(x.dtype), rtol=1e-5
    )


wide = st.floats(-1e6, 1e6, width=32)


@given(st.lists(wide, min_size=1, max_size=40), st.sampled_from([1e-6, 1e-3, 1.0]), st.booleans())
def test_what_characterises_the_nearest_point(values, scale, single):
    """A tau with y = x - tau where y is positive, and x - tau <= 0 where y is zero."""
    x = scale * torch.tensor(values, dtype=torch.float32 if single else torch.float64)
    y, eps = project_simplex(x), torch.finfo(x.dtype).eps
    slack = len(x) * eps * max(1.0, x.abs().max().item())
    assert (y >= 0).all()
    assert abs(y.sum().item() - 1) <= 10 * len(x) * eps
    tau = x - y
    assert tau[y > 0].max() - tau[y > 0].min() <= slack
    assert tau.max() <= tau[y > 0].min() + slack


@given(sets_and_perms(min_n=1, max_n=8, d=1))
def test_equivariant_and_idempotent(case):
    x, perm = case
    y, close = project_simplex(x[:, 0]), {"atol": tolerance(x.dtype), "rtol": 0}
    torch.testing.assert_close(project_simplex(permute(x, perm)[:, 0]), y[perm], **close)
    torch.testing.assert_close(project_simplex(y), y, **close)
    torch.testing.assert_close(project_simplex(x[:, 0] + 7), y, **close)


def test_by_hand():
    for x, y in (
        ([0.5, 0.5], [0.5, 0.5]),
        ([0.0, 0.0, 0.0, 0.0], [0.25] * 4),
        ([3.0, 1.0], [1.0, 0.0]),
        ([1.0, 0.5, -2.0], [0.75, 0.25, 0.0]),
        ([5.0], [1.0]),
        ([-5.0], [1.0]),
    ):
        assert project_simplex(torch.tensor(x)).tolist() == y


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_large_values_do_not_lose_the_one(dtype):
    x = torch.tensor([[1e20, 0, -1e20], [1e8, 1e8, 0], [-1e30, -1e30, -1e30]], dtype=dtype)
    expected = torch.tensor([[1, 0, 0], [0.5, 0.5, 0], [1 / 3] * 3], dtype=dtype)
    torch.testing.assert_close(project_simplex(x), expected)


@pytest.mark.parametrize("bad", [torch.nan, torch.inf, -torch.inf])
def test_what_is_not_finite_spoils_its_own_vector_only(bad):
    x = randn(4, 3)
    spoiled = x.clone()
    spoiled[1, 2] = bad
    y = project_simplex(spoiled)
    assert y[1].isnan().all()
    assert torch.equal(y[[0, 2, 3]], project_simplex(x)[[0, 2, 3]])


def test_entries_that_round_to_the_threshold_do_not_keep_it_busy():
    """Entries equal to tau, but for rounding, may be cut off or not; either way it ends."""
    for seed in range(200):
        x = randn(5, seed=seed).float()
        y = project_simplex(x)
        tau = (x - y)[y > 0]
        crowded = torch.cat([x, tau.repeat(3)])
        torch.testing.assert_close(project_simplex(crowded)[:5], y, atol=1e-6, rtol=0)


def test_gradients_of_first_and_second_order():
    x = (2 * randn(3, 4, 5)).requires_grad_()
    assert (project_simplex(x) == 0).any()
    assert torch.autograd.gradcheck(project_simplex, x)
    assert torch.autograd.gradgradcheck(project_simplex, x)


def test_the_gradient_removes_the_mean_over_the_support():
    x = torch.tensor([1.0, 0.9, -3.0, 0.8]).double().requires_grad_()
    (grad,) = torch.autograd.grad(project_simplex(x), x, torch.tensor([1.0, 2, 30, 6]).double())
    torch.testing.assert_close(grad, torch.tensor([-2.0, -1, 0, 3]).double())
    grads = torch.func.grad(lambda x: (project_simplex(x) ** 2).sum())(x.detach())
    y = project_simplex(x.detach())
    torch.testing.assert_close(grads, 2 * (y - y[y > 0].mean()) * (y > 0))


@pytest.mark.parametrize("shape", [(3,), (0, 3), (2, 0, 3), (2, 3, 4), (1,)])
def test_every_batch_shape(shape):
    y = project_simplex(torch.randn(shape))
    assert y.shape == shape
    torch.testing.assert_close(y.sum(-1), torch.ones(shape[:-1]))


@pytest.mark.parametrize("shape", [(), (0,), (3, 0)])
def test_no_entries_are_refused(shape):
    with pytest.raises(ValueError, match="x: expected a last axis with at least one entry"):
        project_simplex(torch.zeros(shape))
