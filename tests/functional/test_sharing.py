"""Shared parameters against least squares, gradients against differences, penalties in numpy."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from setnb.functional import column_norms, entropy_penalty, nuclear_norm, share
from setnb.functional.partition import assignment_matrix
from setnb.seeds import make_generator
from tests.strategies import DTYPES, sets, tolerance

RIDGES = [0.0, 0.3, 10.0]


def soft_scheme(k, m, *, runs=(), seed=0):
    logits = torch.randn(*runs, k, m, generator=make_generator(seed, "scheme"), dtype=torch.float64)
    return logits.softmax(-1)


@st.composite
def hard_cases(draw):
    """A target with equal entries, and labels of the same length."""
    target = draw(sets(d=1))[:, 0]
    k = len(target)
    labels = torch.tensor(draw(st.lists(st.integers(0, 3), min_size=k, max_size=k))).long()
    return labels, target


def least_squares(assignment, target, ridge):
    """Solve the ridge problem as a plain one: `sqrt(ridge) psi` should be 0."""
    m = assignment.shape[-1]
    rows = np.concatenate([assignment.numpy(), math.sqrt(ridge) * np.eye(m)])
    psi = np.linalg.lstsq(rows, np.concatenate([target.numpy(), np.zeros(m)]), rcond=None)[0]
    return torch.from_numpy(assignment.numpy() @ psi)


@given(hard_cases(), st.sampled_from(RIDGES))
def test_every_block_takes_its_shrunk_mean(case, ridge):
    labels, target = case
    close = {"rtol": tolerance(target.dtype), "atol": tolerance(target.dtype)}
    matrix = assignment_matrix(labels).to(target.dtype)
    expected = torch.zeros_like(target)
    for label in labels.unique():
        block = target[labels == label]
        expected[labels == label] = block.sum() / (len(block) + ridge)
    torch.testing.assert_close(share(matrix, target, ridge=ridge), expected, **close)
    torch.testing.assert_close(share(matrix.flip(-1), target, ridge=ridge), expected, **close)


@given(
    st.integers(1, 6),
    st.integers(1, 6),
    st.sampled_from(RIDGES),
    st.sampled_from(DTYPES),
    st.integers(0, 99),
)
def test_soft_schemes_solve_least_squares(k, m, ridge, dtype, seed):
    assignment = soft_scheme(k, m, seed=seed)
    target = torch.randn(k, generator=make_generator(seed, "target"), dtype=torch.float64)
    expected = least_squares(assignment, target, ridge)
    single = dtype == torch.float32
    found = share(assignment.to(dtype), target.to(dtype), ridge=ridge).double()
    # the answer's sensitivity without a ridge grows with the condition of A
    sigma = torch.linalg.svdvals(assignment)
    slack = (1e-5 if single else 1e-13) * (1 + sigma[0] / max(sigma[-1].item(), ridge))
    assert (found - expected).abs().max() <= 10 * slack * (1 + target.abs().max())


@pytest.mark.parametrize("ridge", RIDGES)
def test_batches_are_taken_one_by_one_and_broadcast(ridge):
    assignment = soft_scheme(5, 3, runs=(2, 4))
    target = torch.randn(2, 4, 5, dtype=torch.float64)
    found = share(assignment, target, ridge=ridge)
    torch.testing.assert_close(found[1, 2], share(assignment[1, 2], target[1, 2], ridge=ridge))
    for one, many in ((assignment[0, 0], target), (assignment, target[0, 0])):
        full = share(one.expand_as(assignment), many.expand_as(target), ridge=ridge)
        torch.testing.assert_close(share(one, many, ridge=ridge), full)
    assert share(assignment[:0], target[:0], ridge=ridge).shape == (0, 4, 5)


def test_sharing_twice_changes_nothing_and_finer_schemes_are_nearer():
    generator = make_generator(0, "projection")
    target = torch.randn(6, generator=generator, dtype=torch.float64)
    chain = [[0, 0, 0, 0, 0, 0], [0, 0, 0, 1, 1, 1], [0, 0, 1, 2, 2, 3], [0, 1, 2, 3, 4, 5]]
    matrices = assignment_matrix(torch.tensor(chain)).double()
    shared = share(matrices, target)
    torch.testing.assert_close(share(matrices, shared), shared)
    errors = (shared - target).norm(dim=-1).tolist()
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 1e-12


@pytest.mark.parametrize("ridge", RIDGES)
@pytest.mark.parametrize("shape", [(4, 3), (4, 4), (3, 4)])
def test_gradients(shape, ridge):
    """Through both the scheme and the target; A keeps its rank near a soft scheme."""
    assignment = soft_scheme(*shape).requires_grad_()
    target = torch.randn(shape[0], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda a, t: share(a, t, ridge=ridge), (assignment, target))


def validation_gradient(m, ridge):
    """Return the gradient of an upper loss on a soft scheme of 4 parameters."""
    assignment = soft_scheme(4, m).requires_grad_()
    train, validation = torch.tensor([[1.0, 1.2, -1, 0.5], [1.1, 1, -0.8, 0]]).double()
    loss = (share(assignment, train, ridge=ridge) - validation).square().sum()
    return torch.autograd.grad(loss, assignment)[0].norm()


def test_without_a_ridge_an_invertible_scheme_is_invisible_to_the_upper_loss():
    assert validation_gradient(4, 0.0) < 1e-9
    assert validation_gradient(5, 0.0) < 1e-9
    for m, ridge in ((4, 0.1), (3, 0.0)):
        assert validation_gradient(m, ridge) > 0.01


@given(st.integers(0, 99), st.floats(0.1, 10))
def test_a_ridge_keeps_a_share_of_each_singular_direction(seed, ridge):
    assignment = soft_scheme(4, 4, seed=seed)
    u, sigma, _ = np.linalg.svd(assignment.numpy())
    target = torch.from_numpy(u @ np.arange(1.0, 5))
    kept = u.T @ share(assignment, target, ridge=ridge).numpy() / np.arange(1.0, 5)
    np.testing.assert_allclose(kept, sigma**2 / (sigma**2 + ridge), atol=1e-9)


@given(hard_cases())
def test_penalties_of_a_hard_scheme(case):
    labels, target = case
    matrix = assignment_matrix(labels).to(target.dtype)
    sizes = torch.bincount(labels).double()
    expected = sizes.sqrt().sum().item()
    for norm in (nuclear_norm, column_norms):
        assert norm(matrix).item() == pytest.approx(expected, rel=1e-5)
    assert math.sqrt(len(labels)) - 1e-9 <= expected <= len(labels)
    assert entropy_penalty(matrix) == 0


@given(st.integers(1, 6), st.integers(1, 6), st.integers(0, 99), st.sampled_from(DTYPES))
def test_penalties_of_a_soft_scheme(k, m, seed, dtype):
    assignment = soft_scheme(k, m, seed=seed)
    close = {"rel": 1e-5, "abs": 1e-5}
    singular = np.linalg.svd(assignment.numpy(), compute_uv=False).sum()
    soft = assignment.to(dtype)
    assert nuclear_norm(soft).item() == pytest.approx(singular, **close)
    columns = sum(math.hypot(*column) for column in assignment.mT.tolist())
    assert column_norms(soft).item() == pytest.approx(columns, **close)
    assert columns >= singular - 1e-12
    entropy = torch.distributions.Categorical(probs=assignment).entropy().sum()
    assert entropy_penalty(soft).item() == pytest.approx(entropy.item(), **close)
    assert -1e-9 <= entropy <= k * math.log(m) + 1e-9


def test_one_block_and_none_shared_bound_the_nuclear_norm_of_hard_schemes_only():
    """Rows of halves lie below one block: shrinking the norm alone need not merge anything."""
    halves = torch.full((4, 2), 0.5)
    assert nuclear_norm(halves) == pytest.approx(math.sqrt(2))
    assert nuclear_norm(assignment_matrix(torch.zeros(4).long())) == pytest.approx(2)
    assert column_norms(halves) == pytest.approx(2)


@pytest.mark.parametrize("penalty", [entropy_penalty, nuclear_norm, column_norms])
def test_penalties_in_batches_with_gradients(penalty):
    assignment = soft_scheme(4, 3, runs=(2,)).requires_grad_()
    torch.testing.assert_close(penalty(assignment)[1], penalty(assignment[1]))
    assert torch.autograd.gradcheck(penalty, assignment)
    assert penalty(torch.zeros(2, 0, 0)).tolist() == [0, 0]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("penalty", [entropy_penalty, nuclear_norm, column_norms])
def test_gradients_stay_finite_where_the_softmax_rounds_to_a_hard_scheme(penalty, dtype):
    logits = torch.tensor([[0, 2e3, -1e4], [0, 2e3, 1], [5, 0, 0]], dtype=dtype)
    logits = nn.Parameter(logits)
    assignment = logits.softmax(-1)
    assert (assignment == 0).any()
    (gradient,) = torch.autograd.grad(penalty(assignment), logits)
    assert gradient.isfinite().all()
    assert penalty is not entropy_penalty or not gradient[:2].any()


def test_uniform_rows_have_the_largest_entropy():
    assert entropy_penalty(torch.full((3, 4), 0.25)) == pytest.approx(3 * math.log(4))
    assert entropy_penalty(torch.tensor([[1.0, 0.0], [0.5, 0.5]])) == pytest.approx(math.log(2))


def test_bad_ridges_and_targets_are_refused():
    with pytest.raises(ValueError, match="ridge: expected a number >= 0, got -1"):
        share(torch.eye(2), torch.ones(2), ridge=-1.0)
    with pytest.raises(ValueError, match=r"target: expected \(\*b, 2\) as A has rows"):
        share(torch.eye(2), torch.ones(3))
