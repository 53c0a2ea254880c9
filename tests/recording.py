"""What tests saw of the finished pages, gathered from all workers for the page on testing.

A test says what it saw by `record_property("opened", {...})`; see `KINDS`. At the end of a whole
run the sum is written to `_build/tested.json`, and `make record` makes that the book's record.
"""

import json
import subprocess
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.project import ROOT

SEEN_FILE = ROOT / "_build" / "tested.json"
RECORD = ROOT / "book" / "tested.json"
# opened: page, files, outside, errors. audited: page, violations. driven: page, widgets.
KINDS = ("opened", "audited", "driven")
passed: list[str] = []
seen: list[tuple[str, dict[str, Any]]] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Keep what a test recorded; with several workers, their reports come to this process too."""
    if report.when == "call" and report.passed:
        passed.append(report.nodeid)
    if report.when == "call":
        seen.extend(entry for entry in report.user_properties if entry[0] in KINDS)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the sum, once, after a run that left nothing out."""
    config = session.config
    narrowed = config.getoption("keyword") or config.getoption("markexpr")
    is_worker = hasattr(config, "workerinput")
    if not (is_worker or narrowed) and {kind for kind, _ in seen} == set(KINDS):
        text = json.dumps(summarise(seen, len(passed)), indent=1, sort_keys=True)
        SEEN_FILE.write_text(text + "\n", encoding="utf8")


def summarise(seen: list[tuple[str, dict[str, Any]]], passed: int) -> dict[str, Any]:
    """Return the record: sums for each page, the widgets driven on it, and what was tested when."""
    pages: dict[str, dict[str, int]] = {}
    widgets: dict[str, list[str]] = {}
    for kind, found in seen:
        if kind == "driven":
            widgets[found["page"]] = found["widgets"]
            continue
        sums = pages.setdefault(found["page"], {})
        numbers = {name: value for name, value in found.items() if name != "page"}
        for name, value in {kind: 1, **numbers}.items():
            sums[name] = sums.get(name, 0) + value
    return {
        "commit": git("rev-parse", "--short", "HEAD"),
        "date": datetime.now(UTC).date().isoformat(),
        "passed": passed,
        "pages": pages,
        "widgets": widgets,
    }


def git(*command: str) -> str:
    """Return what git says, or "unknown" outside of a repository."""
    done = subprocess.run(["git", *command], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.strip() or "unknown"
