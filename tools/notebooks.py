"""Check that the notebooks are stored clean, or strip them: `python tools/notebooks.py [--strip]`.

Clean means: format 4.5, no outputs, no execution counts, an id on every cell that is unique and
stays the same, only the kernel's name in the metadata.
"""

import json
import sys
from pathlib import Path

BOOK = Path(__file__).resolve().parent.parent / "book"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# Written by the editor on its own; everything else in a cell's metadata is the author's.
EDITOR_METADATA = {"ExecuteTime", "collapsed", "execution", "scrolled", "jupyter", "trusted"}


def find_faults(notebook: dict) -> list[str]:
    """Return what is wrong with a notebook, one sentence each."""
    faults = []
    if (notebook["nbformat"], notebook["nbformat_minor"]) != (4, 5):
        faults.append(f"format {notebook['nbformat']}.{notebook['nbformat_minor']}, expected 4.5")
    if notebook["metadata"] != METADATA:
        faults.append("its metadata holds more, or less, than the kernel's name")
    ids = [cell.get("id") for cell in notebook["cells"]]
    if not all(ids) or len(set(ids)) < len(ids):
        faults.append("a cell has no id, or two have the same")
    for number, cell in enumerate(notebook["cells"]):
        if cell.get("outputs") or cell.get("execution_count"):
            faults.append(f"cell {number} ({cell.get('id')}) stores outputs or a count")
        if editor := EDITOR_METADATA & cell["metadata"].keys():
            faults.append(f"cell {number} ({cell.get('id')}) stores {', '.join(sorted(editor))}")
    return faults


def strip(notebook: dict) -> dict:
    """Return the notebook as it should be stored. Cell ids are left alone: links may use them."""
    cells = []
    for cell in notebook["cells"]:
        kept = {k: v for k, v in cell["metadata"].items() if k not in EDITOR_METADATA}
        cell = {**cell, "metadata": kept}
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
        cells.append(cell)
    return {**notebook, "cells": cells, "metadata": METADATA}


def main(arguments: list[str]) -> int:
    """Strip or check every chapter; return 1 if one has a fault."""
    faulty = 0
    paths = sorted(BOOK.glob("*.ipynb"))
    for path in paths:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        if "--strip" in arguments:
            notebook = strip(notebook)
            text = json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True)
            path.write_text(text + "\n", encoding="utf-8")
        for fault in (faults := find_faults(notebook)):
            print(f"{path.name}: {fault}")
        faulty += bool(faults)
    if faulty:
        print(f"{faulty} of {len(paths)} notebooks are not clean. `make format` strips them.")
    else:
        print(f"All {len(paths)} notebooks are clean.")
    return int(faulty > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
