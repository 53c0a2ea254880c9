"""What the probe found, as numbers, as text and as HTML."""

import html
from dataclasses import dataclass

import numpy as np

from setnb.probes.residuals import INVARIANCE, MULTISET

VERDICTS = (
    "set-equivariant",
    "exclusively multiset-equivariant",
    "invariant",
    "not equivariant",
)


@dataclass(frozen=True, eq=False)
class Counterexample:
    """One set and one permutation that break a property; small, so that a hand can check it.

    `x` is `(n, d)`; row i of PX is row `permutation[i]` of `x`; `output` is f(X), `(n, k)` per
    element or `(k,)`; `output_permuted` is f(PX). `broken` names the property.
    """

    x: np.ndarray
    permutation: np.ndarray
    output: np.ndarray
    output_permuted: np.ndarray
    broken: str

    @property
    def x_permuted(self) -> np.ndarray:
        """PX."""
        return self.x[self.permutation]

    @property
    def expected(self) -> np.ndarray:
        """What f(PX) should have been: P f(X), or f(X) where the broken property is invariance."""
        return self.output if self.broken == INVARIANCE else self.output[self.permutation]

    def __str__(self) -> str:
        should = "f(X)" if self.broken == INVARIANCE else "P f(X)"
        rows = {
            "X": self.x,
            "P X": self.x_permuted,
            "f(X)": self.output,
            "f(P X)": self.output_permuted,
        }
        if self.broken != INVARIANCE:
            rows[should] = self.expected
        note = f"f(P X) should equal {should}"
        if self.broken == MULTISET:
            note += ", up to reordering the outputs of equal elements"
        lines = [f"  {name:>6} = {format_rows(y)}" for name, y in rows.items()]
        return "\n".join([f"P lists the rows as {self.permutation.tolist()}", *lines, f"  {note}"])


@dataclass(frozen=True, eq=False)
class Report:
    """The verdict on one function, the residuals behind it, and the smallest counterexample.

    Errors are the largest difference found, relative to the size of the output; at or below
    `tolerance` they count as zero. `set_error` and `multiset_error` are NaN for a function with
    one output for the whole set. `feature_tie_error` is measured where different elements agree in
    one feature and takes no part in the verdict.
    """

    verdict: str
    set_error: float
    multiset_error: float
    invariance_error: float
    feature_tie_error: float
    tolerance: float
    deterministic: bool
    counterexample: Counterexample | None
    n: int
    d: int
    per_element: bool
    dtype: str
    trials: int

    def __str__(self) -> str:
        lines = [f"  {name:<22}{value}" for name, value in self._rows()]
        parts = [self.verdict, f"  {self._setting()}", *lines]
        if not self.deterministic:
            parts.append("  " + self._noise_note())
        if self.counterexample is not None:
            title = f"smallest counterexample to {self.counterexample.broken}"
            parts += [title, f"  {self.counterexample}"]
        return "\n".join(parts)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        name = self.verdict.replace(" ", "-")
        chip = (
            f'<span class="setnb-chip" data-verdict="{name}" style="border:2px solid '
            f"var(--setnb-verdict-{name},currentColor);border-radius:1em;padding:.1em .7em;"
            f'font-weight:600">{self.verdict}</span>'
        )
        cells = "".join(
            f'<tr><th scope="row" style="text-align:left">{label}</th><td>{value}</td></tr>'
            for label, value in self._rows()
        )
        parts = [f"<p>{chip} {self._setting()}</p><table>{cells}</table>"]
        if not self.deterministic:
            parts.append(f"<p>{self._noise_note()}</p>")
        if self.counterexample is not None:
            title = f"Smallest counterexample to {self.counterexample.broken}"
            text = html.escape(str(self.counterexample))
            parts.append(f"<p>{title}</p><pre>{text}</pre>")
        return f'<div class="setnb-report">{"".join(parts)}</div>'

    def _setting(self) -> str:
        kind = "an output per element" if self.per_element else "one output for the set"
        return f"n = {self.n}, d = {self.d}, {kind}, {self.dtype}, {self.trials} sets"

    def _noise_note(self) -> str:
        return "The function is random; it was judged with its random state held fixed."

    def _rows(self) -> list[tuple[str, str]]:
        errors = [("invariance error", self.invariance_error)]
        if self.per_element:
            errors = [
                ("set error", self.set_error),
                ("multiset error", self.multiset_error),
                *errors,
            ]
        rows = [(name, f"{value:.1e}") for name, value in errors]
        if self.n > 1 and self.d > 1:
            tie = "holds" if self.feature_tie_error <= self.tolerance else "breaks"
            rows.append(("at feature ties", f"{self.feature_tie_error:.1e} ({tie})"))
        return [*rows, ("tolerance", f"{self.tolerance:.0e}")]


def format_rows(y: np.ndarray) -> str:
    """Write an array on one line, whole numbers without a point: `[[0, 1], [2.5, 3]]`."""
    if y.ndim:
        return "[" + ", ".join(format_rows(row) for row in y) + "]"
    value = complex(y) if np.iscomplexobj(y) else float(y)
    if isinstance(value, complex):
        return f"{value:.6g}"
    return f"{value:.6g}" if value != 0 else "0"
