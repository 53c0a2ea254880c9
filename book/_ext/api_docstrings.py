"""API pages from the package's docstrings, which are plain text for the terminal too.

A docstring names its origin in lines of its own, `Source: key, where` and `Chapter: label`; here
they become a citation and a link. Backticks mean code, and indented lines are formulas.
"""

import inspect
import re
import sys
from functools import cache, partial
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from setnb.report.sections import find_sections
from setnb.widgets.base import Widget

CODE = "https://github.com/setnb/setnb/blob/main"
ORIGIN = re.compile(r"\b(Source|Chapter): (\S+?.*?)\.?(?=$| Chapter: )", re.M)
KEY = re.compile(r"\b[a-z]+\d{4}[a-z0-9]*\b")
# What stands in backticks, or a word or two in quotation marks: a value to pass.
CODE_IN_TEXT = re.compile(r"`([^`]+)`|(\"[\w-]+(?: [\w-]+)*\")")
NAME = re.compile(r"[A-Za-z_][\w.]*")
# What follows a parameter: the next one or the end.
AFTER_PARAMETER = re.compile(
    r'</em>(,(?= <em class="sig-param">)|<span class="sig-paren">\)</span>)'
)
GENERATED = re.compile(r"Alias for field number \d+")


@cache
def linked_chapters(book: Path) -> frozenset[str]:
    """Return the labels that a link can lead to: those of chapters in the table of contents."""
    return frozenset(find_sections(book) or {})


def name_chapter(label: str, linked: frozenset[str]) -> str:
    """Return a link to a chapter, or its name as long as the book does not have it."""
    return f":ref:`{label}`" if label in linked else label.removeprefix("ch-").replace("-", " ")


def mark_code(found: re.Match) -> str:
    """Return a piece of code in its role: a name links to its entry, where there is one."""
    code = found[1] or found[2]
    return f":py:obj:`{code}`" if NAME.fullmatch(code) else f":code:`{code}`"


def as_restructured_text(docstring: str, linked: frozenset[str]) -> str:
    """Return the docstring with its code marked and its origin as a list of fields."""
    fields = []
    for kind, what in ORIGIN.findall(docstring):
        if kind == "Source":
            value = KEY.sub(r":cite:t:`\g<0>`", what)
        else:
            value = name_chapter(what, linked)
        fields.append(f":{kind}: {value}")
    paragraphs = []
    for paragraph in ORIGIN.sub("", docstring).rstrip().split("\n\n"):
        if paragraph.startswith("    "):
            # An indented line is a formula.
            paragraphs += [".. code-block:: text", paragraph]
        elif paragraph.lstrip().startswith(">>>"):
            paragraphs.append(paragraph)
        else:
            paragraphs.append(CODE_IN_TEXT.sub(mark_code, paragraph))
    return "\n\n".join([*paragraphs, "\n".join(fields), ""])


def rewrite(app: Sphinx, what: str, name: str, thing: Any, options: Any, lines: list[str]) -> None:
    """Rewrite the lines of one docstring in place."""
    linked = linked_chapters(Path(app.confdir))
    lines[:] = as_restructured_text("\n".join(lines), linked).split("\n")


def skip_generated(
    app: Sphinx, what: str, name: str, member: Any, skip: bool, options: Any
) -> bool | None:
    """Leave out the fields of named tuples, whose docstrings say only their number."""
    return True if GENERATED.fullmatch(getattr(member, "__doc__", None) or "") else None


def sign_widget(
    app: Sphinx, what: str, name: str, thing: Any, options: Any, signature: str, returns: str
) -> tuple[str, str] | None:
    """Name what a widget's constructor takes: models or the like, and the state a caller may set.

    Python knows no more than `*args, **kwargs`: traitlets are no parameters.
    """
    if what != "class" or not issubclass(thing, Widget):
        return None
    _self, *own = inspect.signature(thing.__init__).parameters.values()
    given = [f"{p.name}=None" for p in own if p.kind is p.POSITIONAL_OR_KEYWORD]
    state = [k for k, trait in thing.class_own_traits(sync=True).items() if not trait.read_only]
    return f"({', '.join([*given, '*', *state])})", ""


def find_source(book: Path, domain: str, info: dict[str, str]) -> str | None:
    """Return the address of the lines that define a documented object."""
    thing: Any = sys.modules.get(info["module"])
    for part in info["fullname"].split("."):
        thing = getattr(thing, part, None)
    thing = inspect.unwrap(thing.fget if isinstance(thing, property) else thing)
    try:
        lines, start = inspect.getsourcelines(thing)
        path = Path(inspect.getsourcefile(thing)).relative_to(book)
    except (TypeError, OSError, ValueError):
        return None
    return f"{CODE}/{path.as_posix()}#L{start}-L{start + len(lines) - 1}"


def link_sources(app: Sphinx, config: Config) -> None:
    """Tell linkcode where the code is: it takes a function, which no YAML file can hold."""
    config.linkcode_resolve = partial(find_source, Path(app.confdir))


def join_commas(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Join what follows a parameter to it, so that no line of a signature begins with a comma."""
    if "body" in context:
        context["body"] = AFTER_PARAMETER.sub(r"\1</em>", context["body"])


def setup_api(app: Sphinx) -> None:
    """Connect the steps above to autodoc and linkcode."""
    app.setup_extension("sphinx.ext.autodoc")
    app.setup_extension("sphinx.ext.linkcode")
    app.connect("config-inited", link_sources)
    app.connect("autodoc-process-docstring", rewrite)
    app.connect("autodoc-process-signature", sign_widget)
    app.connect("autodoc-skip-member", skip_generated)
    app.connect("html-page-context", join_commas)
