"""The parts of data/make/ that need no download: writing, meshes, class patterns."""

import importlib
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from setnb.data import load_npz
from tests.project import ROOT

SQUARE = "v 0 0 0\nv 2 0 0\nv 2 1 0\nv 0 1 0\nf 1/1 2/2 3/3 4/4\n"


@pytest.fixture
def make(monkeypatch: pytest.MonkeyPatch):
    """Import a script of data/make/ by name."""
    monkeypatch.syspath_prepend(ROOT / "data" / "make")

    def load(name: str) -> ModuleType:
        return importlib.import_module(name)

    return load


def test_same_arrays_same_bytes(make, tmp_path: Path):
    arrays = {"a": np.arange(6).reshape(2, 3), "b": np.array(["x", "yy"])}
    save = make("save")
    first = save.npz_bytes(arrays)
    save.write(tmp_path / "file.npz", first)
    assert first == save.npz_bytes(arrays)
    assert [p.name for p in tmp_path.iterdir()] == ["file.npz"]
    with np.load(tmp_path / "file.npz", allow_pickle=False) as back:
        for key, array in arrays.items():
            np.testing.assert_array_equal(back[key], array)


def test_polygon_becomes_a_fan(make):
    triangles = make("meshes").read_obj(SQUARE)
    expected = [[[0, 0, 0], [2, 0, 0], [2, 1, 0]], [[0, 0, 0], [2, 1, 0], [0, 1, 0]]]
    np.testing.assert_array_equal(triangles, expected)


def test_negative_indices_count_back(make):
    read_obj = make("meshes").read_obj
    np.testing.assert_array_equal(
        read_obj(SQUARE.split("f")[0] + "f -4 -3 -2 -1\n"), read_obj(SQUARE)
    )


def test_samples_cover_the_surface_evenly(make):
    meshes = make("meshes")
    points = meshes.sample(meshes.read_obj(SQUARE), 4_000, np.random.default_rng(0))
    assert (points >= 0).all()
    assert (points <= [2, 1, 0]).all()
    counts, *_ = np.histogram2d(points[:, 0], points[:, 1], bins=(4, 2))
    assert (np.abs(counts - 500) < 5 * np.sqrt(500)).all()


def test_normalised_cloud(make):
    points = make("meshes").normalise(np.random.default_rng(0).random((50, 3)) * 9 + 4)
    np.testing.assert_allclose(points.mean(0), 0, atol=1e-12)
    assert np.linalg.norm(points, axis=1).max() == pytest.approx(1)


def test_shipped_classes_are_names_plus_corrections(make):
    furniture = make("furniture")
    arrays = load_npz("furniture_pc2048.npz")
    assert arrays["classes"].tolist() == furniture.CLASSES
    corrected = {(r["source"], r["model"]): r for r in furniture.table("furniture_corrections.csv")}
    keys = list(zip(arrays["source"].tolist(), arrays["model"].tolist(), strict=True))
    for key, name, label in zip(keys, arrays["name"].tolist(), arrays["label"], strict=True):
        expected = corrected[key]["new"] if key in corrected else furniture.class_of(name)
        assert furniture.CLASSES[label] == expected
    dropped = {key for key, row in corrected.items() if not row["new"]}
    assert not dropped & set(keys)
    assert set(corrected) - dropped <= set(keys)


def test_every_file_passes_the_check(make, capsys, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.argv", ["check.py"])
    assert make("check").main() == 0
    assert "FAILED" not in capsys.readouterr().out


def test_check_reports_damage(make, tmp_path: Path, capsys, monkeypatch: pytest.MonkeyPatch):
    check = make("check")
    (tmp_path / "sources.toml").write_text('["a.npz"]\nbytes = 3\nsha256 = "0"\n')
    (tmp_path / "a.npz").write_bytes(b"abc")
    (tmp_path / "b.npz").write_bytes(b"stray")
    monkeypatch.setattr(check, "DATA", tmp_path)
    monkeypatch.setattr("sys.argv", ["check.py"])
    assert check.main() == 1
    report = capsys.readouterr().out
    assert "FAILED a.npz: expected sha256 0, got ba7816bf" in report
    assert "FAILED b.npz: not listed" in report
