"""The worked decompositions against their own targets, and against bounds derived on paper."""

import itertools
import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from setnb.functional import DECOMPOSITIONS, PRINTED_SECOND_LARGEST, permute
from tests.strategies import DTYPES, tolerance

EXACT = ("product_of_two", "product_of_three", "mean")
SHARP = ("maximum", "second_largest")


@st.composite
def scalars(draw, sizes=(1, None), dtypes=DTYPES):
    """1 to 6 numbers from -2 to 2 in steps of a quarter, so that duplicates are common."""
    least, most = sizes
    values = st.lists(st.integers(-8, 8), min_size=least, max_size=most or 6)
    return torch.tensor(draw(values), dtype=draw(st.sampled_from(dtypes))) / 4


def examples():
    return [*DECOMPOSITIONS.values(), PRINTED_SECOND_LARGEST]


@pytest.mark.parametrize("name", EXACT)
@given(st.data())
def test_polynomials_and_the_mean_are_exact(name, data):
    example = DECOMPOSITIONS[name]
    x = data.draw(scalars(example.sizes))
    assert example(x).dtype == x.dtype
    torch.testing.assert_close(
        example(x), example.target(x), atol=1e-3 * tolerance(x.dtype), rtol=1e-4
    )


@pytest.mark.parametrize("name", SHARP)
@given(st.data())
def test_sharp_ones_are_within_the_bounds_of_their_limit(name, data):
    example = DECOMPOSITIONS[name]
    x = data.draw(scalars(example.sizes, dtypes=[torch.float64]))
    n, a = len(x), data.draw(st.sampled_from([1.0, 10.0, 100.0, 1e4]))
    excess = (example.evaluate(x, a) - example.target(x)).item()
    pairs = n * (n - 1) // 2
    low, high = {
        # t e^{-at} is at most 1 / (e a), once for each element but the largest.
        "maximum": (-(n - 1) / (math.e * a), 0),
        # e_2 has at most `pairs` terms, and e_1 at most n, none larger than the leading one.
        "second_largest": (-math.log(n) / a, math.log(max(pairs, 1)) / a),
    }[name]
    assert low - 1e-12 <= excess <= high + 1e-12


@pytest.mark.parametrize("name", SHARP)
@given(st.data())
def test_stable_form_is_the_written_one_where_that_is_safe(name, data):
    example = DECOMPOSITIONS[name]
    x = data.draw(scalars(example.sizes, dtypes=[torch.float64]))
    torch.testing.assert_close(example.evaluate(x, 2.0), example(x, 2.0), atol=1e-9, rtol=0)


def test_target_of_the_second_largest_counts_duplicates():
    for x in itertools.product((0.0, 1.0, 2.0), repeat=3):
        assert DECOMPOSITIONS["second_largest"].target(torch.tensor(x)) == sorted(x)[1]


@given(scalars((2, None), dtypes=[torch.float64]))
def test_printed_second_largest_is_the_formula_of_the_maximum(x):
    x = x - x.max()  # neither form overflows below zero, and 0/0 comes with a lone maximum only
    u, v = DECOMPOSITIONS["maximum"].phi(x, 2.0).sum(-2)
    if (u - (2 * v / u).exp()).abs() > 1e-6:
        printed = PRINTED_SECOND_LARGEST(x, 2.0)
        torch.testing.assert_close(printed, DECOMPOSITIONS["maximum"](x, 2.0), atol=1e-6, rtol=0)


def test_printed_second_largest_tends_to_the_largest():
    x = torch.tensor([0.1, 0.5, 0.9], dtype=torch.float64)
    assert abs(PRINTED_SECOND_LARGEST(x, 20.0) - 0.9) < 0.01
    assert abs(DECOMPOSITIONS["second_largest"](x, 20.0) - 0.5) < 0.01


def test_as_written_the_sums_overflow_and_lose_digits():
    x = torch.tensor([0.1, 0.5, 0.9], dtype=torch.float64)
    assert DECOMPOSITIONS["maximum"](x, 1000.0).isnan()
    assert DECOMPOSITIONS["second_largest"](x, 1000.0).isnan()
    # Long before: e^{-40} beside 1 is below half a unit in the last place of float64.
    assert not abs(DECOMPOSITIONS["second_largest"](x, 100.0) - 0.5) < 0.01
    for name, right in (("maximum", 0.9), ("second_largest", 0.5)):
        assert abs(DECOMPOSITIONS[name].evaluate(x, 1000.0) - right) < 1e-9


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_order_and_batch_axes_do_not_matter(example):
    n = example.sizes[1] or 4
    x = torch.linspace(0.1, 0.9, 2 * n, dtype=torch.float64).reshape(2, 1, n)
    y = example.evaluate(x, 5.0)
    assert y.shape == (2, 1)
    for perm in map(torch.tensor, itertools.permutations(range(n))):
        again = example.evaluate(permute(x[..., None], perm)[..., 0], 5.0)
        torch.testing.assert_close(again, y)


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_other_sizes_are_refused(example):
    least, most = example.sizes
    with pytest.raises(ValueError, match=rf"{least}.* elements for {example.name}"):
        example(torch.ones(least - 1))
    if most is not None:
        with pytest.raises(ValueError, match="elements for"):
            example.evaluate(torch.ones(most + 1))
    with pytest.raises(ValueError, match="floating tensor"):
        example(torch.ones(least, dtype=torch.long))
