"""The menu that opens a chapter elsewhere gets the reader's own JupyterLab, which comes first."""

from pathlib import PurePosixPath
from typing import Any

from sphinx.application import Sphinx

# Where `make lab` serves the folder of the chapters.
LAB = "http://localhost:8888/lab/tree"


def add_jupyterlab(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Put a link to JupyterLab before the one to Colab, on pages that are notebooks."""
    for menu in context["header_buttons"]:
        if menu.get("label") == "launch-buttons":
            link = {
                "type": "link",
                "text": "JupyterLab",
                "tooltip": "Open in your own JupyterLab, once make lab is running",
                "icon": "fas fa-laptop-code",
                "url": f"{LAB}/{PurePosixPath(page).name}.ipynb",
            }
            menu["buttons"].insert(0, link)


def setup_open_in(app: Sphinx) -> None:
    """Follow the theme, which makes the menu at priority 501."""
    app.connect("html-page-context", add_jupyterlab, priority=600)
