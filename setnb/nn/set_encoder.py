"""The permutation-invariant encoder that DSPN inverts."""

from collections.abc import Callable
from itertools import pairwise

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from setnb.checks import check_choice, check_count, check_mask, check_set, reject
from setnb.functional.padding import clear_padding
from setnb.functional.set_encoder import (
    Weigh,
    encode_set,
    encoding_energy_gradient,
    hoist_known,
    mean_weights,
    sort_weights,
    sum_weights,
)

ENCODER_POOLS = ("fspool", "sum", "mean")


class SetEncoder(nn.Module):
    """One network for every element, then a pooling: called as `(x, mask=None)`.

    Maps `(*b, n, set_dim)` to `(*b, latent)`. The network has the layers set_dim -> hidden... ->
    latent with a ReLU between each two; `how` is "fspool" (20 pieces), "sum" or "mean".
    Invariant; padding never counts, and the empty set gives 0. With "fspool" the gradient in x
    tells equal elements apart, with the others it does not. Raises ValueError for elements of
    another size and for unknown poolings.

    Where every parameter has one more axis in front, of r encoders (`setnb.nn.stacking`), x is
    `(r, *b, n, set_dim)` and each encodes its own sets.

    Source: zhang2022, appendix F
    Chapter: ch-dspn
    """

    def __init__(
        self,
        set_dim: int,
        latent: int,
        *,
        hidden: tuple[int, ...] = (256,),
        how: str = "fspool",
        pieces: int = 20,
    ):
        super().__init__()
        dims = [check_count(d, "set_dim, hidden and latent") for d in (set_dim, *hidden, latent)]
        self.set_dim, self.latent = set_dim, latent
        self.how = check_choice(how, "how", ENCODER_POOLS)
        self.linears = nn.ModuleList(nn.Linear(a, b) for a, b in pairwise(dims))
        if how == "fspool":
            self.knots = nn.Parameter(torch.randn(latent, 1 + check_count(pieces, "pieces")))

    def forward(
        self, x: Float[Tensor, "*b n d"], mask: Bool[Tensor, "*b n"] | None = None
    ) -> Float[Tensor, "*b c"]:
        check_mask(mask, check_set(x, dim=self.set_dim))
        weigh = self._weigh(x.shape[-2], self._one_batch(mask, 1))
        vectors = encode_set(self._one_batch(clear_padding(x, mask)), self._layers(), weigh)
        return vectors.reshape(*x.shape[:-2], self.latent)

    def energy_gradient(
        self,
        z: Float[Tensor, "*b c"],
        known: Float[Tensor, "*b n k"] | None = None,
        mask: Bool[Tensor, "*b n"] | None = None,
        *,
        n: int,
    ) -> Callable[[Tensor], Tensor]:
        """Return `y -> grad_y 1/2 mean_c (g(known, y)_c - z_c)^2`, in closed form.

        `y` is `(*b, n, set_dim - k)`. What does not change with y is computed once, here. Padding
        must hold finite numbers, in `known` and in y; its gradient is 0. Raises ValueError for a z
        or a y of another size than the encoder's.

        Source: zhang2022, equation (7)
        Chapter: ch-dspn
        """
        if z.shape[-1] != self.latent:
            reject("z", expected=f"a vector of {self.latent}, as the encoder gives", got=z)
        layers, wanted = self._layers(), self._one_batch(z, 1)
        held = self._one_batch(known)
        weigh = self._weigh(n, self._one_batch(mask, 1), held)
        offset = None if held is None else hoist_known(held, layers[0])
        rest = self.set_dim - (0 if known is None else known.shape[-1])

        def gradient(y: Tensor) -> Tensor:
            sets = self._one_batch(check_set(y, "y", dim=rest))
            return encoding_energy_gradient(sets, wanted, layers, weigh, offset).reshape(y.shape)

        return gradient

    def _layers(self) -> list[tuple[Tensor, Tensor]]:
        return [(linear.weight, linear.bias) for linear in self.linears]

    def _weigh(self, n: int, mask: Tensor | None, known: Tensor | None = None) -> Weigh:
        if self.how == "fspool":
            return sort_weights(self.knots, n, mask, known)
        return {"sum": sum_weights, "mean": mean_weights}[self.how](mask)

    def _one_batch(self, x, event_ndim: int = 2):
        """Give what has none or several batch axes a single one, behind the axis of encoders."""
        encoders = self._layers()[0][0].ndim - 2
        return None if x is None else x.unsqueeze(encoders).flatten(encoders, -1 - event_ndim)
