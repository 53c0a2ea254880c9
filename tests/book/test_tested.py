"""The page *How this book is tested*: its record fits this book, and its counts are counted."""

import json
import re

import pytest

from tests.project import ROOT
from tests.recording import RECORD, summarise

REMEDY = "run `make test`, then `make record`, and commit book/tested.json"


@pytest.fixture(scope="module")
def record() -> dict:
    return json.loads(RECORD.read_text(encoding="utf8"))


def test_the_record_is_of_these_pages_and_widgets(book_html, record):
    pages = {p.relative_to(book_html).as_posix(): p for p in book_html.rglob("*.html")}
    widgets = {
        page.removesuffix(".html"): re.findall(r'data-widget="(\w+)"', path.read_text("utf8"))
        for page, path in pages.items()
    }
    carried = {page: names for page, names in widgets.items() if names}
    assert record["widgets"] == carried, REMEDY
    assert set(record["pages"]) >= set(carried), REMEDY
    chapters = {f"book/{path.stem}" for path in (ROOT / "book").glob("*.ipynb")}
    assert set(record["pages"]) >= chapters, REMEDY


def test_nothing_was_wrong_when_it_was_recorded(record):
    for page, found in record["pages"].items():
        assert found["opened"] >= 2, page
        assert found["audited"] >= 2, page
        assert found["files"] > 0
        assert found["outside"] == found["errors"] == found["violations"] == 0, page
    assert record["passed"] > 1000


def test_the_page_shows_the_counts_of_the_build(book_html, executed_chapters):
    page = (book_html / "book/tested.html").read_text(encoding="utf8")
    rows = [re.findall(r"<t[dh][^>]*>(?:<p>)?(.*?)(?:</p>)?</t[dh]>", row)
            for row in re.findall(r"<tr.*?</tr>", page, re.S)]  # fmt: skip
    shown = {row[0]: row[1].replace(",", "") for row in rows}
    assert int(shown["chapters executed, all without an error"]) == len(executed_chapters)
    widgets = sum(
        path.read_text(encoding="utf8").count("data-widget=") for path in book_html.rglob("*.html")
    )
    assert int(shown["live widgets"]) == widgets
    table = (book_html / "book/claims.html").read_text(encoding="utf8")
    assert int(shown["claims with three legs"]) == table.count('id="claim-')
    text = [(ROOT / f"book/{name}.ipynb").read_text(encoding="utf8") for name in executed_chapters]
    exercises = sum(chapter.count("```{exercise}") for chapter in text)
    assert int(shown["exercises with a solution"]) == exercises
    of_chapters = [row for row in rows if len(row) == 6][1:]
    assert len(of_chapters) == len(executed_chapters)
    for title, seconds, megabytes, *_ in of_chapters:
        assert float(seconds) > 0, title
        assert int(megabytes) > 50, title


def test_sums_of_a_record():
    seen = [
        ("opened", {"page": "a", "files": 3, "outside": 0, "errors": 0}),
        ("opened", {"page": "a", "files": 4, "outside": 1, "errors": 0}),
        ("audited", {"page": "a", "violations": 2}),
        ("driven", {"page": "a", "widgets": ["dspn", "dspn"]}),
    ]
    record = summarise(seen, passed=7)
    sums = {"opened": 2, "files": 7, "outside": 1, "errors": 0, "audited": 1, "violations": 2}
    assert record["pages"] == {"a": sums}
    assert record["widgets"] == {"a": ["dspn", "dspn"]}
    assert record["passed"] == 7
