"""Propositions 1 to 6 of Zhang et al. (2022), executed; the metric axioms are in test_matching."""

import itertools

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import setnb
from setnb.functional import (
    append_copy_number,
    averaged_sort_jacobian,
    keep_first,
    list_distance,
    multiset_distance,
    permutation_matrix,
    permute,
    push_apart,
    shift_unique_integers,
    single_out,
    sort_jacobian,
    subtract_mean,
)
from setnb.probes import continuity_curve
from tests.strategies import sets, sets_and_perms

SET_EQUIVARIANT = [subtract_mean, averaged_sort_jacobian, shift_unique_integers]
EXCLUSIVE = [(push_apart, 2, 1), (sort_jacobian, 4, 1), (single_out, 4, 1)]
EXCLUSIVE += [(append_copy_number, 4, 2)]


@given(sets(d=1, min_n=1, max_n=4, dtypes=(torch.float64,)))
@pytest.mark.parametrize("fn", SET_EQUIVARIANT)
def test_proposition_1_equal_in_equal_out(fn, x):
    y = fn(x)
    perms = [torch.tensor(p) for p in itertools.permutations(range(len(x)))]
    for one, two in itertools.combinations(perms, 2):
        if torch.equal(x[one], x[two]):
            torch.testing.assert_close(y[one], y[two])


@given(sets_and_perms(d=1, min_n=1))
def test_proposition_2_the_second_permutation_in_closed_form(case):
    """P2 = S_{P1 X}^T S_X rearranges X as P1 does, and the Jacobian with it."""
    x, perm = case
    first = permutation_matrix(perm, dtype=x.dtype)
    second = sort_jacobian(first @ x) @ sort_jacobian(x).mT
    assert ((second == 0) | (second == 1)).all()
    assert (second.sum(0) == 1).all()
    assert torch.equal(second @ x, first @ x)
    assert torch.equal(second @ sort_jacobian(x), sort_jacobian(first @ x))


@given(st.integers(2, 5).flatmap(lambda n: st.tuples(*[sets(min_n=n, max_n=n, d=1)] * 2)))
def test_proposition_3_the_sort_jacobian_does_not_move_as_a_multiset(pair):
    x, y = pair
    a, b = sort_jacobian(x).double(), sort_jacobian(y).double()
    assert multiset_distance(a, b) == 0


def test_proposition_5_is_false_as_stated():
    """A linear map of lists that jumps as a function of multisets: [a, b] -> [a, 0]."""
    x = torch.tensor([[1.0], [2.0]]).double()
    curve = continuity_curve(keep_first, x, [1e-1, 1e-3, 1e-6])
    assert (curve.list_distance <= curve.gaps * (1 + 1e-6)).all()
    assert (curve.multiset_distance > 0.9).all()
    # By hand: the same multiset listed the other way round, at distance 0.
    assert multiset_distance(x, x.flip(0)) == 0
    assert multiset_distance(keep_first(x), keep_first(x.flip(0))) == 1


@given(sets_and_perms(min_n=1, dtypes=(torch.float64,)), st.data())
def test_proposition_5_holds_for_multiset_equivariant_functions(case, data):
    """List order does not count, so any bound on lists is a bound on multisets: here it is 2."""
    x, perm = case
    y = data.draw(sets(min_n=len(x), max_n=len(x), dtypes=(x.dtype,)))
    fx, fy = subtract_mean(x), subtract_mean(permute(y, perm))
    assert list_distance(fx, fy) <= 2 * list_distance(x, permute(y, perm)) + 1e-9
    assert multiset_distance(fx, fy) <= 2 * multiset_distance(x, y) + 1e-9


@pytest.mark.parametrize(("fn", "n", "d"), EXCLUSIVE)
def test_proposition_6_exclusive_functions_separate_some_equal_elements(fn, n, d):
    """The multiset that shows that f is not set-equivariant holds equal elements, and f parts them.

    The published proof asks for an X that fails for all permutations; one permutation is what not
    being set-equivariant gives, and is enough.
    """
    found = setnb.probe(fn, n=n, d=d).counterexample
    equal = (found.x[:, None] == found.x[None]).all(-1)
    apart = (abs(found.output[:, None] - found.output[None]) > 1e-6).any(-1)
    assert (equal & apart).any()


# The four combinations of appendix B.3: function, a telling set, continuous, set-equivariant.
COMBINATIONS = [
    (subtract_mean, [0.0, 0.0, 1.0], True, True),
    (push_apart, [0.0, 0.0], True, False),
    (sort_jacobian, [1.0, 1.0, 0.0], True, False),
    (averaged_sort_jacobian, [1.0, 1.0, 0.0], False, True),
    (shift_unique_integers, [1.0, 2.0], False, True),
    (append_copy_number, [1.0, 1.0, 2.0], False, False),
]


@pytest.mark.parametrize(("fn", "values", "continuous", "set_equivariant"), COMBINATIONS)
def test_the_four_combinations(fn, values, continuous, set_equivariant):
    x = torch.tensor(values, dtype=torch.float64)[:, None]
    curve = continuity_curve(fn, x, [1e-2, 1e-4, 1e-6])
    if continuous:
        assert (curve.multiset_distance <= 2 * curve.gaps + 1e-12).all()
    else:
        assert (curve.multiset_distance > 0.9).all()
    verdict = "set-equivariant" if set_equivariant else "exclusively multiset-equivariant"
    assert setnb.probe(fn, n=len(x), d=1).verdict == verdict
    # As functions of lists all exclusive ones jump: at equal elements a hair decides who gets what.
    assert (curve.list_distance[-1] < 1e-3) == (continuous and set_equivariant)


def test_separating_equals_does_not_always_separate_near_equals():
    """Appendix B.3.2 needs the pairs (x_i, f(X)_i) to be continuous, not the outputs alone."""
    equal, near = torch.tensor([[[1.0], [1], [3]], [[1], [1.001], [3]]]).double()
    gaps = [1e-2, 1e-4, 1e-6]
    assert (continuity_curve(single_out, equal, gaps).multiset_distance == 0).all()
    assert single_out(equal)[0] != single_out(equal)[1]
    assert single_out(near)[0] == single_out(near)[1]

    def with_input(fn):
        return lambda x: torch.cat([x, fn(x)], 1)

    assert (continuity_curve(with_input(single_out), equal, gaps).multiset_distance > 0.9).all()
    moved = continuity_curve(with_input(sort_jacobian), equal, gaps)
    assert (moved.multiset_distance <= moved.gaps * (1 + 1e-6)).all()
