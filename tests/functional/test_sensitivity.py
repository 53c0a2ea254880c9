"""The magnification of errors against autograd, exact fractions, and what really happens."""

import itertools
from fractions import Fraction

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from setnb.functional import (
    invert_power_sums,
    permute,
    power_sum_amplification,
    power_sum_condition,
    power_sum_inverse_jacobian,
    power_sum_jacobian,
    power_sums,
    recovery_error,
)

different = st.lists(st.integers(-8, 8).map(lambda i: i / 8), min_size=1, max_size=5, unique=True)


@given(different)
def test_jacobian_is_the_one_autograd_finds(values):
    x = torch.tensor(values, dtype=torch.float64)
    by_autograd = torch.autograd.functional.jacobian(lambda v: power_sums(v, len(v))[1:], x)
    torch.testing.assert_close(power_sum_jacobian(x), by_autograd)


@given(different)
def test_closed_form_inverse_is_the_inverse(values):
    x = torch.tensor(values, dtype=torch.float64)
    product = power_sum_inverse_jacobian(x) @ power_sum_jacobian(x)
    torch.testing.assert_close(product, torch.eye(len(x), dtype=x.dtype), atol=1e-8, rtol=0)


def exact_inverse(matrix):
    """Gauss–Jordan elimination in fractions."""
    n = len(matrix)
    rows = [[*row, *(Fraction(i == j) for j in range(n))] for i, row in enumerate(matrix)]
    for i in range(n):
        pivot = next(k for k in range(i, n) if rows[k][i])
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for k in range(n):
            if k != i:
                rows[k] = [a - rows[k][i] * b for a, b in zip(rows[k], rows[i], strict=True)]
    return [row[n:] for row in rows]


@pytest.mark.parametrize("n", [1, 6, 12, 20])
def test_condition_number_is_exact_where_float64_solvers_fail(n):
    points = [Fraction(i, 32) for i in range(1, n + 1)]
    jacobian = [[k * x ** (k - 1) for x in points] for k in range(1, n + 1)]
    norms = [
        max(sum(map(abs, row)) for row in matrix) for matrix in (jacobian, exact_inverse(jacobian))
    ]
    x = torch.tensor([float(point) for point in points], dtype=torch.float64)
    assert power_sum_amplification(x).item() == pytest.approx(float(norms[1]), rel=1e-10)
    assert power_sum_condition(x).item() == pytest.approx(float(norms[0] * norms[1]), rel=1e-10)


def test_amplification_says_how_far_elements_move():
    x = torch.linspace(0.1, 0.9, 5, dtype=torch.float64)
    p, eps = power_sums(x, 5), 1e-9
    worst = 0.0
    for k in range(1, 6):
        for sign in (-1, 1):
            nudged = p.clone()
            nudged[k] += sign * eps
            moved = (invert_power_sums(nudged) - x).abs().amax().item()
            column = power_sum_inverse_jacobian(x)[:, k - 1].abs().amax().item()
            assert moved == pytest.approx(eps * column, rel=1e-2)
            worst = max(worst, moved)
    assert worst <= 1.01 * eps * power_sum_amplification(x).item()


def test_duplicates_singletons_empty_sets_batches_and_order():
    doubled = torch.tensor([0.5, 0.5, 0.9], dtype=torch.float64)
    assert power_sum_amplification(doubled).isinf()
    assert power_sum_condition(torch.tensor([0.3])) == power_sum_amplification(torch.ones(1)) == 1
    assert power_sum_condition(torch.zeros(0)) == power_sum_amplification(torch.zeros(0)) == 0
    x = torch.rand(2, 3, 4, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    assert power_sum_condition(x).shape == (2, 3)
    shuffled = permute(x[..., None], torch.tensor([3, 1, 0, 2]))[..., 0]
    torch.testing.assert_close(power_sum_condition(shuffled), power_sum_condition(x))


def test_recovery_gets_worse_with_size_and_with_fewer_bits():
    points = {n: torch.linspace(0.05, 0.95, n, dtype=torch.float64) for n in (4, 8, 12, 16)}
    errors = [recovery_error(x, torch.float64).item() for x in points.values()]
    assert all(later > 10 * earlier for earlier, later in itertools.pairwise(errors))
    assert recovery_error(points[4], torch.float32) > 1e4 * errors[0]
    for x, error in zip(points.values(), errors, strict=True):
        rounding = 8 * torch.finfo(torch.float64).eps
        assert error <= rounding * power_sum_amplification(x).item()
    assert recovery_error(torch.zeros(2, 0), torch.float64).tolist() == [0, 0]
