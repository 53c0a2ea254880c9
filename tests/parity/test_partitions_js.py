"""Groupings in JavaScript: labels, matching and symmetries against setnb.functional."""

import pytest
import torch

from setnb.functional import (
    block_difference,
    block_permutations,
    canonical_labels,
    overlaps,
    partition_distance,
    set_partitions,
)

MATCH = "m.matchBlocks(m.canonicalLabels(a[0]), m.canonicalLabels(a[1]))"
SYMMETRIES = "m.compareSymmetries(a[0], a[1])"


def make_pairs(k: int) -> list[list[torch.Tensor]]:
    """Pairs of labels: random with 1 to k names, equal, renamed, all together against all apart."""
    generator = torch.Generator().manual_seed(k)
    pairs = [
        [torch.randint(blocks, (k,), generator=generator) for _ in range(2)]
        for blocks in range(1, k + 1)
        for _ in range(6)
    ]
    one = pairs[-1][0]
    return [*pairs, [one, one], [one, k - one], [torch.zeros_like(one), torch.arange(k)]]


@pytest.mark.parametrize("k", [1, 2, 4, 7, 10])
def test_labels_and_overlaps(js, k):
    for a, b in make_pairs(k):
        assert js("m.canonicalLabels(a[0])", a.tolist()) == canonical_labels(a).tolist()
        names, ranks = a.unique(return_inverse=True)
        assert js("m.rankLabels(a[0])", a.tolist()) == ranks.tolist()
        assert js("m.countBlocks(a[0])", a.tolist()) == len(names)
        table = torch.tensor(js(f"{MATCH}.table", a.tolist(), b.tolist()))
        # The package's table is square, with zeros for blocks that do not exist.
        expected = overlaps(a, b)
        assert expected.sum() == table.sum()
        assert expected[: table.shape[0], : table.shape[1]].equal(table)


@pytest.mark.parametrize("k", [1, 2, 4, 7, 10])
def test_what_must_move(js, k):
    for a, b in make_pairs(k):
        a, b = canonical_labels(a), canonical_labels(b)
        found = js(MATCH, a.tolist(), b.tolist())
        assert found["distance"] == len(found["moving"]) == partition_distance(a, b).item()
        partners = [j for j in found["partner"] if j is not None]
        assert len(set(partners)) == len(partners)
        stay = [found["partner"][i] == j for i, j in zip(a.tolist(), b.tolist(), strict=True)]
        assert found["moving"] == [i for i, kept in enumerate(stay) if not kept]


def kept_sets(a: list[int], b: list[int]) -> set[tuple[int, ...]]:
    """Return the largest sets of elements that one matching of blocks keeps, by enumeration."""
    blocks = sorted(set(a))

    def extend(done: int, used: frozenset) -> list[tuple[int, ...]]:
        if done == len(blocks):
            return [()]
        found = extend(done + 1, used)
        for j in set(b) - used:
            cell = tuple(i for i in range(len(a)) if (a[i], b[i]) == (blocks[done], j))
            found += [cell + rest for rest in extend(done + 1, used | {j})]
        return found

    every = {tuple(sorted(kept)) for kept in extend(0, frozenset())}
    return {kept for kept in every if len(kept) == max(map(len, every))}


@pytest.mark.parametrize("k", [1, 2, 4, 5])
def test_other_matchings_are_known_of(js, k):
    for a, b in make_pairs(k):
        a, b = canonical_labels(a).tolist(), canonical_labels(b).tolist()
        found, kept = js(MATCH, a, b), kept_sets(a, b)
        assert found["unique"] == (len(kept) == 1)
        assert tuple(i for i in range(k) if i not in found["moving"]) in kept


@pytest.mark.parametrize("k", [1, 2, 4, 6, 10])
def test_symmetries(js, k):
    for a, b in make_pairs(k):
        found = js(SYMMETRIES, a.tolist(), b.tolist())
        assert found["difference"] == block_difference(a, b)
        assert found["onlyA"] + found["onlyB"] == found["difference"]
        if k <= 6:
            one, other = ({tuple(p) for p in block_permutations(s).tolist()} for s in (a, b))
            counts = len(one - other), len(other - one), len(one & other)
            assert (found["onlyA"], found["onlyB"], found["both"]) == counts


def test_claim_3_holds_and_each_move_brings_the_groupings_closer(js):
    partitions = set_partitions(5)
    step = "m.moveElement(a[1], a[2], a[3])"
    for a, b in zip(partitions, partitions.flip(0), strict=True):
        distance, difference = partition_distance(a, b).item(), block_difference(a, b)
        least, most = js("m.differenceBounds(a[0], 5)", distance)
        assert (least, most) == (distance, 119 * distance)
        assert least <= difference <= most
        if distance:
            found = js(MATCH, a.tolist(), b.tolist())
            i = found["moving"][0]
            to = found["partner"][a[i]]
            row = len(b.unique()) if to is None else to
            moved = torch.tensor(js(step, a.tolist(), b.tolist(), i, row))
            assert partition_distance(a, moved).item() == distance - 1


@pytest.mark.parametrize(
    ("key", "row"),
    [
        *(("ArrowUp", 0), ("ArrowDown", 2), ("Home", 0), ("End", 1), ("n", 2)),
        *(("1", 0), ("2", 1), ("3", None), ("0", None), ("x", None)),
    ],
)
def test_keys_name_a_row(js, key, row):
    assert js("m.rowForKey({ key: a[0] }, [0, 1, 1], 2)", key) == row


def test_an_element_alone_needs_no_new_block(js):
    alone = "m.rowForKey({ key: a[0] }, [0, 1, 2], 2)"
    assert [js(alone, key) for key in ("n", "ArrowDown", "ArrowUp")] == [2, 2, 1]
    assert js("m.moveElement([0, 1, 2], 0, 1)") == [0, 0, 1]
    assert js("m.moveElement([0, 0, 1], 0, 2)") == [2, 0, 1]
