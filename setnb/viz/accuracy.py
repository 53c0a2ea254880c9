"""Figures for sums of digits: the sets, the values of single images, accuracy, running sums."""

from typing import Any

import numpy as np
import pandas as pd

from setnb.viz.palette import MODEL_NAMES, colour, load_palette


def plot_image_sets(sets: list[np.ndarray], titles: list[str], *, columns: int = 10) -> Any:
    """Draw each set of images `(n, 28, 28)` as a row of tiles with its title above (matplotlib).

    Sets longer than `columns` go on in the next row. Dark ink on light paper, values in [0, 1].
    """
    import matplotlib.pyplot as plt

    rows = [-(-len(images) // columns) for images in sets]
    fig, axes = plt.subplots(
        len(sets), 1, figsize=(4.8, 0.75 * sum(rows)), gridspec_kw={"height_ratios": rows}
    )
    for images, count, title, ax in zip(sets, rows, titles, np.atleast_1d(axes), strict=True):
        sheet = np.full((28 * count, 28 * columns), np.nan)
        for i, image in enumerate(images):
            top, left = 28 * (i // columns), 28 * (i % columns)
            sheet[top : top + 28, left : left + 28] = image
        ax.imshow(sheet, cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
        ax.set_title(title)
        ax.set_axis_off()
    return fig


def plot_values(values: np.ndarray, digits: np.ndarray) -> Any:
    """Draw how often each value is given to an image, stacked by the digit it shows (plotly).

    `values` and `digits` are `(n,)`. Bins are a tenth wide and centred on the integers.
    """
    import plotly.graph_objects as go

    hues = [colour("blue"), colour("sky")]
    fig = go.Figure()
    for digit in range(10):
        fig.add_histogram(
            x=values[digits == digit],
            xbins={"start": -1.05, "end": 10.05, "size": 0.1},
            marker_color=hues[digit % 2],
            name=f"images of a {digit}",
            hovertemplate="value %{x}: %{y} images<extra>images of a " + str(digit) + "</extra>",
        )
        fig.add_annotation(
            x=digit, y=1, yref="paper", yanchor="bottom", text=str(digit), showarrow=False
        )
    fig.update_layout(barmode="stack", showlegend=False, height=340)
    fig.update_xaxes(title="value of one image", dtick=1, range=[-1, 10])
    fig.update_yaxes(title="images")
    return fig


def plot_accuracy_by_length(
    results: pd.DataFrame,
    *,
    longest_trained: int,
    ceiling: pd.Series | None = None,
    unit: str = "images",
) -> Any:
    """Draw accuracy against the length of the sets, one line per model (plotly).

    `results` has the columns `model`, `seed`, `length` and `accuracy` in [0, 1]. A line is the
    mean over seeds, its band runs from the worst seed to the best. `ceiling`, indexed by length,
    is dotted. Lengths up to `longest_trained` are shaded: those were seen in training.
    """
    import plotly.graph_objects as go

    light = load_palette()["light"]
    fig = go.Figure()
    fig.add_vrect(x0=0, x1=longest_trained, fillcolor=light["surface"], line_width=0, layer="below")
    note = {"text": "seen in<br>training", "showarrow": False, "font_size": 12, "align": "left"}
    fig.add_annotation(x=0, y=0.07, xanchor="left", **note)
    named: list[float] = []
    for model, runs in results.groupby("model", sort=False):
        by_length = runs.groupby("length")["accuracy"]
        _band(fig, by_length.min(), by_length.max(), colour(model, "fill"))
        line = {"line_color": colour(model), "mode": "lines+markers", "name": model}
        curve = by_length.mean()
        # A name above the third last point, or above the name of a curve that runs there too.
        place = max(-3, -len(curve))
        lifted = sum(abs(curve.iloc[place] - height) < 0.05 for height in named)
        named.append(curve.iloc[place])
        _line(fig, curve, place=place, above=True, lifted=lifted, **line)
    if ceiling is not None:
        dots: dict[str, Any] = {"line": {"color": light["ink"], "dash": "dot"}, "mode": "lines"}
        _line(
            fig,
            ceiling,
            place=7 * len(ceiling) // 10,
            above=False,
            name="(1 − p)<sup>M</sup>",
            **dots,
        )
    fig.update_xaxes(title=f"{unit} in the set, M", rangemode="tozero")
    fig.update_yaxes(title="sums exactly right", tickformat=".0%", range=[-0.02, 1.02])
    return fig.update_layout(showlegend=False)


def by_length(table: pd.DataFrame) -> pd.DataFrame:
    """Turn recorded rows `accuracy@L` into the columns model, seed, length and accuracy."""
    rows = table[table["metric"].str.startswith("accuracy@")]
    return pd.DataFrame(
        {
            "model": rows["config.model"].map(MODEL_NAMES),
            "seed": rows["seed"],
            "length": rows["metric"].str.removeprefix("accuracy@").astype(int),
            "accuracy": rows["value"],
        }
    ).sort_values(["model", "seed", "length"])


def _band(fig: Any, low: pd.Series, high: pd.Series, fill: str) -> None:
    fig.add_scatter(
        x=[*low.index, *high.index[::-1]],
        y=[*low, *high[::-1]],
        fill="toself",
        fillcolor=fill,
        opacity=0.2,
        line_width=0,
        mode="lines",
        hoverinfo="skip",
    )


def _line(
    fig: Any,
    curve: pd.Series,
    *,
    place: int,
    above: bool,
    name: str,
    lifted: int = 0,
    **style: Any,
) -> None:
    """Add a curve and write its name beside the point at index `place`, `lifted` lines higher."""
    fig.add_scatter(x=curve.index, y=curve, name=name, hovertemplate="M = %{x}: %{y:.1%}", **style)
    side = (
        {"xanchor": "left", "yanchor": "bottom", "yshift": 15 * lifted}
        if above
        else {"xanchor": "right", "yanchor": "top"}
    )
    fig.add_annotation(
        x=curve.index[place], y=curve.iloc[place], text=name, showarrow=False, **side
    )


def plot_running_sums(truth: np.ndarray, running: dict[str, np.ndarray]) -> Any:
    """Draw what each model says after 1, 2, …, n images, with a slider over sets (plotly).

    `truth` is `(sets, n)`, the exact running sums; `running` has an array of that shape per model.
    """
    import plotly.graph_objects as go

    ink = load_palette()["light"]["ink"]
    lines = {"exact": truth, **running}
    styles = {"exact": {"color": ink, "dash": "dot"}}
    places = {"exact": "top left", "Deep Sets": "bottom right"}
    n = truth.shape[1]
    fig = go.Figure()
    for name, sums in lines.items():
        fig.add_scatter(
            x=np.arange(1, n + 1),
            y=sums[0],
            name=name,
            mode="lines+text",
            text=["" if i != 2 * n // 3 else name for i in range(n)],
            textposition=places.get(name, "top center"),
            line=styles.get(name) or {"color": colour(name)},
            hovertemplate="after %{x} images: %{y:.1f}",
        )
    slides = [
        {
            "method": "restyle",
            "args": [{"y": [sums[i] for sums in lines.values()]}],
            "label": str(i + 1),
        }
        for i in range(len(truth))
    ]
    slider = {"steps": slides, "currentvalue": {"prefix": "set "}, "pad": {"t": 48}}
    fig.update_layout(sliders=[slider], height=500, showlegend=False)
    highest = max(sums.max() for sums in lines.values())
    fig.update_xaxes(title="images read", range=[0, n + 0.5])
    fig.update_yaxes(title="sum so far", range=[0, 1.05 * highest])
    return fig
