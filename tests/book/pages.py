"""The pages of the book in the order of its table of contents, and how a test opens one."""

from collections.abc import Iterator
from typing import Any

import yaml
from playwright.sync_api import Page

from tests.project import ROOT

TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf8"))


def list_files(entries: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the pages of a list of contents and of all lists in it."""
    for entry in entries:
        if "file" in entry:
            yield entry["file"]
        for inner in ("chapters", "sections"):
            yield from list_files(entry.get(inner, []))


# In reading order.
IN_ORDER = [TOC["root"], *list_files(TOC["parts"])]
PAGES = [*IN_ORDER, "search", "genindex"]
NOTEBOOKS = [page for page in IN_ORDER if (ROOT / f"{page}.ipynb").exists()]
CHAPTERS = list(list_files([part for part in TOC["parts"] if part.get("numbered")]))
DONE = """async () => {
    await window.MathJax?.startup?.promise;
    const widgets = [...document.querySelectorAll(".setnb-widget")];
    const plots = [...document.querySelectorAll(".setnb-plot")];
    return widgets.every((w) => ["ok", "error"].includes(w.dataset.live))
        && plots.every((p) => p.querySelector(".main-svg"));
}"""


def read(page: Page, address: str) -> None:
    """Open a page and wait until formulas, widgets and figures are there."""
    page.goto(address)
    page.wait_for_function(DONE)
