"""Small random deformations: another image of the same digit."""

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import affine_grid, grid_sample

ANGLE, STRETCH, SLANT, SHIFT = 0.2, 0.1, 0.15, 2.0  # radians, share, share, pixels


def deform_images(
    images: Float[Tensor, "n side side"], *, generator: torch.Generator
) -> Float[Tensor, "n side side"]:
    """Turn, stretch, slant and shift each image a little, each by amounts of its own.

    The amounts are uniform: up to 0.2 radians, 10 %, 15 % and 2 pixels either way. Values stay in
    the range of the image and 0; a blank image stays blank, no images give none. MNIST8m, the
    digits of the paper, was made from MNIST by small deformations too.

    Source: zaheer2017, section 4.1.2
    Chapter: ch-deep-sets-in-practice
    """
    amounts = torch.rand(5, len(images), generator=generator).to(images) * 2 - 1
    angle, scale, slant = ANGLE * amounts[0], 1 + STRETCH * amounts[1], SLANT * amounts[2]
    x, y = SHIFT * amounts[3:]
    across, up = scale * angle.cos(), scale * angle.sin()
    maps = torch.stack([across, slant - up, x, up, across, y], -1)
    return warp_images(images, maps.unflatten(-1, (2, 3)))


def warp_images(
    images: Float[Tensor, "n side side"], maps: Float[Tensor, "n 2 3"]
) -> Float[Tensor, "n side side"]:
    """Return images whose value at (x, y) is the old value at `map (x, y, 1)`.

    Coordinates are in pixels from the image's centre, x to the right and y down. Bilinear between
    pixels, 0 outside. No images give none.

    Source: zaheer2017, section 4.1.2
    Chapter: ch-deep-sets-in-practice
    """
    if not len(images):
        return images
    # affine_grid counts in half sides.
    units = maps.new_tensor([1, 1, 2 / images.shape[-1]])
    places = affine_grid(maps * units, [len(images), 1, *images.shape[1:]], align_corners=False)
    return grid_sample(images[:, None], places, align_corners=False)[:, 0]
