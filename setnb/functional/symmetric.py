"""Symmetric polynomials of a multiset of scalars: power sums and the elementary ones."""

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from setnb.checks import check_count, reject


def power_sums(
    x: Float[Tensor, "*b n"], degree: int, mask: Bool[Tensor, "*b n"] | None = None
) -> Float[Tensor, "*b {degree}+1"]:
    """Add up the powers of n scalars: `p_k = sum_i x_i^k` for k = 0, …, degree.

    The first entry, `p_0 = n`, counts the elements. Permutation-invariant; duplicates count; the
    empty set gives zeros, and masked entries, NaN included, never count. Up to degree n they
    determine the multiset (see `invert_power_sums`).

    >>> power_sums(torch.tensor([2.0, 3.0]), 2)
    tensor([ 2.,  5., 13.])

    Raises ValueError for anything but a floating tensor `(*b, n)` and a degree of at least 0.

    Source: zaheer2017, equation (8)
    Chapter: ch-sum-decomposition
    """
    check_count(degree, "degree", minimum=0)
    if not isinstance(x, Tensor) or x.ndim < 1 or not x.is_floating_point():
        reject("x", expected="a floating tensor (*b, n), one scalar per element", got=x)
    if mask is not None:
        if mask.dtype != torch.bool or mask.shape != x.shape:
            reject("mask", expected=f"a bool tensor of shape {tuple(x.shape)}", got=mask)
        x = x.masked_fill(~mask, 0)
    powers = x[..., None] ** torch.arange(degree + 1, dtype=x.dtype, device=x.device)
    return (powers if mask is None else powers * mask[..., None]).sum(-2)


def elementary_symmetric(p: Float[Tensor, "*b m"]) -> Float[Tensor, "*b m"]:
    """Turn power sums p_0, …, p_M into elementary symmetric polynomials e_0 = 1, …, e_M.

    `e_m = sum_{i_1 < … < i_m} x_{i_1} … x_{i_m}`, by the recursion of Newton and Girard,
    `m e_m = p_1 e_{m-1} - p_2 e_{m-2} + p_3 e_{m-3} - …`. Differentiable. p_0 is not used: for a
    set of n < M elements e_{n+1}, …, e_M come out as zero, up to rounding.

    >>> elementary_symmetric(torch.tensor([2.0, 5.0, 13.0]))
    tensor([1., 5., 6.])

    Source: zaheer2017, Lemma 4
    Chapter: ch-sum-decomposition
    """
    check_power_sums(p)
    e = [torch.ones_like(p[..., 0])]
    for m in range(1, p.shape[-1]):
        signed = [(-1) ** (k - 1) * p[..., k] * e[m - k] for k in range(1, m + 1)]
        e.append(torch.stack(signed).sum(0) / m)
    return torch.stack(e, -1)


def elementary_symmetric_by_determinant(
    p: Float[Tensor, "*b m"], *, printed: bool = False
) -> Float[Tensor, "*b m"]:
    """Compute what `elementary_symmetric` does as determinants, one for each m.

    `e_m = det(A) / m!`, with p_1 on the diagonal of A, p_2, p_3, … below it, and **1, 2, …, m-1**
    above it. With `printed=True` the formula as printed in the paper: ones above the diagonal and
    the factor 1/m. That equals e_m for m <= 2 only.

    Source: zaheer2017, equations (12) and (17), corrected
    Chapter: ch-sum-decomposition
    """
    check_power_sums(p)
    size = p.shape[-1] - 1
    row, column = torch.meshgrid(*[torch.arange(size, device=p.device)] * 2, indexing="ij")
    above = torch.ones_like(row) if printed else row + 1
    lower = p[..., (row - column + 1).clamp(min=0)]
    matrix = torch.where(row >= column, lower, torch.where(column == row + 1, above, 0).to(p))
    e, factor = [torch.ones_like(p[..., 0])], 1
    for m in range(1, size + 1):
        factor = m if printed else factor * m
        e.append(torch.linalg.det(matrix[..., :m, :m]) / factor)
    return torch.stack(e, -1)


def check_power_sums(p: Float[Tensor, "*b m"], name: str = "p") -> Float[Tensor, "*b m"]:
    """Return `p` if it is a floating tensor `(*b, M+1)` that holds at least p_0."""
    if not isinstance(p, Tensor) or not p.is_floating_point() or not p.ndim or not p.shape[-1]:
        reject(name, expected="a floating tensor (*b, M+1) of p_0, …, p_M", got=p)
    return p
