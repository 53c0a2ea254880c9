"""Finding the smallest counterexample: fewest elements first, then small integers."""

from collections.abc import Callable

import numpy as np

from setnb.probes.calling import Subject
from setnb.probes.inputs import small_integer_sets
from setnb.probes.report import Counterexample
from setnb.probes.residuals import INVARIANCE, RESIDUALS, has_feature_tie

IsError = Callable[[float, np.ndarray, np.ndarray], bool]


def smallest_counterexample(
    subject: Subject,
    broken: str,
    x: np.ndarray,
    perm: np.ndarray,
    *,
    is_error: IsError,
    rng: np.random.Generator,
) -> Counterexample:
    """Return the smallest violation of `broken` found; `(x, perm)` is one already at hand.

    Looks through small integer sets of 2, 3, …, n elements. Exchanging neighbours is enough: if a
    property survives every such exchange on every set, it survives every permutation. A function
    that refuses another number of elements is searched at its own n only. `is_error` judges a
    residual given f(X) and f(PX).
    """
    n, d = x.shape
    for m in range(2, n + 1):
        for sets in small_integer_sets(m, d, rng):
            try:
                found = _first_violation(subject, broken, subject.round(sets), is_error)
            except ValueError:
                if m == n:
                    raise
                break
            if found is not None:
                return found
    return _rounded(subject, broken, x, perm, is_error)


def _first_violation(
    subject: Subject, broken: str, sets: np.ndarray, is_error: IsError
) -> Counterexample | None:
    n = sets.shape[1]
    outputs = subject(sets)
    best = None
    for i in range(n - 1):
        perm = np.arange(n)
        perm[[i, i + 1]] = perm[[i + 1, i]]
        for rank, (x, fx, fpx) in enumerate(
            zip(sets, outputs, subject(sets[:, perm]), strict=True)
        ):
            if best is not None and rank >= best[0]:
                break
            if _breaks(broken, x, fx, fpx, perm, is_error):
                best = rank, Counterexample(x, perm, fx, fpx, broken)
    return None if best is None else best[1]


def _rounded(
    subject: Subject, broken: str, x: np.ndarray, perm: np.ndarray, is_error: IsError
) -> Counterexample:
    """Keep the set at hand, with as few decimals as it can bear."""
    for decimals in (0, 1, 2, 3):
        shorter = subject.round(x.round(decimals) + 0.0)
        if has_feature_tie(shorter):
            continue
        fx, fpx = subject(np.stack([shorter]))[0], subject(np.stack([shorter[perm]]))[0]
        if _breaks(broken, shorter, fx, fpx, perm, is_error):
            return Counterexample(shorter, perm, fx, fpx, broken)
    fx, fpx = subject(np.stack([x]))[0], subject(np.stack([x[perm]]))[0]
    return Counterexample(x, perm, fx, fpx, broken)


def _breaks(broken: str, x, fx, fpx, perm, is_error) -> bool:
    if fx.shape != fpx.shape or (fx.ndim == 1 and broken != INVARIANCE):
        return False
    return is_error(RESIDUALS[broken](x, fx, fpx, perm), fx, fpx)
