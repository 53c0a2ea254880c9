"""Pages on paper: the text alone, light, with open solutions, and nothing wider than the sheet."""

import pytest
from playwright.sync_api import Page

from setnb.viz.palette import load_palette
from tests.book.pages import PAGES, read
from tests.browser import watch

# A4 less its margins, in CSS pixels.
SHEET = (680, 1009)
HIDDEN = (
    "#pst-primary-sidebar, #pst-secondary-sidebar, .bd-header-article, .prev-next-footer, "
    ".headerlink, .copybtn, .toggle-button, .bd-article details.hide, .bd-footer"
)
# What sticks out of the sheet, or needs a scroll bar to be seen whole.
CUT = """() => [...document.querySelectorAll("article *")].filter((e) => {
    const { right, width } = e.getBoundingClientRect();
    const hidden = e.closest("mjx-assistive-mml, .js-plotly-plot, svg, .setnb-widget *");
    const scrolls = ["auto", "scroll", "hidden"].includes(getComputedStyle(e).overflowX);
    return width && !hidden && (right > innerWidth + 1
        || scrolls && e.clientWidth > 1 && e.scrollWidth > e.clientWidth + 2);
}).map((e) => e.outerHTML.slice(0, 120))"""


def on_paper(page: Page, address: str) -> None:
    page.set_viewport_size({"width": SHEET[0], "height": SHEET[1]})
    read(page, address)
    page.emulate_media(media="print")
    page.wait_for_function("document.documentElement.dataset.theme === 'light'")


@pytest.mark.parametrize("name", [page for page in PAGES if page != "search"])
def test_page_prints_its_text_and_nothing_else(browser, served_book, name):
    watched = watch(browser, color_scheme="dark")
    page = watched.page
    on_paper(page, f"{served_book}/{name}.html")
    assert page.locator(HIDDEN).locator("visible=true").count() == 0
    assert page.locator("h1").is_visible()
    for solution in page.locator(".solution.dropdown").all():
        for part in solution.locator("> *").all():
            style = part.evaluate("e => [getComputedStyle(e).visibility, e.clientHeight]")
            assert style[0] == "visible"
            assert style[1] > 0
    assert page.evaluate(CUT) == []
    assert watched.errors == []
    watched.context.close()


def test_a_dark_page_is_light_on_paper_and_dark_again(browser, served_book):
    watched = watch(browser, color_scheme="dark")
    page = watched.page
    read(page, f"{served_book}/book/10_push_apart.html")
    ink = {scheme: load_palette()[scheme]["ink"] for scheme in ("light", "dark")}
    shown = "getComputedStyle(document.documentElement).getPropertyValue('--setnb-ink')"
    assert page.evaluate(shown) == ink["dark"]
    page.emulate_media(media="print")
    page.wait_for_function(f"{shown} === '{ink['light']}'")
    page.emulate_media(media="screen")
    page.wait_for_function(f"{shown} === '{ink['dark']}'")
    watched.context.close()


def test_a_pdf_has_as_many_sheets_as_its_text_needs(browser, served_book):
    watched = watch(browser)
    page = watched.page
    on_paper(page, f"{served_book}/book/01_sets.html")
    needed = page.evaluate("document.documentElement.scrollHeight") / SHEET[1]
    page.emulate_media(media=None)
    # Uncompressed objects of Chromium's PDF: one of these for each sheet.
    sheets = page.pdf(format="A4").count(b"/Type /Page\n")
    # Figures and headings move on to the next sheet rather than being cut: at most a third more.
    assert needed <= sheets + 1
    assert sheets <= 1.33 * needed + 1
    watched.context.close()
