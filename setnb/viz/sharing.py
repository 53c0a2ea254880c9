"""Figures for sharing schemes: matrices by their blocks, and soft schemes as they are."""

from typing import Any

import numpy as np

from setnb.viz.palette import colour

BLOCK_HUES = ("sky", "orange", "green", "purple", "yellow", "vermillion", "blue")
CELL = 0.3  # inches
PALE = "#fafafa"  # on dark cells, in both themes: white is exchanged on a dark page


def plot_blocks(panels: dict[str, np.ndarray], *, across: int = 3) -> Any:
    """Draw matrices whose cells say with whom they share, by title (matplotlib).

    Each is `(m, n)` whole numbers from 0: cells of one block have one colour and one number. The
    colours come again from the eighth block on; the numbers do not. `across` panels stand in a row.
    """
    from matplotlib.patches import Rectangle

    fig, axes = _panels(panels, across)
    for (title, labels), ax in zip(panels.items(), axes, strict=True):
        for (i, j), block in np.ndenumerate(labels):
            hue = colour(BLOCK_HUES[block % len(BLOCK_HUES)], "fill")
            ax.add_patch(Rectangle((j - 0.5, i - 0.5), 1, 1, fc=hue, ec="white", lw=1))
            ax.text(j, i, str(block), color="black", ha="center", va="center", fontsize=9)
        _frame(ax, labels.shape, title)
    return fig


def plot_soft_schemes(panels: dict[str, np.ndarray], *, across: int = 4) -> Any:
    """Draw assignment matrices by title (matplotlib), on one scale from 0 to 1.

    Each is `(k, m)`: a row is a parameter, a column a value that it may take. Entries are written
    in hundredths, those below a half of one are left out.
    """
    fig, axes = _panels(panels, across)
    for (title, matrix), ax in zip(panels.items(), axes, strict=True):
        ax.imshow(matrix, cmap="setnb_sequential", vmin=0, vmax=1)
        for (i, j), part in np.ndenumerate(matrix):
            if round(100 * part):
                ink = PALE if part > 0.6 else "black"
                ax.text(j, i, f"{100 * part:.0f}", color=ink, ha="center", va="center", fontsize=8)
        _frame(ax, matrix.shape, title)
    fig.supylabel("parameter", fontsize=10)
    fig.supxlabel("value", fontsize=10)
    return fig


def _panels(panels: dict[str, np.ndarray], across: int) -> tuple[Any, Any]:
    """Return a figure and an axis for each panel, `across` to a row, all cells of one size."""
    import matplotlib.pyplot as plt

    across = min(across, len(panels))
    rows = -(-len(panels) // across)
    m, n = (max(matrix.shape[axis] for matrix in panels.values()) for axis in (0, 1))
    size = (across * (CELL * n + 0.4), rows * (CELL * m + 0.6))
    fig, axes = plt.subplots(rows, across, figsize=size, squeeze=False)
    for spare in axes.flat[len(panels) :]:
        spare.set_axis_off()
    return fig, axes.flat[: len(panels)]


def _frame(ax: Any, shape: tuple[int, ...], title: str) -> None:
    ax.set(xticks=range(shape[1]), yticks=range(shape[0]), aspect="equal")
    ax.set(xlim=(-0.5, shape[1] - 0.5), ylim=(shape[0] - 0.5, -0.5))
    ax.grid(visible=False)
    ax.tick_params(length=0, labelsize=8)
    ax.spines[:].set_visible(False)
    ax.set_title(title, fontsize=9)
