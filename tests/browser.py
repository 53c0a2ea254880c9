"""Headless Chromium for the tests: where it is found, and a page that may reach nothing outside.

`python tests/browser.py` (what `make test` does first) prints the browser's path, after installing
one if there is none.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from setnb.doctor import find_system_browser

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LOCAL_SCHEMES = {"file", "data", "blob", "about"}
LOCAL_HOSTS = {"localhost", "127.0.0.1"}


def find_chromium() -> str:
    """Return the path of a Chromium, installing one when none is there; never skip.

    In this order: `$CHROMIUM`, one on the system, Playwright's own download, Debian's package
    (root only). Raises FileNotFoundError with the remedy.
    """
    named = os.environ.get("CHROMIUM")
    if named and not shutil.which(named):
        raise FileNotFoundError(f"CHROMIUM={named} is no program. Correct it or unset it.")
    found = named or find_system_browser() or downloaded_chromium()
    if not found and run_quietly(sys.executable, "-m", "playwright", "install", "chromium"):
        found = downloaded_chromium()
    if not found and os.geteuid() == 0 and shutil.which("apt-get"):
        run_quietly("apt-get", "update")
        run_quietly("apt-get", "install", "--yes", "--no-install-recommends", "chromium")
        found = find_system_browser()
    if not found:
        raise FileNotFoundError(
            "The browser tests need Chromium: expected one at $CHROMIUM, on the PATH or downloaded "
            "by Playwright, got none, and none could be installed. Install one (Debian: apt-get "
            "install chromium) or run `.venv/bin/python -m playwright install chromium`."
        )
    return found


def downloaded_chromium() -> str | None:
    """Return the Chromium that Playwright has downloaded for this user, if it has."""
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def run_quietly(*command: str) -> bool:
    """Run an installer without a terminal; say what it said if it fails."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
        check=False,
    )
    if done.returncode:
        print(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}", file=sys.stderr)
    return done.returncode == 0


@dataclass
class Watched:
    """A page with its context, the addresses it asked for in vain, and everything that went wrong.

    `outside` lists refused requests (anything but this machine); `errors` lists console errors,
    uncaught exceptions and local requests that failed.
    """

    context: BrowserContext
    page: Page
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def is_local(url: str) -> bool:
    """Return whether `url` stays on this machine."""
    parts = urlsplit(url)
    return parts.scheme in LOCAL_SCHEMES or parts.hostname in LOCAL_HOSTS


def watch(browser: Browser, **options) -> Watched:
    """Open an empty page in a fresh context that reaches this machine only.

    `options` go to `browser.new_context`: viewport, color_scheme, is_mobile, ….
    """
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
    watched = Watched(context, context.new_page())

    def guard(route: Route) -> None:
        if is_local(route.request.url):
            route.continue_()
        else:
            watched.outside.append(route.request.url)
            route.abort()

    context.route("**/*", guard)
    page = watched.page
    page.on("pageerror", lambda error: watched.errors.append(f"exception: {error}"))
    page.on(
        "console",
        lambda message: (
            message.type == "error"
            and watched.errors.append(f"console: {message.text} ({message.location.get('url')})")
        ),
    )
    page.on(
        "requestfailed",
        lambda request: (
            is_local(request.url)
            # A page that is left while it still loads cancels its requests: no fault of the page.
            and request.failure != "net::ERR_ABORTED"
            and watched.errors.append(f"request: {request.url}: {request.failure}")
        ),
    )
    return watched


if __name__ == "__main__":
    print(find_chromium())
