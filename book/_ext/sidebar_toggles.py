"""The arrows in the sidebar that unfold the pages below a page, with names for screen readers."""

from typing import Any

from sphinx.application import Sphinx

TOGGLE = "<summary>"
NAMED = '<summary aria-label="Show or hide the pages below">'


def name_toggles(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Give each toggle a name: the theme draws an arrow in it and leaves the title outside."""
    generate = context["generate_toctree_html"]

    def generate_named(*args: Any, **options: Any) -> str:
        return str(generate(*args, **options)).replace(TOGGLE, NAMED)

    context["generate_toctree_html"] = generate_named


def setup_sidebar(app: Sphinx) -> None:
    """Connect the step above, after the theme has added its function."""
    app.connect("html-page-context", name_toggles, priority=900)
