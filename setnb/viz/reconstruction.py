"""Figures for auto-encoded multisets: the pictures, and the loss against what it costs."""

from typing import Any

import numpy as np
import pandas as pd

from setnb.viz.palette import colour

# By model and pooling of a recorded run: what it is called, its colour and its mark.
AUTOENCODERS = {
    ("dspn", "fspool"): ("DSPN", "vermillion", "s"),
    ("idspn", "fspool"): ("iDSPN", "sky", "o"),
    ("idspn_momentum", "fspool"): ("iDSPN + momentum", "blue", "D"),
    ("idspn_momentum", "mean"): ("… means instead", "green", "^"),
    ("idspn_momentum", "sum"): ("… sums instead", "purple", "v"),
}


def plot_reconstructions(
    rows: dict[str, tuple[np.ndarray, np.ndarray]], *, limit: float = 2.8
) -> Any:
    """Draw multisets in the plane with their reconstructions, a row of panels each (matplotlib).

    A row is `(truth, answer)`, each `(k, n, 2)` with matched elements at the same place: row i of
    an answer is meant as row i of the truth. Discs are true elements, diamonds reconstructed ones,
    lines the matching. What lies beyond `limit` is cut off.
    """
    import matplotlib.pyplot as plt

    count = len(next(iter(rows.values()))[0])
    fig, axes = plt.subplots(
        len(rows), count, figsize=(1.6 * count, 1.75 * len(rows)), squeeze=False
    )
    for line, (title, pairs) in zip(axes, rows.items(), strict=True):
        line[0].set_title(title, fontsize=10)
        for ax, truth, answer in zip(line, *pairs, strict=True):
            for pair in np.stack([truth, answer], 1):
                ax.plot(*pair.T, c=colour("vermillion"), lw=1.2, zorder=1)
            ax.scatter(*truth.T, s=42, c=colour("sky", "fill"), edgecolors=colour("blue"))
            ax.scatter(*answer.T, s=16, c=colour("vermillion"), marker="D")
            ax.set(xlim=(-limit, limit), ylim=(-limit, limit), aspect="equal")
            ax.set(xticks=[], yticks=[])
    return fig


def by_iterations(table: pd.DataFrame) -> pd.DataFrame:
    """Turn recorded rows into the columns model, n, d, latent, iterations, seed, loss, diverged."""
    keys = ["model", "how", "n", "d", "latent", "iterations"]
    runs = table.pivot_table(
        index=[*(f"config.{key}" for key in keys), "seed"], columns="metric", values="value"
    ).reset_index()
    runs = runs.rename(columns={f"config.{key}": key for key in keys})
    names = [AUTOENCODERS[pair][0] for pair in zip(runs["model"], runs.pop("how"), strict=True)]
    return runs.assign(model=names).rename_axis(columns=None)


def plot_loss_by_cost(results: pd.DataFrame, cost: dict[str, float]) -> Any:
    """Draw the loss over the cost of a training step, a panel for each n = d (matplotlib).

    `results` has the columns `model`, `n`, `d`, `iterations` and `loss`, one row a seed; `cost`
    what an inner iteration of each model costs. A mark is the mean over seeds of one number of
    iterations, its line runs from the best seed to the worst.
    """
    import matplotlib.pyplot as plt

    looks = {name: (hue, mark) for name, hue, mark in AUTOENCODERS.values()}
    sizes = sorted({(n, d) for n, d in zip(results["n"], results["d"], strict=True)})
    fig, axes = plt.subplots(
        1, len(sizes), figsize=(1.9 * len(sizes) + 0.6, 3.7), sharey=True, squeeze=False
    )
    for (n, d), ax in zip(sizes, axes[0], strict=True):
        panel = results[(results["n"] == n) & (results["d"] == d)]
        for name, (hue, mark) in looks.items():
            loss = panel[panel["model"] == name].groupby("iterations")["loss"]
            if not len(loss):
                continue
            place = loss.mean().index * cost[name]
            ax.plot(place, loss.mean(), marker=mark, ms=6, lw=1.5, c=colour(hue), label=name)
            ax.vlines(place, loss.min(), loss.max(), color=colour(hue), lw=1.5)
        ax.set(title=f"n = d = {n}", xscale="log", yscale="log")
        ticks = sorted(panel["iterations"].unique())
        ax.set_xticks(ticks, [str(tick) for tick in ticks])
        ax.minorticks_off()
    axes[0, 0].set_ylabel("Huber loss")
    fig.supxlabel("cost of a training step, in iterations of iDSPN", fontsize=10.5)
    handles, labels = axes[0, 0].get_legend_handles_labels()
    fig.legend(handles, labels, loc="outside upper left", ncols=2, fontsize=9.5)
    return fig
