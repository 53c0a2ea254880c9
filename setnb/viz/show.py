"""show(fig, alt=...): the same call in the book, in JupyterLab and in Colab."""

import base64
import html
import io
import re
from typing import Any

from setnb.checks import reject
from setnb.viz.host import in_book
from setnb.viz.palette import flatten, load_palette

DEFAULT_HEIGHT = 450
UNSEEN = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)"
# A colour in matplotlib's SVG stands after `: ` in a style or alone in an attribute.
SVG_COLOUR = re.compile(r'(?<=[\s":])#[0-9a-f]{6}(?=[;"])')
# Left out: ids that would occur once per figure, and a style that would reach the whole page.
SVG_GLOBAL = re.compile(r' id="[\w.]+_\d+"|<defs>\s*<style.*?</style>\s*</defs>', re.DOTALL)


def show(fig: Any, alt: str) -> None:
    """Display a plotly or matplotlib figure with its description for those who do not see it.

    In the book (see `setnb.viz.host`) the output is plain HTML that follows the page's light or
    dark theme. Elsewhere the figure brings its own light ground, since a notebook does not tell
    Python its theme. A matplotlib figure is closed afterwards, so it is not displayed twice.

    `alt` says what is to be seen, in a sentence or two. Raises ValueError when it is empty or
    `fig` is neither kind of figure.
    """
    from IPython.display import HTML, display

    if not isinstance(alt, str) or not alt.strip():
        reject("alt", expected="a sentence saying what the figure shows", got=alt)
    if hasattr(fig, "to_plotly_json"):
        if in_book():
            display(HTML(plotly_html(fig, alt)))
        else:
            display(HTML(f'<p style="{UNSEEN}">Figure: {html.escape(alt)}</p>'))
            on_light_ground(fig).show()
    elif hasattr(fig, "savefig"):
        from matplotlib import pyplot as plt

        display(HTML(matplotlib_svg(fig, alt) if in_book() else matplotlib_image(fig, alt)))
        plt.close(fig)
    else:
        reject("fig", expected="a plotly or matplotlib figure", got=fig)


def plotly_html(fig: Any, alt: str) -> str:
    """Return the figure as data, which `figures.js` draws with the page's own plotly.min.js."""
    data = fig.to_json().replace("</", "<\\/")
    # Assistive technology must reach the controls, and would not inside an image.
    role = "group" if fig.layout.sliders or fig.layout.updatemenus else "img"
    height = int(fig.layout.height or DEFAULT_HEIGHT)
    return (
        f'<figure class="setnb-figure"><div class="setnb-plot" role="{role}" '
        f'aria-label="{html.escape(alt)}" style="height:{height}px">'
        f'<script type="application/json">{data}</script></div>'
        f"<noscript><p>Figure: {html.escape(alt)}</p></noscript></figure>"
    )


def matplotlib_svg(fig: Any, alt: str) -> str:
    """Return the figure as inline SVG whose palette colours are CSS variables."""
    import matplotlib as mpl

    text = io.StringIO()
    metadata = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    with mpl.rc_context({"svg.hashsalt": alt}):  # ids that differ between figures, not builds
        fig.savefig(text, format="svg", bbox_inches="tight", metadata=metadata)
    svg = text.getvalue()
    svg = svg[svg.index("<svg") :]
    opening, rest = svg.split(">", 1)
    attributes = dict(re.findall(r'(\w+)="([^"]*)"', opening))
    width_in_pixels = float(attributes["width"].removesuffix("pt")) * 4 / 3
    names = {value: name for name, value in reversed(flatten("light").items())}
    rest = SVG_COLOUR.sub(
        lambda hit: f"var(--setnb-{names[hit[0]]})" if hit[0] in names else hit[0], rest
    )
    return (
        f'<figure class="setnb-figure"><svg role="img" aria-label="{html.escape(alt)}" '
        f'viewBox="{attributes["viewBox"]}" '
        f'style="width:{width_in_pixels:.0f}px;stroke-linejoin:round" '
        f'xmlns:xlink="http://www.w3.org/1999/xlink">{SVG_GLOBAL.sub("", rest)}</figure>'
    )


def matplotlib_image(fig: Any, alt: str) -> str:
    """Return the figure as a picture on the light theme's ground."""
    picture = io.BytesIO()
    ground = load_palette()["light"]["page"]
    fig.savefig(
        picture, format="png", dpi=144, bbox_inches="tight", facecolor=ground, transparent=False
    )
    data = base64.b64encode(picture.getvalue()).decode()
    return (
        f'<img alt="{html.escape(alt)}" style="max-width:100%" src="data:image/png;base64,{data}">'
    )


def on_light_ground(fig: Any) -> Any:
    """Return a copy of a plotly figure on the light theme's ground."""
    copy = type(fig)(fig)
    return copy.update_layout(paper_bgcolor=load_palette()["light"]["page"])
