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


def write_row(row: np.ndarray, digits: int = 4, worst: int = 0) -> str:
    """Write one element or output: `2`, `(0, 1)`; of many numbers the first and the `worst`."""
    kept = sorted({*range(min(SHOWN, len(row))), worst})
    text = []
    for place, column in enumerate(kept):
        text += ["…"] * (column > place and column - 1 not in kept)
        text.append(f"{row[column] + 0.0:.{digits}g}".replace("-", "−"))
    text += ["…"] * (kept[-1] < len(row) - 1)
    return text[0] if len(row) == 1 else f"({', '.join(text)})"


def write_columns(example: Counterexample, tolerance: float) -> list[list[str]]:
    """Write all rows of `columns_of`, outputs so that what is unequal also looks unequal."""
    x, px, y, wanted = columns_of(example)
    wrong = wrong_rows(example, tolerance)
    worst = int(np.abs(y - wanted).max(0).argmax())

    def write(rows: np.ndarray, digits: int) -> list[str]:
        return [write_row(row, digits, worst) for row in rows]

    digits = 4 if y.shape[1] == 1 else 3
    while digits < 17 and any(
        a == b
        for a, b, bad in zip(write(y, digits), write(wanted, digits), wrong, strict=True)
        if bad
    ):
        digits += 1
    inputs = [[write_row(row, 4 if len(row) == 1 else 3) for row in rows] for rows in (x, px)]
    return [*inputs, write(y, digits), write(wanted, digits)]


def say_rule(example: Counterexample) -> str:
    """Say what f(PX) should have been."""
    if example.broken == INVARIANCE:
        return "f(P X) should be f(X)"
    tied = len(equal_rows(example.x)) < len(example.x) and example.broken == MULTISET
    return "f(P X) should be P f(X)" + ", up to the order of equal elements" * tied


def width_of(example: Counterexample, tolerance: float) -> float:
    """Return how wide, in inches, `draw_counterexample` draws."""
    longest = [max(map(len, texts)) for texts in write_columns(example, tolerance)]
    return MARK * 5 + BETWEEN * 3 + CHARACTER * sum(longest)


def draw_counterexample(ax: Any, example: Counterexample, top: float, tolerance: float) -> None:
    """Draw `example` below `top` on axes whose unit is an inch, y downwards.

    A circle is an element, a square its output. Both carry the letter of the element, and equal
    elements have one colour. Lines follow the permutation. A wrong row of f(PX) is bold in a frame,
    with an unequal sign after it.
    """
    columns, wrong = write_columns(example, tolerance), wrong_rows(example, tolerance)
    n, whole = len(example.x), example.broken == INVARIANCE
    line = flatten("light")["line"]
    heads = ("X", "P X", "f(P X)", "f(X)" if whole else "P f(X)")
    left = 0.23
    for k, (head, texts) in enumerate(zip(heads, columns, strict=True)):
        ax.text(left - 0.13, top, head, va="center", style="italic")
        for i, text in enumerate(texts):
            y = top + 0.35 + ROW * (i + (n - len(texts)) / 2)
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
