"""Figures for recurrences asked not to care about order: curves, and what invariance buys."""

from typing import Any

import numpy as np
import pandas as pd

from setnb.viz.palette import colour, load_palette

# What stands for a model or penalty everywhere: hue, line and mark.
LOOKS = {
    "none": ("vermillion", "-", "o"),
    "RNN": ("vermillion", "-", "o"),
    "SIRE": ("green", "--", "s"),
    "RNN + SIRE": ("green", "--", "s"),
    "SUB": ("purple", ":", "D"),
    "Deep Sets": ("blue", "-.", "^"),
    "three neurons": ("sky", "-", "x"),
}


def by_metric(table: pd.DataFrame, stem: str) -> pd.DataFrame:
    """Turn the recorded metrics `stem@k` into rows with the whole number k in the column `at`."""
    rows = table[table["metric"].str.startswith(f"{stem}@")]
    return rows.assign(at=rows["metric"].str.removeprefix(f"{stem}@").astype(int))


def plot_curves(
    curves: dict[str, pd.DataFrame],
    *,
    xlabel: str,
    ylabel: str,
    log: str = "",
    floor: float | None = None,
) -> Any:
    """Draw values over a whole number, a line for each name of `LOOKS` (matplotlib).

    A table has the columns `at` and `value`, one row for each seed. A line is the mean over seeds
    (the geometric one where y is logarithmic), its band runs from the lowest to the highest. Axes
    named in `log` ("x", "y", "xy") are logarithmic. Names stand at the ends of the lines, moved
    apart where ends are near. A `floor`, what chance gives for instance, is dotted.
    """
    import matplotlib.pyplot as plt

    fig, ax = plt.subplots(figsize=(5.8, 3))
    ends = {}
    for name, table in curves.items():
        hue, line, mark = LOOKS[name]
        by = table.groupby("at")["value"]
        mean = np.exp(np.log(table["value"]).groupby(table["at"]).mean()) if "y" in log else None
        mean = by.mean() if mean is None else mean
        ax.fill_between(mean.index, by.min(), by.max(), color=colour(hue, "fill"), alpha=0.2, lw=0)
        ax.plot(mean.index, mean, line, marker=mark, ms=4, c=colour(hue))
        ends[name] = mean.index[-1], mean.iloc[-1]
    ax.set(xlabel=xlabel, ylabel=ylabel)
    for axis in log:
        ax.set(**{f"{axis}scale": "log"})
    if floor is not None:
        ax.axhline(floor, c=load_palette()["light"]["ink"], ls=":", lw=1)
    _name_ends(ax, ends)
    return fig


def _name_ends(ax: Any, ends: dict[str, tuple[float, float]]) -> None:
    """Write each name to the right of its point; one that would cover another goes above it."""
    size = 10.0
    pixels = {k: ax.transData.transform(end)[1] for k, end in ends.items()}
    to_points, last = 72 / ax.figure.dpi, -np.inf
    for name in sorted(ends, key=pixels.__getitem__):
        own = pixels[name] * to_points
        last = max(own, last + 1.2 * size)
        ax.annotate(
            name,
            ends[name],
            (8, last - own),
            textcoords="offset points",
            va="center",
            fontsize=size,
            color=colour(LOOKS[name][0], "text"),
            annotation_clip=False,
        )


def plot_accuracy_by_order(runs: pd.DataFrame) -> Any:
    """Draw accuracy over the share of variance that is due to order (matplotlib).

    `runs` has the columns `penalty`, a name of `LOOKS`, `strength`, `order` and `accuracy`, one row
    for each run. The order axis is logarithmic and runs from more to less. A strength is written at
    the middle of its runs, SIRE's below and SUB's above.
    """
    import matplotlib.pyplot as plt

    fig, ax = plt.subplots(figsize=(5.8, 3.4))
    for name, group in runs.groupby("penalty", sort=False):
        hue, _, mark = LOOKS[name]
        ax.plot(group["order"], group["accuracy"], mark, ms=5, c=colour(hue), alpha=0.7, label=name)
        for strength, some in group.groupby("strength"):
            below = name == "SIRE"
            ax.annotate(
                f"{strength:g}" if strength else "0",
                (np.exp(np.log(some["order"]).mean()), some["accuracy"].mean()),
                (10, -10) if below else (-10, 10),
                textcoords="offset points",
                ha="left" if below else "right",
                va="center",
                fontsize=9,
                color=colour(hue, "text"),
            )
    ax.set(xscale="log", ylim=(0, 1.05), ylabel="sums exactly right, new lists")
    ax.set(xlabel="share of variance due to order (less to the right)")
    ax.invert_xaxis()
    ax.axhline(1, c=load_palette()["light"]["line"], lw=0.8)
    ax.legend(title="penalty, with λ beside it", loc="lower right", fontsize=9)
    return fig
