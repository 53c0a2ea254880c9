"""Shipped files of every kind, damaged: the error names the file, and nothing is mended unasked."""

import hashlib
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from setnb import report, results, runs, weights
from setnb.data import load_json, load_npz
from setnb.data.sums import SUMS, list_sum
from setnb.doctor import examine_data
from tests.project import ROOT

READ: dict[str, Callable] = {
    "galaxy20k.npz": lambda: load_npz("galaxy20k.npz"),
    "wordnet_concepts.json.gz": lambda: load_json("wordnet_concepts.json.gz"),
    "weights/inner_loop_sum.safetensors": lambda: weights.load_weights("inner_loop_sum"),
    "results/denoising.csv": lambda: results.load("denoising"),
    "published/yeh2022.csv": lambda: results.published("yeh2022"),
    "report/rows.csv": report.load_rows,
    "report/comparisons.csv": report.load_comparisons,
    "report/errata.csv": report.load_errata,
}
# A digit more or less is the damage that no parser would notice.
DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "a byte flipped": lambda whole: (
        whole[: len(whole) // 2]
        + bytes([whole[len(whole) // 2] ^ 1])
        + whole[len(whole) // 2 + 1 :]
    ),
    "truncated": lambda whole: whole[: len(whole) // 2],
    "empty": lambda whole: b"",
}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shipped files above, used instead of them."""
    lists = ["weights/manifest.json", f"results/{SUMS}", f"report/{SUMS}"]
    for name in [*READ, *lists]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / "data" / name, tmp_path / name)
    monkeypatch.setenv("SETNB_DATA", str(tmp_path))
    return tmp_path


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("name", READ)
def test_a_damaged_file_is_named_with_both_checksums(data: Path, name: str, damage: str) -> None:
    path = data / name
    READ[name]()
    whole, right = path.read_bytes(), sha256(path)
    path.write_bytes(DAMAGE[damage](whole))
    os.utime(path, ns=(0, 0))  # a coarse clock must not hide the change
    wrong = sha256(path)
    with pytest.raises(ValueError, match=re.escape(str(path))) as caught:
        READ[name]()
    said = str(caught.value)
    assert f"expected sha256 {right}, got {wrong}" in said
    assert re.search("copy the right file there|[Rr]einstall setnb", said)
    assert sha256(path) == wrong


@pytest.mark.parametrize("name", READ)
def test_a_missing_file_is_named_with_a_remedy(data: Path, name: str) -> None:
    (data / name).unlink()
    with pytest.raises(FileNotFoundError) as caught:
        READ[name]()
    assert Path(name).name.partition(".")[0] in str(caught.value)
    assert re.search("Unset SETNB_DATA|Make them with", str(caught.value))
    assert not (data / name).exists()


def test_a_damaged_list_of_weights_is_named(data: Path) -> None:
    (data / "weights" / "manifest.json").write_bytes(b"{")
    with pytest.raises(ValueError, match=r"manifest.json: expected JSON, got a damaged file"):
        weights.load_weights("inner_loop_sum")


@pytest.mark.parametrize("name", ["results/denoising.csv", "report/rows.csv"])
def test_tables_without_their_list_of_checksums_are_refused(data: Path, name: str) -> None:
    listed = (data / name).parent / SUMS
    listed.write_text("")
    with pytest.raises(ValueError, match="expected sha256 none listed"):
        READ[name]()
    listed.unlink()
    with pytest.raises(FileNotFoundError, match=f"expected {listed}.*sha256sum"):
        READ[name]()


@pytest.mark.parametrize("folder", ["results", "report"])
def test_every_shipped_table_is_listed(folder: str, tmp_path: Path) -> None:
    for path in (ROOT / "data" / folder).glob("*.csv"):
        list_sum(Path(shutil.copy(path, tmp_path)))
    assert (tmp_path / SUMS).read_text() == (ROOT / "data" / folder / SUMS).read_text()


def test_publishing_renews_the_checksum_but_spares_a_damaged_table(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SETNB_RUNS", str(tmp_path / "runs"))
    path, table = data / "results" / "denoising.csv", results.load("denoising")
    row = table.iloc[0]
    record = {
        "experiment": "denoising", "version": int(row["version"]), "key": "new", "seed": 0,
        "config": {"seed": 0}, "metrics": [{"metric": row["metric"], "value": 0.5}],
        "facts": dict.fromkeys(results.FACTS, ""),
    }  # fmt: skip
    runs.RunFiles(runs.runs_folder(), "denoising", "new").finish(record)
    results.publish("denoising")
    assert len(results.load("denoising")) == len(table) + 1
    path.write_bytes(path.read_bytes()[:-10])
    damaged = sha256(path)
    with pytest.raises(ValueError, match=r"denoising\.csv: expected sha256"):
        results.publish("denoising")
    assert sha256(path) == damaged


def test_the_doctor_finds_a_changed_digit_in_a_recorded_table(data: Path) -> None:
    for name in ("galaxy20k.npz", "results/denoising.csv"):
        (data / name).write_bytes((data / name).read_bytes()[:-1])
    found = [finding.found for finding in examine_data() if finding.needed]
    assert any("denoising.csv" in text and "sha256" in text for text in found)
    assert any("galaxy20k.npz" in text for text in found)
