"""Fixtures and rules for every test: the built book, the browser, and no silent skipping."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from tests.browser import FLAGS, find_chromium
from tests.project import ROOT, make

# Hooks: what tests saw of the pages is summed up at the end.
from tests.recording import pytest_runtest_logreport, pytest_sessionfinish  # noqa: F401

# The fixtures say what a test needs; the markers follow, so that `-m "not browser"` can be trusted.
MARKED_BY_FIXTURE = {"browser": "browser", "book_html": "book"}

# No deadline: a busy machine is no fault of the code. In CI the examples are the same every time.
settings.register_profile("project", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("project")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    without_cuda = pytest.mark.skip(reason="needs a CUDA device")
    for item in items:
        for fixture, marker in MARKED_BY_FIXTURE.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(marker)
        if item.get_closest_marker("cuda") and not torch.cuda.is_available():
            item.add_marker(without_cuda)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    if not hasattr(report, "wasxfail") and not item.get_closest_marker("cuda"):
        refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Iterator[None]:
    report = yield
    refuse_skip(report)
    return report


def refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Make a skip a failure: only tests that need CUDA may skip."""
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped, but only CUDA tests may skip: {report.longrepr}"


@pytest.fixture(scope="session")
def book_html() -> Path:
    """Return the folder of the built book. Built first if it is missing or out of date."""
    make("book")
    return ROOT / "_build" / "html"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return headless Chromium, one per worker.

    Playwright keeps an event loop running in this thread: execute notebooks in a subprocess.
    """
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        yield chromium
        chromium.close()
