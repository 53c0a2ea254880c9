"""The claims table: what is claimed, where it is said and checked, and by which test."""

from itertools import groupby
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from claims import TABLE, Leg, legs, read_claims, standing_claims

COLUMNS = {"claim": 50, "said in": 20, "checked by": 30}


class WaitingClaim(nodes.paragraph):
    """The text of a claim, until all pages are read and it can go into its table."""


class ClaimsTable(SphinxDirective):
    """`{claims-table}`: all claims of the book, one table a chapter."""

    def run(self) -> list[nodes.Node]:
        """Parse the claims' texts; the tables are made when the places are known."""
        root = Path(self.env.app.srcdir)
        self.env.note_dependency(str(root / f"{TABLE}.toml"))
        return [
            WaitingClaim("", "", *self.state.inline_text(claim["says"], self.lineno)[0],
                          name=name, test=claim["test"])
            for name, claim in read_claims(root).items()
        ]  # fmt: skip


def fill(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Put the claims of each chapter into a table, in the order of the file."""
    waiting = list(doctree.findall(WaitingClaim))
    if not waiting:
        return
    said, names = legs(app.env, "said"), standing_claims(app)

    def chapter_of(claim: WaitingClaim) -> str:
        return said[claim["name"]][0].page

    # A claim with a leg missing was warned of; it cannot be shown as one that stands.
    standing = sorted((c for c in waiting if c["name"] in names), key=chapter_of)
    tables = [
        make_table(app, chapter, page, list(claims))
        for chapter, claims in groupby(standing, chapter_of)
    ]
    waiting[0].replace_self([nodes.paragraph("", count(standing)), *tables])
    for claim in waiting[1:]:
        claim.parent.remove(claim)


def count(standing: list[WaitingClaim]) -> str:
    """Say how many claims there are."""
    return f"{len(standing)} claims, each with its three legs."


def make_table(app: Sphinx, chapter: str, page: str, claims: list[WaitingClaim]) -> nodes.table:
    """Return the table of one chapter."""
    name = app.env.titles[chapter].astext()
    if number := app.env.toc_secnumbers.get(chapter, {}).get(""):
        name = f"{number[0]}. {name}"
    title = nodes.title("", name)
    group = nodes.tgroup(cols=len(COLUMNS))
    group += [nodes.colspec(colwidth=width) for width in COLUMNS.values()]
    head = nodes.row("", *[entry(nodes.Text(name)) for name in COLUMNS])
    group += nodes.thead("", head)
    group += nodes.tbody("", *[make_row(app, page, claim) for claim in claims])
    return nodes.table("", title, group, ids=[f"claims-{Path(chapter).name}"])


def make_row(app: Sphinx, page: str, claim: WaitingClaim) -> nodes.row:
    """Return the claim and links to its three legs."""
    name = claim["name"]
    first_cell = entry(*claim.children)
    first_cell["ids"].append(f"claim-{name}")
    said, checked = legs(app.env, "said")[name][0], legs(app.env, "checked")[name][0]
    cell = nodes.reference("", "a cell", refuri=address(app, page, checked))
    path, _, test = claim["test"].partition("::")
    source = f"{app.config.html_theme_options['repository_url']}/blob/main/{path}"
    by = [
        cell,
        nodes.Text(" and "),
        nodes.reference("", "", nodes.literal("", test), refuri=source),
    ]
    where = nodes.reference("", said.section, refuri=address(app, page, said))
    return nodes.row("", first_cell, entry(where), entry(*by))


def entry(*content: nodes.Node) -> nodes.entry:
    """Return a cell of the table."""
    return nodes.entry("", nodes.paragraph("", "", *content))


def address(app: Sphinx, page: str, leg: Leg) -> str:
    """Return the address of a leg, seen from `page`."""
    return f"{app.builder.get_relative_uri(page, leg.page)}#{leg.anchor}"


def setup_claims_table(app: Sphinx) -> None:
    """Add the directive, and the step that fills it."""
    app.add_directive("claims-table", ClaimsTable)
    app.connect("doctree-resolved", fill)
