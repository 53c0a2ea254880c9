"""Image mosaics: cut an image into a grid of tiles, and join tiles to an image."""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor

from setnb.checks import check_count, reject

# Where row, column, channel, height and width of a tile are in (c, rows, th, columns, tw) and in
# (rows, columns, c, th, tw).
APART, TOGETHER = (-4, -2, -5, -3, -1), (-5, -4, -3, -2, -1)


def cut_tiles(
    images: Float[Tensor, "*b c h w"], grid: Sequence[int]
) -> Float[Tensor, "*b n c th tw"]:
    """Cut images into `grid = (rows, columns)` equal tiles, listed row by row.

    Tile `k` shows row `k // columns` and column `k % columns`; n = rows * columns. `join_tiles`
    undoes it exactly. A grid of (1, 1) gives the image as its only tile, and no images give no
    tiles. Raises ValueError where the sides are not multiples of the grid.

    Source: zhang2019permoptim, section 4.2
    Chapter: ch-mosaics
    """
    rows, columns = check_tiling(grid)
    height, width = check_images(images).shape[-2:]
    if height % rows or width % columns:
        reject(
            "images",
            expected=f"sides that are multiples of {rows} and {columns}",
            got=images,
            remedy="Enlarge them with resize_for(images, grid).",
        )
    lattice = images.unflatten(-1, (columns, -1)).unflatten(-3, (rows, -1))
    return lattice.movedim(APART, TOGETHER).flatten(-5, -4)


def join_tiles(
    tiles: Float[Tensor, "*b n c th tw"], grid: Sequence[int]
) -> Float[Tensor, "*b c h w"]:
    """Join n = rows * columns tiles, listed row by row, to images: the inverse of `cut_tiles`.

    Raises ValueError where n does not fit the grid.

    Source: zhang2019permoptim, section 4.2
    Chapter: ch-mosaics
    """
    rows, columns = check_tiling(grid)
    if tiles.ndim < 4 or tiles.shape[-4] != rows * columns:
        reject("tiles", expected=f"{rows * columns} tiles (*b, n, c, th, tw)", got=tiles)
    lattice = tiles.unflatten(-4, (rows, columns))
    return lattice.movedim(TOGETHER, APART).flatten(-2).flatten(-3, -2)


def resize_for(images: Float[Tensor, "*b c h w"], grid: Sequence[int]) -> Tensor:
    """Enlarge images to the nearest sides `(*b, c, H, W)` that are multiples of the grid.

    Bilinear, and exact where neighbouring pixels are equal, so that blank tiles stay equal tiles.
    Images that fit already come back as they are.

    Source: zhang2019permoptim, appendix F.2
    Chapter: ch-mosaics
    """
    for axis, count in zip((-2, -1), check_tiling(grid), strict=True):
        side = check_images(images).shape[axis]
        images = _stretch(images.movedim(axis, -1), -(-side // count) * count).movedim(-1, axis)
    return images


def equal_orders(tiles: Float[Tensor, "*b n c th tw"]) -> Float[Tensor, "*b"]:
    """Count the orders of the tiles that show one and the same image: the product of all `m!`.

    m is how often a tile occurs. With k blank tiles the answer is at least k!, and a model without
    further knowledge puts each of them in its own place with a chance of at most 1 / k!. In
    float64, for n! soon leaves the integers. No tiles have one order.

    Source: zhang2019permoptim, appendix G.1
    Chapter: ch-mosaics
    """
    flat = tiles.flatten(-3)
    orders = torch.ones(flat.shape[:-2], dtype=torch.float64, device=flat.device)
    for last in range(flat.shape[-2]):
        # the how-manieth of its kind each tile is: 1, 2, ..., m
        orders *= (flat[..., : last + 1, :] == flat[..., last : last + 1, :]).all(-1).sum(-1)
    return orders


def check_tiling(grid: Sequence[int]) -> tuple[int, int]:
    """Return the grid if it is rows and columns of tiles, at least one of each."""
    if len(grid) != 2:
        reject("grid", expected="(rows, columns)", got=str(tuple(grid)))
    return check_count(grid[0], "rows"), check_count(grid[1], "columns")


def check_images(images: Tensor) -> Tensor:
    """Return `images` if it is a floating tensor (*b, c, h, w)."""
    if images.ndim < 3 or not images.is_floating_point():
        reject("images", expected="a floating tensor (*b, c, h, w)", got=images)
    return images


def _stretch(lines: Tensor, length: int) -> Tensor:
    """Interpolate between the middles of pixels; beyond the outer middles pixels are repeated."""
    side = lines.shape[-1]
    if length == side:
        return lines
    places = (torch.arange(length, dtype=lines.dtype, device=lines.device) + 0.5) * side / length
    places = (places - 0.5).clamp(0, side - 1)
    left = places.long()
    right = (left + 1).clamp(max=side - 1)
    return torch.lerp(lines[..., left], lines[..., right], places - left)
