"""Notebooks that can be saved from a book opened from disk: each once more, as a script."""

import json
from pathlib import Path

from sphinx.application import Sphinx


def write_scripts(app: Sphinx, problem: Exception | None) -> None:
    """Put `x.ipynb.js` beside each `x.ipynb`; `downloading.js` loads it when asked to."""
    if problem is not None or app.builder.format != "html":
        return
    for notebook in Path(app.outdir, "_sources").rglob("*.ipynb"):
        text = json.dumps(notebook.read_text(encoding="utf8"))
        script = f"window.setnbNotebook = {text};\n"
        notebook.with_name(f"{notebook.name}.js").write_text(script, encoding="utf8")


def setup_downloads(app: Sphinx) -> None:
    """Write the scripts when the pages are there."""
    app.add_js_file("downloading.js", loading_method="defer")
    app.connect("build-finished", write_scripts)
