"""Images for mosaics: numbers of mean 0 and variance 1, the same whatever the data."""

import os
from collections.abc import Callable
from typing import NamedTuple

from jaxtyping import Float
from torch import Tensor

from setnb.checks import check_choice
from setnb.data.cifar import load_cifar10
from setnb.data.digits import load_digits
from setnb.data.photographs import load_photograph_patches

# Channels, height and width.
IMAGE_SHAPES = {
    "mnist": (1, 28, 28),
    "fashion": (1, 28, 28),
    "photographs": (3, 32, 32),
    "cifar10": (3, 32, 32),
}


class MosaicImages(NamedTuple):
    """Images to train and to test on; `images * std + mean` are the pixels in [0, 1].

    Over all training images each channel has mean 0 and variance 1.

    Source: zhang2019permoptim, appendix F.2
    Chapter: ch-mosaics
    """

    train: Float[Tensor, "train c h w"]
    test: Float[Tensor, "test c h w"]
    mean: Float[Tensor, "c 1 1"]
    std: Float[Tensor, "c 1 1"]


def load_mosaic_images(name: str) -> MosaicImages:
    """Load "mnist" or "fashion" (shipped), "photographs" or "cifar10", normalised.

    "photographs" are patches of 32 x 32 from scikit-image and scikit-learn, which must be
    installed. "cifar10" is read from the original archive in the folder `$SETNB_ORIGINALS`.

    Raises ValueError for an unknown name or a damaged file, FileNotFoundError for a missing file
    and ModuleNotFoundError for a missing package.

    Source: zhang2019permoptim, appendix F.2
    Chapter: ch-mosaics
    """
    check_choice(name, "name", tuple(IMAGE_SHAPES))
    load = _loader(name)
    train, test = load("train"), load("test")
    axes = (0, 2, 3)
    mean, std = train.mean(axes), train.std(axes, correction=0)
    mean, std = mean[:, None, None], std[:, None, None]
    return MosaicImages((train - mean) / std, (test - mean) / std, mean, std)


def _loader(name: str) -> Callable[[str], Tensor]:
    if name == "photographs":
        return load_photograph_patches
    if name == "cifar10":
        root = os.environ.get("SETNB_ORIGINALS")
        return lambda split: load_cifar10(split, root=root).images
    return lambda split: load_digits(name, split).images[:, None]
