"""Losses between a predicted multiset and a wanted one: order must not count."""

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from setnb.checks import check_mask, check_set, reject
from setnb.functional.matching import match
from setnb.functional.padding import clear_padding
from setnb.functional.pair_costs import pair_cost, pairwise_costs
from setnb.functional.permutations import permute
from setnb.functional.pooling import mean_pool

__all__ = ["chamfer_loss", "hungarian_loss"]


def hungarian_loss(
    x: Float[Tensor, "*b n d"],
    y: Float[Tensor, "*b n d"],
    pair: str = "huber",
    *,
    mask: Bool[Tensor, "*b n"] | None = None,
    groups: Int[Tensor, "*b n"] | None = None,
) -> Float[Tensor, "*b"]:
    """Match every element to its own partner and average: `min_pi 1/n sum_i c(x_i, y_pi(i))`.

    `pair` names the cost c, one of `setnb.functional.PAIRS`. The prediction is `x`, the target `y`.
    Invariant to the order of either, and it counts duplicates. The matching is exact and is found
    without gradient; gradients flow through the n matched pairs only, which is the gradient of the
    minimum wherever the best matching is unique. One `mask` serves both sets; the empty set has
    loss 0. With `groups`, an element is matched within its group only: row i of x and row i of y
    belong to group `groups[i]`. Raises ValueError if the shapes differ or an element is not finite.

    Source: zhang2022, equation (44); appendix F for the groups
    Chapter: ch-fspool
    """
    x, y = _real_parts(x, y, mask)
    costs = pairwise_costs(x, y, pair)
    if groups is not None:
        costs = _keep_within(costs, groups)
    return _mean(pair_cost(x, permute(y, match(costs, mask)), pair), mask)


def chamfer_loss(
    x: Float[Tensor, "*b n d"],
    y: Float[Tensor, "*b n d"],
    pair: str = "squared",
    *,
    mask: Bool[Tensor, "*b n"] | None = None,
) -> Float[Tensor, "*b"]:
    """Send every element to its nearest: `mean_i min_j c(x_i, y_j) + mean_j min_i c(x_i, y_j)`.

    Several elements may share a neighbour, so it is cheap and blind to multiplicities: it is 0
    between {0, 0, 1} and {0, 1, 1}. Gradients flow through the nearest pairs. Costs, mask and empty
    set as in `hungarian_loss`. Raises ValueError if the shapes differ.

    Source: fan2017, its Chamfer distance
    Chapter: ch-fspool
    """
    x, y = _real_parts(x, y, mask)
    if x.shape[-2] == 0:
        return (x + y).sum((-2, -1))
    costs = pairwise_costs(x, y, pair)
    there, back = _nearest(costs, mask), _nearest(costs.mT, mask)
    there_cost = pair_cost(x, permute(y, there), pair)
    return _mean(there_cost, mask) + _mean(pair_cost(permute(x, back), y, pair), mask)


def _real_parts(x: Tensor, y: Tensor, mask: Tensor | None) -> tuple[Tensor, Tensor]:
    """Check the two sets against each other, and blank out what stands in the padding."""
    check_mask(mask, check_set(x))
    if check_set(y, "y").shape != x.shape:
        remedy = "Pad the smaller set, and say in an extra feature which elements exist."
        reject("y", expected=f"the shape of x, {tuple(x.shape)}", got=y, remedy=remedy)
    return clear_padding(x, mask), clear_padding(y, mask)


def _keep_within(costs: Tensor, groups: Tensor) -> Tensor:
    """Make a pair of two groups dearer than any matching without one."""
    if groups.shape != costs.shape[:-1]:
        reject("groups", expected=f"one number per element, {tuple(costs.shape[:-1])}", got=groups)
    if costs.numel() == 0:
        return costs
    costs = costs.double()  # the sums below must neither overflow nor swallow small differences
    dear = costs.shape[-1] * (costs.amax((-2, -1), keepdim=True) - costs.amin().clamp(max=0)) + 1
    return torch.where(groups[..., :, None] == groups[..., None, :], costs, costs + dear)


def _nearest(costs: Tensor, mask: Tensor | None) -> Tensor:
    return (costs if mask is None else costs.masked_fill(~mask[..., None, :], torch.inf)).argmin(-1)


def _mean(costs: Tensor, mask: Tensor | None) -> Tensor:
    return mean_pool(costs[..., None], mask).squeeze(-1)
