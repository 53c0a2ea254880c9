"""Pairs (f(X), f(PX)) collected from a function, and the relative errors they show."""

from dataclasses import dataclass

import numpy as np

from setnb.probes.calling import Subject
from setnb.probes.inputs import make_perms
from setnb.probes.residuals import RESIDUALS


@dataclass(frozen=True)
class Pair:
    """One set, one permutation, and the two outputs."""

    x: np.ndarray
    perm: np.ndarray
    fx: np.ndarray
    fpx: np.ndarray


@dataclass(frozen=True)
class Yardstick:
    """What counts as zero: differences are divided by the size of the outputs they belong to.

    The size of a pair is its largest output, but never less than the function's typical output
    (the median over pairs), nor so small that rounding errors of the input would show.
    """

    tolerance: float
    least: float

    def error(self, residual: float, fx: np.ndarray, fpx: np.ndarray) -> float:
        """Return the residual relative to the size of this pair."""
        return float(residual / max(np.abs(fx).max(), np.abs(fpx).max(), self.least))

    def is_error(self, residual: float, fx: np.ndarray, fpx: np.ndarray) -> bool:
        """Whether the residual is more than rounding."""
        return self.error(residual, fx, fpx) > self.tolerance


def collect_pairs(subject: Subject, sets: np.ndarray, rng: np.random.Generator) -> list[Pair]:
    """Evaluate every set and its permuted copies; sets of one shape give equally many each."""
    if len(sets) == 0:
        return []
    perms = np.stack([make_perms(x, rng) for x in sets])
    outputs = subject(sets)
    pairs = []
    for column in perms.swapaxes(0, 1):
        permuted = np.take_along_axis(sets, column[..., None], 1)
        for row in zip(sets, column, outputs, subject(permuted), strict=True):
            pairs.append(Pair(*row))
    return pairs


def make_yardstick(pairs: list[Pair], tolerance: float, eps: float) -> Yardstick:
    """Set the yardstick from the function's own outputs; `eps` is the precision it works in."""
    typical = float(np.median([np.abs(p.fx).max() for p in pairs]))
    largest_input = max(float(np.abs(p.x).max()) for p in pairs)
    rounding = 32 * eps * len(pairs[0].x) * largest_input
    smallest = float(np.finfo(float).tiny)
    return Yardstick(tolerance, max(typical, rounding / max(tolerance, eps), smallest))


def worst(pairs: list[Pair], prop: str, yardstick: Yardstick) -> tuple[float, Pair]:
    """Return the largest relative error in property `prop`, and the pair that shows it."""
    residual = RESIDUALS[prop]
    errors = [yardstick.error(residual(p.x, p.fx, p.fpx, p.perm), p.fx, p.fpx) for p in pairs]
    top = int(np.argmax(errors))
    return float(errors[top]), pairs[top]
