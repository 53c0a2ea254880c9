"""What a page says of itself to search engines and to whoever shares a link to it."""

import tomllib
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.util import logging

FILE = "book/descriptions.toml"
SHORTEST, LONGEST = 50, 160
# Their templates name them, later than this.
NAMED_BY_TEMPLATE = {"genindex": "Index", "search": "Search"}
log = logging.getLogger(__name__)


@cache
def read_descriptions(root: Path) -> dict[str, str]:
    """Return page -> description."""
    return tomllib.loads((root / FILE).read_text(encoding="utf8"))


def describe(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Write the page's description and its Open Graph properties; warn when it has none."""
    description = read_descriptions(Path(app.confdir)).get(page, "")
    if not SHORTEST <= len(description) <= LONGEST:
        log.warning(
            "%s needs a line in %s of %d to %d characters, got %d",
            *(page, FILE, SHORTEST, LONGEST, len(description)),
        )
    properties = {
        "og:type": "article",
        "og:site_name": app.config.html_title,
        "og:title": Markup(context.get("title") or NAMED_BY_TEMPLATE[page]).striptags(),
        "og:description": description,
        "og:url": context.get("pageurl") or "",
    }
    tags = [f'<meta name="description" content="{escape(description)}"/>']
    tags += [f'<meta property="{p}" content="{escape(c)}"/>' for p, c in properties.items()]
    context["metatags"] = "\n".join([context.get("metatags", ""), *tags, ""])


def setup_page_heads(app: Sphinx) -> None:
    """Describe every page that is written."""
    app.connect("html-page-context", describe)
