"""Groups of sharing schemes and back, and Claim 3 by enumeration of all pairs of partitions."""

from itertools import permutations
from math import factorial

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from setnb.functional import (
    block_difference,
    block_permutations,
    group_difference,
    orbit_scheme,
    partition_distance,
    permutation_matrix,
    set_partitions,
    symmetry_group,
)
from setnb.functional.partition import assignment_matrix, canonical_labels


def whole(numbers):
    return torch.tensor(numbers, dtype=torch.long)


def shifts(n):
    return (torch.arange(n) + torch.arange(n)[:, None]) % n


def some_labels(max_k):
    return st.lists(st.integers(0, 3), max_size=max_k).map(whole)


def all_permutations(k):
    return set(permutations(range(k)))


def as_set(perms):
    rows = [tuple(row) for row in perms.tolist()]
    assert len(rows) == len(set(rows))
    return set(rows)


@given(some_labels(max_k=5))
def test_the_union_moves_within_one_block(scheme):
    def within_one(perm):
        touched = {scheme[i].item() for i, j in enumerate(perm) if i != j}
        return len(touched) <= 1 and all(scheme[i] == scheme[j] for i, j in enumerate(perm))

    expected = {perm for perm in all_permutations(len(scheme)) if within_one(perm)}
    assert as_set(block_permutations(scheme)) == expected
    assert block_permutations(scheme)[0].tolist() == list(range(len(scheme)))


@given(some_labels(max_k=5))
def test_the_symmetry_group_is_every_permutation_that_keeps_the_matrix(scheme):
    matrix = assignment_matrix(scheme).double()
    keep = {
        perm
        for perm in all_permutations(len(scheme))
        if torch.equal(permutation_matrix(whole(perm)) @ matrix, matrix)
    }
    assert as_set(symmetry_group(scheme)) == keep
    assert as_set(symmetry_group(matrix)) == keep
    assert as_set(block_permutations(scheme)) <= keep


def test_only_the_product_is_a_group():
    """Swapping both pairs is in the product, and what one swap after the other gives."""
    pairs = whole([0, 0, 1, 1])
    union, group = as_set(block_permutations(pairs)), as_set(symmetry_group(pairs))
    assert group - union == {(1, 0, 3, 2)}
    products = {tuple(a[i] for i in b) for a in union for b in union}
    assert products == group == {tuple(a[i] for i in b) for a in group for b in group}


@given(st.data())
def test_the_difference_in_closed_form_is_that_of_the_lists(data):
    k = data.draw(st.integers(0, 6))
    a, b = (whole(data.draw(st.lists(st.integers(0, 2), min_size=k, max_size=k))) for _ in "ab")
    assert block_difference(a, b) == group_difference(block_permutations(a), block_permutations(b))


def test_the_difference_of_big_blocks_is_exact():
    assert block_difference(torch.zeros(25).long(), torch.arange(25)) == factorial(25) - 1


@pytest.mark.parametrize("listed", [block_permutations, symmetry_group])
@pytest.mark.parametrize("k", [1, 2, 3, 4, 5])
def test_claim_3_holds_for_all_pairs(listed, k):
    """For the paper's union and for the whole group; `k! - (k - distance)!` bounds both."""
    every = set_partitions(k)
    groups = [as_set(listed(scheme)) for scheme in every]
    ratios = []
    for a, one in zip(every, groups, strict=True):
        distances = partition_distance(a.expand_as(every), every).tolist()
        for other, distance in zip(groups, distances, strict=True):
            difference = len(one ^ other)
            assert distance <= difference <= (factorial(k) - 1) * distance
            assert difference <= factorial(k) - factorial(k - distance)
            ratios += [difference / distance] if distance else []
    if k > 1:
        assert max(ratios) == factorial(k) - factorial(k - 1)
        assert min(ratios) == 1


@pytest.mark.parametrize("k", [2, 5, 9])
def test_one_block_against_one_that_a_single_element_left_differs_most(k):
    one, left = torch.zeros(k).long(), (torch.arange(k) == 0).long()
    assert partition_distance(one, left) == 1
    assert block_difference(one, left) == factorial(k) - factorial(k - 1)


@pytest.mark.parametrize("n", [1, 2, 5])
def test_shifts_give_a_circulant(n):
    circulant = canonical_labels(((torch.arange(n) - torch.arange(n)[:, None]) % n).flatten())
    for perms in (shifts(n), shifts(n)[1 % n][None]):
        assert torch.equal(orbit_scheme(perms, perms), circulant.reshape(n, n))


@pytest.mark.parametrize("n", [2, 3, 4])
def test_all_permutations_give_the_two_values_of_a_deep_set_layer(n):
    expected = whole([[0 if i == j else 1 for j in range(n)] for i in range(n)])
    every = whole(sorted(all_permutations(n)))
    assert torch.equal(orbit_scheme(every, every), expected)
    swaps = whole([[1, 0, *range(2, n)], [*range(1, n), 0]])
    assert torch.equal(orbit_scheme(swaps, swaps), expected)


@pytest.mark.parametrize("count", [0, 1])
def test_without_symmetry_nothing_is_shared(count):
    out, into = torch.arange(2).expand(count, 2), torch.arange(3).expand(count, 3)
    assert torch.equal(orbit_scheme(out, into), torch.arange(6).reshape(2, 3))
    assert orbit_scheme(out[:, :0], into).shape == (0, 3)


def test_invariance_shares_along_the_input():
    """A group that leaves the output alone: every row holds one value."""
    into = shifts(4)
    out = torch.arange(2).expand(4, 2)
    assert orbit_scheme(out, into).tolist() == [[0] * 4, [1] * 4]


@given(some_labels(max_k=5))
def test_generators_do_as_well_as_the_group_and_the_scheme_comes_back(scheme):
    """As acting on one row of values, a scheme's group has the scheme for its orbits."""
    generators, group = block_permutations(scheme), symmetry_group(scheme)
    rows = [torch.zeros(len(perms), 1).long() for perms in (generators, group)]
    assert torch.equal(orbit_scheme(rows[0], generators)[0], canonical_labels(scheme))
    assert torch.equal(orbit_scheme(rows[1], group)[0], canonical_labels(scheme))
    assert torch.equal(orbit_scheme(generators, generators), orbit_scheme(group, group))


@given(st.data())
def test_a_matrix_filled_by_its_labels_is_equivariant_and_no_freer_one_is(data):
    m, n = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 4))
    count = data.draw(st.integers(1, 2))
    out = whole([data.draw(st.permutations(range(m))) for _ in range(count)])
    into = whole([data.draw(st.permutations(range(n))) for _ in range(count)])
    scheme = orbit_scheme(out, into)
    w = torch.randn(m * n, dtype=torch.float64)[scheme]
    p, q = permutation_matrix(out), permutation_matrix(into)
    torch.testing.assert_close(p @ w, w @ q)
    # vec(P W Q^T - W) = (P kron Q - 1) vec(W): what it sends to 0 has a value for every orbit
    eye = torch.eye(m * n, dtype=torch.float64)
    constraints = torch.cat([torch.kron(*pair) - eye for pair in zip(p, q, strict=True)])
    free = m * n - int(torch.linalg.matrix_rank(constraints))
    assert free == int(scheme.max()) + 1


def test_too_many_permutations_are_refused():
    with pytest.raises(ValueError, match="scheme: expected blocks of at most 9 elements, got one"):
        block_permutations(torch.zeros(10).long())
    with pytest.raises(ValueError, match="scheme: expected at most 9! permutations"):
        symmetry_group(torch.arange(16) % 2)


@pytest.mark.parametrize("call", [block_permutations, symmetry_group])
def test_several_partitions_at_once_are_refused(call):
    with pytest.raises(ValueError, match="scheme: expected one partition"):
        call(torch.zeros(2, 3).long())


def test_partitions_of_unlike_sizes_are_refused():
    with pytest.raises(ValueError, match="b: expected a partition of 2 elements"):
        block_difference(torch.zeros(2).long(), torch.zeros(3).long())


def test_unlike_lists_of_permutations_are_refused():
    with pytest.raises(ValueError, match="in_perms: expected as many rows"):
        orbit_scheme(shifts(3), shifts(3)[:2])
    with pytest.raises(ValueError, match=r"out_perms: expected each of 0\.\.2 once"):
        orbit_scheme(whole([[0, 0, 2]]), whole([[0, 1]]))
    with pytest.raises(ValueError, match=r"in_perms: expected each of 0\.\.1 once"):
        orbit_scheme(whole([[0, 1, 2]]), whole([[0, 2]]))
