import itertools

import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from setnb.functional import list_distance, match, multiset_distance, permute, sort_jacobian
from tests.strategies import sets, sets_and_perms


@given(st.integers(0, 5), st.integers(0, 1000))
def test_assignment_equals_brute_force(n, seed):
    cost = torch.rand(n, n, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    columns = match(cost)
    best = min(
        (sum(cost[i, p[i]].item() for i in range(n)) for p in itertools.permutations(range(n))),
        default=0.0,
    )
    assert cost.gather(-1, columns[:, None]).sum().item() == pytest.approx(best)


@given(sets_and_perms(dtypes=(torch.float64,)), st.data())
def test_hungarian_distance_is_a_metric_on_multisets(case, data):
    x, perm = case
    other = sets(min_n=len(x), max_n=len(x), dtypes=(torch.float64,))
    y, z = data.draw(other), data.draw(other)
    assert multiset_distance(x, permute(x, perm)) == 0
    torch.testing.assert_close(multiset_distance(x, y), multiset_distance(y, x))
    through = multiset_distance(x, z) + multiset_distance(z, y)
    assert multiset_distance(x, y) <= through + 1e-9
    assert multiset_distance(x, y) <= list_distance(x, y) + 1e-9


@given(sets(min_n=2, max_n=5, d=1), sets(min_n=2, max_n=5, d=1))
def test_proposition_3_the_sort_jacobian_does_not_move_as_a_multiset(x, y):
    assume(len(x) == len(y))
    a, b = sort_jacobian(x).double(), sort_jacobian(y).double()
    assert multiset_distance(a, b) == 0


def test_batches_are_matched_one_by_one():
    cost = torch.rand(2, 3, 4, 4)
    assert torch.equal(match(cost)[1, 2], match(cost[1, 2]))


@pytest.mark.parametrize("bad", [torch.ones(2, 3), torch.ones(3), torch.full((2, 2), torch.nan)])
def test_bad_costs_are_refused(bad):
    with pytest.raises(ValueError, match="cost: expected"):
        match(bad)
