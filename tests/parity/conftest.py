"""The widgets' mathematics in headless Chromium, called from Python with JSON in and out."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from setnb.widgets.bundle import bundle

IMPORT = """async (text) => {
  const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  window.parity = await import(address);
}"""


@pytest.fixture(scope="session")
def js(browser: Browser) -> Iterator[Callable[..., Any]]:
    """Return `js(body, *arguments)`: evaluate an expression on `m` (the exports) and `a`."""
    page = browser.new_page()
    page.evaluate(IMPORT, bundle(Path(__file__).with_name("exports.js")))

    def call(body: str, *arguments: Any) -> Any:
        return page.evaluate(f"(a) => {{ const m = window.parity; return ({body}); }}", arguments)

    yield call
    page.close()
