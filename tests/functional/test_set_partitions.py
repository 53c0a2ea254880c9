"""All partitions of k elements against Bell's triangle and a search through all labellings."""

from itertools import product
from math import comb

import pytest
import torch

from setnb.functional import set_partitions
from setnb.functional.partition import canonical_labels


def bell(k):
    """Return Bell's number: the block of the last element leaves any subset of the others."""
    return sum(comb(k - 1, j) * bell(j) for j in range(k)) if k else 1


def stirling(k, blocks):
    """Count the partitions of k elements into that many blocks."""
    if k == 0 or blocks == 0:
        return int(k == blocks)
    return blocks * stirling(k - 1, blocks) + stirling(k - 1, blocks - 1)


@pytest.mark.parametrize("k", range(9))
def test_as_many_as_bells_number(k):
    rows = set_partitions(k)
    assert rows.shape == (bell(k), k)
    assert rows.dtype == torch.long
    assert len(set(map(tuple, rows.tolist()))) == bell(k)
    assert torch.equal(canonical_labels(rows), rows)


@pytest.mark.parametrize("k", range(1, 9))
def test_as_many_of_each_number_of_blocks_as_stirlings_numbers(k):
    counts = torch.bincount(set_partitions(k).max(-1).values, minlength=k)
    assert counts.tolist() == [stirling(k, blocks) for blocks in range(1, k + 1)]


@pytest.mark.parametrize("k", range(7))
def test_are_those_of_all_labellings(k):
    def blocks(labels):
        names = set(labels)
        return frozenset(frozenset(i for i, x in enumerate(labels) if x == name) for name in names)

    expected = {blocks(labels) for labels in product(range(k), repeat=k)}
    assert {blocks(row) for row in set_partitions(k).tolist()} == expected


@pytest.mark.parametrize("k", range(7))
def test_come_in_the_order_of_words_the_coarsest_first(k):
    rows = set_partitions(k).tolist()
    assert rows == sorted(rows)
    assert rows[0] == [0] * k
    assert rows[-1] == list(range(k))


@pytest.mark.parametrize("wrong", [-1, 13, True, 2.0])
def test_what_is_no_small_count_is_refused(wrong):
    with pytest.raises(ValueError, match="k: expected"):
        set_partitions(wrong)
