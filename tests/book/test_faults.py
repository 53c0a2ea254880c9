"""A page with one part broken: that part says so in words, and the others live on.

The faults are put into what the browser receives; the built book stays as it is.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import Watched, watch
from tests.widgets.driving import HANDLE, said, value

# A chapter with two widgets and two plotly figures; the first widget is broken.
CHAPTER, BROKEN, OTHER = "book/10_push_apart.html", "push_apart", "equivariance_probe"
AT_THE_START = {
    "import": "throw new Error('injected');",
    "render": "export default { render() { throw new Error('injected'); } };",
}
# What is replaced in the widget's own module.
LATER = {
    "handler": ('button("Reset", onreset,', 'button("Reset", () => { throw Error("injected"); },'),
    "promise": ("onshow(python());", 'throw Error("injected");'),
    "drawing": (
        "const draw = () => {",
        'const draw = () => { if (window.broken) throw Error("injected");',
    ),
}


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    watched = watch(browser)
    yield watched
    watched.context.close()


@pytest.fixture
def page(watched: Watched) -> Page:
    return watched.page


def widget(page: Page, name: str) -> Locator:
    return page.locator(f'[data-widget="{name}"]')


def answer_script(page: Page, name: str, module: str) -> None:
    """Let the page receive `module` as the code of a widget."""
    body = f"(window.setnbWidgets ??= {{}})[{json.dumps(name)}] = {json.dumps(module)};"
    page.route(f"**/widgets/{name}.esm.js", lambda route: route.fulfill(body=body))


def replaced(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)


def see_that_the_other_lives(page: Page) -> None:
    other = widget(page, OTHER)
    expect(other).to_have_attribute("data-live", "ok")
    handle, before = other.locator(HANDLE).first, said(other)
    handle.press("End")
    assert value(handle) == float(handle.get_attribute("aria-valuemax"))
    assert said(other) != before


def see_that_it_did_not_start(page: Page, reason: str) -> None:
    broken = widget(page, BROKEN)
    expect(broken).to_have_attribute("data-live", "error")
    expect(broken).to_contain_text("This interactive drawing could not start")
    expect(broken).to_contain_text(reason)
    expect(broken).to_contain_text("Reload the page, or use a current browser.")
    see_that_the_other_lives(page)


@pytest.mark.parametrize("fault", AT_THE_START)
def test_a_widget_that_throws_at_the_start(page: Page, served_book: str, fault: str) -> None:
    answer_script(page, BROKEN, AT_THE_START[fault])
    page.goto(f"{served_book}/{CHAPTER}")
    see_that_it_did_not_start(page, "injected")


def test_a_widget_whose_script_is_missing(page: Page, served_book: str) -> None:
    page.route(f"**/{BROKEN}.esm.js", lambda route: route.fulfill(status=404, body="not found"))
    page.goto(f"{served_book}/{CHAPTER}")
    see_that_it_did_not_start(page, f"{BROKEN}.esm.js could not be loaded")


@pytest.mark.parametrize(("damage", "reason"), [("{", "JSON"), ('{"values": null}', "undefined")])
def test_a_widget_whose_state_is_damaged(
    page: Page, served_book: str, book_html: Path, damage: str, reason: str
) -> None:
    start = f'data-widget="{BROKEN}" data-state="'
    before, _, after = (book_html / CHAPTER).read_text("utf8").partition(start)
    state = damage.replace('"', "&quot;")
    body = before + start + state + after[after.index('"') :]
    page.route(f"**/{CHAPTER}", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto(f"{served_book}/{CHAPTER}")
    see_that_it_did_not_start(page, reason)


@pytest.mark.parametrize("fault", LATER)
def test_a_widget_that_throws_while_it_is_used(
    watched: Watched, served_book: str, book_html: Path, fault: str
) -> None:
    page = watched.page
    script = (book_html / "_static" / "widgets" / f"{BROKEN}.esm.js").read_text("utf8")
    module = json.loads(script[script.index("] = ") + len("] = ") : script.rindex(";")])
    answer_script(page, BROKEN, replaced(module, *LATER[fault]))
    page.goto(f"{served_book}/{CHAPTER}")
    broken = widget(page, BROKEN)
    expect(broken).to_have_attribute("data-live", "ok")
    start = said(broken)
    broken.locator(HANDLE).first.press("End")
    assert said(broken) != start
    page.evaluate("window.broken = true")
    control = {"handler": "[data-action=reset]", "promise": "[data-action=copy]"}.get(
        fault, "[data-action=swap]"
    )
    broken.locator(control).press("Enter")
    expect(broken.get_by_role("alert")).to_contain_text("has failed (injected)")
    assert len(watched.errors) == 1
    see_that_the_other_lives(page)
    page.evaluate("window.broken = false")
    broken.get_by_role("button", name="Start it again").press("Enter")
    expect(broken.get_by_role("alert")).to_have_count(0)
    assert said(broken) == start


def test_figures_without_plotly_tell_what_they_would_show(page: Page, served_book: str) -> None:
    page.route("**/plotly.min.js*", lambda route: route.abort())
    page.goto(f"{served_book}/{CHAPTER}")
    plots = page.locator(".setnb-plot").all()
    assert len(plots) > 1
    for plot in plots:
        expect(plot).to_contain_text("This figure could not be drawn (Plotly is not defined)")
        expect(plot).to_contain_text(plot.get_attribute("aria-label"))
    see_that_the_other_lives(page)


def test_one_damaged_figure_leaves_the_others(
    page: Page, served_book: str, book_html: Path
) -> None:
    text = (book_html / CHAPTER).read_text("utf8")
    start = text.index('<script type="application/json">{', text.index('class="setnb-plot"'))
    body = text[:start] + text[start:].replace("{", "", 1)
    page.route(f"**/{CHAPTER}", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto(f"{served_book}/{CHAPTER}")
    plots = page.locator(".setnb-plot")
    expect(plots.first).to_contain_text("This figure could not be drawn")
    expect(plots.nth(1).locator(".main-svg").first).to_be_attached()


def test_formulas_without_mathjax_stay_readable(page: Page, served_book: str) -> None:
    page.route("**/mathjax/**", lambda route: route.abort())
    page.goto(f"{served_book}/{CHAPTER}")
    see_that_the_other_lives(page)
    formulas = page.locator("article .math").all_text_contents()
    assert formulas
    assert all("\\(" in text or "\\[" in text for text in formulas)
