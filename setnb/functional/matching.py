"""Matching two multisets: the optimal assignment and the distances built on it."""

import numpy as np
import torch
from jaxtyping import Float, Int
from scipy.optimize import linear_sum_assignment
from torch import Tensor

from setnb.checks import check_set, reject


def match(cost: Float[Tensor, "*b n n"]) -> Int[Tensor, "*b n"]:
    """Return, for each row, the column it is matched to: the assignment of least total cost.

    Solved exactly on the CPU (scipy); no gradient flows through the choice. An empty matrix gives
    an empty assignment. Raises ValueError for a matrix that is not square or holds NaN or inf.

    Source: zhang2022, equation (20)
    Chapter: ch-push-apart
    """
    if cost.ndim < 2 or cost.shape[-1] != cost.shape[-2]:
        reject("cost", expected="square matrices (*b, n, n)", got=cost)
    if not bool(torch.isfinite(cost).all()):
        reject("cost", expected="finite numbers", got="NaN or infinity")
    flat = cost.detach().double().cpu()[None].flatten(0, -3).numpy()
    columns = np.array([linear_sum_assignment(c)[1] for c in flat], dtype=np.int64)
    return torch.from_numpy(columns).reshape(cost.shape[:-1]).to(cost.device)


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
    multiset, and never more than `list_distance`.

    Source: zhang2022, Proposition 4
    Chapter: ch-push-apart
    """
    check_set(x, "x"), check_set(y, "y")
    cost = (x[..., :, None, :] - y[..., None, :, :]).norm(dim=-1)
    return cost.gather(-1, match(cost)[..., None]).sum((-2, -1))
