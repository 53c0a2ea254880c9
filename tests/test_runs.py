import errno
import os

import pandas as pd
import pytest

from setnb import results
from setnb.atomic import write_atomic
from setnb.runs import RunFiles, read_all, run_key

RECORD = {"experiment": "e", "version": 1, "key": "k", "config": {"seed": 0}, "metrics": []}


def test_the_key_depends_on_everything_that_matters_and_nothing_else():
    base = run_key("e", 1, {"a": 1, "seed": 0})
    assert base == run_key("e", 1, {"seed": 0, "a": 1})
    others = [("f", 1, {"a": 1, "seed": 0}), ("e", 2, {"a": 1, "seed": 0}), ("e", 1, {"a": 1})]
    assert base not in {run_key(*other) for other in others}


def test_a_finished_run_is_read_back_and_its_checkpoints_go(tmp_path):
    files = RunFiles(tmp_path, "e", "k")
    assert files.read() is None
    write_atomic(files.checkpoint("model"), b"half way")
    files.finish(RECORD)
    assert files.read() == RECORD
    assert not files.checkpoint("model").exists()
    assert read_all("e", tmp_path) == [RECORD]


@pytest.mark.parametrize("damage", [b"", b"{}", b"\x00" * 40])
def test_a_damaged_result_is_told_and_left_alone(tmp_path, damage):
    files = RunFiles(tmp_path, "e", "k")
    files.finish(RECORD)
    whole = files.result.read_bytes()
    files.result.write_bytes(damage or whole[:-5])
    with pytest.raises(ValueError, match=r"damaged file.*Delete it"):
        files.read()
    files.result.write_bytes(whole.replace(b'"seed": 0', b'"seed": 1'))
    with pytest.raises(ValueError, match="damaged file"):
        files.read()


def test_a_full_disk_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "result.json"
    write_atomic(path, b"old")

    def no_space(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(OSError, match=r"could not write .*result.json.*Free some space"):
        write_atomic(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["result.json"]


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OSError, match="could not write"):
        write_atomic(tmp_path / "file" / "result.json", b"new")


def test_published_numbers_of_all_five_papers():
    for paper in results.PAPERS:
        table = results.published(paper)
        assert {"table", "experiment", "metric", "value"} <= set(table.columns)
    assert len(results.published("zhang2022")) == 540
    assert pd.api.types.is_numeric_dtype(results.published("zaheer2017")["std"])
    with pytest.raises(ValueError, match="zaheer2017"):
        results.published("zaheer")


def test_unknown_results_name_the_command_that_makes_them():
    with pytest.raises(FileNotFoundError, match="setnb run nothing"):
        results.load("nothing")


def test_a_written_file_can_be_read_by_whom_a_plain_file_can(tmp_path):
    write_atomic(tmp_path / "result", b"1")
    (tmp_path / "plain").write_bytes(b"1")
    assert (tmp_path / "result").stat().st_mode == (tmp_path / "plain").stat().st_mode
