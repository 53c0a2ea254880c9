"""Finding, checking and reading the shipped files."""

import gzip
import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from setnb.data import data_path, files, load_json, load_npz, sources

NAME = "galaxy20k.npz"


@pytest.fixture
def moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of one data file in a folder named by $SETNB_DATA."""
    shutil.copy(data_path(NAME), tmp_path)
    monkeypatch.setenv("SETNB_DATA", str(tmp_path))
    return tmp_path / NAME


def test_environment_moves_the_data(moved: Path):
    assert data_path(NAME) == moved
    assert load_npz(NAME)["redshift"].shape == (20_000,)


def test_arrays_are_plain_and_in_memory():
    arrays = load_npz(NAME)
    assert set(arrays) == {"redshift", *"ugrizy"}
    assert all(array.dtype == np.float32 for array in arrays.values())


def test_json():
    concepts = load_json("wordnet_concepts.json.gz")
    assert len(concepts) == 1153
    assert all(20 <= len(words) <= 300 for words in concepts.values())


def test_changed_byte_is_noticed_even_after_a_good_load(moved: Path):
    load_npz(NAME)
    content = bytearray(moved.read_bytes())
    content[1000] ^= 1
    moved.write_bytes(content)
    os.utime(moved, ns=(0, 0))  # a coarse clock must not hide the change
    with pytest.raises(ValueError, match=r"(?s)expected sha256 \w+, got \w+ .*unset SETNB_DATA"):
        load_npz(NAME)


def test_truncated_file_is_noticed(moved: Path):
    moved.write_bytes(moved.read_bytes()[:-1])
    with pytest.raises(ValueError, match="damaged or of another version"):
        load_npz(NAME)


def test_damage_in_place_names_the_script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(files, "_PLACES", (tmp_path,))
    (tmp_path / NAME).write_bytes(b"not the file")
    facts = sources()
    monkeypatch.setattr(files, "sources", lambda: facts)
    with pytest.raises(ValueError, match=r"reinstall setnb, or rebuild .* data/make/galaxy.py"):
        load_npz(NAME)


def test_missing_file_says_where_it_looked(moved: Path):
    moved.unlink()
    with pytest.raises(FileNotFoundError, match=r"(?s)expected it in .*Unset SETNB_DATA"):
        load_npz(NAME)


def test_missing_file_without_the_variable(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("SETNB_DATA", raising=False)
    with pytest.raises(FileNotFoundError, match="rebuild the file"):
        data_path("no-such-file.npz")


def test_unknown_name_lists_the_known_ones():
    with pytest.raises(ValueError, match=r"expected one of mnist10k_npm.npz, .*got nonsense"):
        load_npz("nonsense")


def test_pickles_are_refused(moved: Path, monkeypatch: pytest.MonkeyPatch):
    np.savez(moved, trap=np.array([{"a": 1}], dtype=object))
    monkeypatch.setattr(files, "verified_path", lambda name: moved)
    with pytest.raises(ValueError, match="allow_pickle"):
        load_npz(NAME)


def test_installed_data_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    wheel, checkout = tmp_path / "_data", tmp_path / "data"
    for place in (wheel, checkout):
        place.mkdir()
        (place / "a.json.gz").write_bytes(gzip.compress(json.dumps(place.name).encode()))
    monkeypatch.delenv("SETNB_DATA", raising=False)
    monkeypatch.setattr(files, "_PLACES", (wheel, checkout))
    assert data_path("a.json.gz") == wheel / "a.json.gz"
    (wheel / "a.json.gz").unlink()
    assert data_path("a.json.gz") == checkout / "a.json.gz"


def test_package_without_data_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(files, "_PLACES", (tmp_path,))
    with pytest.raises(FileNotFoundError, match=r"expected sources.toml in .*Reinstall"):
        sources.__wrapped__()
