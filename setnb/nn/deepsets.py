"""Deep Sets: the invariant model `rho(pool phi(x))` and the equivariant layer."""

from collections.abc import Callable
from itertools import pairwise

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from setnb.checks import check_choice, check_count, check_mask, check_set
from setnb.functional.deepsets import equivariant_linear
from setnb.functional.pooling import POOLS, pool


class DeepSet(nn.Module):
    """The invariant model `rho(pool_i phi(x_i))`; vary it by passing `phi` and `rho`.

    `phi` maps `(*b, n, d)` to `(*b, n, h)` element by element, `rho` maps `(*b, h)` to the answer.
    Invariant for any `phi` and `rho`. The empty set gives `rho(0)`; padding never counts; sum
    pooling counts duplicates, max does not. Raises ValueError for an unknown pooling.

    Source: zaheer2017, Theorem 2
    Chapter: ch-deep-sets-in-practice
    """

    def __init__(self, phi: Callable, rho: Callable, *, how: str = "sum"):
        super().__init__()
        self.phi, self.rho = phi, rho
        self.how = check_choice(how, "how", POOLS)

    def forward(
        self, x: Float[Tensor, "*b n d"], mask: Bool[Tensor, "*b n"] | None = None
    ) -> Tensor:
        return self.rho(pool(self.phi(x), mask, how=self.how))


class EquivariantLayer(nn.Module):
    """The layer `y_i = x_i Lambda + pool(x) Gamma + bias`, called as `(x, mask=None)`.

    Maps `(*b, n, in_dim)` to `(*b, n, out_dim)`; `how` chooses the pooling. Set-equivariant:
    equal elements leave as equals. Padded rows come back as zeros; the empty set stays empty.

    Source: zaheer2017, equation (22)
    Chapter: ch-equivariant-layers
    """

    def __init__(self, in_dim: int, out_dim: int, *, how: str = "mean", bias: bool = True):
        super().__init__()
        check_count(in_dim, "in_dim"), check_count(out_dim, "out_dim")
        self.how = check_choice(how, "how", POOLS)
        # Uniform in +-1/sqrt(2 d): each output sums d own and d shared terms.
        bound = (2 * in_dim) ** -0.5
        self.own = nn.Parameter(torch.empty(in_dim, out_dim).uniform_(-bound, bound))
        self.shared = nn.Parameter(torch.empty(in_dim, out_dim).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.zeros(out_dim)) if bias else None

    def forward(
        self, x: Float[Tensor, "*b n d"], mask: Bool[Tensor, "*b n"] | None = None
    ) -> Float[Tensor, "*b n k"]:
        check_mask(mask, check_set(x, dim=len(self.own)))
        return equivariant_linear(x, self.own, self.shared, self.bias, mask, how=self.how)


class EquivariantDeepSet(nn.Module):
    """A stack of equivariant layers with tanh between them, called as `(x, mask=None)`.

    `EquivariantDeepSet(2, 32, 32, 1)` has three layers. Set-equivariant, like each of its layers.

    Source: zaheer2017, section 3.2
    Chapter: ch-push-apart
    """

    def __init__(self, *dims: int, how: str = "mean"):
        super().__init__()
        self.layers = nn.ModuleList(EquivariantLayer(a, b, how=how) for a, b in pairwise(dims))

    def forward(
        self, x: Float[Tensor, "*b n d"], mask: Bool[Tensor, "*b n"] | None = None
    ) -> Float[Tensor, "*b n k"]:
        for i, layer in enumerate(self.layers):
            x = layer(x if i == 0 else x.tanh(), mask)
        return x
