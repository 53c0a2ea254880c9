"""Tiles: cut and joined against slicing, enlarged against torch, equal orders counted."""

from itertools import permutations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn.functional import interpolate

from setnb.functional import cut_tiles, equal_orders, join_tiles, resize_for
from tests.strategies import DTYPES, sets

GRIDS = st.tuples(st.integers(1, 4), st.integers(1, 4))


@given(
    grid=GRIDS,
    tile=st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(1, 3)),
    batch=st.sampled_from([(), (0,), (2,), (2, 3)]),
    dtype=st.sampled_from(DTYPES),
)
def test_tiles_are_slices_and_join_to_the_image(grid, tile, batch, dtype):
    (rows, columns), (c, th, tw) = grid, tile
    images = torch.randn(*batch, c, rows * th, columns * tw).to(dtype)
    tiles = cut_tiles(images, grid)
    assert tiles.shape == (*batch, rows * columns, *tile)
    for k in range(rows * columns):
        top, left = k // columns * th, k % columns * tw
        shown = images[..., top : top + th, left : left + tw]
        assert torch.equal(tiles[..., k, :, :, :], shown)
    assert torch.equal(join_tiles(tiles, grid), images)


@given(
    sides=st.tuples(st.integers(2, 9), st.integers(2, 9)),
    grid=GRIDS,
    batch=st.sampled_from([(), (2,), (0,)]),
)
def test_resizing_is_bilinear_up_to_the_nearest_multiple(sides, grid, batch):
    images = torch.randn(*batch, 2, *sides, dtype=torch.float64)
    larger = resize_for(images, grid)
    wanted = [-(-side // count) * count for side, count in zip(sides, grid, strict=True)]
    assert list(larger.shape) == [*batch, 2, *wanted]
    cut_tiles(larger, grid)
    if images.numel():
        flat = interpolate(images.reshape(-1, 1, *sides), wanted, mode="bilinear")
        torch.testing.assert_close(larger, flat.reshape(larger.shape))


def test_images_that_fit_come_back_as_they_are():
    images = torch.randn(2, 1, 6, 8)
    same = resize_for(images, (3, 4))
    assert same.data_ptr() == images.data_ptr()
    assert torch.equal(same, images)


@pytest.mark.parametrize("value", [0.1, -0.4242129])
def test_blank_tiles_stay_equal_when_enlarged(value):
    blank = torch.full((1, 28, 28), value)
    tiles = cut_tiles(resize_for(blank, (3, 5)), (3, 5))
    assert (tiles == tiles[0]).all()


@given(x=sets(max_n=5, d=4))
def test_equal_orders_are_those_that_change_nothing(x):
    tiles = x.reshape(-1, 1, 2, 2)
    same = sum(torch.equal(x[list(perm)], x) for perm in permutations(range(len(x))))
    assert equal_orders(tiles) == same


def test_equal_orders_of_each_image_alone_and_of_many_tiles():
    tiles = torch.tensor([[0.0, 1, 0, 0], [1, 2, 1, 2], [3, 4, 5, 6]])[..., None, None, None]
    assert equal_orders(tiles).tolist() == [6, 4, 1]
    assert equal_orders(torch.zeros(2, 0, 1, 3, 3)).tolist() == [1, 1]
    many = equal_orders(torch.zeros(25, 1, 2, 2))
    assert many.item() == pytest.approx(1.5511210043330986e25)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: cut_tiles(torch.zeros(1, 5, 6), (2, 2)), "multiples of 2 and 2.*resize_for"),
        (lambda: cut_tiles(torch.zeros(6, 6), (2, 2)), r"floating tensor \(\*b, c, h, w\)"),
        (lambda: cut_tiles(torch.zeros(1, 6, 6).long(), (2, 2)), "floating tensor"),
        (lambda: cut_tiles(torch.zeros(1, 6, 6), (0, 2)), "rows: expected an integer >= 1"),
        (lambda: resize_for(torch.zeros(1, 6, 6), (2, 2, 2)), r"expected \(rows, columns\)"),
        (lambda: join_tiles(torch.zeros(5, 1, 2, 2), (2, 2)), "expected 4 tiles"),
        (lambda: join_tiles(torch.zeros(4, 2, 2), (2, 2)), "expected 4 tiles"),
    ],
)
def test_what_does_not_fit_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
