"""Codes of sets: exact in fractions for all small sets, and where floats and copies end that."""

import itertools
from collections import Counter
from fractions import Fraction

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from setnb.functional import (
    decode_multiset,
    encode_multiset,
    exact_universe,
    safe_base,
    set_code,
)


@given(st.lists(st.integers(0, 60)), st.integers(2, 9))
def test_decoding_undoes_encoding_while_copies_are_below_the_base(elements, base):
    kept = [c for c, copies in Counter(elements).items() for _ in range(min(copies, base - 1))]
    assert decode_multiset(encode_multiset(kept, base=base), base=base) == tuple(sorted(kept))
    assert encode_multiset(reversed(kept), base=base) == encode_multiset(kept, base=base)


def test_different_sets_have_different_codes():
    subsets = [s for n in range(9) for s in itertools.combinations(range(8), n)]
    for base in (2, 3, 4):
        assert len({encode_multiset(s, base=base) for s in subsets}) == len(subsets) == 256


@given(st.integers(1, 30), st.integers(2, 9))
def test_as_many_copies_as_the_base_collide_with_the_element_before(c, base):
    assert encode_multiset([c] * base, base=base) == encode_multiset([c - 1], base=base)
    assert decode_multiset(encode_multiset([c] * base, base=base), base=base) == (c - 1,)


def test_base_two_is_enough_for_finite_sets_only():
    """All elements after 0 together: 1/2 + 1/4 + … = 1 = the code of {0}; in base 4 only 1/3."""
    far = range(1, 200)
    assert 1 - encode_multiset(far, base=2) == Fraction(1, 2**199)
    assert encode_multiset(far, base=4) < Fraction(1, 3)


@pytest.mark.parametrize("dtype", [torch.float16, torch.float32, torch.float64])
@pytest.mark.parametrize(("base", "most"), [(4, 1), (4, 3), (2, 1), (8, 4)])
def test_exact_universe_is_the_last_that_is_exact(dtype, base, most):
    u = exact_universe(dtype, base=base, most=most)

    def is_exact(size):
        # The widest code: as many of the first element as allowed, and one of the last.
        copies = torch.zeros(size, dtype=dtype)
        copies[0], copies[-1] = most, 1
        wanted = encode_multiset([0] * most + [size - 1], base=base)
        return Fraction(set_code(copies, base=base).item()) == wanted

    assert is_exact(u)
    assert not is_exact(u + 1)


def test_the_numbers_of_the_chapter():
    assert exact_universe(torch.float64) == 27
    assert exact_universe(torch.float32) == 12
    assert exact_universe(torch.float64, most=3) == 26
    assert exact_universe(torch.float64, base=2) == 53


def test_all_sets_over_twelve_elements_are_told_apart_in_float32_but_not_over_more():
    for u, apart in ((12, True), (14, False)):
        sets = torch.tensor(list(itertools.product((0.0, 1.0), repeat=u)))
        assert (len(set_code(sets).unique()) == len(sets)) == apart


def test_a_float_is_decoded_as_it_is_stored():
    sets = torch.eye(27, dtype=torch.float64)[[0, 26]].sum(0)
    assert decode_multiset(set_code(sets).item()) == (0, 26)
    lost = torch.eye(28, dtype=torch.float64)[[0, 27]].sum(0)
    assert decode_multiset(set_code(lost).item()) == (0,)


@given(st.integers(1, 40))
def test_safe_base_is_the_least_power_of_two_above(most):
    base = safe_base(most)
    assert base > most >= base // 2
    assert exact_universe(torch.float64, base=base, most=most) >= 1


def test_codes_of_the_empty_set_and_of_batches():
    assert encode_multiset([]) == 0
    assert decode_multiset(0.0) == ()
    assert set_code(torch.zeros(2, 3, 0)).shape == (2, 3)
    assert set_code(torch.tensor([[1.0, 0.0], [2.0, 3.0]])).tolist() == [1.0, 2.75]


def test_what_is_no_code_is_refused():
    with pytest.raises(ValueError, match="finitely many digits in base 4"):
        decode_multiset(Fraction(1, 3))
    with pytest.raises(ValueError, match="code"):
        decode_multiset(-0.25)
    with pytest.raises(ValueError, match="elements"):
        encode_multiset([-1])
    with pytest.raises(ValueError, match="power of two"):
        exact_universe(torch.float64, base=10)
    with pytest.raises(ValueError, match="greater than 4"):
        exact_universe(torch.float64, base=4, most=4)
