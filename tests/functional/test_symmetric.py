"""Power sums and elementary symmetric polynomials against sums over combinations, term by term."""

import itertools
import math
from fractions import Fraction

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from setnb.functional import (
    elementary_symmetric,
    elementary_symmetric_by_determinant,
    permute,
    power_sums,
)
from tests.strategies import DTYPES, tolerance

scalars = st.lists(st.integers(-4, 4).map(lambda i: i / 4), max_size=6)


def by_combinations(values, degree):
    """e_0, …, e_degree, every product written out, in exact arithmetic."""
    exact = [Fraction(v) for v in values]
    terms = [itertools.combinations(exact, m) for m in range(degree + 1)]
    return [float(sum((math.prod(c) for c in of_m), Fraction(0))) for of_m in terms]


@given(scalars, st.integers(0, 7), st.sampled_from(DTYPES))
def test_power_sums_are_sums_of_powers(values, degree, dtype):
    p = power_sums(torch.tensor(values, dtype=dtype), degree)
    assert p.dtype == dtype
    for k in range(degree + 1):
        assert p[k].item() == pytest.approx(sum(v**k for v in values), abs=tolerance(dtype))
    assert p[0] == len(values)


@given(scalars, st.integers(0, 6), st.sampled_from(DTYPES))
def test_recursion_and_determinant_equal_sums_over_combinations(values, degree, dtype):
    p = power_sums(torch.tensor(values, dtype=dtype), degree)
    wanted = torch.tensor(by_combinations(values, degree), dtype=dtype)
    close = {"atol": 2e2 * tolerance(dtype), "rtol": 0}
    torch.testing.assert_close(elementary_symmetric(p), wanted, **close)
    torch.testing.assert_close(elementary_symmetric_by_determinant(p), wanted, **close)


def test_printed_determinant_is_right_up_to_two_and_wrong_from_three_on():
    p = power_sums(torch.tensor([1.0, 2.0, 3.0, 4.0], dtype=torch.float64), 4)
    printed = elementary_symmetric_by_determinant(p, printed=True)
    assert printed[:3].tolist() == pytest.approx([1, 10, 35])
    # (p_1^3 - 2 p_1 p_2 + p_3) / 3 where e_3 is (p_1^3 - 3 p_1 p_2 + 2 p_3) / 6.
    assert printed[3].item() == pytest.approx((10**3 - 2 * 10 * 30 + 100) / 3)
    assert elementary_symmetric(p).tolist() == pytest.approx([1, 10, 35, 50, 24])


@given(scalars)
def test_elementary_polynomials_are_the_coefficients_of_the_product(values):
    """`prod_i (1 + x_i t) = sum_m e_m t^m`, at a few t."""
    x = torch.tensor(values, dtype=torch.float64)
    e = elementary_symmetric(power_sums(x, len(values)))
    for t in (-1.0, 0.5, 2.0):
        powers = t ** torch.arange(len(e), dtype=x.dtype)
        assert (e @ powers).item() == pytest.approx((1 + x * t).prod().item(), abs=1e-8)


def test_masked_entries_never_count_even_if_nan():
    x = torch.tensor([[0.5, 2.0, torch.nan], [torch.nan, torch.nan, torch.nan]])
    mask = torch.tensor([[True, True, False], [False, False, False]])
    assert power_sums(x, 2, mask).tolist() == [[2.0, 2.5, 4.25], [0.0, 0.0, 0.0]]


def test_batches_orders_and_the_empty_set():
    x = torch.rand(2, 3, 4, dtype=torch.float64)
    p = power_sums(x, 4)
    assert p.shape == (2, 3, 5)
    torch.testing.assert_close(p[1, 2], power_sums(x[1, 2], 4))
    perm = torch.tensor([2, 0, 3, 1])
    torch.testing.assert_close(power_sums(permute(x[..., None], perm)[..., 0], 4), p)
    assert power_sums(torch.zeros(0), 3).tolist() == [0, 0, 0, 0]
    assert elementary_symmetric(torch.zeros(4)).tolist() == [1, 0, 0, 0]


def test_gradients_are_finite_at_zero_and_right():
    x = torch.tensor([0.0, 0.5, 0.5], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda v: power_sums(v, 4), x)
    assert torch.autograd.gradcheck(lambda v: elementary_symmetric(power_sums(v, 3)), x)


def test_wrong_input_is_refused():
    with pytest.raises(ValueError, match="x: expected a floating tensor"):
        power_sums(torch.tensor([1, 2]), 2)
    with pytest.raises(ValueError, match="degree"):
        power_sums(torch.ones(2), -1)
    with pytest.raises(ValueError, match="mask: expected"):
        power_sums(torch.ones(2), 2, torch.ones(3, dtype=torch.bool))
    with pytest.raises(ValueError, match="p: expected"):
        elementary_symmetric(torch.ones(2, 0))
