"""The equivariant layers of Deep Sets: each element for itself, plus what all of them share."""

from jaxtyping import Bool, Float
from torch import Tensor

from setnb.functional.meta_information import condition_pooled
from setnb.functional.padding import clear_padding
from setnb.functional.pooling import pool


def equivariant_linear(
    x: Float[Tensor, "*b n d"],
    own: Float[Tensor, "d k"],
    shared: Float[Tensor, "e k"],
    bias: Float[Tensor, " k"] | None = None,
    mask: Bool[Tensor, "*b n"] | None = None,
    *,
    z: Float[Tensor, "*b c"] | None = None,
    how: str = "mean",
) -> Float[Tensor, "*b n k"]:
    """Apply `y_i = x_i Lambda + [pool(x), z] Gamma + bias` to every element; z may be left out.

    With `how="sum"` and no z this is every linear map with d inputs and k outputs per element that
    commutes with all permutations (Lemma 3 with channels). Without z, `shared` has d rows; with a
    z of length c it has d + c.

    Set-equivariant: equal elements stay equal. Padded rows come back as zeros.

    Source: zaheer2017, equation (22)
    Chapter: ch-equivariant-layers
    """
    pooled = pool(x, mask, how=how)
    if z is not None:
        pooled = condition_pooled(pooled, z)
    y = clear_padding(x, mask) @ own + (pooled @ shared)[..., None, :]
    return clear_padding(y if bias is None else y + bias, mask)


def equivariant_scalar(
    x: Float[Tensor, "*b n d"],
    own: Float[Tensor, ""],
    shared: Float[Tensor, ""],
    mask: Bool[Tensor, "*b n"] | None = None,
    *,
    how: str = "sum",
) -> Float[Tensor, "*b n d"]:
    """Apply `y_i = lambda x_i + gamma pool(x)`: two numbers for all elements and features.

    With `how="sum"` it is `(lambda I + gamma 1 1^T) x`, Lemma 3 as it stands; with "max" it is the
    inside of equation (4). Set-equivariant: equal elements stay equal. Padded rows come back as
    zeros.

    Source: zaheer2017, Lemma 3 and equation (4)
    Chapter: ch-equivariant-layers
    """
    pooled = pool(x, mask, how=how)[..., None, :]
    return clear_padding(own * clear_padding(x, mask) + shared * pooled, mask)


def equivariant_factored(
    x: Float[Tensor, "*b n d"],
    weight: Float[Tensor, "d k"],
    bias: Float[Tensor, " k"] | None = None,
    mask: Bool[Tensor, "*b n"] | None = None,
    *,
    how: str = "max",
) -> Float[Tensor, "*b n k"]:
    """Apply `y_i = bias + (x_i - pool(x)) Gamma`: one matrix, where the other forms have two.

    It is `equivariant_linear` with `own = Gamma` and `shared = -Gamma`. For "max" and "mean" it
    sees differences only: moving all elements by the same vector changes nothing, and a singleton
    gives the bias. Set-equivariant: equal elements stay equal. Padded rows come back as zeros.

    Source: zaheer2017, equation (23)
    Chapter: ch-equivariant-layers
    """
    y = clear_padding(x - pool(x, mask, how=how)[..., None, :], mask) @ weight
    return clear_padding(y if bias is None else y + bias, mask)
