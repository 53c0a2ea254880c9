import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.permutation import plain_sinkhorn as plain
from setnb.functional import sinkhorn, sinkhorn_residual
from setnb.functional.sinkhorn import paired

DTYPES = (torch.float32, torch.float64)


def draw(*shape, seed=0, dtype=torch.float64):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=dtype)


def in_logs(logits, iters):
    """Take off logarithms of sums, in which nothing can overflow."""
    for _ in range(iters):
        logits = logits - logits.logsumexp(-1, keepdim=True)
        logits = logits - logits.logsumexp(-2, keepdim=True)
    return logits.exp()


def value_and_gradient(fn, logits, weights):
    leaf = logits.clone().requires_grad_()
    p = fn(leaf)
    return p.detach(), torch.autograd.grad((p * weights).sum(), leaf)[0]


@given(st.integers(1, 6), st.integers(1, 6), st.sampled_from([0.1, 1.0, 8.0]), st.integers(0, 999))
def test_value_and_gradient_equal_those_of_plain_normalisation(n, iters, size, seed):
    logits, weights = size * draw(2, n, n, seed=seed), draw(2, n, n, seed=seed + 1000)
    ours = value_and_gradient(lambda x: sinkhorn(x, iters), logits, weights)
    theirs = value_and_gradient(lambda x: plain(x, iters), logits, weights)
    torch.testing.assert_close(ours, theirs, atol=1e-10, rtol=1e-8)


@given(st.integers(1, 6), st.integers(1, 6), st.sampled_from([1e2, 1e4]), st.integers(0, 999))
def test_huge_logits_in_single_precision_equal_those_in_logarithms(n, iters, size, seed):
    """Logits are whole numbers, so that float32 holds them and their differences without error."""
    logits, weights = (size * draw(n, n, seed=seed)).round(), draw(n, n, seed=seed + 1000)
    single = value_and_gradient(lambda x: sinkhorn(x, iters), logits.float(), weights.float())
    exact = value_and_gradient(lambda x: in_logs(x, iters), logits, weights)
    for ours, theirs in zip(single, exact, strict=True):
        torch.testing.assert_close(ours.double(), theirs, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize(("n", "iters"), [(100, 4), (100, 9), (1024, 4), (1024, 6)])
def test_factors_that_grow_as_fast_as_they_can_stay_finite_where_promised(n, iters):
    """All rows want the first column, and the first row wants all columns."""
    logits = torch.full((n, n), -1e4)
    logits[0], logits[:, 0] = 0, 0
    p, grad = value_and_gradient(lambda x: sinkhorn(x, iters), logits, draw(n, n).float())
    torch.testing.assert_close(p, in_logs(logits.double(), iters).float())
    assert torch.isfinite(grad).all()


@pytest.mark.parametrize("dtype", DTYPES)
def test_entries_of_minus_infinity_are_zeros_of_the_kernel(dtype):
    logits = draw(5, 5, dtype=dtype)
    allowed = torch.eye(5).bool() | (draw(5, 5, seed=1) > 0)
    logits = logits.masked_fill(~allowed, -torch.inf)
    weights = draw(5, 5, seed=2, dtype=dtype)
    p, grad = value_and_gradient(lambda x: sinkhorn(x, 3), logits, weights)
    expected, expected_grad = value_and_gradient(lambda x: plain(x, 3), logits, weights)
    torch.testing.assert_close(p, expected)
    torch.testing.assert_close(grad[allowed], expected_grad[allowed])
    assert not p[~allowed].any()
    assert not grad[~allowed].any()


def test_rows_and_columns_without_entries_are_zero_beside_others():
    logits, weights = draw(4, 4), draw(4, 4, seed=1)
    logits[2], logits[:, 1] = -torch.inf, -torch.inf
    p, grad = value_and_gradient(sinkhorn, logits, weights)
    rest = torch.tensor([[0], [1], [3]]), torch.tensor([0, 2, 3])
    torch.testing.assert_close(p[rest], plain(logits[rest], 4))
    assert torch.equal(p, torch.zeros_like(p).index_put(rest, p[rest]))
    assert torch.isfinite(grad).all()


@pytest.mark.parametrize("mask", [None, [1, 0, 1, 1], [0, 0, 1, 0], [0, 0, 0, 0]])
def test_gradcheck(mask):
    mask = None if mask is None else torch.tensor(mask).bool().expand(2, 4)
    logits = (3 * draw(2, 4, 4)).requires_grad_()
    assert torch.autograd.gradcheck(lambda x: sinkhorn(x, 3, mask), logits)


@given(st.lists(st.booleans(), max_size=6), st.sampled_from(DTYPES), st.integers(0, 999))
def test_a_scattered_mask_leaves_real_rows_and_as_many_first_columns(real, dtype, seed):
    n, count = len(real), sum(real)
    mask = torch.tensor(real, dtype=torch.bool)
    logits = draw(n, n, seed=seed, dtype=dtype)
    p = sinkhorn(logits.masked_fill(~paired(mask), torch.nan), 3, mask)
    torch.testing.assert_close(p[mask, :count], in_logs(logits[mask, :count], 3))
    assert not p[~mask].any()
    assert not p[:, count:].any()
    residual = sinkhorn_residual(p[mask, :count])
    torch.testing.assert_close(sinkhorn_residual(p, mask), residual)


@given(st.integers(1, 7), st.floats(0, 6), st.integers(0, 999))
def test_residuals_fall_as_fast_as_the_projective_metric_says(n, size, seed):
    """Rounds contract ratios of row sums by Birkhoff's factor, twice; the first are bounded by K.

    Sums of rows are averages of what was there before, so that residuals never grow.
    """
    logits = size * draw(n, n, seed=seed)
    spread = (logits.amax(-1) - logits.amin(-1)).max().item()
    ratios = logits[:, :, None, None] + logits - logits[:, None, None] - logits.T[None, :, :, None]
    factor = math.tanh(ratios.max().item() / 4)
    before = math.inf
    for iters in range(1, 9):
        p = sinkhorn(logits, iters)
        torch.testing.assert_close(p.sum(-2), torch.ones(n).double(), atol=1e-13, rtol=0)
        residual = sinkhorn_residual(p).item()
        assert residual <= before + 1e-12
        assert residual <= math.expm1(spread * factor ** (2 * iters - 2)) + 1e-12
        before = residual


def test_residual_is_the_largest_error_of_any_sum():
    p = torch.tensor([[0.5, 0.5, 0.0], [0.25, 0.5, 0.0], [0.25, 0.0, 0.75]])
    assert sinkhorn_residual(p).item() == 0.25
    assert sinkhorn_residual(p.T).item() == 0.25
    assert sinkhorn_residual(torch.stack([torch.eye(3), 3 * torch.eye(3)])).tolist() == [0, 2]
    # with a mask, the real rows count and as many of the first columns
    assert sinkhorn_residual(p, torch.tensor([True, True, False])).item() == 0.25
    assert sinkhorn_residual(p, torch.tensor([True, False, False])).item() == 0


@given(st.integers(1, 6), st.sampled_from(DTYPES), st.integers(0, 999))
def test_symmetries(n, dtype, seed):
    logits = 2 * draw(n, n, seed=seed, dtype=dtype)
    generator = torch.Generator().manual_seed(seed)
    rows, columns = (torch.randperm(n, generator=generator) for _ in range(2))
    p = sinkhorn(logits)
    torch.testing.assert_close(sinkhorn(logits[rows][:, columns]), p[rows][:, columns])
    # adding up to 50 rounds the logits themselves, by as much as P may then change
    torch.testing.assert_close(sinkhorn(logits + 10 * rows[:, None]), p, atol=1e-5, rtol=1e-4)
    again = logits.clone()
    again[-1] = again[0]
    q = sinkhorn(again)
    torch.testing.assert_close(q[-1], q[0])


@pytest.mark.parametrize("dtype", DTYPES)
def test_empty_and_singleton_matrices(dtype):
    assert sinkhorn(torch.empty(2, 0, 0, dtype=dtype)).shape == (2, 0, 0)
    assert sinkhorn(torch.empty(0, 3, 3, dtype=dtype)).shape == (0, 3, 3)
    assert sinkhorn_residual(torch.empty(2, 0, 0, dtype=dtype)).tolist() == [0, 0]
    no_places = torch.empty(2, 0, dtype=torch.bool)
    assert sinkhorn_residual(torch.empty(2, 0, 0, dtype=dtype), no_places).tolist() == [0, 0]
    p, grad = value_and_gradient(sinkhorn, torch.full((1, 1), 700, dtype=dtype), 1)
    assert (p.item(), grad.item()) == (1, 0)


def test_second_derivatives_are_refused():
    logits = draw(3, 3).requires_grad_()
    (grad,) = torch.autograd.grad(sinkhorn(logits).square().sum(), logits, create_graph=True)
    with pytest.raises(RuntimeError, match="once_differentiable"):
        grad.sum().backward()


@pytest.mark.parametrize("bad", [torch.ones(2, 3), torch.ones(3)])
def test_logits_that_are_not_square_are_refused(bad):
    with pytest.raises(ValueError, match=r"logits: expected square matrices .* got a float32"):
        sinkhorn(bad)


def test_no_rounds_and_wrong_masks_are_refused():
    with pytest.raises(ValueError, match=r"iters: expected an integer >= 1, got 0"):
        sinkhorn(torch.ones(2, 2), 0)
    with pytest.raises(ValueError, match=r"mask: expected a bool tensor of shape \(2, 3\)"):
        sinkhorn(torch.ones(2, 3, 3), mask=torch.ones(3, dtype=torch.bool))
