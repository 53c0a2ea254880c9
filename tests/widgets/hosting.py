"""A page opened from disk with one widget on it, as the built book mounts it."""

import json
import shutil
from pathlib import Path

from playwright.sync_api import Browser

from setnb.viz.palette import css
from setnb.widgets.base import Widget
from tests.browser import Watched, watch
from tests.project import ROOT

PAGE = """<!doctype html><html lang="en" data-theme="{theme}">
<meta charset="utf-8"><title>widget</title>
<meta name="viewport" content="width=device-width"><style>{css}
body {{ background: var(--setnb-page); color: var(--setnb-ink); margin: 12px;
  font-family: sans-serif }}</style>
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
