"""Sorting a multiset feature by feature, and its Jacobian, the permutation S_X transposed.

One convention: descending, position 0 holds the largest. Ties are broken by one hard permutation
(list order); averaging tied elements would make everything built on the sort set-equivariant.
"""

import torch
from jaxtyping import Float, Int
from torch import Tensor

from setnb.checks import check_set


def sort_perm(x: Float[Tensor, "*b n d"]) -> Int[Tensor, "*b n d"]:
    """Return, per feature, which element stands at each position: largest first, stable at ties."""
    return check_set(x).argsort(dim=-2, descending=True, stable=True)


def sort_elements(x: Float[Tensor, "*b n d"]) -> Float[Tensor, "*b n d"]:
    """Sort each feature independently over the set, descending: `S_X x` for every column.

    Permutation-invariant. Differentiable: the gradient is carried back by the same permutation.
    Empty sets come back empty.

    Source: zhang2022, appendix A
    Chapter: ch-push-apart
    """
    return x.gather(-2, sort_perm(x))


def sort_jacobian(x: Float[Tensor, "*b n 1"]) -> Float[Tensor, "*b n n"]:
    """Return `(d sort(x) / d x)^T = S_X^T`: row i is the one-hot position of element i.

    Row = element, column = position. Exclusively multiset-equivariant: equal elements get
    different rows, and which gets which depends on the list order. Singleton: [[1]].

    Source: zhang2022, Proposition 2
    Chapter: ch-push-apart
    """
    perm = sort_perm(check_set(x, dim=1))[..., 0]
    return torch.eye(perm.shape[-1], dtype=x.dtype, device=x.device)[perm.argsort(-1)]


def averaged_sort_jacobian(x: Float[Tensor, "*b n 1"]) -> Float[Tensor, "*b n n"]:
    """Return the Jacobian of a sort that shares tied positions evenly (`sort2` in the paper).

    Row i spreads its weight evenly over the positions that the elements equal to i occupy. The
    matrix is doubly stochastic. Set-equivariant, and discontinuous where two elements meet.

    Source: zhang2022, appendix B.3.3
    Chapter: ch-push-apart
    """
    equal = (x == x.mT).to(x.dtype)
    return equal / equal.sum(-1, keepdim=True).clamp(min=1) @ sort_jacobian(x)
