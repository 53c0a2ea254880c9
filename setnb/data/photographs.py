"""Patches of the colour photographs that come inside scikit-image and scikit-learn."""

from importlib import import_module

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from setnb.checks import check_choice

SIDE = 32
# Training patches overlap by half, test patches not at all.
_STRIDES = {"train": SIDE // 2, "test": SIDE}
# Every photograph is in one split only, or a patch would be tested beside one learned by heart.
_SCIKIT_IMAGE = {"train": ("astronaut", "coffee", "rocket"), "test": ("chelsea",)}
_SCIKIT_LEARN = {"train": ("china.jpg",), "test": ("flower.jpg",)}


def load_photograph_patches(split: str = "train") -> Float[Tensor, "n 3 32 32"]:
    """Return patches of 32 x 32 pixels in [0, 1], cut from the photographs of one split.

    An astronaut, a cup of coffee, a rocket and a palace in China to train on; a cat and a flower to
    test on. Those of scikit-image are CC0 or in the public domain, those of scikit-learn CC BY 2.0
    (china.jpg by danielbuechele, flower.jpg by vultilion, both on Flickr). They are read from the
    installed packages: nothing is downloaded and none are shipped here.

    Raises ValueError for an unknown split and ModuleNotFoundError where a package is missing.

    Source: zhang2019permoptim, section 4.2
    Chapter: ch-mosaics
    """
    check_choice(split, "split", tuple(_STRIDES))
    pictures = [getattr(_need("skimage.data"), name)() for name in _SCIKIT_IMAGE[split]]
    pictures += [_need("sklearn.datasets").load_sample_image(name) for name in _SCIKIT_LEARN[split]]
    return torch.cat([cut_patches(picture, _STRIDES[split]) for picture in pictures])


def cut_patches(picture: np.ndarray, stride: int) -> Float[Tensor, "n 3 32 32"]:
    """Cut a picture `(h, w, 3)` of bytes into patches in [0, 1], row by row, `stride` apart.

    What is left over at the right and at the bottom is left out.

    Source: zhang2019permoptim, section 4.2
    Chapter: ch-mosaics
    """
    pixels = torch.tensor(np.asarray(picture)).movedim(-1, 0) / 255
    return pixels.unfold(1, SIDE, stride).unfold(2, SIDE, stride).movedim(0, 2).flatten(0, 1)


def _need(module: str):
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "photographs: expected the packages scikit-image and scikit-learn to be installed, got "
            f"an error: {error}. Install them with: pip install scikit-image scikit-learn"
        ) from error
