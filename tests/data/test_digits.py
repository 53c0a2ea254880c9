"""load_digits: the shipped split, and the original files as the tests write them."""

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest
import torch

from setnb.data import load_digits

FILES = {"train": ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
         "test": ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")}  # fmt: skip


def idx(array: np.ndarray) -> bytes:
    """The bytes of an IDX file: two zeros, type 8 (uint8), number of axes, sizes, data."""
    return struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape) + array.tobytes()


@pytest.fixture
def originals() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    rng = np.random.default_rng(0)
    return {
        split: (rng.integers(0, 256, (n, 28, 28), np.uint8), rng.integers(0, 10, n, np.uint8))
        for split, n in (("train", 6), ("test", 3))
    }


@pytest.fixture
def root(tmp_path: Path, originals) -> Path:
    for split, names in FILES.items():
        for name, array in zip(names, originals[split], strict=True):
            (tmp_path / name).write_bytes(idx(array))
    return tmp_path


@pytest.mark.parametrize("dataset", ["mnist", "fashion"])
def test_shipped_split(dataset: str):
    train, test, both = (load_digits(dataset, split) for split in ("train", "test", "all"))
    assert (len(train.labels), len(test.labels)) == (8_000, 2_000)
    for part in (train, test):
        assert part.images.shape == (len(part.labels), 28, 28)
        assert part.images.dtype == torch.float32
        assert (part.images.min(), part.images.max()) == (0, 1)
        assert part.labels.dtype == torch.int64
        share = part.labels.bincount(minlength=10) / len(part.labels)
        assert ((share > 0.07) & (share < 0.13)).all(), "every class in both halves"
        assert (part.name, part.source) == (dataset, "shipped")
    assert torch.equal(both.images, torch.cat([train.images, test.images]))
    assert torch.equal(both.labels, torch.cat([train.labels, test.labels]))
    seen = {image.numpy().tobytes() for image in train.images}
    assert not any(image.numpy().tobytes() in seen for image in test.images)


def test_order_is_fixed_and_ignores_the_global_seed():
    torch.manual_seed(1)
    first = load_digits("mnist", "test").labels
    torch.manual_seed(2)
    assert torch.equal(first, load_digits("mnist", "test").labels)
    # The first labels of the split as it has always been: recorded results depend on it.
    assert first[:10].tolist() == [3, 8, 8, 0, 9, 0, 9, 0, 4, 5]


def test_other_float_type():
    exact = load_digits("fashion", "test", dtype=torch.float64).images
    assert exact.dtype == torch.float64
    assert torch.equal((exact * 255).round(), exact * 255)


@pytest.mark.parametrize("split", ["train", "test"])
@pytest.mark.parametrize("zipped", [False, True])
def test_original(root: Path, originals, split: str, zipped: bool):
    if zipped:
        for path in list(root.iterdir()):
            path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes()))
            path.unlink()
    got = load_digits("mnist", split, source="original", root=root)
    images, labels = originals[split]
    np.testing.assert_array_equal((got.images * 255).round().numpy(), images)
    np.testing.assert_array_equal(got.labels.numpy(), labels)
    assert got.source == "original"


def test_original_all_is_train_then_test(root: Path, originals):
    got = load_digits("fashion", "all", source="original", root=str(root))
    expected = np.concatenate([originals["train"][1], originals["test"][1]])
    np.testing.assert_array_equal(got.labels.numpy(), expected)


def damage_magic(content: bytes) -> bytes:
    return b"\0\0\x0d" + content[3:]


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (damage_magic, "expected magic number 2051, got 3331"),
        (lambda c: c[:-1], r"expected 4704 data bytes for shape \(6, 28, 28\), got 4703"),
        (lambda c: c + b"\0", "got 4705"),
        (lambda c: c[:7], "expected at least 16 bytes, got 7"),
        (lambda c: b"", "expected at least 16 bytes, got 0"),
        (lambda c: gzip.compress(c)[:-20], "expected a whole gzip file"),
        (lambda c: gzip.compress(c)[:9], "expected a whole gzip file"),
    ],
)
def test_damaged_images(root: Path, damage, message: str):
    path = root / FILES["train"][0]
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ValueError, match=message) as caught:
        load_digits("mnist", "train", source="original", root=root)
    assert str(path) in str(caught.value)
    assert "Download" in str(caught.value)


def test_labels_of_another_set(root: Path):
    (root / FILES["train"][1]).write_bytes(idx(np.zeros(5, np.uint8)))
    with pytest.raises(ValueError, match=r"expected 5 images .* one per label, got shape"):
        load_digits("mnist", "train", source="original", root=root)


def test_missing_original(root: Path):
    (root / FILES["test"][1]).unlink()
    with pytest.raises(FileNotFoundError, match=r"t10k-labels-idx1-ubyte or .*\.gz in .*Download"):
        load_digits("mnist", "test", source="original", root=root)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"dataset": "cifar"}, "expected one of 'mnist', 'fashion', got cifar"),
        ({"split": "valid"}, "expected one of 'train', 'test', 'all'"),
        ({"source": "web"}, "expected one of 'shipped', 'original'"),
        ({"source": "original"}, "expected the folder with the original IDX files, got None"),
        ({"root": "."}, "Pass source='original'"),
        ({"dtype": torch.int64}, "expected a float type"),
    ],
)
def test_wrong_options(options: dict, message: str):
    with pytest.raises(ValueError, match=message):
        load_digits(**options)
