"""The distance of partitions against its definition: the least number of elements to move."""

from collections import deque
from itertools import permutations, product

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from setnb.functional import partition_distance, set_partitions
from setnb.functional.partition import (
    assignment_matrix,
    canonical_labels,
    overlaps,
    partition_labels,
)
from setnb.seeds import make_generator


def labels(k, blocks=4):
    names = st.integers(-blocks // 2, blocks // 2)
    return st.lists(names, min_size=k, max_size=k).map(whole)


def whole(numbers):
    return torch.tensor(numbers, dtype=torch.long)


@st.composite
def some_partitions(draw, count=2, max_k=7):
    k = draw(st.integers(0, max_k))
    return [draw(labels(k)) for _ in range(count)]


def together(a):
    """Say of every pair of elements whether they share a block: the partition without names."""
    return a[:, None] == a[None, :]


def moves(partition):
    """List the partitions that differ in the block of one element, as first-seen labels."""
    found = set()
    for i in range(len(partition)):
        for block in range(max(partition) + 2):
            moved = [*partition[:i], block, *partition[i + 1 :]]
            seen = list(dict.fromkeys(moved))
            found.add(tuple(seen.index(label) for label in moved))
    return found


def fewest_moves(start):
    """Count the moves from one partition to every other by breadth-first search."""
    distance, queue = {start: 0}, deque([start])
    while queue:
        here = queue.popleft()
        for there in moves(here) - distance.keys():
            distance[there] = distance[here] + 1
            queue.append(there)
    return distance


@pytest.mark.parametrize("k", [1, 2, 3, 4, 5])
def test_is_the_fewest_moves_between_all_pairs(k):
    every = set_partitions(k)
    keys = [tuple(row) for row in every.tolist()]
    count = len(keys)
    expected = [[found[key] for key in keys] for found in map(fewest_moves, keys)]
    pairs = partition_distance(
        every[:, None].expand(count, count, k), every[None].expand(count, count, k)
    )
    assert pairs.tolist() == expected


@given(some_partitions())
def test_is_the_fewest_mismatches_over_all_renamings(pair):
    a, b = map(canonical_labels, pair)
    renamings = whole(list(permutations(range(len(a)))))
    mismatches = (renamings[:, a] != b).sum(-1)
    assert partition_distance(*pair) == mismatches.min()


@given(some_partitions(count=3, max_k=9))
def test_is_a_metric_on_partitions(three):
    a, b, c = three
    ab, ba, bc, ac = (partition_distance(x, y) for x, y in ((a, b), (b, a), (b, c), (a, c)))
    assert ab == ba
    assert (ab == 0) == torch.equal(together(a), together(b))
    assert ac <= ab + bc
    assert ab <= max(0, len(a) - 1)


@given(some_partitions(), st.permutations(range(-2, 3)), st.data())
def test_names_of_blocks_and_the_order_of_elements_do_not_count(pair, names, data):
    a, b = pair
    order = whole(data.draw(st.permutations(range(len(a)))))
    renamed = 10**12 * whole(names)[a + 2]
    assert partition_distance(renamed, b) == partition_distance(a, b)
    assert partition_distance(a, renamed) == 0
    assert partition_distance(a[order], b[order]) == partition_distance(a, b)


@given(some_partitions(), st.sampled_from([torch.float32, torch.float64]), st.data())
def test_labels_and_matrices_alike(pair, dtype, data):
    a, b = pair
    k = len(a)
    columns = whole(data.draw(st.permutations(range(k))))
    hard = assignment_matrix(a).to(dtype)[:, columns]
    wide = torch.cat([torch.zeros(k, 2, dtype=dtype), hard], 1)
    soft = (wide + torch.rand(k, k + 2, dtype=dtype) / 4).softmax(-1)
    for scheme in (hard, wide, soft):
        assert torch.equal(together(partition_labels(scheme)), together(a))
        assert partition_distance(scheme, b) == partition_distance(a, b)
        assert partition_distance(b, scheme) == partition_distance(a, b)


@given(some_partitions())
def test_labels_are_canonical(pair):
    a, b = pair
    assert torch.equal(canonical_labels(a), whole(first_seen(a.tolist())))
    same = torch.equal(canonical_labels(a), canonical_labels(b))
    assert same == torch.equal(together(a), together(b))


def first_seen(names):
    return [list(dict.fromkeys(names)).index(name) for name in names]


@given(some_partitions())
def test_overlaps_are_counted(pair):
    a, b = pair
    one, other = first_seen(a.tolist()), first_seen(b.tolist())
    blocks = max([-1, *one, *other]) + 1
    expected = torch.zeros(blocks, blocks, dtype=torch.long)
    for i, j in zip(one, other, strict=True):
        expected[i, j] += 1
    assert torch.equal(overlaps(a, b), expected)


@given(labels(5))
def test_the_matrix_shares_values(a):
    matrix = assignment_matrix(a)
    assert torch.equal(matrix.sum(-1), torch.ones(5))
    assert torch.equal(matrix @ matrix.mT, together(a).float())
    assert int(matrix.any(0).sum()) == len(set(a.tolist()))


@pytest.mark.parametrize("batch", [(), (4,), (2, 3), (0,), (2, 0)])
@pytest.mark.parametrize("k", [0, 1, 6])
def test_batches_are_taken_one_by_one(batch, k):
    a, b = torch.randint(3, (2, *batch, k))
    distances = partition_distance(a, b)
    assert distances.shape == batch
    assert distances.dtype == torch.long
    assert torch.equal(partition_distance(assignment_matrix(a), b), distances)
    for place in product(*map(range, batch)):
        assert distances[place] == partition_distance(a[place], b[place])


@pytest.mark.parametrize("dtype", [torch.int8, torch.int32])
def test_small_whole_numbers_do(dtype):
    a, b = torch.tensor([[7, 7, 3, 100], [0, 1, 1, 1]], dtype=dtype)
    assert partition_distance(a, b) == 2


def test_ten_thousand_distances_of_fifty_elements():
    """Up to four elements leave blocks of ten: as many as moved, no renaming saves any."""
    generator = make_generator(0, "partition distance")
    a = (torch.arange(50) // 10).expand(10_000, 50)
    moved = torch.randint(5, (10_000,), generator=generator)
    chosen = torch.rand(10_000, 50, generator=generator).argsort(-1).argsort(-1) < moved[:, None]
    to = torch.randint(1, 7, (10_000, 50), generator=generator)
    b = torch.where(chosen, (a + to) % 7, a)
    names = torch.rand(10_000, 7, generator=generator).argsort(-1)
    assert torch.equal(partition_distance(a, names.gather(-1, b)), moved)


def test_ties_in_a_soft_row_take_the_first_column():
    soft = torch.tensor([[0.5, 0.5, 0.0], [0.4, 0.3, 0.3], [0.2, 0.4, 0.4]])
    assert partition_labels(soft).tolist() == [0, 0, 1]


@pytest.mark.parametrize(
    "wrong", [torch.tensor(3), torch.tensor([True, False]), torch.ones(3), torch.ones(2, 0)]
)
def test_what_is_no_partition_is_refused(wrong):
    with pytest.raises(ValueError, match=r"(scheme|labels): expected .*\(\*b, k"):
        partition_distance(wrong, wrong)


@pytest.mark.parametrize("other", [torch.zeros(4).long(), torch.zeros(2, 3).long(), torch.eye(4)])
def test_partitions_of_other_elements_are_refused(other):
    with pytest.raises(ValueError, match=r"b: expected a partition like a, of shape \(3,\)"):
        partition_distance(torch.zeros(3).long(), other)


def test_matrices_of_floats_as_labels_are_refused():
    with pytest.raises(ValueError, match="labels: expected whole numbers"):
        assignment_matrix(torch.ones(3, 3))
