"""The API pages: every public name once, readable on a phone, each entry with its way out."""

import gzip
import importlib
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.project import ROOT

PACKAGES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in (ROOT / "setnb").rglob("*.py")
    if re.search(r"^__all__ =", path.read_text("utf8"), re.M)
)
NAMES = sorted(path.stem for path in (ROOT / "book").glob("api*.md"))
ENTRY = re.compile(r'<dt class="sig[^"]*" id="(setnb[\w.]*)"')
SOURCE = re.compile(r'href="https://github.com/setnb/setnb/blob/main/(\S+?)#L(\d+)-L(\d+)"')
DOCSTRING = """Return the `mean` of `x <= y`, "max" or a share.

    y = 1 / n

>>> f("sum")
1

Invariant. Source: zhang2019dspn; zhang2022, equation (7). Chapter: ch-sets"""
AS_PAGE = """Return the :py:obj:`mean` of :code:`x <= y`, :code:`"max"` or a share.

.. code-block:: text

    y = 1 / n

>>> f("sum")
1

Invariant.

:Source: :cite:t:`zhang2019dspn`; :cite:t:`zhang2022`, equation (7)
:Chapter: {chapter}

"""


@pytest.fixture(scope="module")
def pages(book_html: Path) -> dict[str, str]:
    return {name: (book_html / f"book/{name}.html").read_text("utf8") for name in NAMES}


@pytest.fixture
def rewriting(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(str(ROOT / "book" / "_ext"))
    yield importlib.import_module("api_docstrings")
    del sys.modules["api_docstrings"]


def public_names() -> dict[int, set[str]]:
    """Return what the packages export, each thing with all the names it can be imported by."""
    named: dict[int, set[str]] = {}
    for package in PACKAGES:
        module = importlib.import_module(package)
        for name in module.__all__:
            thing = getattr(module, name)
            if not isinstance(thing, ModuleType):
                named.setdefault(id(thing), set()).add(f"{package}.{name}")
    return named


def test_every_public_name_has_one_entry_on_one_page(pages: dict[str, str]) -> None:
    entries = Counter(entry for page in pages.values() for entry in ENTRY.findall(page))
    assert len(PACKAGES) > 10
    found = {
        names: sum(entries[n] for n in names) for names in map(frozenset, public_names().values())
    }
    assert {tuple(names): count for names, count in found.items() if count != 1} == {}
    assert [entry for entry, count in entries.items() if count > 1] == []


def test_the_overview_leads_to_every_page_and_names_every_package(pages: dict[str, str]) -> None:
    article = pages["api"].partition("<article")[2].partition("</article>")[0]
    assert set(NAMES) - {"api"} == {*re.findall(r'href="(api_\w+)\.html"', article)}
    assert set(PACKAGES) <= {*re.findall(r'id="module-([\w.]+)"', article)}


def test_docstrings_came_through_whole(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        article = page.partition("<article")[2].partition("</article>")[0]
        text = re.sub(r"<[^>]*>", "", article)
        assert re.findall(r".{20}`.{20}|:(?:code|ref|py:obj|cite:t):", text) == [], name
        assert "system-message" not in article
        sources = re.findall(r"Source<span.*?</dd>", article, re.S)
        assert [s for s in sources if 'href="references.html#' not in s] == []


def test_a_source_link_leads_to_the_definition(pages: dict[str, str]) -> None:
    links = [
        (entry, *SOURCE.search(rest[: rest.index("</dt>")]).groups())
        for page in pages.values()
        for entry, rest in zip(ENTRY.findall(page), ENTRY.split(page)[2::2], strict=True)
        if "viewcode-link" in rest[: rest.index("</dt>")]
    ]
    assert len(links) > 150
    for entry, path, first, last in links:
        lines = (ROOT / path).read_text("utf8").splitlines()[int(first) - 1 : int(last)]
        wanted = rf"\s*(?:async )?(?:def|class) {entry.rpartition('.')[2]}\b"
        assert any(re.match(wanted, line) for line in lines[:4]), entry


@pytest.mark.parametrize(("linked", "chapter"), [({"ch-sets"}, ":ref:`ch-sets`"), (set(), "sets")])
def test_a_plain_docstring_becomes_a_page(rewriting: ModuleType, linked: set, chapter: str) -> None:
    page = rewriting.as_restructured_text(DOCSTRING, frozenset(linked))
    assert page == AS_PAGE.format(chapter=chapter)


def test_pages_are_light(pages: dict[str, str]) -> None:
    assert {
        n: len(page) for n, page in pages.items() if len(gzip.compress(page.encode())) > 30_000
    } == {}
