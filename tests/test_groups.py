"""Matching within groups: against the best matching among all that keep the groups apart."""

import itertools

import pytest
import torch

from setnb.functional import PAIRS, pair_cost
from setnb.losses import hungarian_loss


def best_within(x, y, groups, pair):
    """Try every permutation that leaves each element in its group."""
    n = len(groups)
    allowed = [
        list(perm)
        for perm in itertools.permutations(range(n))
        if all(groups[i] == groups[j] for i, j in enumerate(perm))
    ]
    return min(pair_cost(x, y[perm], pair).mean() for perm in allowed)


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e4])
@pytest.mark.parametrize("seed", range(3))
def test_the_best_matching_within_groups(pair, scale, seed):
    torch.manual_seed(seed)
    x, y = scale * torch.randn(2, 3, 5, 2, dtype=torch.float64)
    y = y.softmax(-1) if pair == "cross_entropy" else y
    groups = torch.randint(2, (3, 5))
    loss = hungarian_loss(x, y, pair, groups=groups)
    expected = [best_within(*one, pair) for one in zip(x, y, groups.tolist(), strict=True)]
    torch.testing.assert_close(loss, torch.stack(expected))


def test_groups_with_padding_and_empty_sets():
    x, y = torch.randn(2, 2, 4, 3)
    mask = torch.tensor([[True, True, True, False], [False] * 4])
    groups = torch.tensor([[0, 1, 0, 1], [0, 0, 1, 1]])
    loss = hungarian_loss(x, y, mask=mask, groups=groups)
    torch.testing.assert_close(loss[0], best_within(x[0, :3], y[0, :3], [0, 1, 0], "huber"))
    assert loss[1] == 0
    empty = torch.zeros(2, 0, 3)
    assert hungarian_loss(empty, empty, groups=torch.zeros(2, 0, dtype=torch.long)).eq(0).all()


def test_one_group_is_no_group():
    x, y = torch.randn(2, 6, 5, 3)
    torch.testing.assert_close(
        hungarian_loss(x, y, groups=torch.zeros(6, 5, dtype=torch.long)), hungarian_loss(x, y)
    )


def test_groups_that_do_not_fit_are_refused():
    x = torch.randn(2, 3, 1)
    with pytest.raises(ValueError, match=r"groups: expected one number per element, \(2, 3\)"):
        hungarian_loss(x, x, groups=torch.zeros(2, 4, dtype=torch.long))
