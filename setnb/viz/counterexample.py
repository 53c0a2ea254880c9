"""A counterexample as a drawing: X, PX, f(PX), and what f(PX) should have been."""

from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from setnb.probes.report import Counterexample
from setnb.probes.residuals import INVARIANCE, MULTISET, equal_rows
from setnb.viz.numbering import CLASS_HUES
from setnb.viz.palette import colour, flatten

# In inches: the height of a row, the room for a mark, for a character, for what lies between.
ROW, MARK, CHARACTER, BETWEEN = 0.4, 0.38, 0.088, 0.5
SHOWN = 3  # numbers of an element or output that are written


def columns_of(example: Counterexample) -> list[np.ndarray]:
    """Return the rows of X, of PX, of f(PX), and of the allowed f(PX) that comes nearest."""
    wanted, y = example.expected.copy(), np.atleast_2d(example.output_permuted)
    if example.broken == MULTISET:
        for group in equal_rows(example.x_permuted):
            cost = np.abs(y[group][:, None] - wanted[group][None]).max(-1)
            wanted[group] = wanted[group][linear_sum_assignment(cost)[1]]
    return [example.x, example.x_permuted, y, np.atleast_2d(wanted)]


def wrong_rows(example: Counterexample, tolerance: float) -> np.ndarray:
    """Return which rows of f(PX) are off by more than `tolerance` times the largest output."""
    _, _, y, wanted = columns_of(example)
    size = max(np.abs(y).max(), np.abs(wanted).max())
    return np.abs(y - wanted).max(1) > tolerance * size


def write_row(row: np.ndarray) -> str:
    """Write one element or output: `2`, `(0, 1)`, and an ellipsis after three numbers."""
    digits = 4 if len(row) == 1 else 3
    text = [f"{value + 0.0:.{digits}g}".replace("-", "−") for value in row[:SHOWN]]
    text += ["…"] * (len(row) > SHOWN)
    return text[0] if len(row) == 1 else f"({', '.join(text)})"


def say_rule(example: Counterexample) -> str:
    """Say what f(PX) should have been."""
    if example.broken == INVARIANCE:
        return "f(P X) should be f(X)"
    tied = len(equal_rows(example.x)) < len(example.x) and example.broken == MULTISET
    return "f(P X) should be P f(X)" + ", up to the order of equal elements" * tied


def width_of(example: Counterexample) -> float:
    """Return how wide, in inches, `draw_counterexample` draws."""
    longest = [max(len(write_row(row)) for row in rows) for rows in columns_of(example)]
    return MARK * 5 + BETWEEN * 3 + CHARACTER * sum(longest)


def draw_counterexample(ax: Any, example: Counterexample, top: float, tolerance: float) -> None:
    """Draw `example` below `top` on axes whose unit is an inch, y downwards.

    A circle is an element, a square its output. Both carry the letter of the element, and equal
    elements have one colour. Lines follow the permutation. A wrong row of f(PX) is bold in a frame,
    with an unequal sign after it.
    """
    columns, wrong = columns_of(example), wrong_rows(example, tolerance)
    n, whole = len(example.x), example.broken == INVARIANCE
    line = flatten("light")["line"]
    heads = ("X", "P X", "f(P X)", "f(X)" if whole else "P f(X)")
    left = 0.23
    for k, (head, rows) in enumerate(zip(heads, columns, strict=True)):
        ax.text(left - 0.13, top, head, va="center", style="italic")
        texts = [write_row(row) for row in rows]
        for i, text in enumerate(texts):
            y = top + 0.35 + ROW * (i + (n - len(rows)) / 2)
            place = i if k == 0 else example.permutation[i]
            marked = k < 2 or not whole
            if marked:
                _draw_mark(ax, left, y, example, place, "o" if k < 2 else "s")
            if k == 1:
                before = top + 0.35 + ROW * place
                ax.plot([left - BETWEEN + 0.08, left - 0.17], [before, y], c=line, lw=1.5)
            if k == 3:
                sign = "≠" if wrong[i] else "="
                ax.text(left - 0.37, y, sign, ha="center", va="center", fontsize=14)
            frame = {"boxstyle": "round,pad=.3", "fc": "none", "ec": colour("vermillion"), "lw": 2}
            bad = {"weight": "bold", "bbox": frame} if k == 2 and wrong[i] else {}
            ax.text(left + (0.24 if marked else -0.1), y, text, va="center", **bad)
        left += MARK + CHARACTER * max(map(len, texts)) + BETWEEN
    end = top + 0.4 + ROW * n
    muted = flatten("light")["muted"]
    ax.text(0.1, end, say_rule(example), va="center", fontsize=9, color=muted)


def _draw_mark(ax: Any, x: float, y: float, example: Counterexample, place: int, kind: str) -> None:
    groups = equal_rows(example.x)
    hue = next(g for g, group in enumerate(groups) if place in group) % len(CLASS_HUES)
    fill, edge = colour(CLASS_HUES[hue], "fill"), flatten("light")["line"]
    ax.plot(x, y, marker=kind, ms=17, mfc=fill, mec=edge)
    letter = chr(ord("a") + place) if len(example.x) <= 26 else str(place)
    # Black in both themes: the fills are the same in both.
    ax.text(x, y, letter, ha="center", va="center", color="#000000")
