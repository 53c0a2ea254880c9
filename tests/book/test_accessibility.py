"""Every page under axe-core, all rules: light on a wide screen, dark on a narrow one; it fits."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.book.pages import PAGES, read
from tests.browser import watch

WITHOUT_ALT = (
    "article img:not([alt]), article img[alt=''], article .setnb-figure svg:not(.main-svg):not("
    "[aria-label]):not(.setnb-plot svg), .setnb-plot:not([aria-label])"
)
WIDTH_IN_LETTERS = """
    all => all.map((p) => p.clientWidth / parseFloat(getComputedStyle(p).fontSize))"""


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """Return what axe-core finds, of whatever impact: the rule and the elements."""
    found = Axe().run(page).response["violations"]
    return [(rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in found]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible_and_fits_in_both_themes(
    browser: Browser,
    served_book: str,
    name: str,
    scheme: str,
    width: int,
    record_property: Callable[[str, object], None],
):
    watched = watch(browser, color_scheme=scheme, viewport={"width": width, "height": 740})
    page = watched.page
    read(page, f"{served_book}/{name}.html")
    assert page.evaluate("document.documentElement.dataset.theme") == scheme
    assert page.locator(WITHOUT_ALT).count() == 0
    found = violations(page)
    record_property("audited", {"page": name, "violations": len(found)})
    assert found == []
    for other in (width, 2560):
        page.set_viewport_size({"width": other, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= other
    # About a hundred characters in a line, on the widest.
    widths = page.eval_on_selector_all(".bd-article section > p", WIDTH_IN_LETTERS)
    assert all(letters <= 50 for letters in widths), max(widths)
    watched.context.close()
