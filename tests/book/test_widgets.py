"""Every widget of the built book, on every page that carries one: alive, and safe to play with."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator

from setnb import widgets
from setnb.widgets.base import Widget
from tests.browser import Watched, watch
from tests.widgets.driving import HANDLE, drag, python_code, said, value, worst_contrast

ROOT = "[data-widget]"
SETTLED = """() => [...document.querySelectorAll("[data-widget]")]
  .every((root) => ["ok", "error"].includes(root.dataset.live))"""
# The class that each widget's copied code must rebuild.
CLASSES = {module: name for name, module in widgets.MODULES.items()}


@pytest.fixture(scope="session")
def widget_pages(book_html: Path) -> list[Path]:
    """Return the pages that carry a widget."""
    pages = sorted(book_html.rglob("*.html"))
    return [page for page in pages if "data-widget=" in page.read_text(encoding="utf8")]


def open_page(browser: Browser, page: Path, **options) -> Watched:
    watched = watch(browser, **options)
    watched.page.goto(page.as_uri())
    watched.page.wait_for_selector(ROOT)
    watched.page.wait_for_function(SETTLED)
    return watched


def roots(watched: Watched) -> list[Locator]:
    return watched.page.locator(ROOT).all()


def test_every_widget_is_in_the_book(widget_pages):
    text = "".join(page.read_text(encoding="utf8") for page in widget_pages)
    assert set(re.findall(r'data-widget="(\w+)"', text)) >= set(CLASSES)


def test_mouse_keyboard_reset_and_copy(browser, book_html, widget_pages, record_property):
    for page in widget_pages:
        watched = open_page(browser, page)
        driven = []
        for root in roots(watched):
            play(watched, root)
            driven.append(root.get_attribute("data-widget"))
        assert watched.errors == []
        watched.context.close()
        name = page.relative_to(book_html).with_suffix("").as_posix()
        record_property("driven", {"page": name, "widgets": driven})


def play(watched: Watched, root: Locator) -> None:
    """Do to one widget what a reader does, and see that it answers."""
    if root.locator(HANDLE).count() == 0:
        return steer(root)
    before = shown(root)
    first = root.locator(HANDLE).first
    start = value(first)
    drag(watched.page, first, -30 if start > 0 else 30)
    assert value(first) != start
    assert shown(root) != before
    dragged = shown(root)
    first.press("End")
    assert value(first) == float(first.get_attribute("aria-valuemax"))
    assert shown(root) != dragged
    rebuilt = run_copied(root)
    places = [row[0] if isinstance(row, list) else row for row in rebuilt.values]
    assert places == pytest.approx([value(handle) for handle in root.locator(HANDLE).all()])
    root.locator("[data-action=reset]").click()
    assert shown(root) == before


def steer(root: Locator) -> None:
    """Do the same to a widget without handles, by its list, its first slider or a choice."""
    before = shown(root)
    controls = root.locator("[data-place], input[type=range]")
    if controls.count():
        controls.first.press("End")
    else:
        root.locator("input[type=radio]").last.check()
    assert shown(root) != before
    run_copied(root)
    root.locator("[data-action=reset]").click()
    assert shown(root) == before


def shown(root: Locator) -> tuple[str, str]:
    return said(root), "".join(root.locator("svg").all_text_contents())


def run_copied(root: Locator) -> Widget:
    """Run the copied code and return the widget that its last line makes."""
    code = python_code(root)
    *setup, last = code.splitlines()
    names: dict = {}
    exec(compile("\n".join(setup), "copied", "exec"), names)
    widget = eval(compile(last, "copied", "eval"), names)
    assert type(widget).__name__ == CLASSES[root.get_attribute("data-widget")]
    return widget


@pytest.fixture
def chapter(request, browser, book_html) -> Iterator[Locator]:
    """Open a chapter, and return the first widget of a kind in it."""
    name, kind = request.param
    watched = open_page(browser, book_html / "book" / f"{name}.html")
    yield watched.page.locator(f'[data-widget="{kind}"]').first
    assert watched.errors == []
    watched.context.close()


@pytest.mark.parametrize("chapter", [("02_sum_decomposition", "sum_decomposition")], indirect=True)
def test_equal_elements_and_few_digits_mislead_rho(chapter):
    for handle in chapter.locator(HANDLE).all():
        handle.press("Home")
    chapter.locator(HANDLE).first.press("End")
    chapter.locator("[data-value='2 decimals']").check()
    chapter.locator(HANDLE).last.press("Shift+ArrowRight")
    coarse = said(chapter)
    assert "off by up to" in coarse
    chapter.locator("[data-value=float64]").check()
    assert said(chapter) != coarse
    for option in chapter.locator("select option").all():
        chapter.locator("select").select_option(option.get_attribute("data-value"))
        assert chapter.locator(".setnb-current").count() == 1


@pytest.mark.parametrize("chapter", [("03_equivariant_layers", "theta_painter")], indirect=True)
def test_theta_is_painted_and_projected(chapter):
    chip = chapter.locator(".setnb-chip")
    cell = chapter.locator("[data-cell]").nth(1)
    cell.click()
    painted = value(cell)
    cell.press("-")
    cell.press("2")
    assert value(cell) == -2 != painted
    assert chip.inner_text() == "not equivariant"
    chapter.locator("[data-action=project]").click()
    assert chip.inner_text() == "set-equivariant"
    assert -2 < value(cell) < painted + 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_in_both_themes(browser, widget_pages, scheme):
    for page in widget_pages:
        watched = open_page(browser, page, color_scheme=scheme)
        assert watched.page.locator("html").get_attribute("data-theme") == scheme
        for root in roots(watched):
            contrast, text = worst_contrast(root)
            assert contrast >= 4.5, (page.name, text)
        watched.context.close()


def test_nothing_sticks_out_at_360_pixels(browser, widget_pages):
    for page in widget_pages:
        watched = open_page(browser, page, viewport={"width": 360, "height": 740})
        for root in roots(watched):
            width = root.evaluate("e => e.getBoundingClientRect().width")
            assert width <= 360
            inside = root.evaluate(
                "e => Math.max(...[...e.querySelectorAll('*')].filter((c) => !c.closest('pre'))"
                ".map((c) => c.getBoundingClientRect().right))"
            )
            assert inside <= 360, page.name
        watched.context.close()


def test_focus_is_visible(browser, widget_pages):
    watched = open_page(browser, widget_pages[0])
    for root in roots(watched):
        handle = root.locator(HANDLE).first
        ring = handle.locator(".setnb-ring").first
        before = ring.evaluate("e => getComputedStyle(e).stroke")
        handle.press("Shift")
        assert ring.evaluate("e => getComputedStyle(e).stroke") != before
    watched.context.close()
