"""A set model that reads in order: the recurrent counterpart of `DeepSet`."""

from collections.abc import Callable

from jaxtyping import Bool, Float
from torch import Tensor, nn

from setnb.checks import check_mask
from setnb.functional.padding import clear_padding


class SequenceModel(nn.Module):
    """The ordered model `rho(read(phi(x_1), ..., phi(x_n)))`; vary it by passing the parts.

    `phi` maps `(*b, n, d)` to `(*b, n, h)` element by element, `read(codes, mask)` maps that to
    `(*b, k)` (a `RecurrentEncoder`, say), `rho` maps `(*b, k)` to the answer. It differs from
    `DeepSet` in one place only: a reader stands where the pooling was. Not invariant in general;
    masked elements and the empty set are treated as `read` treats them.

    Source: zaheer2017, section 4.1.2
    Chapter: ch-deep-sets-in-practice
    """

    def __init__(self, phi: Callable, read: Callable, rho: Callable):
        super().__init__()
        self.phi, self.read, self.rho = phi, read, rho

    def forward(
        self, x: Float[Tensor, "*b n d"], mask: Bool[Tensor, "*b n"] | None = None
    ) -> Tensor:
        x = clear_padding(x, check_mask(mask, x))
        return self.rho(self.read(self.phi(x), mask))
