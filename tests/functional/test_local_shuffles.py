"""Shuffles inside windows: permutations, how far they go, that all of them occur."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from setnb.functional import check_perm
from setnb.functional.local_shuffles import draw_local_perms, furthest_move, shuffle_locally

widths = st.lists(st.integers(1, 8), max_size=3)


@given(widths, st.integers(0, 40))
def test_they_are_permutations_and_nothing_goes_further_than_it_may(windows, n):
    perms = check_perm(draw_local_perms(50, n, windows))
    moves = (perms - torch.arange(n)).abs()
    furthest = furthest_move(windows, n)
    assert (moves <= furthest).all()
    assert furthest <= sum(width - 1 for width in windows)


def test_windows_of_the_paper_reach_nine_and_not_eleven():
    assert furthest_move((4, 7), 784) == 9
    perms = draw_local_perms(3_000, 784, generator=torch.Generator().manual_seed(0))
    assert (perms - torch.arange(784)).abs().max() == 9


def test_one_window_shuffles_each_block_uniformly():
    perms = draw_local_perms(6_000, 6, (3,), generator=torch.Generator().manual_seed(0))
    for block in (perms[:, :3], perms[:, 3:] - 3):
        orders, counts = block.unique(dim=0, return_counts=True)
        assert len(orders) == 6
        assert ((counts - 1_000).abs() < 150).all()


def test_every_list_has_draws_of_its_own_and_keeps_its_elements():
    x = torch.arange(28.0).reshape(1, 28, 1).expand(20, 28, 1)
    y = shuffle_locally(x, generator=torch.Generator().manual_seed(0))
    assert len(y.unique(dim=0)) == 20
    assert torch.equal(y.sort(1).values, x)


def test_windows_of_one_change_nothing():
    x = torch.randn(3, 5, 2)
    assert torch.equal(shuffle_locally(x, (1, 1)), x)
    assert torch.equal(shuffle_locally(x, ()), x)


def test_no_window_and_no_list_are_refused():
    with pytest.raises(ValueError, match="windows: expected an integer >= 1, got 0"):
        draw_local_perms(2, 4, (0,))
    with pytest.raises(ValueError, match="x: expected lists"):
        shuffle_locally(torch.zeros(4, 2))
