"""A claim of the book stands on three legs. The build gathers them and warns of a missing one.

`book/claims.toml` names each claim and its test. The sentence that says it is marked in its chapter
by `<!-- claim: name -->`; a code cell of the same chapter that asserts it has the tag `claim-name`.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

TABLE = "book/claims"
MARK = re.compile(r"<!--\s*claim:\s*(\S+)\s*-->")
log = logging.getLogger(__name__)


class Leg(NamedTuple):
    """Where a claim is said or checked: the page, an anchor there, and the section's title."""

    page: str
    anchor: str
    section: str


def read_claims(root: Path) -> dict[str, dict[str, str]]:
    """Return name -> {says, test} of all claims, in the order of the file."""
    return tomllib.loads((root / f"{TABLE}.toml").read_text(encoding="utf8"))


def gather(app: Sphinx, doctree: nodes.document) -> None:
    """Note the legs on one page; turn its marks into links and make its cells reachable."""
    page = app.env.docname
    table = app.builder.get_relative_uri(page, TABLE) if app.builder.format == "html" else ""
    said, checked = legs(app.env, "said"), legs(app.env, "checked")
    for node in list(doctree.findall(nodes.raw)):
        if mark := MARK.fullmatch(node.astext().strip()):
            leg = Leg(page, f"said-{mark[1]}", section_of(node))
            said.setdefault(mark[1], []).append(leg)
            stay_with_the_sentence(node)
            node.replace_self(link_to_table(leg.anchor, f"{table}#claim-{mark[1]}"))
    for cell in doctree.findall(is_code_cell):
        for name in claims_of(cell):
            if "assert" not in cell.astext():
                log.warning("claim %s: its cell asserts nothing", name, location=cell)
            leg = Leg(page, f"checked-{name}", section_of(cell))
            checked.setdefault(name, []).append(leg)
            cell["ids"].append(leg.anchor)


def link_to_table(anchor: str, address: str) -> nodes.reference:
    """Return the small mark after a sentence: said here, checked there."""
    # Empty: the style draws the ✓, so that neither the search index nor a copied text contains it.
    note = "Checked by a cell and a test: see the claims table"
    mark = nodes.reference("", "", refuri=address, classes=["setnb-claim"], reftitle=note)
    mark["ids"].append(anchor)
    return mark


def stay_with_the_sentence(mark: nodes.Node) -> None:
    """Drop the space before a mark, at which a line could break."""
    before = mark.parent.index(mark) - 1
    if before >= 0 and isinstance(mark.parent[before], nodes.Text):
        mark.parent[before] = nodes.Text(mark.parent[before].rstrip())


def is_code_cell(node: nodes.Node) -> bool:
    """Whether a node is a code cell of a notebook, input and output."""
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"


def claims_of(cell: nodes.container) -> list[str]:
    """Return the names in a cell's tags `claim-name`."""
    tags = cell["cell_metadata"].get("tags", [])
    return [tag.removeprefix("claim-") for tag in tags if tag.startswith("claim-")]


def section_of(node: nodes.Node) -> str:
    """Return the title of the section around a node; exercises are sections without one."""
    while node is not None:
        if isinstance(node, nodes.section) and isinstance(node[0], nodes.title):
            return node[0].astext()
        node = node.parent
    return ""


def legs(env: BuildEnvironment, kind: str) -> dict[str, list[Leg]]:
    """Return name -> places of one kind, "said" or "checked", on all pages read so far."""
    store = env.__dict__.setdefault("setnb_claims", {"said": {}, "checked": {}})
    return store[kind]


def forget(app: Sphinx, env: BuildEnvironment, page: str) -> None:
    """Drop what was noted on a page that is read again or is gone."""
    for kind in ("said", "checked"):
        places = legs(env, kind)
        for name, found in list(places.items()):
            places[name] = [leg for leg in found if leg.page != page]


def merge(app: Sphinx, env: BuildEnvironment, pages: list[str], other: BuildEnvironment) -> None:
    """Take over what another process noted on its pages."""
    for kind in ("said", "checked"):
        for name, found in legs(other, kind).items():
            taken = [leg for leg in found if leg.page in pages]
            legs(env, kind).setdefault(name, []).extend(taken)


def standing_claims(app: Sphinx) -> list[str]:
    """Return the names of the claims that are said and checked, in the order of the file."""
    said, checked = legs(app.env, "said"), legs(app.env, "checked")
    return [n for n in read_claims(Path(app.srcdir)) if said.get(n) and checked.get(n)]


def warn_of_missing_legs(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of each claim without three legs, and of each mark without a claim."""
    for problem in missing_legs(Path(app.srcdir), env):
        log.warning(problem)


def missing_legs(root: Path, env: BuildEnvironment) -> Iterator[str]:
    """Yield what is wrong with the claims, one sentence each."""
    claims = read_claims(root)
    said, checked = legs(env, "said"), legs(env, "checked")
    for name, claim in claims.items():
        pages = {leg.page for leg in said.get(name, [])}
        if not pages:
            yield f"claim {name}: no sentence is marked <!-- claim: {name} -->"
        elif not pages & {leg.page for leg in checked.get(name, [])}:
            yield f"claim {name}: no cell of {' or '.join(sorted(pages))} has the tag claim-{name}"
        if not test_exists(root, claim["test"]):
            yield f"claim {name}: there is no test {claim['test']}"
    for name in sorted({*said, *checked} - set(claims)):
        if said.get(name) or checked.get(name):
            yield f"claim {name}: marked in a chapter, and not in {TABLE}.toml"


def test_exists(root: Path, address: str) -> bool:
    """Whether `tests/folder/test_file.py::test_name` is a test function."""
    path, _, name = address.partition("::")
    file = root / path
    if not file.is_file():
        return False
    tree = ast.parse(file.read_text(encoding="utf8"))
    return name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def setup_claims(app: Sphinx) -> None:
    """Connect the gathering and the check to the build."""
    app.connect("doctree-read", gather)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("env-check-consistency", warn_of_missing_legs)
