"""Executing a chapter in a kernel of its own, as a reader would, under conditions a test sets."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import nbformat

from tests.project import ROOT

# In a process of its own: Playwright keeps an event loop running in the tests'.
EXECUTE = """
import sys
import nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(notebook, timeout=180, kernel_name="python3").execute()
nbformat.write(notebook, sys.argv[2])
"""


def execute_chapter(
    name: str,
    work: Path,
    last_cell: str,
    *,
    cwd: Path | None = None,
    under: Sequence[str] = (),
    **environment: str,
) -> nbformat.NotebookNode:
    """Return the chapter executed in `cwd` with one more cell, which prints the conditions.

    `work` is a folder for the notebooks and for IPython; `under` is a command that runs others.
    """
    chapter = nbformat.read(ROOT / "book" / f"{name}.ipynb", as_version=4)
    chapter.cells.append(nbformat.v4.new_code_cell(last_cell, id="last-cell"))
    nbformat.write(chapter, work / "chapter.ipynb")
    files = [str(work / "chapter.ipynb"), str(work / "executed.ipynb")]
    done = subprocess.run(
        [*under, sys.executable, "-c", EXECUTE, *files],
        cwd=cwd or work,
        env={**os.environ, "IPYTHONDIR": str(work / "ipython"), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return nbformat.read(work / "executed.ipynb", as_version=4)


def told(executed: nbformat.NotebookNode) -> list[str]:
    """Return the lines that the last cell printed."""
    outputs = executed.cells[-1].outputs
    return "".join(o.text for o in outputs if o.get("name") == "stdout").splitlines()
