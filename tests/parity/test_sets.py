"""Permutations, sorting and matching in JavaScript against setnb.functional."""

import numpy as np
import pytest
import torch
from playwright.sync_api import Error
from scipy.optimize import linear_sum_assignment

from setnb.functional import (
    averaged_sort_jacobian,
    invert_perm,
    list_distance,
    make_perms,
    multiset_distance,
    permute,
    sort_elements,
    sort_jacobian,
    sort_perm,
)
from tests.parity.inputs import make_inputs


@pytest.mark.parametrize("n", [1, 2, 3, 5, 8])
def test_permutations(js, n):
    x = torch.arange(2.0 * n).reshape(n, 2)
    for perm in make_perms(5, n, generator=torch.Generator().manual_seed(n)):
        assert js("m.permute(a[0], a[1])", x.tolist(), perm.tolist()) == permute(x, perm).tolist()
        assert js("m.invertPermutation(a[0])", perm.tolist()) == invert_perm(perm).tolist()
        assert js("m.isPermutation(a[0], a[1])", perm.tolist(), n)
        assert not js("m.isPermutation(a[0], a[1])", [0] * (n + 1), n + 1)


def test_all_permutations(js):
    perms = js("m.allPermutations(4)")
    assert perms == sorted(perms)
    assert len({tuple(p) for p in perms}) == 24


@pytest.mark.parametrize("n", [1, 2, 3, 6, 16])
def test_sorting(js, n):
    for values in make_inputs(n, seed=n):
        x = torch.tensor(values, dtype=torch.float64)[:, None]
        assert js("m.sortPermutation(a[0])", values) == sort_perm(x)[:, 0].tolist()
        assert js("m.sortValues(a[0])", values) == sort_elements(x)[:, 0].tolist()
        assert js("m.sortJacobian(a[0])", values) == sort_jacobian(x).tolist()
        averaged = torch.tensor(js("m.averagedSortJacobian(a[0])", values), dtype=torch.float64)
        torch.testing.assert_close(averaged, averaged_sort_jacobian(x))


def test_equal_rows(js):
    assert js("m.equalRows([[1], [2], [1], [-0], [0]])") == [[0, 2], [1], [3, 4]]


@pytest.mark.parametrize("n", [1, 2, 3, 7, 16])
def test_assignment(js, n):
    rng = np.random.default_rng(n)
    for cost in [rng.normal(size=(n, n)), rng.integers(0, 3, (n, n)).astype(float)]:
        columns = js("m.assign(a[0])", cost.tolist())
        assert sorted(columns) == list(range(n))
        best = cost[linear_sum_assignment(cost)].sum()
        assert cost[np.arange(n), columns].sum() == pytest.approx(best, abs=1e-9)


@pytest.mark.parametrize("wrong", ["NaN", "Infinity", "-Infinity", "1e305"])
def test_assignment_refuses_costs_that_would_never_let_it_end(js, wrong):
    with pytest.raises(Error, match=r"cost\[1\]\[0\] is .*; an assignment needs finite costs"):
        js(f"m.assign([[0, 1], [{wrong}, 0]])")


@pytest.mark.parametrize(("n", "d"), [(1, 1), (2, 1), (5, 3), (12, 2)])
def test_distances(js, n, d):
    generator = torch.Generator().manual_seed(n)
    x, y = torch.randn(2, n, d, generator=generator, dtype=torch.float64)
    y[0] = x[-1]
    pair = x.tolist(), y.tolist()
    assert js("m.listDistance(...a)", *pair) == pytest.approx(list_distance(x, y).item(), abs=1e-6)
    assert js("m.multisetDistance(...a)", *pair) == pytest.approx(
        multiset_distance(x, y).item(), abs=1e-6
    )
    assert js("m.multisetDistance(...a)", x.tolist(), x.flip(0).tolist()) == 0
