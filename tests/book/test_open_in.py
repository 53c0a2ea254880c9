"""Every chapter opens in JupyterLab and in Colab and can be downloaded, all by keyboard."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.book.pages import NOTEBOOKS
from tests.browser import watch
from tests.project import ROOT

COLAB = "https://colab.research.google.com/github/setnb/setnb/blob/main"
# The folder that `make lab` serves is book/.
LAB = "http://localhost:8888/lab/tree"


def open_menu(page: Page, name: str) -> None:
    """Open a menu above the text as a keyboard does, and step into it."""
    page.get_by_role("button", name=name).press("Enter")
    page.keyboard.press("ArrowDown")


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_chapter_opens_elsewhere_and_downloads(browser, book_html, name):
    watched = watch(browser)
    page = watched.page
    page.goto((book_html / f"{name}.html").as_uri())
    open_menu(page, "Launch interactive content")
    for place, address in (
        ("JupyterLab", f"{LAB}/{Path(name).name}.ipynb"),
        ("Colab", f"{COLAB}/{name}.ipynb"),
    ):
        link = page.get_by_role("link", name=place)
        assert link.evaluate("link => link === document.activeElement")
        assert link.get_attribute("href") == address
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert page.get_by_role("link", name="Colab").count() == 0
    open_menu(page, "Download this page")
    link = page.get_by_role("link", name=".ipynb")
    assert link.evaluate("link => link === document.activeElement")
    with page.expect_download() as saved:
        page.keyboard.press("Enter")
    assert saved.value.suggested_filename == f"{Path(name).name}.ipynb"
    saved_text = Path(saved.value.path()).read_text("utf8")
    assert json.loads(saved_text) == json.loads((ROOT / f"{name}.ipynb").read_text("utf8"))
    assert watched.errors == []
    watched.context.close()


def test_a_notebook_is_downloaded_from_a_server(browser, served_book):
    watched = watch(browser)
    page = watched.page
    page.goto(f"{served_book}/{NOTEBOOKS[1]}.html")
    open_menu(page, "Download this page")
    with page.expect_download() as saved:
        page.keyboard.press("Enter")
    assert saved.value.suggested_filename == f"{Path(NOTEBOOKS[1]).name}.ipynb"
    assert watched.errors == []
    watched.context.close()


def test_the_keyboard_skips_to_the_text_and_shows_where_it_is(browser, served_book):
    watched = watch(browser)
    page = watched.page
    page.goto(f"{served_book}/{NOTEBOOKS[1]}.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main-content"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main-content"
    page.reload()
    for _ in range(25):
        page.keyboard.press("Tab")
        shown = page.evaluate("""() => {
            const { outlineStyle, boxShadow } = getComputedStyle(document.activeElement);
            return [document.activeElement.outerHTML.slice(0, 80), outlineStyle, boxShadow];
        }""")
        assert shown[1] != "none" or shown[2] != "none", shown
    watched.context.close()
