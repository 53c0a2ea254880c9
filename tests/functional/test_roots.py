"""From power sums back to the multiset: what comes back, how exactly, and what is refused."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from setnb.functional import (
    elementary_symmetric,
    invert_power_sums,
    polynomial_roots,
    power_sums,
)
from setnb.functional.refinement import merge_levels, refine

GAP = 0.05


def unit_lists(count):
    """`count` numbers in [0, 1]; hypothesis likes 0, 1 and repeats among them."""
    numbers = st.floats(0, 1, allow_subnormal=False)
    return st.lists(numbers, min_size=count, max_size=count)


@st.composite
def apart(draw, most=8):
    """2 to `most` numbers in [0, 1], at least GAP apart, in any order."""
    n = draw(st.integers(1, most))
    free = torch.tensor(draw(unit_lists(n)), dtype=torch.float64).sort().values
    x = free * (1 - GAP * (n - 1)) + GAP * torch.arange(n)
    return x[torch.tensor(draw(st.permutations(range(n))))]


@st.composite
def repeated(draw, most=12):
    """1 to `most` numbers of few different values, which may be very close to each other."""
    n = draw(st.integers(1, most))
    values = torch.tensor(draw(st.lists(st.floats(0, 1, allow_subnormal=False), min_size=1)))
    scale = draw(st.sampled_from([1.0, 0.1, 1e-2, 1e-3]))
    start = draw(st.floats(0, 1 - scale))
    places = draw(st.lists(st.integers(0, len(values) - 1), min_size=n, max_size=n))
    return start + scale * values.double()[places]


def distance(x, y):
    """The largest difference under the best matching, which for scalars is by order."""
    return (x.sort(-1).values - y.sort(-1).values).abs().max().item() if x.numel() else 0.0


@settings(max_examples=30)
@given(apart())
def test_elements_apart_come_back_to_six_digits(x):
    assert distance(invert_power_sums(power_sums(x, len(x))), x) <= 1e-6


@settings(max_examples=20)
@given(apart(most=4), st.data())
def test_double_elements_come_back_to_three_digits(x, data):
    doubled = torch.cat([x, x[: data.draw(st.integers(1, len(x)))]])
    assert distance(invert_power_sums(power_sums(doubled, len(doubled))), doubled) <= 1e-3


@settings(max_examples=30)
@given(repeated())
def test_always_real_and_reproducing_the_power_sums(x):
    p = power_sums(x, len(x))
    back = invert_power_sums(p)
    assert back.is_floating_point()
    assert (power_sums(back, len(x)) - p).abs().max() <= 1e-8


@pytest.mark.parametrize("gap", [0.003, 0.02, 0.05])
@pytest.mark.parametrize("copies", [1, 2, 3, 4, 6, 12])
def test_the_hardest_repeats_reproduce_their_power_sums(copies, gap):
    """Twelve elements: 12 / copies different ones, `gap` apart, anywhere in [0, 1]."""
    different = 12 // copies
    generator = torch.Generator().manual_seed(copies)
    start = torch.rand(3, 1, generator=generator, dtype=torch.float64)
    x = start * (1 - gap * (different - 1)) + gap * torch.arange(different)
    p = power_sums(x.repeat(1, copies), 12)
    assert (power_sums(invert_power_sums(p), 12) - p).abs().max() <= 1e-8


@pytest.mark.parametrize("n", [1, 2, 5, 12])
def test_equal_elements_come_back_equal_where_the_roots_are_complex(n):
    x = torch.full((n,), 0.3, dtype=torch.float64)
    assert distance(invert_power_sums(power_sums(x, n)), x) <= 1e-13
    roots = polynomial_roots(elementary_symmetric(power_sums(x, n)))
    assert roots.is_complex()
    assert (roots.imag.abs().max() > 0) == (n > 2)


def test_roots_are_those_of_numpy():
    e = torch.tensor([1.0, 2.0, -5.0, -6.0], dtype=torch.float64)  # x^3 - 2x^2 - 5x + 6
    roots = polynomial_roots(e)
    torch.testing.assert_close(
        roots.real.sort().values, torch.tensor([-2.0, 1.0, 3.0], dtype=torch.float64)
    )
    pair = polynomial_roots(torch.tensor([1.0, 0.0, 1.0]))  # x^2 + 1
    assert sorted(pair.imag.tolist()) == pytest.approx([-1, 1])


@settings(max_examples=30)
@given(apart(most=3))
def test_single_precision_is_single_precision(x):
    x = x.float()
    back = invert_power_sums(power_sums(x, len(x)))
    assert back.dtype == torch.float32
    assert distance(back, x) <= 2e-3


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_edges(dtype):
    for values in ([], [0.25], [0.0, 0.0, 0.0], [-3.0, 5.0, 5.0], [1e-6] * 8, [1000.0, 2000.0]):
        x = torch.tensor(values, dtype=dtype)
        back = invert_power_sums(power_sums(x, len(values)))
        assert back.tolist() == pytest.approx(values, rel=1e-4, abs=1e-7)


def test_masked_elements_come_back_as_zeros():
    x = torch.tensor([[0.2, 0.9, torch.nan, torch.nan], [0.4, 0.4, 0.7, 0.1]]).double()
    p = power_sums(x, 4, ~x.isnan())
    wanted = torch.tensor([[0.0, 0.0, 0.2, 0.9], [0.1, 0.4, 0.4, 0.7]]).double()
    torch.testing.assert_close(invert_power_sums(p), wanted, atol=1e-7, rtol=0)


def test_batches_are_inverted_one_by_one():
    x = torch.rand(2, 3, 4, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    back = invert_power_sums(power_sums(x, 4))
    assert back.shape == x.shape
    assert distance(back, x) <= 1e-8
    torch.testing.assert_close(back[1, 2], invert_power_sums(power_sums(x[1, 2], 4)))
    assert invert_power_sums(torch.ones(0, 3)).shape == (0, 2)


def test_what_no_real_numbers_have_is_refused():
    with pytest.raises(ValueError, match="expected power sums of 2 real numbers"):
        invert_power_sums(torch.tensor([2.0, 0.0, -1.0]))  # x^2 cannot add up to less than 0
    with pytest.raises(ValueError, match=r"p_0 in 0\.\.1"):
        invert_power_sums(power_sums(torch.ones(3), 1))
    with pytest.raises(ValueError, match="NaN or infinity"):
        invert_power_sums(torch.tensor([1.0, torch.nan]))


def test_refinement_keeps_equal_entries_equal():
    x = torch.tensor([0.2, 0.2, 0.7], dtype=torch.float64)
    p = power_sums(torch.tensor([0.1, 0.3, 0.8], dtype=torch.float64), 3)[1:]
    moved, _ = refine(x, p)
    assert moved[0] == moved[1]
    assert not torch.equal(moved, x)


def test_merging_starts_with_the_closest():
    levels = merge_levels(torch.tensor([0.1, 0.7, 0.2], dtype=torch.float64))
    wanted = [[1 / 3] * 3, [0.15, 0.15, 0.7], [0.1, 0.2, 0.7]]
    torch.testing.assert_close(levels, torch.tensor(wanted, dtype=torch.float64))
