import json
import re

import matplotlib as mpl
import numpy as np
import plotly.graph_objects as go
import plotly.io as pio
import pytest
from IPython.display import HTML
from matplotlib import pyplot as plt

from setnb.viz import colour, show, use_theme
from setnb.viz.palette import load_palette
from setnb.viz.show import matplotlib_svg, on_light_ground, plotly_html

ALT = 'A line that rises, "steeply" & far.'


@pytest.fixture(autouse=True)
def _theme():
    template = pio.templates.default
    with mpl.rc_context({"backend": "agg"}):
        use_theme()
        yield
    pio.templates.default = template
    plt.close("all")


@pytest.fixture
def shown(monkeypatch):
    """What show() hands to the notebook."""
    outputs = []
    monkeypatch.setattr("IPython.display.display", outputs.append)
    return outputs


def line():
    fig, ax = plt.subplots()
    ax.plot([1, 2, 3])
    return fig


def test_book_plotly_is_data_for_the_pages_own_plotly(shown, monkeypatch):
    monkeypatch.setenv("SETNB_BOOK", "1")
    show(go.Figure(go.Scatter(y=[1, 2], name="</script>")), ALT)
    (output,) = shown
    assert isinstance(output, HTML)
    assert (
        'role="img" aria-label="A line that rises, &quot;steeply&quot; &amp; far."' in output.data
    )
    data = re.search(r'<script type="application/json">(.*?)</script>', output.data, re.DOTALL)[1]
    assert json.loads(data)["data"][0]["name"] == "</script>"


def test_controls_of_a_plotly_figure_stay_reachable():
    fig = go.Figure(go.Scatter(y=[1, 2]))
    fig.update_layout(sliders=[{"steps": [{"label": "1"}]}])
    assert 'role="group"' in plotly_html(fig, ALT)


def test_notebook_plotly_brings_its_ground_and_its_alt(shown, monkeypatch):
    monkeypatch.delenv("SETNB_BOOK", raising=False)
    drawn = []
    monkeypatch.setattr(go.Figure, "show", lambda fig: drawn.append(fig))
    fig = go.Figure(go.Scatter(y=[1, 2]))
    show(fig, ALT)
    assert "far." in shown[0].data
    assert drawn[0].layout.paper_bgcolor == load_palette()["light"]["page"]
    assert fig.layout.paper_bgcolor is None
    assert on_light_ground(fig).data == fig.data


def test_book_matplotlib_is_svg_that_follows_the_theme(shown, monkeypatch):
    monkeypatch.setenv("SETNB_BOOK", "1")
    fig = line()
    show(fig, ALT)
    (output,) = shown
    assert output.data.startswith('<figure class="setnb-figure"><svg role="img" aria-label="A line')
    assert "var(--setnb-blue-stroke)" in output.data
    assert "var(--setnb-ink)" in output.data
    assert not re.search(r"#[0-9a-f]{6}\b", output.data)
    assert not plt.fignum_exists(fig.number)


def test_svg_neither_repeats_ids_nor_styles_the_page():
    first, second = matplotlib_svg(line(), "one"), matplotlib_svg(line(), "two")
    ids = [set(re.findall(r'id="([^"]+)"', svg)) for svg in (first, second)]
    shared = ids[0] & ids[1]
    assert all(name.startswith("DejaVu") for name in shared)
    assert "<style" not in first
    assert matplotlib_svg(line(), "one") == first


def test_notebook_matplotlib_is_a_picture_with_alt(shown, monkeypatch):
    monkeypatch.delenv("SETNB_BOOK", raising=False)
    show(line(), ALT)
    assert shown[0].data.startswith('<img alt="A line that rises, &quot;steeply&quot; &amp; far."')
    assert "data:image/png;base64," in shown[0].data


@pytest.mark.parametrize("alt", ["", "  ", None])
def test_a_figure_without_alt_is_refused(alt):
    with pytest.raises(ValueError, match="alt: expected a sentence"):
        show(go.Figure(), alt)


def test_what_is_no_figure_is_refused():
    with pytest.raises(ValueError, match=r"plotly or matplotlib figure, got .*array"):
        show(np.zeros(3), ALT)


def test_theme_is_transparent_and_uses_the_palette():
    template = pio.templates["setnb"]
    assert pio.templates.default == "setnb"
    assert template.layout.paper_bgcolor == template.layout.plot_bgcolor == "rgba(0,0,0,0)"
    assert template.layout.colorway[0] == colour("blue")
    assert mpl.rcParams["savefig.transparent"]
    assert mpl.rcParams["axes.prop_cycle"].by_key()["color"] == list(template.layout.colorway)
