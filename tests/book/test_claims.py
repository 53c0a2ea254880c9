"""The claims table: each claim has its three legs, and a build that lacks one says so."""

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from playwright.sync_api import Browser

from tests.project import ROOT

CLAIMS = """
[whole]
says = 'All of $x$ is there'
test = 'tests/test_it.py::test_it'
[unsaid]
says = 'Nobody says this'
test = 'tests/test_it.py::test_it'
[unchecked]
says = 'No cell checks this'
test = 'tests/test_it.py::test_it'
[vague]
says = 'Its cell asserts nothing'
test = 'tests/test_it.py::test_it'
[untested]
says = 'Its test is gone'
test = 'tests/test_it.py::test_that'
"""
CONF = """
import sys
sys.path.insert(0, {ext!r})
extensions = ["myst_nb"]
nb_execution_mode = "off"
root_doc = "book/claims"
html_theme_options = {{"repository_url": "https://example.org/repository"}}

def setup(app):
    from claims import setup_claims
    from claims_table import setup_claims_table
    setup_claims(app)
    setup_claims_table(app)
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> tuple[Path, str]:
    """Build a book of one chapter, four of whose claims lack a leg; return it and its warnings."""
    root = tmp_path_factory.mktemp("book")
    for folder in ("book", "tests"):
        (root / folder).mkdir()
    (root / "conf.py").write_text(CONF.format(ext=str(ROOT / "book" / "_ext")), "utf8")
    (root / "book/claims.toml").write_text(CLAIMS, "utf8")
    (root / "book/claims.md").write_text("# Claims\n\n```{claims-table}\n```\n", "utf8")
    (root / "tests/test_it.py").write_text("def test_it():\n    pass\n", "utf8")
    said = ("whole", "unchecked", "vague", "untested", "unknown")
    marks = " ".join(f"It is so. <!-- claim: {name} -->" for name in said)
    checks = [f"claim-{name}" for name in ("whole", "unsaid", "untested")]
    notebook = new_notebook(
        cells=[
            new_markdown_cell(f"# A chapter\n\n## A section\n\n{marks}"),
            new_code_cell("assert 1 < 2", metadata={"tags": checks}),
            new_code_cell("print(1)", metadata={"tags": ["claim-vague"]}),
        ]
    )
    nbformat.write(notebook, root / "book/01_chapter.ipynb")
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", str(root), str(root / "html")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return root / "html/book", done.stderr


@pytest.mark.parametrize(
    "warning",
    [
        "claim unsaid: no sentence is marked <!-- claim: unsaid -->",
        "claim unchecked: no cell of book/01_chapter has the tag claim-unchecked",
        "claim vague: its cell asserts nothing",
        "claim untested: there is no test tests/test_it.py::test_that",
        "claim unknown: marked in a chapter, and not in book/claims.toml",
    ],
)
def test_the_build_warns_of_every_leg_that_is_missing(built, warning):
    assert warning in built[1]
    assert "claim whole" not in built[1]


def test_sentence_table_and_cell_lead_to_each_other(built):
    table = (built[0] / "claims.html").read_text(encoding="utf8")
    chapter = (built[0] / "01_chapter.html").read_text(encoding="utf8")
    assert 'id="claim-whole"' in table
    assert 'href="claims.html#claim-whole" id="said-whole"' in chapter
    for leg in ("said", "checked"):
        assert f'href="01_chapter.html#{leg}-whole"' in table
        assert f'id="{leg}-whole"' in chapter
    assert 'href="https://example.org/repository/blob/main/tests/test_it.py"' in table
    assert "Nobody says this" not in table
    assert "<!--" not in chapter.split("<body>")[1].split("</main>")[0]


def test_every_link_of_the_table_leads_somewhere(book_html: Path):
    table = (book_html / "book/claims.html").read_text(encoding="utf8")
    links = re.findall(r'href="(\d\d_\w+\.html)#((?:said|checked)-[\w-]+)"', table)
    assert len(links) == 2 * table.count('id="claim-') > 0
    for page in {page for page, _ in links}:
        anchors = set(re.findall(r'id="([\w-]+)"', (book_html / "book" / page).read_text("utf8")))
        assert {anchor for name, anchor in links if name == page} <= anchors


@pytest.mark.browser
def test_a_link_into_a_folded_solution_unfolds_it(browser: Browser, book_html: Path):
    page = browser.new_page()
    chapters = sorted(book_html.glob("book/[0-9]*.html"))
    seen = False
    for chapter in chapters:
        page.goto(chapter.as_uri())
        page.wait_for_selector("article")
        folded = "[id^=checked-]:is(.toggle-hidden *)"
        if page.locator(folded).count():
            anchor = page.locator(folded).first.get_attribute("id")
            page.evaluate("anchor => { location.hash = anchor; }", anchor)
            page.wait_for_function("a => document.getElementById(a).offsetHeight > 0", arg=anchor)
            seen = True
            break
    assert seen
    page.close()
