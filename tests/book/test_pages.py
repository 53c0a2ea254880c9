"""Every built page in a real browser, from disk and from a server, with the network cut off."""

import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Response

from setnb.viz.palette import load_palette
from tests.book.pages import PAGES, read
from tests.browser import watch

MEGABYTE = 1_000_000
Record = Callable[[str, object], None]
Figures = tuple[Page, list[Any]]
# Resources that a browser fetches by itself; links are the reader's choice.
FETCHED = re.compile(
    r"<(?:script|img|iframe|source|video|audio)\b[^>]*\bsrc=[\"'](?P<src>[^\"']+)"
    r"|<link\b(?=[^>]*rel=[\"'](?:stylesheet|preload|icon|preconnect))[^>]*\bhref=[\"'](?P<href>[^\"']+)"
)
# What is drawn, without controls and what only answers the pointer. A canvas does not tell: there
# the data stand for it.
DRAWING = """(plot) => [...plot.querySelectorAll(".cartesianlayer, .polarlayer, .g-gtitle")]
    .map((layer) => layer.outerHTML)
    .concat(plot.querySelector("canvas") ? JSON.stringify(plot.data) : []).join()"""
UNTYPESET = """() => {
    const text = (document.querySelector("article") ?? document.body).cloneNode(true);
    text.querySelectorAll("pre, code, script, style, svg, .setnb-widget")
        .forEach((element) => element.remove());
    return text.textContent.match(/\\$[^$\\n]{1,120}\\$|\\\\[([]|\\\\begin\\{/g);
}"""


@pytest.mark.parametrize("name", PAGES)
def test_page_is_complete_and_light_without_network(
    browser: Browser, book_url: str, name: str, record_property: Record
):
    watched = watch(browser)
    page = watched.page
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))
    read(page, f"{book_url}/{name}.html")

    def count(selector: str) -> int:
        return page.locator(selector).count()

    assert watched.outside == []
    assert watched.errors == []
    assert count("article .math") <= count("article mjx-container")
    assert page.evaluate(UNTYPESET) is None
    assert count("mjx-merror") == 0
    lives = page.eval_on_selector_all(".setnb-widget", "all => all.map(w => w.dataset.live)")
    assert lives == ["ok"] * len(lives)
    assert count(".setnb-plot.js-plotly-plot") == count(".setnb-plot")
    outcome = {"outside": len(watched.outside), "errors": len(watched.errors)}
    record_property("opened", {"page": name, "files": len(responses), **outcome})
    assert transferred(responses) <= (3.2 if count(".setnb-plot") else 1.5) * MEGABYTE
    watched.context.close()


def transferred(responses: list[Response]) -> int:
    """Return the bytes of all files a page loaded, compressed as a server would."""
    files = [r for r in responses if r.url.startswith(("http", "file"))]
    return sum(len(gzip.compress(response.body())) for response in files)


@pytest.fixture(params=PAGES)
def figures(request, browser: Browser, book_html: Path, served_book: str) -> Iterator[Figures]:
    """A page and its plotly figures; pages without any are not opened."""
    if 'class="setnb-plot"' not in (book_html / f"{request.param}.html").read_text("utf8"):
        yield None, []
        return
    watched = watch(browser)
    read(watched.page, f"{served_book}/{request.param}.html")
    yield watched.page, watched.page.query_selector_all(".setnb-plot")
    assert watched.errors == []
    watched.context.close()


def drawing_changes(page: Page, plot: Any, before: str) -> None:
    page.wait_for_function(f"([plot, before]) => ({DRAWING})(plot) !== before", arg=[plot, before])


def test_sliders_and_buttons_of_figures_change_the_drawing(figures):
    page, plots = figures
    for plot in plots:
        assert plot.evaluate(DRAWING)
        for slider in plot.query_selector_all(".slider-group"):
            keys = page.keyboard
            before = plot.evaluate(DRAWING)
            slider.query_selector(".slider-grip-rect").focus()
            at = int(slider.query_selector(".slider-grip-rect").get_attribute("aria-valuenow"))
            keys.press("ArrowLeft" if at else "ArrowRight")
            drawing_changes(page, plot, before)
            # The pointer takes it to the other end.
            before = plot.evaluate(DRAWING)
            rail = plot.query_selector(".slider-rail-touch-rect")
            rail.scroll_into_view_if_needed()
            box = rail.bounding_box()
            page.mouse.click(box["x"] + (3 if at > 1 else box["width"] - 3), box["y"] + 5)
            drawing_changes(page, plot, before)
        buttons = len(plot.query_selector_all(".updatemenu-button"))
        seen = {plot.evaluate(DRAWING)}
        for i in range(buttons):
            plot.query_selector_all(".updatemenu-button")[i].focus()
            page.keyboard.press("Enter")
            page.wait_for_timeout(100)
            seen.add(plot.evaluate(DRAWING))
        assert len(seen) >= buttons


def test_figures_follow_the_theme_and_back(figures):
    page, plots = figures
    light, dark = (load_palette()[theme]["ink"] for theme in ("light", "dark"))
    for plot in plots:
        text = plot.query_selector(".infolayer text, .xtick text")
        if text is None:
            continue
        before = plot.evaluate(DRAWING)
        for theme, ink in (("dark", dark), ("light", light)):
            page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
            rgb = f"rgb({', '.join(str(int(ink[i : i + 2], 16)) for i in (1, 3, 5))})"
            page.wait_for_function(
                "([plot, rgb]) => getComputedStyle(plot.querySelector("
                "'.infolayer text, .xtick text')).fill === rgb",
                arg=[plot, rgb],
            )
        assert plot.evaluate(DRAWING) == before


def test_no_page_names_a_resource_elsewhere(book_html: Path):
    pages = sorted(book_html.rglob("*.html"))
    named = {
        (page.relative_to(book_html).as_posix(), found["src"] or found["href"])
        for page in pages
        for found in FETCHED.finditer(page.read_text(encoding="utf8"))
    }
    assert len(named) > len(pages)
    assert {
        (page, address) for page, address in named if re.match(r"(https?:)?//", address)
    } == set()
    assert {entry for entry in named if re.search("require|embed-amd|thebe", entry[1])} == set()
