"""Permutations as index lists and as matrices, with one convention: row i of PX is row perm[i]."""

import torch
from jaxtyping import Float, Int
from torch import Tensor

from setnb.checks import reject


def check_perm(perm: Int[Tensor, "*b n"], name: str = "perm") -> Int[Tensor, "*b n"]:
    """Return `perm` if every row holds 0, …, n-1 once each; raise ValueError otherwise."""
    perm = torch.as_tensor(perm)
    n = perm.shape[-1] if perm.ndim else 0
    places = torch.arange(n, device=perm.device)
    if perm.ndim == 0 or not bool((perm.sort(-1).values == places).all()):
        reject(
            name, expected=f"each of 0..{n - 1} once along the last axis", got=str(perm.tolist())
        )
    return perm


def permute(x: Float[Tensor, "*b n d"], perm: Int[Tensor, "*#b n"]) -> Float[Tensor, "*b n d"]:
    """Return `P X`: row i of the result is row `perm[i]` of `x`; one `(n,)` perm serves a batch.

    Source: zhang2022, section 2.1
    Chapter: ch-sets
    """
    index = torch.as_tensor(perm, device=x.device).expand(x.shape[:-1])
    return torch.take_along_dim(x, index[..., None], dim=-2)


def permutation_matrix(
    perm: Int[Tensor, "*b n"], *, dtype: torch.dtype = torch.float64
) -> Float[Tensor, "*b n n"]:
    """Return the matrix `P` with `P[i, perm[i]] = 1`, so that `P @ x == permute(x, perm)`.

    Source: zhang2022, section 2.1
    Chapter: ch-sets
    """
    perm = check_perm(perm)
    return torch.eye(perm.shape[-1], dtype=dtype, device=perm.device)[perm]


def invert_perm(perm: Int[Tensor, "*b n"]) -> Int[Tensor, "*b n"]:
    """Return the permutation that undoes `perm`: `permute(permute(x, perm), inverse) == x`."""
    return check_perm(perm).argsort(-1)


def make_perms(
    count: int, n: int, *, generator: torch.Generator | None = None
) -> Int[Tensor, "count n"]:
    """Draw `count` uniform permutations of n places; n = 0 gives `(count, 0)`."""
    return torch.rand(count, n, generator=generator).argsort(-1)
