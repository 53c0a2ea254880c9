"""FSPool and FSUnpool with learned weights."""

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from setnb.checks import check_count
from setnb.functional.fspool import fspool, fsunpool


class FSPool(nn.Module):
    """Featurewise sort pooling, called as `(x, mask=None)`.

    Maps `(*b, n, channels)` to `(*b, channels)`:
    `y_c = sum_j f_c(j / (n-1)) sort(x_c)_j`, position 0 the largest, with learned piecewise linear
    weights f_c: `weight` is `(channels, pieces + 1)`, standard normal at the start. Invariant. Its
    gradient in x gives equal elements different values. A singleton has weight f_c(0); the empty
    set gives 0; padding never counts.

    Source: zhang2020fspool, FSPool
    Chapter: ch-fspool
    """

    def __init__(self, channels: int, pieces: int = 20):
        super().__init__()
        self.weight = _random_knots(channels, pieces)

    def forward(
        self, x: Float[Tensor, "*b n d"], mask: Bool[Tensor, "*b n"] | None = None
    ) -> Float[Tensor, "*b d"]:
        return fspool(x, self.weight, mask)


class FSUnpool(nn.Module):
    """The way back: a vector becomes a set, in the order of the set that was pooled.

    Called as `(z, perm, mask=None)` with `perm = setnb.functional.sort_perm(x, mask)`; maps
    `(*b, channels)` to `(*b, n, channels)`: the element at position j of feature c of x gets
    `f_c(j / (n-1)) z_c`. Padded rows are zeros.

    Source: zhang2020fspool, FSUnpool
    Chapter: ch-fspool
    """

    def __init__(self, channels: int, pieces: int = 20):
        super().__init__()
        self.weight = _random_knots(channels, pieces)

    def forward(
        self,
        z: Float[Tensor, "*b d"],
        perm: Int[Tensor, "*b n d"],
        mask: Bool[Tensor, "*b n"] | None = None,
    ) -> Float[Tensor, "*b n d"]:
        return fsunpool(z, self.weight, perm, mask)


def _random_knots(channels: int, pieces: int) -> nn.Parameter:
    return nn.Parameter(
        torch.randn(check_count(channels, "channels"), 1 + check_count(pieces, "pieces"))
    )
