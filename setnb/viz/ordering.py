"""Figures for learned orders: soft permutations side by side, and what a comparison says."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from setnb.viz.palette import colour, load_palette


def plot_soft_permutations(panels: dict[str, np.ndarray], elements: Sequence[str]) -> Any:
    """Draw soft permutations, by title (matplotlib).

    Each is `(n, n)`: a row is an element, named at the left, a column a position, counted from 1.
    All share one scale, from 0 to 1. Three stand in a row.
    """
    fig, axes = _panels(len(panels), 3, (1.25, 1.45), share=True)
    for (title, p), ax in zip(panels.items(), axes, strict=True):
        _draw_cells(ax, p, 0, 1, "setnb_sequential")
        ax.set_title(title, fontsize=9)
        ax.set_xticks(range(p.shape[1]), range(1, p.shape[1] + 1))
        ax.set_yticks(range(len(elements)), elements)
    fig.supylabel("element", fontsize=10)
    fig.supxlabel("position", fontsize=10)
    return fig


def plot_comparisons(panels: dict[str, tuple[np.ndarray, np.ndarray]]) -> Any:
    """Draw what comparisons say of pairs of numbers, two to a row, by title (matplotlib).

    A panel is `(numbers, values)`, `(k,)` and `(k, k)`: `values[i, j]` compares number i, down the
    side, with number j, along the top. Each has a colour bar of its own, centred at 0.
    """
    fig, axes = _panels(len(panels), 2, (2.8, 2.4))
    for (title, (numbers, values)), ax in zip(panels.items(), axes, strict=True):
        bound = np.abs(values).max()
        image = _draw_cells(ax, values, -bound, bound, "setnb_diverging")
        ends = [0, len(numbers) - 1]
        ax.set_xticks(ends, [f"{numbers[k]:g}" for k in ends])
        ax.set_yticks(ends, [f"{numbers[k]:g}" for k in ends])
        ax.set(xlabel="second number", ylabel="first number")
        ax.set_title(title, fontsize=10)
        fig.colorbar(image, ax=ax, shrink=0.8)
    return fig


def plot_cuts(panels: dict[str, tuple[np.ndarray, dict[str, np.ndarray]]]) -> Any:
    """Draw cuts through comparisons, two to a row, by title (matplotlib).

    A panel is `(numbers, lines)`: over the first number, one line for each second number.
    """
    fig, axes = _panels(len(panels), 2, (2.7, 2.3))
    styles = zip(("blue", "orange", "green"), ("-", "--", ":"), strict=True)
    looks = [{"c": colour(hue), "ls": line} for hue, line in styles]
    for (title, (numbers, lines)), ax in zip(panels.items(), axes, strict=True):
        for (name, values), look in zip(lines.items(), looks, strict=True):
            ax.plot(numbers, values, label=name, **look)
        ax.axhline(0, c=load_palette()["light"]["line"], lw=0.8)
        ax.set(xlabel="first number")
        ax.set_title(title, fontsize=10)
        low, high = ax.get_ylim()
        ax.set_ylim(low, high + 0.4 * (high - low))  # room for the legend
        ax.legend(fontsize=9, loc="upper left")
    return fig


def _panels(
    count: int, across: int, size: tuple[float, float], *, share: bool = False
) -> tuple[Any, Any]:
    """Return a figure and `count` axes, `across` to a row, each of about that size in inches."""
    import matplotlib.pyplot as plt

    rows, across = -(-count // across), min(count, across)
    figsize = (size[0] * across + 0.7, size[1] * rows + 0.4)
    fig, axes = plt.subplots(
        rows, across, figsize=figsize, squeeze=False, sharex=share, sharey=share
    )
    for spare in axes.flat[count:]:
        spare.set_axis_off()
    return fig, axes.flat[:count]


def _draw_cells(ax: Any, values: np.ndarray, low: float, high: float, cmap: str) -> Any:
    ax.grid(visible=False)
    return ax.imshow(values, vmin=low, vmax=high, cmap=cmap, interpolation="nearest")
