"""Named functions on multisets, small enough to hold in the head, each with its verdict."""

import torch
from jaxtyping import Float
from torch import Tensor

from setnb.checks import check_set, reject
from setnb.functional.pooling import mean_pool
from setnb.functional.sorting import sort_perm


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


def subtract_mean(x: Float[Tensor, "*b n d"]) -> Float[Tensor, "*b n d"]:
    """Return `x_i - mean(x)`, for the empty set the empty set.

    Set-equivariant and continuous, hence multiset-continuous: where equal elements stay together,
    near-equal ones stay near.

    Source: zhang2022, appendix B.3.1
    Chapter: ch-fspool
    """
    return x - mean_pool(check_set(x))[..., None, :]


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


def keep_first(x: Float[Tensor, "*b n d"]) -> Float[Tensor, "*b n d"]:
    """Keep the first element of the list and set the others to zero: `[a, b] -> [a, 0]`.

    Linear, so continuous on lists; not multiset-equivariant, and not multiset-continuous: the same
    multiset in another order gives another result. Continuity alone does not carry over.

    Source: zhang2022, Proposition 5
    Chapter: ch-fspool
    """
    first = torch.arange(check_set(x).shape[-2], device=x.device) == 0
    return x * first[:, None].to(x.dtype)


def single_out(x: Float[Tensor, "*b n 1"]) -> Float[Tensor, "*b n 1"]:
    """Give 1 to one element and 0 to the others: to one of two equal ones, else to the loneliest.

    If there are equal elements, the first of the largest ones that have a copy gets the 1; if not,
    the one whose nearest neighbour is farthest away, and of several such the largest. Exclusively
    multiset-equivariant. The output is always the multiset {1, 0, ..., 0}, so it is
    multiset-continuous. It separates equal elements, and yet of three elements never the two that
    are merely near: which element moved on is not what multiset-continuity looks at.

    Source: zhang2022, appendix B.3.2
    Chapter: ch-fspool
    """
    n = check_set(x, dim=1).shape[-2]
    if n == 0:
        return x
    itself = torch.eye(n, dtype=torch.bool, device=x.device)
    nearest = (x - x.mT).abs().masked_fill(itself, torch.inf).amin(-1)
    has_copy, loneliest = nearest == 0, nearest == nearest.amax(-1, keepdim=True)
    candidates = torch.where(has_copy.any(-1, keepdim=True), has_copy, loneliest)
    chosen = sort_perm(x, candidates)[..., :1, :]
    return torch.zeros_like(x).scatter(-2, chosen, 1)
