"""Chapter 1 under Colab's front-end packages: older ipywidgets, anywidget and plotly than ours.

They lie in a folder put before ours on the path, so torch is not installed a second time.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tests.chapters import execute_chapter, told
from tests.project import ROOT, make

PINS = ROOT / "tests" / "host" / "colab-pins.txt"
OVERLAY = ROOT / ".venv" / "colab"
ASK_VERSIONS = """
import importlib.metadata, json
import anywidget, ipywidgets, plotly
names = {names}
print(json.dumps({{name: importlib.metadata.version(name) for name in names}}))
print(json.dumps([module.__file__ for module in (anywidget, ipywidgets, plotly)]))
"""


def read_pins() -> dict[str, str]:
    lines = PINS.read_text().splitlines()
    return dict(line.split("==") for line in lines if "==" in line)


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> nbformat.NotebookNode:
    """Chapter 1 executed under the pins, with a last cell that asks which versions it saw."""
    make(".venv/colab/.installed")
    asking = ASK_VERSIONS.format(names=list(read_pins()))
    work = tmp_path_factory.mktemp("colab")
    return execute_chapter("01_sets", work, asking, PYTHONPATH=str(OVERLAY))


def test_the_kernel_saw_the_pins(executed: nbformat.NotebookNode) -> None:
    versions, files = map(json.loads, told(executed))
    assert versions == read_pins()
    assert [Path(file).is_relative_to(OVERLAY) for file in files] == [True] * 3


def test_the_widgets_offer_themselves_to_the_notebook(executed: nbformat.NotebookNode) -> None:
    shown = [
        output.data
        for cell in executed.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if "application/vnd.jupyter.widget-view+json" in output.get("data", {})
    ]
    assert shown
    assert all("model_id" in data["application/vnd.jupyter.widget-view+json"] for data in shown)


def test_every_widget_is_made_and_shown_under_the_pins() -> None:
    """Every widget of the package, not only those of chapter 1."""
    make(".venv/colab/.installed")
    code = (
        "import ipywidgets, setnb.widgets\n"
        "assert ipywidgets.__version__ == '7.7.1', ipywidgets.__version__\n"
        "for name in setnb.widgets.__all__:\n"
        "    data, _ = getattr(setnb.widgets, name)()._repr_mimebundle_()\n"
        "    assert 'application/vnd.jupyter.widget-view+json' in data, data\n"
        "    print(name)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(OVERLAY)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "PushApart" in done.stdout
