"""Lemma 3 against brute force: matrices, all permutations, and linear algebra."""

import itertools

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import setnb
from setnb.functional import (
    commutator_residual,
    equivariant_coefficients,
    equivariant_linear,
    equivariant_matrix,
    generating_perms,
    permutation_matrix,
    project_equivariant,
)
from setnb.seeds import make_generator
from tests.strategies import DTYPES, tolerance


@st.composite
def matrices(draw, max_n=5, dtypes=DTYPES):
    """A square matrix, some entries repeated, of size 0 to `max_n`."""
    n = draw(st.integers(0, max_n))
    entries = draw(st.lists(st.integers(-3, 3), min_size=n * n, max_size=n * n))
    return torch.tensor(entries, dtype=draw(st.sampled_from(dtypes))).reshape(n, n) / 2


def permutation_matrices(n):
    perms = torch.tensor(list(itertools.permutations(range(n))), dtype=torch.long)
    return permutation_matrix(perms)


@given(matrices())
def test_residual_is_the_largest_commutator(theta):
    ps = permutation_matrices(len(theta)).to(theta.dtype)
    expected = max((theta @ p - p @ theta).norm().item() for p in ps)
    assert commutator_residual(theta).item() == pytest.approx(expected, abs=tolerance(theta.dtype))


@given(matrices())
def test_projection_is_the_average_over_all_permutations(theta):
    ps = permutation_matrices(len(theta)).to(theta.dtype)
    expected = torch.stack([p.T @ theta @ p for p in ps]).mean(0)
    torch.testing.assert_close(
        project_equivariant(theta), expected, atol=tolerance(theta.dtype), rtol=0
    )


def test_projection_is_the_average_also_for_six_elements():
    theta = torch.randn(6, 6, dtype=torch.float64, generator=make_generator(0))
    ps = permutation_matrices(6)
    torch.testing.assert_close(project_equivariant(theta), (ps.mT @ theta @ ps).mean(0))


@given(matrices(), st.data())
def test_projection_is_idempotent_and_self_adjoint(theta, data):
    n, atol = len(theta), tolerance(theta.dtype)
    projected = project_equivariant(theta)
    torch.testing.assert_close(project_equivariant(projected), projected, atol=atol, rtol=0)
    entries = data.draw(st.lists(st.integers(-3, 3), min_size=n * n, max_size=n * n))
    other = torch.tensor(entries, dtype=theta.dtype).reshape(n, n)
    left, right = (projected * other).sum(), (theta * project_equivariant(other)).sum()
    torch.testing.assert_close(left, right, atol=10 * atol, rtol=0)


@given(matrices(dtypes=(torch.float64,)))
def test_residual_is_zero_exactly_on_the_span(theta):
    """Also when two generating permutations are tried instead of all."""
    n = len(theta)
    distance = (theta - project_equivariant(theta)).norm().item()
    for perms in (None, generating_perms(n)):
        assert commutator_residual(project_equivariant(theta), perms) < 1e-12
        assert (commutator_residual(theta, perms) > 1e-9) == (distance > 1e-9)


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_two_numbers_survive_whatever_the_size(n):
    """Solve Theta P = P Theta for all P as linear equations: the null space has two dimensions."""
    units, ps = torch.eye(n * n).double().reshape(-1, n, n), permutation_matrices(n)[:, None]
    equations = (units @ ps - ps @ units).movedim(1, -1).reshape(-1, n * n)
    assert n * n - torch.linalg.matrix_rank(equations) == min(n, 2)


@given(matrices(max_n=6, dtypes=(torch.float64,)))
def test_residual_is_between_sqrt_two_and_two_distances(theta):
    distance = (theta - project_equivariant(theta)).norm()
    residual = commutator_residual(theta)
    assert 2**0.5 * distance - 1e-9 <= residual <= 2 * distance + 1e-9


def test_mean_square_of_the_commutators_is_twice_the_squared_distance():
    theta, ps = torch.randn(5, 5, generator=make_generator(1)).double(), permutation_matrices(5)
    squares = (theta @ ps - ps @ theta).square().sum((1, 2))
    torch.testing.assert_close(
        squares.mean(), 2 * (theta - project_equivariant(theta)).square().sum()
    )


def test_the_two_exchanges_of_the_printed_proof_miss_when_they_share_an_index():
    """Conjugate a matrix with a single one by both exchanges, and see where the one has gone."""
    n = 4
    for i, j, k, m in itertools.product(range(n), repeat=4):
        if i in (j, k) or m in (j, k):
            continue
        theta = torch.zeros(n, n)
        theta[i, j] = 1
        for a, b in ((i, k), (j, m)):
            rows = list(range(n))
            rows[a], rows[b] = b, a
            theta = theta[rows][:, rows]
        assert (theta[k, m] == 1) == (j != k)


def test_empty_and_singleton_matrices():
    for n in (0, 1):
        theta = torch.full((n, n), 3.0)
        assert commutator_residual(theta) == 0
        assert torch.equal(project_equivariant(theta), theta)
        own, shared = equivariant_coefficients(theta)
        assert (own, shared) == (3.0 * n, 0)


def test_coefficients_are_those_of_the_matrix():
    own, shared = torch.tensor([2.0, -1.0]), torch.tensor([0.5, 3.0])
    theta = equivariant_matrix(own, shared, 4)
    expected = torch.stack(
        [a * torch.eye(4) + b * torch.ones(4, 4) for a, b in zip(own, shared, strict=True)]
    )
    assert torch.equal(theta, expected)
    torch.testing.assert_close(
        torch.stack(equivariant_coefficients(theta)), torch.stack([own, shared])
    )


def test_with_channels_the_coefficients_are_the_weights_of_the_layer():
    """Average an arbitrary linear map of sets over the group; it is the layer with its weights."""
    n, d, k = 4, 3, 2
    theta = torch.randn(d, k, n, n, dtype=torch.float64, generator=make_generator(2))
    x = torch.randn(n, d, dtype=torch.float64, generator=make_generator(3))

    def linear(x):
        return torch.einsum("dkij,jd->ik", theta, x)

    averaged = torch.stack([p.T @ linear(p @ x) for p in permutation_matrices(n)]).mean(0)
    own, shared = equivariant_coefficients(theta)
    torch.testing.assert_close(equivariant_linear(x, own, shared, how="sum"), averaged)


@pytest.mark.parametrize("n", [0, 1, 2, 3, 5])
def test_two_permutations_generate_all(n):
    reached, new = {tuple(range(n))}, {tuple(range(n))}
    while new:
        new = {tuple(p[i] for i in g) for p in new for g in generating_perms(n).tolist()} - reached
        reached |= new
    assert len(reached) == len(list(itertools.permutations(range(n))))


def test_large_matrices_are_decided_by_generators():
    theta = torch.randn(20, 20, dtype=torch.float64, generator=make_generator(4))
    with pytest.raises(ValueError, match=r"n <= 8 .* Pass perms=generating_perms"):
        commutator_residual(theta)
    assert commutator_residual(theta, generating_perms(20)) > 1
    assert commutator_residual(project_equivariant(theta), generating_perms(20)) < 1e-12


@pytest.mark.parametrize("theta", [torch.zeros(2, 3), torch.zeros(3), torch.eye(2).int()])
def test_other_than_square_floats_are_refused(theta):
    for fn in (commutator_residual, project_equivariant, equivariant_coefficients):
        with pytest.raises(ValueError, match=r"theta: expected a floating tensor \(\*b, n, n\)"):
            fn(theta)


SIGNS = torch.diag(torch.tensor([1.0, -1.0, 1.0], dtype=torch.float64))
EVEN = {"abs": torch.abs, "square": torch.square, "cos": torch.cos, "constant": torch.zeros_like}
NOT_EVEN = {
    "tanh": torch.tanh,
    "ReLU": torch.relu,  # not injective either, and the lemma holds all the same
    "GELU": torch.nn.functional.gelu,
    "sine": torch.sin,
    "shifted abs": lambda t: (t - 1).abs(),
}


@pytest.mark.parametrize("name", EVEN)
def test_with_an_even_nonlinearity_only_if_fails(name):
    theta = SIGNS[:2, :2]
    assert commutator_residual(theta) > 1
    report = setnb.probe(lambda x: EVEN[name](theta @ x), n=2, d=1)
    assert report.set_error <= report.tolerance


@pytest.mark.parametrize("name", NOT_EVEN)
def test_with_any_other_continuous_nonlinearity_it_holds(name):
    """diag(1, -1, 1) and random matrices are refuted; what commutes is equivariant."""
    sigma, draws = NOT_EVEN[name], make_generator(5)
    random = torch.randn(2, 3, 3, dtype=torch.float64, generator=draws)
    for theta in (SIGNS, *random):
        assert setnb.probe(lambda x, t=theta: sigma(t @ x), n=3, d=1).verdict == "not equivariant"
        nearest = project_equivariant(theta)
        setnb.assert_set_equivariant(lambda x, t=nearest: sigma(t @ x), n=3, d=1)


def test_a_step_function_forgives_any_positive_scale():
    """Discontinuous and not even: still a counterexample."""
    theta = torch.diag(torch.tensor([1.0, 2.0], dtype=torch.float64))
    assert commutator_residual(theta) > 1
    setnb.assert_set_equivariant(lambda x: (theta @ x > 0).double(), n=2, d=1)


def test_abs_on_three_elements_allows_the_distance_of_the_two_others():
    """Zero diagonal, and no sign flip of rows brings it into the span."""
    theta = torch.tensor([[0.0, 1, -1], [1, 0, -1], [1, -1, 0]]).double()
    setnb.assert_set_equivariant(lambda x: (theta @ x).abs(), n=3, d=1)
    signs = torch.tensor(list(itertools.product([1.0, -1.0], repeat=3))).double()
    assert commutator_residual(signs[..., None] * theta).min() > 1
