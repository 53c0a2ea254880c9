"""Padding: rows that fill a list up to the length of its batch."""

from jaxtyping import Bool, Float
from torch import Tensor


def clear_padding(
    x: Float[Tensor, "*b n d"], mask: Bool[Tensor, "*b n"] | None
) -> Float[Tensor, "*b n d"]:
    """Return `x` with padded rows set to zero; without a mask every row is real.

    Done before the first product with a weight: NaN in padding would reach the weight's gradient
    even where its effect on the output is multiplied by zero. Set-equivariant.

    Source: zaheer2017, section 3.1
    Chapter: ch-sets
    """
    return x if mask is None else x.masked_fill(~mask[..., None], 0)
