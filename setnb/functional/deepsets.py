"""The equivariant linear map of Deep Sets: each element for itself, plus what all of them share."""

from jaxtyping import Bool, Float
from torch import Tensor

from setnb.functional.pooling import pool


def equivariant_linear(
    x: Float[Tensor, "*b n d"],
    own: Float[Tensor, "d k"],
    shared: Float[Tensor, "d k"],
    bias: Float[Tensor, " k"] | None = None,
    mask: Bool[Tensor, "*b n"] | None = None,
    *,
    how: str = "mean",
) -> Float[Tensor, "*b n k"]:
    """Apply `y_i = x_i Lambda + pool(x) Gamma + bias` to every element.

    With `how="sum"` this is every linear map with d inputs and k outputs per element that
    commutes with all permutations (Lemma 3 with channels). Padded rows come back as zeros.
    Set-equivariant: equal elements stay equal.

    Source: zaheer2017, equation (22)
    Chapter: ch-equivariant-layers
    """
    y = x @ own + (pool(x, mask, how=how) @ shared)[..., None, :]
    if bias is not None:
        y = y + bias
    return y if mask is None else y.masked_fill(~mask[..., None], 0)
