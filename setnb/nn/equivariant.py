"""The equivariant layers of Deep Sets as modules: two matrices, one matrix, or two numbers."""

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from setnb.checks import check_choice, check_count, check_mask, check_set, reject
from setnb.functional.deepsets import (
    equivariant_factored,
    equivariant_linear,
    equivariant_scalar,
)
from setnb.functional.pooling import POOLS


class EquivariantLayer(nn.Module):
    """The layer `y_i = x_i Lambda + [pool(x), z] Gamma + bias`, called as `(x, mask=None, z=None)`.

    Maps `(*b, n, in_dim)` to `(*b, n, out_dim)`; `how` chooses the pooling. A layer built with
    `z_dim` is conditioned: it wants a z `(*b, z_dim)` for every set, which moves all elements
    alike. Set-equivariant: equal elements leave as equals. Padded rows come back as zeros; the
    empty set stays empty.

    Source: zaheer2017, equation (22)
    Chapter: ch-equivariant-layers
    """

    def __init__(
        self, in_dim: int, out_dim: int, *, how: str = "mean", bias: bool = True, z_dim: int = 0
    ):
        super().__init__()
        self.how = check_choice(how, "how", POOLS)
        seen = check_count(in_dim, "in_dim") + check_count(z_dim, "z_dim", minimum=0)
        # Each output adds up in_dim terms of its own and `seen` shared ones.
        self.own = _uniform(in_dim, check_count(out_dim, "out_dim"), terms=in_dim + seen)
        self.shared = _uniform(seen, out_dim, terms=in_dim + seen)
        self.bias = nn.Parameter(torch.zeros(out_dim)) if bias else None

    def forward(
        self,
        x: Float[Tensor, "*b n d"],
        mask: Bool[Tensor, "*b n"] | None = None,
        z: Float[Tensor, "*b c"] | None = None,
    ) -> Float[Tensor, "*b n k"]:
        check_mask(mask, check_set(x, dim=len(self.own)))
        z_dim = len(self.shared) - len(self.own)
        if (0 if z is None else z.shape[-1]) != z_dim:
            expected = f"{z_dim} numbers per set, as z_dim says" if z_dim else "None, as z_dim is 0"
            reject("z", expected=expected, got=z)
        return equivariant_linear(x, self.own, self.shared, self.bias, mask, z=z, how=self.how)


class FactoredEquivariantLayer(nn.Module):
    """The layer `y_i = bias + (x_i - pool(x)) Gamma`, called as `(x, mask=None)`.

    Half the weights of `EquivariantLayer`. With "max" or "mean" it is blind to anything that all
    elements have in common, so a z appended to the elements is lost. Set-equivariant: equal
    elements leave as equals. Padded rows come back as zeros; the empty set stays empty.

    Source: zaheer2017, equation (23)
    Chapter: ch-equivariant-layers
    """

    def __init__(self, in_dim: int, out_dim: int, *, how: str = "max", bias: bool = True):
        super().__init__()
        self.how = check_choice(how, "how", POOLS)
        check_count(in_dim, "in_dim"), check_count(out_dim, "out_dim")
        self.weight = _uniform(in_dim, out_dim, terms=in_dim)
        self.bias = nn.Parameter(torch.zeros(out_dim)) if bias else None

    def forward(
        self, x: Float[Tensor, "*b n d"], mask: Bool[Tensor, "*b n"] | None = None
    ) -> Float[Tensor, "*b n k"]:
        check_mask(mask, check_set(x, dim=len(self.weight)))
        return equivariant_factored(x, self.weight, self.bias, mask, how=self.how)


class ScalarEquivariantLayer(nn.Module):
    """The layer `y_i = lambda x_i + gamma pool(x)`, called as `(x, mask=None)`: two weights in all.

    Keeps the shape `(*b, n, d)`, for any d. Starts as the identity, lambda = 1 and gamma = 0.
    Set-equivariant: equal elements leave as equals. Padded rows come back as zeros; the empty set
    stays empty.

    Source: zaheer2017, Lemma 3 and equation (4)
    Chapter: ch-equivariant-layers
    """

    def __init__(self, *, how: str = "sum"):
        super().__init__()
        self.how = check_choice(how, "how", POOLS)
        self.own = nn.Parameter(torch.tensor(1.0))
        self.shared = nn.Parameter(torch.tensor(0.0))

    def forward(
        self, x: Float[Tensor, "*b n d"], mask: Bool[Tensor, "*b n"] | None = None
    ) -> Float[Tensor, "*b n d"]:
        check_mask(mask, check_set(x))
        return equivariant_scalar(x, self.own, self.shared, mask, how=self.how)


def _uniform(rows: int, columns: int, *, terms: int) -> nn.Parameter:
    """Draw a weight from +-1/sqrt(terms), so that the size of the outputs is that of the inputs."""
    bound = terms**-0.5
    return nn.Parameter(torch.empty(rows, columns).uniform_(-bound, bound))
