"""How far does the output jump when the input moves by a hair? On lists, and on multisets."""

from collections.abc import Callable
from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor

from setnb.checks import check_count, check_set, reject
from setnb.functional import list_distance, make_perms, multiset_distance, permute


class ContinuityCurve(NamedTuple):
    """The largest output distances found at each gap; a curve that stays up is a jump.

    Source: zhang2022, Definition 4
    Chapter: ch-fspool
    """

    gaps: Float[Tensor, " g"]
    list_distance: Float[Tensor, " g"]
    multiset_distance: Float[Tensor, " g"]


def continuity_curve(
    fn: Callable,
    x: Float[Tensor, "n d"],
    gaps: Float[Tensor, " g"] | list[float],
    *,
    directions: int = 16,
    generator: torch.Generator | None = None,
) -> ContinuityCurve:
    """Move the set `x` by each gap in random directions and measure how far `fn` moves.

    Every Y = X + gap U has list distance `gap` from X, and so at most that multiset distance. On
    lists, f(X) is compared with f(Y). On multisets it is also compared with f(PY) for a random
    permutation P, since PY is just as near to X. If f is continuous at X (multiset-continuous), the
    first (second) curve goes to 0 with the gap. It is a search: a jump found is certain, a
    continuity found is evidence, at this X and for these gaps.

    `fn` maps `(n, d)` to one output per element, `(n, k)`; n is at least 1. Raises ValueError for
    other shapes, and for a gap so small that rounding swallows it: use larger ones, or float64.

    >>> from setnb.functional import push_apart
    >>> curve = continuity_curve(push_apart, torch.zeros(2, 1).double(), [1e-3, 1e-6])
    >>> [round(d) for d in curve.list_distance.tolist()]
    [4, 4]
    >>> bool((curve.multiset_distance < 1.01 * curve.gaps).all())
    True

    Source: zhang2022, Definition 4
    Chapter: ch-fspool
    """
    check_count(directions, "directions")
    if check_set(x).ndim != 2 or len(x) == 0:
        reject("x", expected="one set (n, d) with n >= 1", got=x)
    gaps = torch.as_tensor(gaps, dtype=x.dtype)
    start = _value(fn, x)
    on_lists, on_multisets = [], []
    for gap in gaps:
        moved = x + gap * _directions(directions, x, generator)
        if bool((moved == x).flatten(1).all(1).any()):
            reject("gaps", expected=f"larger ones for {x.dtype}", got=f"{gap.item():.1e}")
        shuffled = permute(moved, make_perms(directions, len(x), generator=generator))
        near = torch.stack([_value(fn, y) for y in moved])
        far = torch.cat([near, torch.stack([_value(fn, y) for y in shuffled])])
        on_lists.append(list_distance(start.expand_as(near), near).max())
        on_multisets.append(multiset_distance(start.expand_as(far), far).max())
    return ContinuityCurve(gaps, torch.stack(on_lists), torch.stack(on_multisets))


def _directions(count: int, x: Tensor, generator: torch.Generator | None) -> Tensor:
    """Draw moves of the whole list, each of list distance 1."""
    steps = torch.randn(count, *x.shape, generator=generator, dtype=x.dtype)
    return (steps / steps.norm(dim=-1).sum(-1)[:, None, None]).to(x.device)


def _value(fn: Callable, x: Tensor) -> Tensor:
    y = check_set(fn(x), "fn(x)").detach()
    if y.shape[:-1] != x.shape[:-1]:
        reject("fn(x)", expected=f"one output per element, ({len(x)}, k)", got=y)
    return y
