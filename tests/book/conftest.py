"""Fixtures over the built book: its pages, an address for them, and what each chapter printed."""

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import nbformat
import pytest
from jupyter_cache import get_cache

from tests.project import ROOT


class SilentHandler(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Keep requests out of the test report."""


@pytest.fixture(scope="session")
def served_book(book_html: Path) -> Iterator[str]:
    """Serve the built book and return its address, `http://localhost:PORT`."""
    handler = functools.partial(SilentHandler, directory=str(book_html))
    with ThreadingHTTPServer(("localhost", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session", params=["file", "http"])
def book_url(request: pytest.FixtureRequest, book_html: Path) -> str:
    """Return where the book is read from: the disk, then a web server."""
    if request.param == "file":
        return book_html.as_uri()
    return request.getfixturevalue("served_book")


@pytest.fixture(scope="session")
def executed_chapters(book_html: Path) -> dict[str, nbformat.NotebookNode]:
    """Return each chapter as the build executed it, outputs included, by name (`01_sets`).

    From the execution cache: what the build leaves beside the pages has outputs only for chapters
    that it executed this time.
    """
    (folder,) = (book_html.parent / ".jupyter_cache").iterdir()
    cache = get_cache(folder)
    sources = sorted((ROOT / "book").glob("*.ipynb"))
    return {
        source.stem: cache.merge_match_into_notebook(nbformat.read(source, as_version=4))[1]
        for source in sources
    }


@pytest.fixture(scope="module")
def chapter(
    request: pytest.FixtureRequest, executed_chapters: dict[str, nbformat.NotebookNode]
) -> list[nbformat.NotebookNode]:
    """Return the executed cells of the chapter that the test's module names, `CHAPTER`."""
    return executed_chapters[request.module.CHAPTER].cells


@pytest.fixture(scope="module")
def printed(chapter: list[nbformat.NotebookNode]) -> str:
    """Return all that the cells printed and their tables, as one text."""
    outputs = [output for cell in chapter for output in cell.get("outputs", [])]
    streams = [o.text for o in outputs if o.get("name") == "stdout"]
    tables = [o.data["text/plain"] for o in outputs if "<table" in str(o.get("data"))]
    return "\n".join(streams + tables)
