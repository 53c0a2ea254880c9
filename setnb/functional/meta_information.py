"""Conditioning on meta-information: a vector z that belongs to the set, not to an element."""

import torch
from jaxtyping import Float
from torch import Tensor

from setnb.checks import reject


def condition_elements(
    x: Float[Tensor, "*b n d"], z: Float[Tensor, "*b c"]
) -> Float[Tensor, "*b n d+c"]:
    """Append z to every element: `[x_i, z]`, so that a map of elements becomes `phi(x_i | z)`.

    Set-equivariant in `x`: equal elements stay equal, the empty set stays empty. Raises ValueError
    unless there is one z for every set.

    Source: zaheer2017, section 3.1
    Chapter: ch-equivariant-layers
    """
    _check_meta(z, x.shape[:-2])
    return torch.cat([x, z[..., None, :].expand(*x.shape[:-1], -1)], -1)


def condition_pooled(
    pooled: Float[Tensor, "*b h"], z: Float[Tensor, "*b c"]
) -> Float[Tensor, "*b h+c"]:
    """Append z to the pooled vector of its set: `[pool(x), z]`, so rho becomes `rho(. | z)`.

    Raises ValueError unless there is one z for every set.

    Source: zaheer2017, section 3.1
    Chapter: ch-equivariant-layers
    """
    _check_meta(z, pooled.shape[:-1])
    return torch.cat([pooled, z], -1)


def _check_meta(z: Tensor, sets: tuple[int, ...]) -> None:
    if not isinstance(z, Tensor) or z.shape[:-1] != sets or not z.is_floating_point():
        wanted = ", ".join([*map(str, sets), "c"])
        reject(
            "z",
            expected=f"a floating tensor of shape ({wanted}), one vector for every set",
            got=z,
            remedy="Give one z to all sets with z.expand(...).",
        )
