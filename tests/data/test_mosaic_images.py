"""Images for mosaics: normalised over what is trained on; stand-ins for those that do not ship."""

import hashlib
import io
import sys
import tarfile
from types import ModuleType

import numpy as np
import pytest
import torch

from setnb.data import (
    cifar,
    cut_patches,
    load_cifar10,
    load_digits,
    load_mosaic_images,
    load_photograph_patches,
)
from setnb.data.mosaic_images import IMAGE_SHAPES

RECORDS = {"train": 2, "test": 3}  # in each of the files


@pytest.fixture
def archive(tmp_path, monkeypatch):
    """A small archive of the original's format; its labels and images by split."""
    rng = np.random.default_rng(0)
    held = {"train": [], "test": []}
    with tarfile.open(tmp_path / cifar.ARCHIVE, "w:gz") as tar:
        for name in (*(f"data_batch_{i}" for i in range(1, 6)), "test_batch"):
            split = name.partition("_")[0].replace("data", "train")
            records = rng.integers(0, 256, (RECORDS[split], 3073), np.uint8)
            records[:, 0] %= 10
            held[split].append(records)
            member = tarfile.TarInfo(f"cifar-10-batches-bin/{name}.bin")
            member.size = records.size
            tar.addfile(member, io.BytesIO(records.tobytes()))
    content = (tmp_path / cifar.ARCHIVE).read_bytes()
    monkeypatch.setattr(cifar, "SHA256", hashlib.sha256(content).hexdigest())
    monkeypatch.setenv("SETNB_ORIGINALS", str(tmp_path))
    return {split: np.concatenate(parts) for split, parts in held.items()}


@pytest.fixture
def photographs(monkeypatch):
    """Packages that give plain pictures, each of a colour of its own, where the real ones are."""
    sizes = {"astronaut": (64, 64), "coffee": (48, 70), "rocket": (32, 32), "chelsea": (65, 95)}
    sizes |= {"china.jpg": (40, 80), "flower.jpg": (64, 96)}
    pictures = {
        name: np.full((*size, 3), 40 * (i + 1), np.uint8)
        for i, (name, size) in enumerate(sizes.items())
    }
    fakes = {name: ModuleType(name) for name in ("skimage", "sklearn")}
    fakes["skimage.data"], fakes["sklearn.datasets"] = ModuleType("data"), ModuleType("datasets")
    for name in sizes:
        setattr(fakes["skimage.data"], name, lambda name=name: pictures[name])
    fakes["sklearn.datasets"].load_sample_image = pictures.get
    for name, module in fakes.items():
        monkeypatch.setitem(sys.modules, name, module)
    return pictures


@pytest.mark.parametrize("name", ["mnist", "fashion", "photographs", "cifar10"])
def test_training_images_have_mean_0_and_variance_1(name, archive, photographs):
    images = load_mosaic_images(name)
    every = images.train.double().movedim(1, 0).flatten(1)
    torch.testing.assert_close(every.mean(1), torch.zeros(len(every)).double(), atol=1e-4, rtol=0)
    torch.testing.assert_close(every.var(1, correction=0), torch.ones(len(every)).double())
    assert images.train.shape[1:] == images.test.shape[1:] == IMAGE_SHAPES[name]


def test_pixels_come_back():
    images = load_mosaic_images("fashion")
    for split in ("train", "test"):
        pixels = getattr(images, split) * images.std + images.mean
        expected = load_digits("fashion", split).images[:, None]
        torch.testing.assert_close(pixels, expected, atol=1e-6, rtol=0)


def test_blank_pixels_stay_equal_to_the_bit():
    images = load_mosaic_images("mnist")
    assert len(images.test[load_digits("mnist", "test").images[:, None] == 0].unique()) == 1


@pytest.mark.parametrize("split", ["train", "test"])
def test_cifar_is_read_channel_by_channel(archive, tmp_path, split):
    got = load_cifar10(split, root=tmp_path)
    records = archive[split]
    assert got.labels.tolist() == records[:, 0].tolist()
    for channel in range(3):
        start = 1 + 1024 * channel
        expected = records[:, start : start + 1024].reshape(-1, 32, 32)
        np.testing.assert_array_equal((got.images[:, channel] * 255).round().numpy(), expected)


def test_a_damaged_archive_is_refused(archive, tmp_path):
    path = tmp_path / cifar.ARCHIVE
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ValueError, match=r"(?s)expected sha256 \w{64}, got \w{64}.*Download"):
        load_mosaic_images("cifar10")


def test_a_missing_archive_says_where_to_get_it(tmp_path, monkeypatch):
    with pytest.raises(FileNotFoundError, match=r"expected .*, found none. Download .*toronto"):
        load_cifar10("test", root=tmp_path)
    monkeypatch.delenv("SETNB_ORIGINALS", raising=False)
    with pytest.raises(ValueError, match=r"the folder with cifar-10-binary.tar.gz, got None"):
        load_mosaic_images("cifar10")


def test_patches_are_slices():
    picture = np.random.default_rng(0).integers(0, 256, (70, 99, 3), np.uint8)
    for stride, rows, columns in ((32, 2, 3), (16, 3, 5)):
        patches = (cut_patches(picture, stride) * 255).round().to(torch.uint8)
        assert len(patches) == rows * columns
        for k, patch in enumerate(patches):
            top, left = k // columns * stride, k % columns * stride
            shown = picture[top : top + 32, left : left + 32]
            np.testing.assert_array_equal(patch.movedim(0, -1).numpy(), shown)


def test_a_photograph_is_in_one_split_only(photographs):
    colours = {split: set() for split in ("train", "test")}
    for split, seen in colours.items():
        seen.update(load_photograph_patches(split).unique().mul(255).round().long().tolist())
    assert not colours["train"] & colours["test"]
    assert colours["train"] | colours["test"] == {int(p[0, 0, 0]) for p in photographs.values()}
    # 2 x 2 of chelsea and 2 x 3 of the flower, side by side; training patches overlap by half
    assert len(load_photograph_patches("test")) == 2 * 2 + 2 * 3
    assert len(load_photograph_patches("train")) == 3 * 3 + 2 * 3 + 1 + 1 * 4


@pytest.mark.parametrize("package", ["skimage", "sklearn"])
def test_a_missing_package_says_what_to_install(photographs, monkeypatch, package):
    for name in (package, "skimage.data", "sklearn.datasets"):
        if name.startswith(package):
            monkeypatch.setitem(sys.modules, name, None)  # importing it now fails
    with pytest.raises(ModuleNotFoundError, match="pip install scikit-image scikit-learn"):
        load_photograph_patches("test")


@pytest.mark.parametrize("load", [load_mosaic_images, load_photograph_patches, load_cifar10])
def test_unknown_names_are_refused(load):
    with pytest.raises(ValueError, match="expected one of"):
        load("imagenet")
