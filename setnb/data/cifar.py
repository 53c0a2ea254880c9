"""CIFAR-10, small colour photographs in ten classes, read from the original archive."""

import hashlib
import tarfile
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from jaxtyping import Float, Int64
from torch import Tensor

from setnb.checks import check_choice, reject

# The binary version: the Python version is pickled, and a pickle can run code.
ARCHIVE = "cifar-10-binary.tar.gz"
SHA256 = "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"
_FOLDER = "cifar-10-batches-bin"
_PARTS = {"train": tuple(f"data_batch_{i}.bin" for i in range(1, 6)), "test": ("test_batch.bin",)}
_SHAPE = (3, 32, 32)
_REMEDY = f"Download {ARCHIVE} from https://www.cs.toronto.edu/~kriz/cifar.html into that folder."


class ColourImages(NamedTuple):
    """Images in [0, 1], channels red, green, blue, and their labels, 0 to 9.

    Source: zhang2019permoptim, section 4.2
    Chapter: ch-mosaics
    """

    images: Float[Tensor, "n 3 32 32"]
    labels: Int64[Tensor, " n"]


def load_cifar10(split: str = "train", *, root: str | Path | None = None) -> ColourImages:
    """Load the 50,000 training or 10,000 test images, `(n, 3, 32, 32)`, in their own order.

    `root` is the folder that holds the archive `cifar-10-binary.tar.gz` of the original
    distribution. It is checked against its SHA-256 and nothing is unpacked on disk.

    Raises ValueError for an unknown split, no root, or a damaged archive, and FileNotFoundError for
    a missing one.

    Source: zhang2019permoptim, section 4.2
    Chapter: ch-mosaics
    """
    check_choice(split, "split", tuple(_PARTS))
    if root is None:
        reject("root", expected=f"the folder with {ARCHIVE}", got=None, remedy=_REMEDY)
    path = Path(root) / ARCHIVE
    if not path.is_file():
        raise FileNotFoundError(f"CIFAR-10: expected {path}, found none. {_REMEDY}")
    _check_sum(path)
    with tarfile.open(path) as archive:
        content = b"".join(
            archive.extractfile(f"{_FOLDER}/{part}").read()  # type: ignore[union-attr]
            for part in _PARTS[split]
        )
    # A record is one byte of label, then all red, all green and all blue bytes row by row.
    records = np.frombuffer(content, np.uint8).reshape(-1, 1 + int(np.prod(_SHAPE)))
    images = torch.tensor(records[:, 1:]).unflatten(1, _SHAPE)
    return ColourImages(images.float() / 255, torch.tensor(records[:, 0]).long())


def _check_sum(path: Path) -> None:
    with path.open("rb") as file:
        got = hashlib.file_digest(file, "sha256").hexdigest()
    if got != SHA256:
        reject(str(path), expected=f"sha256 {SHA256}", got=got, remedy=_REMEDY)
