"""FSPool: sort every feature over the set, weigh the positions, add up — and the way back.

Sorting is descending: position 0 is the largest. The weight of position j in a set of n is
`f_c(j / (n-1))`, where f_c is piecewise linear and 0/0 counts as 0: a lone element is the largest.
"""

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from setnb.checks import check_mask, check_set, reject
from setnb.functional.padding import clear_padding
from setnb.functional.sorting import sort_elements


def fspool(
    x: Float[Tensor, "*b n d"],
    knots: Float[Tensor, "d k"],
    mask: Bool[Tensor, "*b n"] | None = None,
) -> Float[Tensor, "*b d"]:
    """Pool to `y_c = sum_j f_c(j / (n-1)) sort(x_c)_j`, one weight function per feature.

    Row c of `knots` holds the values of f_c at k evenly spaced points from 0 (largest) to 1
    (smallest). Permutation-invariant and continuous. Its gradient in x tells equal elements apart:
    it is exclusively multiset-equivariant, as long as different elements differ in every feature.
    n is the number of real elements; a singleton has weight f_c(0), the empty set gives 0. All
    knots equal to 1 give the sum, and knots (1, 0, 0, ...) the maximum plus a share of the next.

    Ties are broken by list order, the same in every feature. A network in front of the sort may
    round equal elements differently by their place (matrix products of odd widths do); the sort
    then sees near-duplicates, and each feature orders them by itself.

    Source: zhang2020fspool, its pooling for variable-size sets
    Chapter: ch-fspool
    """
    check_mask(mask, check_set(x, dim=_check_knots(knots).shape[0]))
    return (sort_elements(x, mask) * _weights(x, knots, mask)).sum(-2)


def fspool_fixed(
    x: Float[Tensor, "*b n d"], weights: Float[Tensor, "n d"]
) -> Float[Tensor, "*b d"]:
    """Pool sets of one fixed size: `y_c = sum_j weights[j, c] sort(x_c)_j`.

    A weight per position and feature, largest first. Permutation-invariant. Raises ValueError for
    sets of another size.

    Source: zhang2020fspool, its pooling for fixed-size sets
    Chapter: ch-fspool
    """
    if check_set(x).shape[-2:] != weights.shape:
        wanted = f"sets of shape {tuple(weights.shape)}, as the weights have"
        reject("x", expected=wanted, got=x, remedy="Use fspool for sets of different sizes.")
    return (sort_elements(x) * weights).sum(-2)


def fsunpool(
    z: Float[Tensor, "*b d"],
    knots: Float[Tensor, "d k"],
    perm: Int[Tensor, "*b n d"],
    mask: Bool[Tensor, "*b n"] | None = None,
) -> Float[Tensor, "*b n d"]:
    """Spread a vector over a set: the element at position j of feature c gets `f_c(j/(n-1)) z_c`.

    `perm = sort_perm(x, mask)` of the set that was pooled says which element stands where, so that
    what comes back is in the order of x, and no matching is needed to compare the two. With the
    knots of `fspool` it is the gradient of `z . fspool(x)` in x; like it, it is exclusively
    multiset-equivariant in x. Padded rows are zeros.

    Source: zhang2020fspool, FSUnpool
    Chapter: ch-fspool
    """
    check_mask(mask, perm)
    _check_knots(knots)
    if (*z.shape[:-1], len(knots)) != z.shape or (*perm.shape[:-2], perm.shape[-1]) != z.shape:
        wanted = f"{tuple(z.shape)} without its second last axis: z and knots have that shape"
        reject("perm", expected=wanted, got=perm, remedy="Use sort_perm(x, mask).")
    spread = z[..., None, :] * _weights(z[..., None, :].expand(perm.shape), knots, mask)
    y = torch.zeros_like(spread).scatter(-2, perm, spread)
    return clear_padding(y, mask)


def _weights(x: Tensor, knots: Tensor, mask: Tensor | None) -> Tensor:
    n = x.shape[-2]
    counts = torch.tensor(n, device=x.device) if mask is None else mask.sum(-1)
    return position_weights(knots, counts, n)


def position_weights(
    knots: Float[Tensor, "d k"], counts: Int[Tensor, "*b"], n: int
) -> Float[Tensor, "*b n d"]:
    """Return `f_c(j / (counts-1))` for the positions j = 0, ..., n-1; one count per set.

    f_c joins the values `knots[c]`, at k evenly spaced points from 0 to 1, by straight lines. What
    stands at positions beyond the count means nothing.

    Source: zhang2020fspool, its piecewise linear calibrator
    Chapter: ch-fspool
    """
    # Float32 at least: in half precision the places themselves would be rounded.
    dtype = torch.promote_types(knots.dtype, torch.float32)
    pieces = knots.shape[-1] - 1
    places = torch.arange(n, device=knots.device, dtype=dtype) * pieces
    where = places / (counts[..., None] - 1).clamp(min=1)
    corners = torch.arange(pieces + 1, device=knots.device, dtype=dtype)
    # Each knot has a hat: 1 at its corner, 0 from the next corner on, straight in between.
    hats = (1 - (where[..., None] - corners).abs()).clamp(min=0).to(knots.dtype)
    # Expanded, the product comes out with positions side by side, as sort_elements has them.
    return (knots.expand(*counts.shape, *knots.shape) @ hats.mT).mT


def _check_knots(knots: Tensor) -> Tensor:
    if knots.ndim != 2 or knots.shape[-1] < 2:
        reject("knots", expected="weights (d, pieces + 1) with at least one piece", got=knots)
    return knots
