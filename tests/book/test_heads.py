"""What a page says of itself, the order of the pages, and how each chapter opens."""

import re
from collections import Counter
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

from tests.book.pages import CHAPTERS, IN_ORDER, PAGES
from tests.project import ROOT

ADDRESS = "https://setnb.github.io/setnb"
BOOK = "Learning with sets"


@pytest.fixture(scope="module")
def pages(book_html: Path) -> dict[str, BeautifulSoup]:
    texts = {name: (book_html / f"{name}.html").read_text(encoding="utf8") for name in PAGES}
    return {name: BeautifulSoup(text, "html.parser") for name, text in texts.items()}


def meta(page: BeautifulSoup, name: str) -> str:
    (tag,) = page.select(f"meta[name='{name}'], meta[property='{name}']")
    return tag["content"]


@pytest.mark.parametrize("name", PAGES)
def test_page_says_what_it_is(pages, name):
    page = pages[name]
    assert page.html["lang"] == "en"
    title = page.title.text
    (heading,) = page.select("h1")
    own = heading.text.rstrip("#").strip()
    assert BOOK in title
    assert title.startswith(own)
    assert title.count(BOOK) == 1
    assert 50 <= len(meta(page, "description")) <= 160
    assert meta(page, "og:description") == meta(page, "description")
    assert meta(page, "og:title") == own
    assert [link["href"] for link in page.select("link[rel=canonical]")] == [
        f"{ADDRESS}/{name}.html"
    ]
    assert meta(page, "og:url") == f"{ADDRESS}/{name}.html"


def test_no_two_pages_say_the_same(pages):
    titles = Counter(page.title.text for page in pages.values())
    descriptions = Counter(meta(page, "description") for page in pages.values())
    assert {*titles.values(), *descriptions.values()} == {1}


def test_previous_and_next_make_one_chain(pages):
    def target(name: str, which: str) -> str | None:
        links = pages[name].select(f"a.{which}")
        if not links:
            return None
        (link,) = links
        path = (ROOT / name).parent / link["href"].removesuffix(".html")
        return path.resolve().relative_to(ROOT).as_posix()

    read = [IN_ORDER[0]]
    while after := target(read[-1], "right-next"):
        assert target(after, "left-prev") == read[-1]
        read.append(after)
    assert read == IN_ORDER
    assert target(IN_ORDER[0], "left-prev") is None


@pytest.mark.parametrize("name", CHAPTERS)
def test_chapter_opens_with_contract_objectives_and_time(name):
    cells = nbformat.read(ROOT / f"{name}.ipynb", as_version=4).cells
    opening = next(cell.source for cell in cells if cell.cell_type == "markdown")
    assert re.search(r"^\*\*For\*\* \S.*\n\*\*Needs\*\* \S", opening, re.M)
    objectives = opening.partition("you can\n")[2]
    assert 3 <= len(re.findall(r"^\d\. \S", objectives, re.M)) <= 6
    assert re.search(
        r"^\*Time: \d+ minutes of reading, .*(second|minute).* of computing", opening, re.M
    )
