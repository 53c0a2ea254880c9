"""How much an error in the power sums is magnified on the way back to the elements."""

import torch
from jaxtyping import Float
from torch import Tensor

from setnb.functional.roots import invert_power_sums
from setnb.functional.symmetric import power_sums


def power_sum_jacobian(x: Float[Tensor, "*b n"]) -> Float[Tensor, "*b n n"]:
    """Return `J[k-1, j] = d p_k / d x_j = k x_j^{k-1}`: a Vandermonde matrix with scaled rows.

    Singular exactly when two elements are equal: `det J = n! prod_{i<j} (x_j - x_i)`.

    Source: zaheer2017, Lemma 6
    Chapter: ch-sum-decomposition
    """
    k = torch.arange(1, x.shape[-1] + 1, dtype=x.dtype, device=x.device)[:, None]
    return k * x[..., None, :] ** (k - 1)


def power_sum_inverse_jacobian(x: Float[Tensor, "*b n"]) -> Float[Tensor, "*b n n"]:
    """Return `J^{-1}[j, k-1] = d x_j / d p_k` in closed form, without solving anything.

    Row j holds the coefficients of Lagrange's `l_j(t) = prod_{i != j} (t - x_i) / (x_j - x_i)`, the
    k-th divided by k. For elements of one sign no digits cancel, so it is accurate where a solver
    has long failed. Infinite where two elements are equal.

    Source: gautschi1962, section 2
    Chapter: ch-sum-decomposition
    """
    n = x.shape[-1]
    others = torch.stack([torch.cat([x[..., :j], x[..., j + 1 :]], -1) for j in range(n)], -2)
    coefficients = torch.nn.functional.pad(torch.ones_like(x)[..., None], (0, n - 1))
    for i in range(n - 1):
        shifted = torch.nn.functional.pad(coefficients[..., :-1], (1, 0))
        coefficients = shifted - others[..., i : i + 1] * coefficients
    slope = (x[..., None] - others).prod(-1, keepdim=True)
    return coefficients / slope / torch.arange(1, n + 1, dtype=x.dtype, device=x.device)


def power_sum_amplification(x: Float[Tensor, "*b n"]) -> Float[Tensor, "*b"]:
    """Return how far an element moves, at worst, per unit of error in the power sums.

    `max_j sum_k |J^{-1}[j, k]|`, to first order. Permutation-invariant; 1 for a singleton, 0 for
    the empty set, infinite with duplicates (there an error of eps moves elements by its root).

    Source: gautschi1962, section 2
    Chapter: ch-sum-decomposition
    """
    return _widest_row(power_sum_inverse_jacobian(x)) if x.shape[-1] else x.sum(-1)


def power_sum_condition(x: Float[Tensor, "*b n"]) -> Float[Tensor, "*b"]:
    """Return the condition number `|J|_inf |J^{-1}|_inf` of the map from elements to power sums.

    Exact where `power_sum_inverse_jacobian` is. Edge cases as for `power_sum_amplification`.

    Source: gautschi1962, section 2
    Chapter: ch-sum-decomposition
    """
    if not x.shape[-1]:
        return x.sum(-1)
    return _widest_row(power_sum_jacobian(x)) * power_sum_amplification(x)


def _widest_row(matrix: Float[Tensor, "*b n n"]) -> Tensor:
    return matrix.abs().sum(-1).amax(-1)


def recovery_error(x: Float[Tensor, "*b n"], dtype: torch.dtype) -> Float[Tensor, "*b"]:
    """Return how far the farthest element is off after a round trip through power sums in `dtype`.

    The elements are rounded to `dtype` first, so that only the way through the power sums counts;
    both lists are sorted, which is the best matching of scalars. The empty set has error 0.

    Source: zaheer2017, Lemma 6
    Chapter: ch-sum-decomposition
    """
    rounded = x.to(dtype)
    back = invert_power_sums(power_sums(rounded, x.shape[-1]))
    error = (back.double() - rounded.double().sort(-1).values).abs()
    return torch.nn.functional.pad(error, (0, 1)).amax(-1)
