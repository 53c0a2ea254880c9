"""Point sets in the plane: polygons that turn, and digits as the points of their ink."""

import math

import torch
from jaxtyping import Float
from torch import Tensor

from setnb.checks import check_count, reject
from setnb.sets import SetBatch


def make_polygons(angles: Float[Tensor, "*b"], n: int) -> Float[Tensor, "*b n 2"]:
    """Turn a regular polygon: vertex k is `(cos t, sin t)` with `t = angle + 2 pi k / n`.

    The list turns once in `2 pi`, the set of vertices already in `2 pi / n`: after that much every
    vertex stands where the next one stood. n = 1 is a point on the circle, n = 2 a pair of
    opposite points. Raises ValueError for n < 1 or integer angles.

    Source: zhang2020fspool, its rotating polygons
    Chapter: ch-fspool
    """
    check_count(n, "n")
    if not angles.is_floating_point():
        reject("angles", expected="a float tensor", got=angles)
    steps = torch.arange(n, dtype=angles.dtype, device=angles.device) * (2 * math.pi / n)
    turned = angles[..., None] + steps
    return torch.stack([turned.cos(), turned.sin()], -1)


def digit_points(images: Float[Tensor, "b h w"], *, threshold: float = 0.5) -> SetBatch:
    """Return the pixels brighter than `threshold` as points `(across, up)`, one set per image.

    The image's centre is (0, 0); the centres of the first and the last pixel of its longer side
    are at -1 and 1. Points are listed row by row, from the top left. An image without ink is the
    empty set. Raises ValueError for images that are not `(b, h, w)` with at least one image.

    Source: zhang2020fspool, its MNIST point sets
    Chapter: ch-fspool
    """
    if images.ndim != 3 or 0 in images.shape:
        reject("images", expected="at least one image, (b, h, w)", got=images)
    height, width = images.shape[1:]
    scale = 2 / max(height - 1, width - 1, 1)
    sets = []
    for image in images:
        row, column = (image > threshold).nonzero().to(images.dtype).unbind(-1)
        across, up = column - (width - 1) / 2, (height - 1) / 2 - row
        sets.append(scale * torch.stack([across, up], -1))
    return SetBatch.from_list(sets)
