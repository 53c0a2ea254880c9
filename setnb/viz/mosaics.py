"""Figures of mosaics: tiles with seams between them, rows of pictures, costs beside their tiles."""

from collections.abc import Sequence
from typing import Any

import numpy as np

INK = "#0a0a0a"  # on pale cells, in both themes: no colour that a dark page exchanges


def lay_out(tiles: np.ndarray, grid: Sequence[int], seam: int = 1) -> np.ndarray:
    """Return the tiles `(n, h, w)` as one picture, row by row, with seams of NaN around each."""
    rows, columns = grid
    _, height, width = tiles.shape
    high, wide = height + seam, width + seam
    sheet = np.full((rows * high + seam, columns * wide + seam), np.nan)
    for k, tile in enumerate(tiles):
        top, left = k // columns * high + seam, k % columns * wide + seam
        sheet[top : top + height, left : left + width] = tile
    return sheet


def plot_pictures(
    rows: dict[str, Sequence[np.ndarray]],
    titles: Sequence[str] = (),
    maps: Sequence[str] = (),
    *,
    size: float = 0.85,
    highest: float | None = None,
) -> Any:
    """Draw rows of pictures, each row by its title, under the titles of the columns (matplotlib).

    `maps` names a colour map for each column; without one pictures are ink on paper. A row shares
    its range of values: from the least to the largest under "gray_r", from 0 under
    "setnb_sequential", and as far below 0 as above under "setnb_diverging"; `highest` fixes the end
    of the range for all rows. NaN is drawn grey.
    """
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    across = max(map(len, rows.values()))
    maps = maps or ["gray_r"] * across
    fig, axes = plt.subplots(
        len(rows), across, figsize=(size * across + 0.7, size * len(rows)), squeeze=False
    )
    for line, (title, pictures) in zip(axes, rows.items(), strict=True):
        line[0].set_ylabel(title, rotation=0, ha="right", va="center", fontsize=10.5)
        for ax in line:
            ax.set(xticks=[], yticks=[])
            ax.grid(visible=False)
            ax.spines[:].set_visible(False)
        for ax, picture, name in zip(line, pictures, maps, strict=False):
            alike = [p for p, other in zip(pictures, maps, strict=False) if other == name]
            low, high = limits(alike, name)
            high = high if highest is None else highest
            colours = mpl.colormaps[name].with_extremes(bad="#8c959f")
            ax.imshow(picture, cmap=colours, vmin=low, vmax=high, interpolation="nearest")
    for ax, title in zip(axes[0], titles, strict=False):
        ax.set_title(title, fontsize=10, loc="center")
    return fig


def limits(pictures: Sequence[np.ndarray], name: str) -> tuple[float, float]:
    """Return the range of values that the colour map called `name` covers."""
    low, high = np.nanmin(pictures), np.nanmax(pictures)
    if name == "setnb_sequential":
        return 0.0, high
    if name == "setnb_diverging":
        return -max(-low, high), max(-low, high)
    return low, high


def plot_pair_costs(panels: dict[str, np.ndarray], tiles: np.ndarray) -> Any:
    """Draw matrices `(n, n)` of costs with their tiles `(n, h, w)` along both sides (matplotlib).

    One below the other. Row and column of a cell are the two tiles compared, its number the cost.
    """
    import matplotlib.pyplot as plt

    n = len(tiles)
    fig, axes = plt.subplots(len(panels), 1, figsize=(3.3, 3.4 * len(panels)), squeeze=False)
    # Twice the range: cells stay pale enough for dark numbers.
    reach = 2 * max(np.abs(costs).max() for costs in panels.values())
    paper = tiles.min(), tiles.max()
    for ax, (title, costs) in zip(axes[:, 0], panels.items(), strict=True):
        ax.set_title(title, fontsize=10.5)
        ax.imshow(costs, cmap="setnb_diverging", vmin=-reach, vmax=reach)
        for i, j in np.ndindex(n, n):
            text = f"{costs[i, j]:+.2f}" if i != j else "0"
            ax.text(j, i, text, ha="center", va="center", fontsize=10, color=INK)
        for k, tile in enumerate(tiles):
            for x, y in ((-1.1, k), (k, -1.1)):
                place = (x - 0.45, x + 0.45, y + 0.45, y - 0.45)
                ax.imshow(tile, cmap="gray_r", vmin=paper[0], vmax=paper[1], extent=place)
                corners = [place[a] for a in (0, 1, 1, 0, 0)], [place[a] for a in (2, 2, 3, 3, 2)]
                ax.plot(*corners, c="#8c959f", lw=0.8)
        ax.set(xlim=(-1.6, n - 0.5), ylim=(n - 0.5, -1.6))
        ax.set_axis_off()
    return fig
