"""From evidence to verdict: measure the symmetries, decide, explain."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from setnb.checks import check_choice, check_count, reject
from setnb.probes.calling import LAYOUTS, Subject, left_as_found, make_subject
from setnb.probes.evidence import Yardstick, collect_pairs, make_yardstick, worst
from setnb.probes.inputs import make_feature_ties, make_sets
from setnb.probes.report import Report
from setnb.probes.residuals import INVARIANCE, MULTISET, SET, has_feature_tie
from setnb.probes.search import smallest_counterexample

# Per working precision: machine epsilon -> (tolerance, gaps of the planted near-duplicates).
# A gap must survive the rounding inside an ordinary network, or near-equal rows merge.
PRECISIONS = {
    torch.float64: (1e-6, (1e-3, 1e-7)),
    torch.float32: (1e-4, (1e-1, 1e-2)),
    torch.float16: (1e-2, (1.0, 0.25)),
    torch.bfloat16: (5e-2, (1.0, 0.5)),
}


def examine(
    fn: Callable,
    n: int,
    d: int,
    *,
    output: str = "auto",
    batched: bool = False,
    backend: str = "torch",
    dtype: Any = None,
    trials: int = 48,
    seed: int = 0,
    atol: float | None = None,
    explain: str | None = None,
) -> Report:
    """Do what `probe` documents; the counterexample is to property `explain` when it is given."""
    if not callable(fn):
        reject("fn", expected="a function or module", got=fn)
    check_count(n, "n"), check_count(d, "d"), check_count(trials, "trials")
    check_count(seed, "seed", minimum=0)
    check_choice(output, "output", LAYOUTS), check_choice(backend, "backend", ("torch", "numpy"))
    if atol is not None and not atol >= 0:
        reject("atol", expected="a number >= 0", got=atol)
    subject = make_subject(
        fn, dtype=dtype, backend=backend, batched=batched, layout=output, seed=seed
    )
    with left_as_found(fn, seed):
        return _judge(subject, n, d, trials, atol, np.random.default_rng(seed), explain)


def _judge(
    subject: Subject,
    n: int,
    d: int,
    trials: int,
    atol: float | None,
    rng: np.random.Generator,
    explain: str | None,
) -> Report:
    precision = _working_precision(subject, rng.normal(size=(1, n, d)))
    tolerance, gaps = PRECISIONS[precision]
    tolerance = tolerance if atol is None else atol
    subject = subject.at(precision)
    sets = subject.round(make_sets(n, d, trials, gaps, rng))
    sets = np.stack([x for x in sets if not has_feature_tie(x)])
    ties = subject.round(make_feature_ties(n, d, max(1, trials // 4), rng))

    pairs = collect_pairs(subject, sets, rng)
    per_element = pairs[0].fx.ndim == 2
    yardstick = make_yardstick(pairs, tolerance, torch.finfo(precision).eps)
    found = {INVARIANCE: worst(pairs, INVARIANCE, yardstick)}
    if per_element:
        found |= {prop: worst(pairs, prop, yardstick) for prop in (SET, MULTISET)}
    holds = {prop: error <= tolerance for prop, (error, _) in found.items()}
    verdict, held, broken = _verdict(holds)

    broken = explain or broken
    counterexample = None
    if broken and not holds[broken]:
        pair = found[broken][1]
        counterexample = smallest_counterexample(
            subject, broken, pair.x, pair.perm, is_error=yardstick.is_error, rng=rng
        )
    at_ties = held if per_element else INVARIANCE
    tie_pairs = collect_pairs(subject, ties, rng)
    tie_error = worst(tie_pairs, at_ties, yardstick)[0] if tie_pairs else 0.0
    errors = {prop: error for prop, (error, _) in found.items()}
    return Report(
        verdict=verdict,
        set_error=errors.get(SET, float("nan")),
        multiset_error=errors.get(MULTISET, float("nan")),
        invariance_error=errors[INVARIANCE],
        feature_tie_error=tie_error,
        tolerance=tolerance,
        deterministic=_is_deterministic(subject, sets[:4], yardstick),
        counterexample=counterexample,
        n=n,
        d=d,
        per_element=per_element,
        dtype=str(precision).removeprefix("torch."),
        trials=len(sets),
    )


def _verdict(holds: dict[str, bool]) -> tuple[str, str, str | None]:
    """Return the verdict, the property it rests on, and the next property, which is broken."""
    if holds.get(SET):
        return "set-equivariant", SET, None
    if holds.get(MULTISET):
        return "exclusively multiset-equivariant", MULTISET, SET
    per_element = MULTISET in holds
    if holds[INVARIANCE]:
        return "invariant", INVARIANCE, MULTISET if per_element else None
    return "not equivariant", MULTISET, MULTISET if per_element else INVARIANCE


def _working_precision(subject: Subject, sets: np.ndarray) -> torch.dtype:
    """Return the coarser of the input's and the output's type: a float32 network inside counts."""
    output = subject(sets)[0]
    coarse = subject.dtype
    if output.dtype == np.float32 and torch.finfo(coarse).eps < torch.finfo(torch.float32).eps:
        coarse = torch.float32
    return coarse


def _is_deterministic(subject: Subject, sets: np.ndarray, yardstick: Yardstick) -> bool:
    outputs = subject(sets)
    again = [*subject(sets, seed=subject.seed), *subject(sets, seed=subject.seed + 1)]
    return not any(
        yardstick.is_error(float(np.abs(y - z).max()), y, z)
        for y, z in zip(2 * outputs, again, strict=True)
    )
