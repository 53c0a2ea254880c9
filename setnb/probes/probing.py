"""`probe`: which symmetry does this function have? — and the assertions for test suites."""

from collections.abc import Callable
from typing import Any

from setnb.probes.judging import examine
from setnb.probes.report import Report
from setnb.probes.residuals import INVARIANCE, MULTISET, SET


def probe(
    fn: Callable,
    n: int = 4,
    d: int = 2,
    *,
    output: str = "auto",
    batched: bool = False,
    backend: str = "torch",
    dtype: Any = None,
    trials: int = 48,
    seed: int = 0,
    atol: float | None = None,
) -> Report:
    """Find out which symmetry `fn` has on multisets of `n` elements in `d` dimensions.

    `fn` maps `(n, d)` to one output per element, `(n, k)` or `(n,)`, or to one for the whole set,
    `(k,)` or a number; with `batched=True` it maps `(b, n, d)` likewise. It receives torch tensors
    (dtype and device of the module's parameters, else float64 on the CPU) or, with
    `backend="numpy"`, arrays, and may return either. `output="elements"` or `"set"` settles what a
    one-dimensional result of length n means; by default it is read as one output per element, and
    invariance is measured as well.

    `trials` sets (at least one of each kind) are tried under up to six permutations each: generic
    ones, exact duplicates, all-equal sets, near-duplicates, integers. The verdict is the first that
    holds of "set-equivariant", "exclusively multiset-equivariant", "invariant", "not equivariant"
    (only the last two for set outputs). Errors are relative to the output's size; `atol` replaces
    the tolerance up to which they count as zero (1e-6 in float64, 1e-4 in float32). It is a search,
    not a proof: a violation found is certain, a symmetry found is strong evidence.

    Modules are probed in eval mode; modes and random states are put back. A random function sees
    the same random state at every call and is reported as not deterministic. Raises ValueError
    for a bad option, and for a function that raises, returns NaN or a wrong shape, changes the
    number of elements, or writes to its input.

    >>> probe(lambda x: x - x.mean(0)).verdict
    'set-equivariant'

    Source: zhang2022, Definitions 1 and 2
    Chapter: ch-push-apart
    """
    return examine(
        fn,
        n,
        d,
        output=output,
        batched=batched,
        backend=backend,
        dtype=dtype,
        trials=trials,
        seed=seed,
        atol=atol,
    )


def assert_set_equivariant(fn: Callable, n: int = 4, d: int = 2, **options: Any) -> None:
    """Raise AssertionError with a counterexample unless f(PX) = P f(X); options as in `probe`.

    Source: zhang2022, Definition 1
    Chapter: ch-push-apart
    """
    _assert(SET, fn, n, d, {"output": "elements", **options})


def assert_multiset_equivariant(fn: Callable, n: int = 4, d: int = 2, **options: Any) -> None:
    """Raise AssertionError with a counterexample unless `fn` is multiset-equivariant.

    Set-equivariant functions pass: they are multiset-equivariant too.

    Source: zhang2022, Definition 2
    Chapter: ch-push-apart
    """
    _assert(MULTISET, fn, n, d, {"output": "elements", **options})


def assert_invariant(fn: Callable, n: int = 4, d: int = 2, **options: Any) -> None:
    """Raise AssertionError with a counterexample unless f(PX) = f(X); options as in `probe`.

    Source: zaheer2017, Property 1
    Chapter: ch-sets
    """
    _assert(INVARIANCE, fn, n, d, options)


def _assert(prop: str, fn: Callable, n: int, d: int, options: dict[str, Any]) -> None:
    report = examine(fn, n, d, explain=prop, **options)
    errors = {
        SET: report.set_error,
        MULTISET: report.multiset_error,
        INVARIANCE: report.invariance_error,
    }
    if errors[prop] > report.tolerance:
        raise AssertionError(f"{prop} does not hold; the verdict is:\n{report}")
