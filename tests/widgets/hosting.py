"""A page opened from disk with one widget on it, as the built book mounts it."""

import json
import shutil
from pathlib import Path

from playwright.sync_api import Browser

from setnb.viz.palette import css
from setnb.widgets.base import Widget
from tests.browser import Watched, watch
from tests.project import ROOT
from tests.widgets.driving import worst_contrast

PAGE = """<!doctype html><html lang="en" data-theme="{theme}">
<meta charset="utf-8"><title>widget</title>
<meta name="viewport" content="width=device-width"><style>{css}
body {{ background: var(--setnb-page); color: var(--setnb-ink); margin: 12px;
  font-family: system-ui, sans-serif }}</style>
<main><h1>Widget</h1>{widget}</main><script src="mount.js"></script></html>"""


def open_widget(
    browser: Browser, widget: Widget, folder: Path, *, theme: str = "light", **options
) -> Watched:
    """Write the page into `folder`, open it and wait until the widget runs."""
    (folder / "widgets").mkdir(exist_ok=True)
    shutil.copy(ROOT / "book" / "assets" / "mount.js", folder)
    name, text = json.dumps(widget._name), json.dumps(widget._esm)
    script = f"(window.setnbWidgets ??= {{}})[{name}] = {text};"
    (folder / "widgets" / f"{widget._name}.esm.js").write_text(script, encoding="utf8")
    page = PAGE.format(theme=theme, css=css(), widget=widget.static_html())
    (folder / "page.html").write_text(page, encoding="utf8")
    watched = watch(browser, **options)
    watched.page.goto((folder / "page.html").as_uri())
    watched.page.wait_for_selector('[data-live="ok"]')
    return watched


def assert_fits_a_phone(browser: Browser, widget: Widget, folder: Path, theme: str) -> None:
    """See that nothing sticks out at 360 pixels and that every text can be read."""
    options = {"theme": theme, "viewport": {"width": 360, "height": 800}}
    watched = open_widget(browser, widget, folder, **options)
    assert watched.page.evaluate("document.documentElement.scrollWidth") <= 360
    contrast, text = worst_contrast(watched.page.locator("[data-widget]"))
    assert contrast >= 4.5, text
    watched.context.close()
