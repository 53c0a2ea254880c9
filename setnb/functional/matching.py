"""Matching two multisets: the optimal assignment and the distances built on it."""

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from scipy.optimize import linear_sum_assignment
from torch import Tensor

from setnb.checks import check_mask, check_set, reject
from setnb.functional.pair_costs import pairwise_costs
from setnb.functional.permutations import permute


def match(
    cost: Float[Tensor, "*b n n"], mask: Bool[Tensor, "*b n"] | None = None
) -> Int[Tensor, "*b n"]:
    """Return, for each row, the column it is matched to: the assignment of least total cost.

    Solved exactly on the CPU (scipy); no gradient flows through the choice. With a mask, real rows
    are matched to real columns, padded row i to column i, and the costs of padding are not read.
    An empty matrix gives an empty assignment. Raises ValueError for a matrix that is not square or
    holds NaN or inf.

    Source: zhang2022, equation (20)
    Chapter: ch-push-apart
    """
    if cost.ndim < 2 or cost.shape[-1] != cost.shape[-2]:
        reject("cost", expected="square matrices (*b, n, n)", got=cost)
    if check_mask(mask, cost) is None:
        mask = torch.ones(cost.shape[:-1], dtype=torch.bool, device=cost.device)
    return _assign(cost.detach(), mask)


# An operator of its own, so that func.grad and compile can reach into scipy.
@torch.library.custom_op("setnb::assign", mutates_args=())
def _assign(cost: Tensor, mask: Tensor) -> Tensor:
    n = cost.shape[-1]
    costs = cost.double().cpu().reshape(-1, n, n).numpy() if n else np.empty((0, 0, 0))
    columns = np.tile(np.arange(n), (len(costs), 1))
    for found, c, real in zip(
        columns, costs, mask.cpu().reshape(len(costs), n).numpy(), strict=True
    ):
        c = c[np.ix_(real, real)]
        if not np.isfinite(c).all():
            reject("cost", expected="finite numbers", got="NaN or infinity")
        found[real] = found[real][linear_sum_assignment(c)[1]]
    return torch.from_numpy(columns).reshape(mask.shape).to(cost.device)


@_assign.register_fake
def _(cost: Tensor, mask: Tensor) -> Tensor:
    return torch.empty_like(mask, dtype=torch.long)


def list_distance(x: Float[Tensor, "*b n d"], y: Float[Tensor, "*b n d"]) -> Float[Tensor, "*b"]:
    """Add up the Euclidean distances between rows in list order: `sum_i ||x_i - y_i||`.

    Source: zhang2022, equation (37)
    Chapter: ch-push-apart
    """
    return (check_set(x, "x") - check_set(y, "y")).norm(dim=-1).sum(-1)


def multiset_distance(
    x: Float[Tensor, "*b n d"], y: Float[Tensor, "*b n d"]
) -> Float[Tensor, "*b"]:
    """Add up the Euclidean distances of the best matching: `min_pi sum_i ||x_i - y_pi(i)||`.

    A metric on multisets (the Hungarian distance): zero exactly when the two lists hold the same
    multiset, and never more than `list_distance`. Gradients flow through the matched pairs.

    Source: zhang2022, Proposition 4
    Chapter: ch-push-apart
    """
    return list_distance(x, permute(y, match(pairwise_costs(x, y, "euclidean"))))
