import itertools

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from setnb import SetBatch, multiset_equal
from tests.strategies import sets, sets_and_perms


@given(st.lists(sets(dtypes=(torch.float64,)), min_size=1, max_size=4))
def test_padding_is_undone(listed):
    batch = SetBatch.from_list(listed)
    assert batch.counts.tolist() == [len(x) for x in listed]
    assert all(torch.equal(x, y) for x, y in zip(batch.to_list(), listed, strict=True))


@given(sets_and_perms(min_n=1))
def test_permuted_batches_hold_the_same_multiset(case):
    x, perm = case
    batch = SetBatch.full(x[None])
    assert batch.permute(perm).equals(batch)
    assert not batch.duplicate(0).equals(batch)


def test_permute_carries_the_mask():
    batch = SetBatch.from_list([torch.tensor([[1.0], [2.0]]), torch.tensor([[3.0]])])
    moved = batch.permute(torch.tensor([1, 0]))
    assert moved.mask.tolist() == [[True, True], [False, True]]
    assert moved.equals(batch)


@given(sets(max_n=4, dtypes=(torch.float64,)), sets(max_n=4, dtypes=(torch.float64,)))
def test_multiset_equality_is_equality_of_some_reordering(x, y):
    same_size = len(x) == len(y)
    brute = same_size and any(
        torch.equal(x[list(p)], y) for p in itertools.permutations(range(len(x)))
    )
    assert multiset_equal(x, y) == brute


def test_tolerance_is_a_matching_not_a_comparison_of_sorted_lists():
    # Sorting by the first feature would pair (0, 0) with (-0.01, 1) and call these different.
    x = torch.tensor([[0.0, 0.0], [0.0, 1.0]])
    y = torch.tensor([[0.01, 0.0], [-0.01, 1.0]])
    assert multiset_equal(x, y, atol=0.02)
    assert not multiset_equal(x, y, atol=0.005)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: SetBatch.from_list([]), "at least one"),
        (lambda: SetBatch.full(torch.ones(3)), "feature axis"),
        (lambda: SetBatch.full(torch.ones(3, 2, dtype=torch.int64)), "floating"),
        (lambda: SetBatch(torch.ones(3, 2), torch.ones(3)), "bool tensor of shape"),
        (lambda: SetBatch(torch.ones(3, 2), torch.ones(2, dtype=torch.bool)), "bool tensor"),
        (lambda: SetBatch.from_list([torch.ones(1, 2), torch.ones(1, 3)]), r"sets\[1\]"),
        (lambda: SetBatch.full(torch.ones(3, 2)).duplicate(3), "position in a list of 3"),
    ],
)
def test_bad_input_is_refused_saying_what_was_expected(make, message):
    with pytest.raises(ValueError, match=message):
        make()
