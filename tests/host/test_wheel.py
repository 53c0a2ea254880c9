"""A wheel built from the checkout and used away from it: what `pip install git+...` gives."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project import ROOT

USE = """
import json
import setnb
from setnb.data import load_digits, sources
from setnb.data.files import verified_path
from setnb.widgets import EquivarianceProbe, PushApart

digits = load_digits("mnist", "test")
print(json.dumps({
    "package": setnb.__file__,
    "paths": [str(verified_path(name)) for name in sources()],
    "digits": list(digits.images.shape),
    "verdict": setnb.probe(setnb.push_apart, n=2, d=1).verdict,
    "widgets": [widget._repr_mimebundle_()[0]["text/html"]
                for widget in (PushApart(), EquivarianceProbe())],
}))
"""


def run(*command: str, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with nothing in it but the wheel's contents."""
    work = tmp_path_factory.mktemp("wheel")
    python = sys.executable
    build = ["--wheel", "--no-isolation", "--outdir", str(work), str(ROOT)]
    run(python, "-m", "build", *build, cwd=work)
    (wheel,) = work.glob("*.whl")
    target = work / "installed"
    install = ["install", "--no-deps", "--no-index", "--target", str(target), str(wheel)]
    run(python, "-m", "pip", *install, cwd=work)
    return target


@pytest.fixture(scope="module")
def used(installed: Path) -> dict:
    """Run loaders, probe and widgets from the wheel, far from the checkout."""
    output = run(
        *(sys.executable, "-c", USE), cwd=installed.parent, PYTHONPATH=str(installed), SETNB_BOOK=""
    )
    return json.loads(output)


def test_the_wheel_is_what_was_imported(installed: Path, used: dict) -> None:
    assert Path(used["package"]).is_relative_to(installed)


def test_it_carries_every_data_file_with_its_checksum(installed: Path, used: dict) -> None:
    assert used["paths"]
    assert all(Path(path).is_relative_to(installed) for path in used["paths"])
    assert used["digits"][1:] == [28, 28]


@pytest.mark.parametrize("folder", ["published", "report", "results"])
def test_it_carries_every_table(installed: Path, folder: str) -> None:
    shipped = {path.name for path in (installed / "setnb" / "_data" / folder).glob("*.csv")}
    assert shipped == {path.name for path in (ROOT / "data" / folder).glob("*.csv")}


def test_its_report_says_that_the_book_is_elsewhere(installed: Path) -> None:
    output = run(
        *(sys.executable, "-m", "setnb.cli", "report"),
        cwd=installed.parent,
        PYTHONPATH=str(installed),
    )
    assert "no book beside the package" in output


def test_it_runs_the_probe(used: dict) -> None:
    assert used["verdict"] == "exclusively multiset-equivariant"


def test_its_widgets_have_a_page_of_their_own(used: dict) -> None:
    names = ['data-widget="push_apart"', 'data-widget="equivariance_probe"']
    assert [name in html for name, html in zip(names, used["widgets"], strict=True)] == [True, True]


def test_it_has_no_stray_files(installed: Path) -> None:
    places = {path.name for path in installed.iterdir()}
    assert {name for name in places if not name.endswith(".dist-info")} <= {"setnb", "bin"}
    assert not list((installed / "setnb").rglob("make"))


def test_its_command_runs(installed: Path) -> None:
    output = run(
        *(sys.executable, "-m", "setnb.cli", "doctor"),
        cwd=installed.parent,
        PYTHONPATH=str(installed),
    )
    assert "The core works." in output
