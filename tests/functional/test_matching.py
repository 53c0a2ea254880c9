import itertools

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import setnb
from setnb.functional import list_distance, match, multiset_distance, permute
from tests.strategies import sets, sets_and_perms


@given(st.integers(0, 6), st.integers(0, 1000), st.sampled_from([2, 10**9]))
def test_assignment_equals_brute_force(n, seed, levels):
    """Few levels make many best assignments; then any of them will do."""
    generator = torch.Generator().manual_seed(seed)
    cost = torch.randint(levels, (n, n), generator=generator).double() / levels
    columns = match(cost)
    assert columns.sort().values.tolist() == list(range(n))
    best = min(
        (sum(cost[i, p[i]].item() for i in range(n)) for p in itertools.permutations(range(n))),
        default=0.0,
    )
    assert cost.gather(-1, columns[:, None]).sum().item() == pytest.approx(best)


@given(sets_and_perms(), st.data())
def test_hungarian_distance_is_a_metric_on_multisets(case, data):
    """Proposition 4: the three axioms, one at a time."""
    x, perm = case
    other = sets(min_n=len(x), max_n=len(x), dtypes=(x.dtype,))
    y, z = data.draw(other), data.draw(other)
    slack = 1e-4 if x.dtype == torch.float32 else 1e-9
    assert multiset_distance(x, permute(x, perm)) == 0
    assert (multiset_distance(x, y) == 0) == setnb.multiset_equal(x, y)
    torch.testing.assert_close(multiset_distance(x, y), multiset_distance(y, x))
    through = multiset_distance(x, z) + multiset_distance(z, y)
    assert multiset_distance(x, y) <= through + slack
    assert multiset_distance(x, y) <= list_distance(x, y) + slack


@given(sets_and_perms(min_n=1), st.data())
def test_distance_equals_brute_force_over_all_orders(case, data):
    x, _ = case
    y = data.draw(sets(min_n=len(x), max_n=len(x), dtypes=(x.dtype,)))
    orders = itertools.permutations(range(len(x)))
    best = min(list_distance(x, y[list(order)]) for order in orders)
    torch.testing.assert_close(multiset_distance(x, y), best)


@given(st.integers(0, 6), st.integers(0, 1000))
def test_a_mask_restricts_the_matching_to_real_rows(n, seed):
    generator = torch.Generator().manual_seed(seed)
    cost = torch.rand(n, n, generator=generator)
    mask = torch.rand(n, generator=generator) < 0.6
    poisoned = cost.masked_fill(~mask[:, None], torch.nan).masked_fill(~mask, torch.inf)
    columns = match(poisoned, mask)
    places = torch.arange(n)
    assert torch.equal(columns[~mask], places[~mask])
    assert torch.equal(columns[mask], places[mask][match(cost[mask][:, mask])])


def test_batches_are_matched_one_by_one():
    cost = torch.rand(2, 3, 4, 4)
    assert torch.equal(match(cost)[1, 2], match(cost[1, 2]))


@pytest.mark.parametrize("bad", [torch.ones(2, 3), torch.ones(3), torch.full((2, 2), torch.nan)])
def test_bad_costs_are_refused(bad):
    with pytest.raises(ValueError, match="cost: expected"):
        match(bad)


def test_matching_inside_a_transform():
    cost = torch.rand(3, 4, 4)

    def least(c):
        return c.gather(-1, match(c)[..., None]).sum()

    chosen = torch.zeros_like(cost).scatter(-1, match(cost)[..., None], 1)
    assert torch.equal(torch.func.grad(least)(cost), chosen)


def test_wrong_masks_are_refused():
    with pytest.raises(ValueError, match="mask: expected a bool tensor of shape"):
        match(torch.ones(2, 3, 3), torch.ones(3, dtype=torch.bool))
