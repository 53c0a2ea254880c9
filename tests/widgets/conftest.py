"""What the tests of every widget set up: a test file's own `widget`, opened in a page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator

from setnb.widgets.base import Widget
from tests.browser import Watched
from tests.widgets.hosting import open_widget


@pytest.fixture
def opened(browser: Browser, tmp_path: Path, widget: Widget) -> Iterator[Watched]:
    """Open the file's `widget` fixture, and see that nothing went wrong meanwhile."""
    watched = open_widget(browser, widget, tmp_path)
    yield watched
    assert watched.errors == []
    watched.context.close()


@pytest.fixture
def root(opened: Watched) -> Locator:
    """Return the opened widget."""
    return opened.page.locator("[data-widget]")
