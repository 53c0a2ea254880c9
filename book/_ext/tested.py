"""The page *How this book is tested*: what the build counts, and what the last test run recorded.

The tests read the finished pages, so a build cannot show its own test run. `make test` writes what
it saw to `_build/tested.json`, `make record` makes that `book/tested.json`, and a test fails when
the record no longer fits the book.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from docutils import nodes
from myst_nb.sphinx_ import NbMetadataCollector
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from claims import legs, standing_claims
from memory_peaks import read_peaks

RECORD = "book/tested.json"
MEGABYTE = 1_000_000


class WaitingTable(nodes.paragraph):
    """A place for the table `kind`, filled when all pages are read."""


class Tested(SphinxDirective):
    """`{tested} counts` or `{tested} chapters`: one of the page's two tables."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Keep the place."""
        self.env.note_dependency(str(Path(self.env.app.srcdir) / RECORD))
        return [WaitingTable("", kind=self.arguments[0])]


def count_widgets(app: Sphinx, doctree: nodes.document) -> None:
    """Note how many widgets a page carries."""
    found = sum(raw.astext().count("data-widget=") for raw in doctree.findall(nodes.raw))
    widgets_on(app.env)[app.env.docname] = found


def widgets_on(env: BuildEnvironment) -> dict[str, int]:
    """Return page -> number of widgets."""
    return env.__dict__.setdefault("setnb_widgets", {})


def merge_widgets(
    app: Sphinx, env: BuildEnvironment, pages: list[str], other: BuildEnvironment
) -> None:
    """Take over what another process counted."""
    widgets_on(env).update({page: widgets_on(other)[page] for page in pages})


def fill(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Replace the places by their tables."""
    for waiting in list(doctree.findall(WaitingTable)):
        chapters = measure_chapters(app)
        if waiting["kind"] == "counts":
            record = json.loads((Path(app.srcdir) / RECORD).read_text(encoding="utf8"))
            rows = counts(app, chapters, record)
            when = f"The tests counted on {record['date']}, at commit {record['commit']}."
            note = [nodes.paragraph("", when)]
            table = make_table("What is counted", ["what", "how many", "counted by"], rows)
        else:
            head = ["chapter", "seconds", "peak MB", "widgets", "claims", "exercises"]
            note = []
            table = make_table("The chapters, as this build executed them", head, chapters)
        waiting.replace_self([table, *note])


def measure_chapters(app: Sphinx) -> list[list[Any]]:
    """Return for each notebook: title, seconds, peak in MB, widgets, claims, exercises."""
    env = app.env
    peaks = read_peaks(Path(app.config.nb_execution_cache_path) / "peaks.json")
    said = legs(env, "said")
    claims = Counter(said[name][0].page for name in standing_claims(app))
    exercises = exercises_on(env)
    rows = []
    for page in sorted(env.found_docs, key=lambda page: (page != "book/intro", page)):
        run = NbMetadataCollector.get_exec_data(env, page)
        if run and run["succeeded"]:
            peak = peaks.get(Path(page).name)
            number = env.toc_secnumbers.get(page, {}).get("", ())
            title = ". ".join([*map(str, number), env.titles[page].astext()])
            megabytes = "" if peak is None else round(peak / MEGABYTE)
            seconds = round(run["runtime"], 1)
            counted = [widgets_on(env)[page], claims[page], exercises[page]]
            rows.append([title, seconds, megabytes, *counted])
    return rows


def exercises_on(env: BuildEnvironment) -> Counter[str]:
    """Count the exercises of each page."""
    registry = getattr(env, "sphinx_exercise_registry", {}).values()
    return Counter(e["docname"] for e in registry if e["type"] == "exercise")


def counts(app: Sphinx, chapters: list[list[Any]], record: dict[str, Any]) -> list[list[Any]]:
    """Return the rows of the first table: what, how many, who counted."""
    pages, widgets = record["pages"].values(), record["widgets"].values()
    seconds = sum(row[1] for row in chapters)
    peaks = [row[2] for row in chapters if row[2] != ""]
    build, tests = "this build", "the tests"

    def total(name: str) -> int:
        return sum(page[name] for page in pages)

    rows = [
        ["chapters executed, all without an error", len(chapters), build],
        ["seconds for all of them", round(seconds), build],
        ["megabytes, the most that one took", max(peaks, default="not measured"), build],
        ["claims with three legs", sum(row[4] for row in chapters), build],
        ["exercises with a solution", sum(row[5] for row in chapters), build],
        ["live widgets", sum(row[3] for row in chapters), build],
        ["widgets driven by mouse and keyboard", sum(map(len, widgets)), tests],
        ["pages opened in a browser, from disk and from a server", len(pages), tests],
        ["files they loaded", total("files"), tests],
        ["requests to anywhere else", total("outside"), tests],
        ["JavaScript errors", total("errors"), tests],
        ["accessibility audits, in both themes", total("audited"), tests],
        ["accessibility violations", total("violations"), tests],
        ["tests passed", record["passed"], tests],
    ]
    return [[what, f"{n:,}" if isinstance(n, int) else n, by] for what, n, by in rows]


def make_table(title: str, head: list[str], rows: list[list[Any]]) -> nodes.table:
    """Return a table of plain texts."""
    group = nodes.tgroup(cols=len(head))
    group += [nodes.colspec(colwidth=4 if i == 0 else 1) for i in range(len(head))]
    group += nodes.thead("", make_row(head))
    group += nodes.tbody("", *[make_row(row) for row in rows])
    anchor = nodes.make_id(title)
    return nodes.table("", nodes.title("", title), group, ids=[anchor])


def make_row(texts: list[Any]) -> nodes.row:
    """Return one row."""
    return nodes.row("", *[nodes.entry("", nodes.paragraph("", str(text))) for text in texts])


def setup_tested(app: Sphinx) -> None:
    """Add the directive, and the steps that count and fill."""
    app.add_directive("tested", Tested)
    app.connect("doctree-read", count_widgets)
    app.connect("env-merge-info", merge_widgets)
    app.connect("doctree-resolved", fill)
