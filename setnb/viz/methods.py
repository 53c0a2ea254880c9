"""Figures that compare methods for finding a sharing scheme: errors, distances, intervals."""

from typing import Any

import numpy as np
import pandas as pd

from setnb.viz.palette import colour, load_palette

# What a method of an experiment is called, and its hue, line and mark.
METHODS = {
    "none": ("no sharing", "vermillion", "-", "o"),
    "oracle": ("oracle", "green", "--", "s"),
    "toeplitz": ("Toeplitz", "green", "--", "s"),
    "brute": ("all schemes tried", "purple", ":", "^"),
    "brute_norm": ("all tried, with the norm", "sky", "-.", "v"),
    "augerino": ("Augerino", "orange", "-.", "x"),
    "relaxed": ("searched", "blue", "-", "D"),
    "learned": ("searched", "blue", "-", "D"),
    "ours": ("searched", "blue", "-", "D"),
}
MEASURES = {"mse": "squared error", "loss": "squared error", "pd": "partition distance"}


def by_method(table: pd.DataFrame, x: str, measures: tuple[str, ...]) -> pd.DataFrame:
    """Turn recorded metrics `measure@method` into rows measure, method, x, value and half.

    `x` is a column; `half`, of the 95 % interval, comes from `measure_ci@method` and is NaN without
    one. Settings that agree in all of these are averaged.
    """
    names = table["metric"].str.extract(r"^(?P<measure>\w+?)(?P<ci>_ci)?@(?P<method>\w+)$")
    rows = names.assign(x=table[x], number=table["value"])[names["measure"].isin(measures)]
    rows["what"] = np.where(rows["ci"].isna(), "value", "half")
    wide = rows.pivot_table("number", ["measure", "method", "x"], "what")
    wide = wide.reindex(columns=["value", "half"])
    return wide.reset_index().rename_axis(columns=None)


def plot_methods(panels: dict[str, pd.DataFrame], *, xlabel: str, log: tuple[str, ...] = ()) -> Any:
    """Draw measures over x, a row for each measure and a column for each table (matplotlib).

    Tables are those of `by_method`, columns are titled by their names. A line is a method of
    `METHODS`, its band the 95 % interval; the names stand above. A row shares its y axis, which
    starts at 0, but for the measures in `log`: theirs is logarithmic, and a band ends at a tenth
    of its line at the latest.
    """
    import matplotlib.pyplot as plt

    every = pd.concat(panels.values())
    measures, methods = every["measure"].unique(), set(every["method"])
    size = (2.9 * len(panels) + 0.8, 2 * len(measures) + 0.8)
    fig, axes = plt.subplots(
        len(measures), len(panels), figsize=size, squeeze=False, sharex="col", sharey="row"
    )
    for column, (title, table) in zip(axes.T, panels.items(), strict=True):
        column[0].set_title(title, fontsize=10)
        column[-1].set_xlabel(xlabel)
        for ax, measure in zip(column, measures, strict=True):
            _draw_lines(ax, table[table["measure"] == measure], measure in log)
    for row, measure in zip(axes, measures, strict=True):
        row[0].set_ylabel(MEASURES[measure])
        row[0].set(yscale="log") if measure in log else row[0].set_ylim(bottom=0)
    shown = {label: line for ax in axes.flat for label, line in _labelled(ax).items()}
    names = [name for method, (name, *_) in METHODS.items() if method in methods]
    names = list(dict.fromkeys(names))
    lines = [shown[name] for name in names]
    fig.legend(lines, names, loc="outside upper left", ncols=min(3, len(panels) + 1), fontsize=9)
    return fig


def _draw_lines(ax: Any, table: pd.DataFrame, log: bool) -> None:
    if not log:
        ax.axhline(0, c=load_palette()["light"]["line"], lw=0.8)
    for method, rows in table.groupby("method"):
        name, hue, line, mark = METHODS[method]
        x, y, half = (rows[column].to_numpy() for column in ("x", "value", "half"))
        low = np.maximum(y - half, y / 10) if log else y - half
        ax.fill_between(x, low, y + half, color=colour(hue, "fill"), alpha=0.2, lw=0)
        ax.plot(x, y, line, marker=mark, ms=4, c=colour(hue), label=name)


def _labelled(ax: Any) -> dict[str, Any]:
    handles, labels = ax.get_legend_handles_labels()
    return dict(zip(labels, handles, strict=True))
