"""Sorting a multiset feature by feature, and its Jacobian, the permutation S_X transposed.

One convention: descending, position 0 holds the largest. Ties are broken by one hard permutation
(list order); averaging tied elements would make everything built on the sort set-equivariant.
"""

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from setnb.checks import check_mask, check_set
from setnb.functional.padding import clear_padding

CHUNK = 2**14  # numbers sorted at a time: what a processor core keeps close at hand


def sort_perm(
    x: Float[Tensor, "*b n d"], mask: Bool[Tensor, "*b n"] | None = None
) -> Int[Tensor, "*b n d"]:
    """Return, per feature, which element stands at each position: largest first, stable at ties.

    Padding stands last. No gradient flows through the choice. Works inside `torch.func` transforms
    and `torch.compile`; on a GPU it stays there.
    """
    check_mask(mask, check_set(x))
    return sort_perm_rows(x.mT.contiguous(), None if mask is None else mask[..., None, :]).mT


def sort_perm_rows(rows: Tensor, mask: Tensor | None = None) -> Tensor:
    """Return which entry of each row comes at each position; `mask` broadcasts to the rows.

    `sort_perm` for those who keep the values of one feature side by side in memory: unchecked.
    """
    keys = 0 - rows.detach()  # ascending, and without negative zeros
    if keys.dtype not in (torch.float32, torch.float64):
        keys = keys.float()
    if mask is not None:
        keys = keys.masked_fill(~mask, torch.nan)  # NaN sorts behind infinity
    if keys.device.type == "cpu":
        return _argsort_rows(keys)
    return torch.argsort(keys, dim=-1, stable=True)


# An operator of its own, so that func.grad, vmap and compile can all reach into numpy.
@torch.library.custom_op("setnb::argsort_rows", mutates_args=())
def _argsort_rows(keys: Tensor) -> Tensor:
    """Sort ascending, list order at ties: numpy, several times faster than torch on a CPU."""
    if keys.dtype == torch.float64:
        return torch.from_numpy(keys.numpy().argsort(-1, kind="stable"))
    # Numpy's fast sort is not stable. Pack each value and its place into one integer, the value's
    # bits in front (flipped where negative, so that they grow with the value): no ties are left.
    bits = keys.flatten(0, -2).numpy().view(np.int32)
    perm = np.empty(bits.shape, dtype=np.int64)
    rows = max(1, CHUNK // max(1, keys.shape[-1]))
    for start in range(0, len(bits), rows):
        part = bits[start : start + rows]
        packed = (part ^ (part >> 31 & 0x7FFFFFFF)).astype(np.int64) << 32
        packed |= np.arange(keys.shape[-1])
        packed.sort(-1)
        np.bitwise_and(packed, 0xFFFFFFFF, out=perm[start : start + rows])
    return torch.from_numpy(perm).reshape(keys.shape)


@_argsort_rows.register_fake
def _(keys: Tensor) -> Tensor:
    return torch.empty_like(keys, dtype=torch.long)


@_argsort_rows.register_vmap
def _(info, in_dims, keys: Tensor) -> tuple[Tensor, int]:
    return _argsort_rows(keys.movedim(in_dims[0], 0)), 0


def sort_elements(
    x: Float[Tensor, "*b n d"], mask: Bool[Tensor, "*b n"] | None = None
) -> Float[Tensor, "*b n d"]:
    """Sort each feature independently over the set, descending: `S_X x` for every column.

    Permutation-invariant. Differentiable as often as you like: gradients are carried back by the
    same permutation. Padding comes last, as zeros, and gets no gradient. Empty sets stay empty.

    Source: zhang2022, appendix A
    Chapter: ch-push-apart
    """
    check_mask(mask, check_set(x))
    # With a feature's values side by side, gathering and its gradient run several times faster.
    columns = clear_padding(x, mask).mT.contiguous()
    real = None if mask is None else mask[..., None, :]
    return columns.gather(-1, sort_perm_rows(columns, real)).mT


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
