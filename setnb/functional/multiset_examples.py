"""The named functions of chapter 10: small enough to hold in the head, each with its verdict."""

import torch
from jaxtyping import Float
from torch import Tensor

from setnb.checks import check_set, reject


def push_apart(x: Float[Tensor, "*b 2 1"] | Float[Tensor, "2"] | list[float]) -> Tensor:
    """Move two scalars apart: `[a, b] -> [a-1, b+1]` if `a <= b`, else `[a+1, b-1]`.

    Exclusively multiset-equivariant: it sends [0, 0] to [-1, 1]. A plain list or a tensor of
    shape (2,) is taken as two scalars and returned as such. Raises ValueError for any other size.

    >>> push_apart([0.0, 0.0])
    tensor([-1.,  1.])

    Source: zhang2022, equation (1)
    Chapter: ch-push-apart
    """
    x = torch.as_tensor(x)
    if x.shape != (2,) and x.shape[-2:] != (2, 1):
        reject("x", expected="two scalars: (2,) or (*b, 2, 1)", got=x)
    a, b = x.reshape(*x.shape[:-2], 2).unbind(-1) if x.ndim > 1 else x
    step = torch.where(a <= b, 1, -1).to(x.dtype)
    return torch.stack([a - step, b + step], -1).reshape(x.shape)


def shift_unique_integers(x: Float[Tensor, "*b n d"]) -> Float[Tensor, "*b n d"]:
    """Return `x + 1` if all entries are integers and no two are equal, else `x` itself.

    Set-equivariant and not multiset-continuous, yet it never separates near-equal elements.

    Source: zhang2022, appendix B.3.3
    Chapter: ch-push-apart
    """
    entries = check_set(x).flatten(-2)
    ordered = entries.sort(-1).values
    unique = (ordered.diff(dim=-1) != 0).all(-1)
    integers = (entries == entries.round()).all(-1)
    return x + (unique & integers).to(x.dtype)[..., None, None]


def append_copy_number(x: Float[Tensor, "*b n d"]) -> Float[Tensor, "*b n d+1"]:
    """Append to each element how many equal elements come before it: 0, 1, 2, ….

    `[1, 1, 2] -> [(1, 0), (1, 1), (2, 0)]`. Exclusively multiset-equivariant and not
    multiset-continuous: moving one copy by a hair resets its number.

    Source: zhang2022, appendix B.3.4
    Chapter: ch-push-apart
    """
    equal = (check_set(x)[..., :, None, :] == x[..., None, :, :]).all(-1)
    copies = equal.tril(-1).sum(-1).to(x.dtype)
    return torch.cat([x, copies[..., None]], -1)
