"""Figures for numbered multisets: the numbering itself, the worst ones, accuracy against data."""

from typing import Any

import numpy as np
import pandas as pd

from setnb.viz.palette import MODEL_NAMES, colour, load_palette

CLASS_HUES = ("sky", "orange", "green", "purple", "vermillion", "yellow", "blue")
PER_ROW = 4
SIZE_LOOKS = (("o", "none"), ("D", "fill"), ("s", "fill"))


def plot_numberings(columns: dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]) -> Any:
    """Draw numbered multisets side by side, one column each, by its title (matplotlib).

    A column is `(classes, numbers, wrong)`, each `(n,)`: a disc is an element, its fill its class,
    the letter and number beside it say both. Sorted by class, then number. A wrong number has a
    ring around its disc and a cross beside it. Four columns stand in a row; at most seven classes.
    """
    import matplotlib.pyplot as plt

    longest = max(len(classes) for classes, _, _ in columns.values())
    rows = -(-len(columns) // PER_ROW)
    across = min(len(columns), PER_ROW)
    size = (1.1 * across, rows * (0.27 * longest + 0.6))
    fig, axes = plt.subplots(rows, across, figsize=size, squeeze=False)
    for ax in axes.flat:
        ax.set(xlim=(-1.3, 1.5), ylim=(longest - 0.3, -0.7))
        ax.set_axis_off()
    for ax, (title, column) in zip(axes.flat, columns.items(), strict=False):
        ax.set_title(title, fontsize=9)
        _draw_column(ax, *column)
    return fig


def _draw_column(ax: Any, classes: np.ndarray, numbers: np.ndarray, wrong: np.ndarray) -> None:
    edge, ring = load_palette()["light"]["line"], colour("vermillion")
    for y, i in enumerate(np.lexsort((wrong, numbers, classes))):
        hue = colour(CLASS_HUES[classes[i]], "fill")
        ax.plot(-0.8, y, "o", ms=9, mfc=hue, mec=edge, mew=0.8)
        name = f"{chr(ord('a') + classes[i])} {numbers[i]}"
        ax.text(-0.3, y, name, va="center", fontsize=10, weight="bold" if wrong[i] else "normal")
        if wrong[i]:
            ax.plot(-0.8, y, "o", ms=13.5, mfc="none", mec=ring, mew=1.5)
            ax.plot(1, y, "x", ms=5.5, c=ring, mew=1.8)


def by_training_sets(table: pd.DataFrame) -> pd.DataFrame:
    """Turn recorded rows into the columns model, sets, seed, accuracy and diverged.

    A shuffled training, `augment`, is a model of its own.
    """
    runs = table.pivot_table(
        index=["config.model", "config.augment", "config.train_sets", "seed"],
        columns="metric",
        values="value",
    ).reset_index()
    names = runs["config.model"].map(MODEL_NAMES)
    return pd.DataFrame(
        {
            "model": names + np.where(runs["config.augment"], " + shuffling", ""),
            "sets": runs["config.train_sets"],
            "seed": runs["seed"],
            "accuracy": runs["accuracy"],
            "diverged": runs["diverged"],
        }
    )


def plot_accuracy_by_training_sets(panels: dict[str, pd.DataFrame], order: list[str]) -> Any:
    """Draw the accuracy of each model after few and many training sets (matplotlib).

    `panels` gives, by title, rows with the columns `model`, `sets` and `accuracy` in [0, 1], one
    row a seed. A mark is the mean over seeds, its line runs from the worst seed to the best; where
    the column `std` is there, it is the mean give or take that. Models are rows, in `order`.
    """
    import matplotlib.pyplot as plt

    fig, axes = plt.subplots(
        len(panels), 1, figsize=(5, 2.45 * len(panels)), sharex=True, squeeze=False
    )
    for (title, rows), ax in zip(panels.items(), axes[:, 0], strict=True):
        sizes = sorted(rows["sets"].unique())
        for k, (size, (mark, fill)) in enumerate(zip(sizes, SIZE_LOOKS, strict=False)):
            hue = colour(("vermillion", "blue", "green")[k])
            for y, model in enumerate(order):
                runs = rows[(rows["model"] == model) & (rows["sets"] == size)]
                if runs.empty:
                    continue
                mean = runs["accuracy"].mean()
                low, high = runs["accuracy"].min(), runs["accuracy"].max()
                if "std" in runs:
                    low, high = mean - runs["std"].mean(), mean + runs["std"].mean()
                place = y + 0.25 * (k - (len(sizes) - 1) / 2)
                ax.plot([low, high], [place, place], c=hue, lw=1.5)
                face = "none" if fill == "none" else hue
                ax.plot(mean, place, mark, ms=6.5, mfc=face, mec=hue, mew=1.5, label=f"{size:,}")
        ax.set_yticks(range(len(order)), order)
        ax.set_ylim(len(order) - 0.5, -0.5)
        ax.set_title(title)
    found = {
        label: handle
        for ax in axes[:, 0]
        for handle, label in zip(*ax.get_legend_handles_labels(), strict=True)
    }
    fig.legend(
        list(found.values()),
        list(found),
        loc="outside upper right",
        ncols=len(found),
        title="training sets",
    )
    axes[-1, 0].set_xlabel("test multisets entirely right")
    axes[-1, 0].set_xlim(-0.04, 1.04)
    axes[-1, 0].xaxis.set_major_formatter("{x:.0%}")
    return fig
