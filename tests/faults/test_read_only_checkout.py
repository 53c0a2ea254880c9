"""A checkout that the reader may read and run, but not write to."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chapters import execute_chapter, told
from tests.project import ROOT

# Permissions do not bind root, until it gives up the two capabilities that override them.
BOUND = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
UNDER = BOUND if os.geteuid() == 0 else ()
TELL = """
from pathlib import Path
import setnb
from setnb.experiments.trained import load_trained
try:
    Path("note.txt").write_text("")
except PermissionError:
    print("read-only")
print(Path(setnb.__file__).parents[1] == Path.cwd().parent)
print(type(load_trained("inner_loop_sum")).__name__)
"""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of what a chapter needs, without any write permission."""
    copy = tmp_path_factory.mktemp("read_only") / "checkout"
    for folder in ("setnb", "data", "book"):
        shutil.copytree(
            ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__", "runs")
        )
    places = [copy, *copy.rglob("*")]
    for place in places:
        place.chmod(place.stat().st_mode & ~0o222)
    yield copy
    for place in places:
        place.chmod(place.stat().st_mode | 0o200)


def test_a_chapter_with_data_results_and_weights_runs(checkout: Path, tmp_path: Path) -> None:
    executed = execute_chapter(
        "07_recurrence", tmp_path, TELL,
        cwd=checkout / "book", under=UNDER, PYTHONPATH=str(checkout),
        HOME=str(tmp_path), TMPDIR=str(tmp_path),
    )  # fmt: skip
    assert told(executed) == ["read-only", "True", "SetAutoencoder"]
    assert not list(checkout.rglob("__pycache__"))


def test_an_experiment_says_where_to_put_its_store_before_it_works(checkout: Path) -> None:
    done = subprocess.run(
        [*UNDER, sys.executable, "-m", "setnb.cli", "run", "digit_sum_text"],
        cwd=checkout,
        env={k: v for k, v in os.environ.items() if k != "SETNB_RUNS"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("setnb: ")
    assert f"could not write {checkout / 'runs' / 'digit_sum_text'}" in done.stderr
    assert "Permission denied" in done.stderr
    assert "choose another one with SETNB_RUNS" in done.stderr
