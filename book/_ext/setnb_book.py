"""The book's Sphinx glue: pages that need no network, no kernel and no stale outputs.

Scripts are copied at build time out of installed packages, so that their versions match the Python
side, and each is loaded only by the pages that use it.
"""

import os
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from accessible_html import mend
from api_docstrings import setup_api
from chapter_numbers import number_by_file_name
from claims import setup_claims
from claims_table import setup_claims_table
from downloads import setup_downloads
from local_assets import keep_used_icons, write_assets
from memory_peaks import measure_executions
from open_in import setup_open_in
from output_cache import choose_cache
from page_heads import setup_page_heads
from sidebar_toggles import setup_sidebar
from tested import setup_tested

# Loaded by every page otherwise: ipywidgets' manager comes from a CDN and our widgets do without;
# sphinx-thebe declares a constant twice, which is an error on each page, and nothing uses it.
UNWANTED = (
    "require.min.js",
    "embed-amd.js",
    "sphinx-thebe",
    "THEBE_JS_URL",
)


def configure(app: Sphinx, config: Config) -> None:
    """Point Sphinx to local copies and to the outputs of this very code."""
    build = Path(app.outdir).parent
    config.html_static_path.append(str(write_assets(build / ".local_assets")))
    config.mathjax_path = "mathjax/tex-svg.js"
    config.nb_ipywidgets_js = {}
    cache = choose_cache(Path(app.confdir), build)
    config.nb_execution_cache_path = str(cache)
    measure_executions(cache / "peaks.json")
    # A changed value makes Sphinx read every page again.
    config.setnb_inputs = cache.name


def load_what_the_page_uses(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Add the scripts this page needs; drop those no page should have; mend its HTML."""
    context["body"] = body = mend(context.get("body") or "")
    if 'class="setnb-plot"' in body:
        app.add_js_file("plotly.min.js", loading_method="defer", priority=800)
        app.add_js_file("palette.js", loading_method="defer", priority=801)
        app.add_js_file("figures.js", loading_method="defer", priority=802)
    if 'class="setnb-widget"' in body:
        app.add_js_file("mount.js", loading_method="defer", priority=803)
    context["script_files"] = [s for s in context["script_files"] if not is_unwanted(s)]
    context["css_files"] = [s for s in context["css_files"] if not is_unwanted(s)]


def is_unwanted(asset: Any) -> bool:
    """Return whether a script or style sheet is one of UNWANTED, by address or content."""
    source = (
        f"{getattr(asset, 'filename', asset)} {getattr(asset, 'attributes', {}).get('body', '')}"
    )
    return any(word in source for word in UNWANTED)


def finish(app: Sphinx, problem: Exception | None) -> None:
    """Shrink what the theme copied, once all pages are written."""
    if problem is None and app.builder.format == "html":
        keep_used_icons(Path(app.outdir))


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect the steps above to the build."""
    # Inherited by the kernels, read by setnb.viz.host.
    os.environ["SETNB_BOOK"] = "1"
    app.add_config_value("setnb_inputs", "", "env", str)
    app.add_css_file("palette.css", priority=700)
    app.add_css_file("book.css", priority=701)
    app.add_css_file("print.css", priority=702, media="print")
    app.add_js_file("scrollable.js", loading_method="defer")
    app.add_js_file("printing.js", loading_method="defer")
    app.add_js_file("unfold.js", loading_method="defer")
    app.connect("config-inited", configure, priority=700)
    app.connect("builder-inited", number_by_file_name)
    # After all extensions have added theirs.
    app.connect("html-page-context", load_what_the_page_uses, priority=900)
    app.connect("build-finished", finish)
    setup_api(app)
    setup_sidebar(app)
    setup_claims(app)
    setup_claims_table(app)
    setup_tested(app)
    setup_open_in(app)
    setup_downloads(app)
    setup_page_heads(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
