"""One look for plotly and matplotlib: calm axes, transparent ground, the book's colours."""

from typing import Any

from setnb.viz.palette import colour_map, load_palette

FONT_FAMILY = "system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"


def use_theme() -> None:
    """Make the book's look the default of plotly (template "setnb") and matplotlib.

    Call it once at the top of a chapter, before the first figure is made.
    """
    import matplotlib as mpl
    import plotly.io as pio

    pio.templates["setnb"] = plotly_template()
    pio.templates.default = "setnb"
    mpl.rcParams.update(matplotlib_style())
    register_colour_maps()


def plotly_template() -> Any:
    """Return the plotly template, in the light theme's colours."""
    import plotly.graph_objects as go

    light = load_palette()["light"]
    axis = {
        "gridcolor": light["grid"],
        "linecolor": light["line"],
        "zerolinecolor": light["line"],
        "tickcolor": light["line"],
        "ticks": "outside",
        "showline": True,
        "zeroline": False,
        "automargin": True,
        "title": {"standoff": 10},
    }
    sequential, diverging = (evenly(colour_map(name)) for name in ("sequential", "diverging"))
    return go.layout.Template(
        layout={
            "colorway": strokes(),
            "font": {"family": FONT_FAMILY, "size": 14, "color": light["ink"]},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "margin": {"l": 56, "r": 16, "t": 40, "b": 48},
            "title": {"font": {"size": 16}, "x": 0, "xref": "paper"},
            "hoverlabel": {
                "bgcolor": light["surface"],
                "bordercolor": light["line"],
                "font": {"color": light["ink"]},
            },
            "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
            "xaxis": axis,
            "yaxis": axis,
            "colorscale": {"sequential": sequential, "diverging": diverging},
            # Below the axis title, and buttons above the plot: neither covers anything.
            "sliderdefaults": {
                "pad": {"t": 56},
                "bgcolor": light["surface"],
                "activebgcolor": light["accent"],
                "bordercolor": light["line"],
                "tickcolor": light["line"],
            },
            "updatemenudefaults": {
                "bgcolor": light["surface"],
                "bordercolor": light["line"],
                "x": 0,
                "xanchor": "left",
                "y": 1.02,
                "yanchor": "bottom",
            },
        },
        data={"heatmap": [{"colorscale": sequential, "xgap": 1, "ygap": 1}]},
    )


def matplotlib_style() -> dict[Any, Any]:
    """Return matplotlib's settings, in the light theme's colours."""
    from cycler import cycler

    light = load_palette()["light"]
    return {
        "figure.figsize": (6.4, 3.6),
        "figure.facecolor": "none",
        "savefig.facecolor": "none",
        "savefig.transparent": True,
        "figure.constrained_layout.use": True,
        "axes.facecolor": "none",
        "axes.edgecolor": light["line"],
        "axes.labelcolor": light["ink"],
        "axes.titlelocation": "left",
        "axes.titlesize": 11,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.axisbelow": True,
        "axes.prop_cycle": cycler(color=strokes()),
        "grid.color": light["grid"],
        "text.color": light["ink"],
        "xtick.color": light["line"],
        "ytick.color": light["line"],
        "xtick.labelcolor": light["ink"],
        "ytick.labelcolor": light["ink"],
        "legend.frameon": False,
        "legend.labelcolor": light["ink"],
        "lines.linewidth": 2.0,
        "patch.edgecolor": light["line"],
        "font.size": 10.5,
        "image.cmap": "setnb_sequential",
    }


def register_colour_maps() -> None:
    """Add `setnb_sequential` and `setnb_diverging` to matplotlib, also when called again."""
    import matplotlib as mpl
    from matplotlib.colors import LinearSegmentedColormap

    for name in ("sequential", "diverging"):
        if f"setnb_{name}" not in mpl.colormaps:
            stops = LinearSegmentedColormap.from_list(f"setnb_{name}", colour_map(name))
            mpl.colormaps.register(stops)


def strokes() -> list[str]:
    """Return the colours of successive lines: the categories in their fixed order."""
    return [roles["stroke"] for roles in load_palette()["light"]["categories"].values()]


def evenly(stops: list[str]) -> list[list[Any]]:
    """Return plotly's form of a colour map, `[[0, first], ..., [1, last]]`."""
    return [[i / (len(stops) - 1), stop] for i, stop in enumerate(stops)]
