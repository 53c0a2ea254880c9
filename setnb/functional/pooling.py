"""Pooling: many elements to one vector. Padding never counts, and the empty set has a value."""

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from setnb.checks import check_choice, check_mask, check_set

POOLS = ("sum", "mean", "max")


def sum_pool(
    x: Float[Tensor, "*b n d"], mask: Bool[Tensor, "*b n"] | None = None
) -> Float[Tensor, "*b d"]:
    """Add the elements: `sum_i x_i`. Counts duplicates; the empty set gives 0.

    Permutation-invariant. Source: zaheer2017, Theorem 2. Chapter: ch-sets
    """
    return x.sum(-2) if mask is None else x.masked_fill(~mask[..., None], 0).sum(-2)


def mean_pool(
    x: Float[Tensor, "*b n d"], mask: Bool[Tensor, "*b n"] | None = None
) -> Float[Tensor, "*b d"]:
    """Average the elements: `1/n sum_i x_i`. Keeps proportions, loses the count; empty gives 0.

    Permutation-invariant. Source: zaheer2017, section 3.2. Chapter: ch-sets
    """
    if mask is None:
        return sum_pool(x) / max(x.shape[-2], 1)
    return sum_pool(x, mask) / mask.sum(-1, keepdim=True).clamp(min=1)


def max_pool(
    x: Float[Tensor, "*b n d"], mask: Bool[Tensor, "*b n"] | None = None
) -> Float[Tensor, "*b d"]:
    """Take the largest value per feature: `max_i x_i`. Blind to duplicates; empty gives 0.

    Permutation-invariant; at ties the gradient is shared evenly, so equal elements stay equal.
    Source: zaheer2017, section 3.2. Chapter: ch-sets
    """
    if x.shape[-2] == 0:
        return x.sum(-2)
    if mask is None:
        return x.amax(-2)
    top = x.masked_fill(~mask[..., None], -torch.inf).amax(-2)
    return top.masked_fill(~mask.any(-1, keepdim=True), 0)


def pool(
    x: Float[Tensor, "*b n d"], mask: Bool[Tensor, "*b n"] | None = None, *, how: str = "sum"
) -> Float[Tensor, "*b d"]:
    """Pool with `how` in {"sum", "mean", "max"}; raises ValueError for another name or a bad mask.

    Source: zaheer2017, section 3.2. Chapter: ch-sets
    """
    check_choice(how, "how", POOLS)
    check_mask(mask, check_set(x))
    return {"sum": sum_pool, "mean": mean_pool, "max": max_pool}[how](x, mask)
