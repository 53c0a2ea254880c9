"""Which sections the book has: read from its table of contents and its chapters."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
PAGE = re.compile(r"(?m)^[ -]*(?:root|file): *(\S+) *$")
# A label stands above its heading; further labels of the same heading may stand between.
LABEL = re.compile(r"(?m)^\(([\w-]+)\)=\n(?=(?:\([\w-]+\)=\n)*#+ +(.+)$)")


@dataclass(frozen=True)
class Section:
    """A labelled heading: on which page, in which chapter (its label), and its words."""

    page: str
    chapter: str
    heading: str


def find_sections(root: Path = CHECKOUT) -> dict[str, Section] | None:
    """Return every labelled section of the chapters in `_toc.yml`, by label.

    None when the book is not there: a package installed from a wheel comes without it.
    """
    contents = root / "_toc.yml"
    if not contents.is_file():
        return None
    pages = PAGE.findall(contents.read_text(encoding="utf8"))
    chapters = [page for page in pages if (root / f"{page}.ipynb").is_file()]
    return {label: found for page in chapters for label, found in _labelled(root, page)}


def _labelled(root: Path, page: str) -> list[tuple[str, Section]]:
    """Return the labels of one page with what they label; the first one names the chapter."""
    notebook = json.loads((root / f"{page}.ipynb").read_text(encoding="utf8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    found = LABEL.findall("\n\n".join("".join(cell["source"]) for cell in cells))
    return [(label, Section(page, found[0][0], heading)) for label, heading in found]
