"""Deep Sets: the invariant model `rho(pool phi(x))`, and stacks of equivariant layers."""

from collections.abc import Callable
from itertools import pairwise

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from setnb.checks import check_choice, check_mask
from setnb.functional.meta_information import condition_pooled
from setnb.functional.padding import clear_padding
from setnb.functional.pooling import POOLS, pool
from setnb.nn.equivariant import EquivariantLayer


class DeepSet(nn.Module):
    """The invariant model `rho(pool_i phi(x_i))`; vary it by passing `phi` and `rho`.

    `phi` maps `(*b, n, d)` to `(*b, n, h)` element by element, `rho` maps `(*b, h)` to the answer.
    Called as `(x, mask=None, z=None)`: a meta-information z `(*b, c)` joins the pooled vector:
    `rho` then gets `(*b, h + c)`. For `phi(x | z)` give `condition_elements(x, z)` in place of x.

    Invariant for any `phi` and `rho`. The empty set gives `rho(0)`; padding never counts; sum
    pooling counts duplicates, max does not. Raises ValueError for an unknown pooling.

    Source: zaheer2017, Theorem 2 and section 3.1
    Chapter: ch-deep-sets-in-practice
    """

    def __init__(self, phi: Callable, rho: Callable, *, how: str = "sum"):
        super().__init__()
        self.phi, self.rho = phi, rho
        self.how = check_choice(how, "how", POOLS)

    def forward(
        self,
        x: Float[Tensor, "*b n d"],
        mask: Bool[Tensor, "*b n"] | None = None,
        z: Float[Tensor, "*b c"] | None = None,
    ) -> Tensor:
        x = clear_padding(x, check_mask(mask, x))
        pooled = pool(self.phi(x), mask, how=self.how)
        return self.rho(pooled if z is None else condition_pooled(pooled, z))


class EquivariantDeepSet(nn.Module):
    """A stack of equivariant layers with tanh between them, called as `(x, mask=None, z=None)`.

    `EquivariantDeepSet(2, 32, 32, 1)` has three layers. `layer(in_dim, out_dim, how=how)` makes
    each of them, and `between` stands between two. With meta-information z every layer is called
    as `(x, mask, z)`: then pass `layer=partial(EquivariantLayer, z_dim=c)`. For `phi(x | z)` give
    `condition_elements(x, z)` in place of x. Set-equivariant, like each of its layers.

    Source: zaheer2017, section 3.1
    Chapter: ch-equivariant-layers
    """

    def __init__(
        self,
        *dims: int,
        how: str = "mean",
        layer: Callable = EquivariantLayer,
        between: Callable[[Tensor], Tensor] = torch.tanh,
    ):
        super().__init__()
        self.layers = nn.ModuleList(layer(a, b, how=how) for a, b in pairwise(dims))
        self.between = between

    def forward(
        self,
        x: Float[Tensor, "*b n d"],
        mask: Bool[Tensor, "*b n"] | None = None,
        z: Float[Tensor, "*b c"] | None = None,
    ) -> Float[Tensor, "*b n k"]:
        meta = () if z is None else (z,)
        for i, layer in enumerate(self.layers):
            x = layer(x if i == 0 else self.between(x), mask, *meta)
        return x
