"""The network that sums numbers, one layer for each position, with the layers shared by a scheme.

Many runs side by side: the first axis of everything is the run. All values of a run are one vector,
psi, so that a run's lower level is one inner problem. Source: yeh2022, appendix F.2.
"""

from dataclasses import dataclass
from math import prod, sqrt

import torch
from torch import Tensor

SYMBOLS = 10  # the numbers 1 to 10


@dataclass(frozen=True, kw_only=True)
class PositionNetwork:
    """`f(x) = head . sum_p relu(W_p E[x_p] + b_p) + offset`, with `(W, b)_p = sum_q A_pq (W, b)_q`.

    E embeds the ten numbers in `width` dimensions, `W_p` maps them to `hidden`, for each of the `n`
    positions. A `(r, n, n)` says which of the stored layers q a position takes.
    """

    n: int
    width: int
    hidden: int

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The parts of psi."""
        return {
            "embedding": (SYMBOLS, self.width),
            "weight": (self.n, self.width, self.hidden),
            "bias": (self.n, self.hidden),
            "head": (self.hidden,),
            "offset": (),
        }

    def begin(self, runs: int) -> Tensor:
        """Draw the first psi `(runs, size)`, as torch draws embeddings and linear layers."""
        scales = {"weight": self.width, "bias": self.width, "head": self.hidden}
        scales["offset"] = self.hidden
        parts = [torch.randn(runs, prod(self.shapes["embedding"]))]
        for name, inputs in scales.items():
            size = prod(self.shapes[name])
            parts.append((2 * torch.rand(runs, size) - 1) / sqrt(inputs))
        return torch.cat(parts, 1)

    def unpack(self, psi: Tensor) -> dict[str, Tensor]:
        """Cut psi `(r, size)` into its parts, `(r, *shape)`."""
        sizes = [prod(shape) for shape in self.shapes.values()]
        pieces = psi.split(sizes, -1)
        return {
            name: piece.reshape(len(psi), *shape)
            for (name, shape), piece in zip(self.shapes.items(), pieces, strict=True)
        }

    def layers(self, psi: Tensor, assignment: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
        """Return what position p makes of each number before the ReLU, `(r, n, 10, h)`."""
        parts = self.unpack(psi)
        made = torch.einsum("rse,rqeh->rqsh", parts["embedding"], parts["weight"])
        made = made + parts["bias"][:, :, None]
        return torch.einsum("rpq,rqsh->rpsh", assignment, made), parts

    def values(self, psi: Tensor, assignment: Tensor) -> tuple[Tensor, Tensor]:
        """Return what each number is worth at each position `(r, n, 10)`, and the offset `(r,)`.

        The network is additive: its answer is the offset and the sum of these.
        """
        made, parts = self.layers(psi, assignment)
        return torch.einsum("rpsh,rh->rps", made.relu(), parts["head"]), parts["offset"]

    def answer(self, psi: Tensor, assignment: Tensor, x: Tensor) -> Tensor:
        """Return the sums `(r, t)` of the lists `x` `(r, t, n)`, numbers from 0 for "one"."""
        worth, offset = self.values(psi, assignment)
        wide = worth[:, None].expand(-1, x.shape[1], -1, -1)
        return wide.gather(-1, x[..., None])[..., 0].sum(-1) + offset[:, None]

    def error(self, psi: Tensor, assignment: Tensor, data: tuple[Tensor, Tensor]) -> Tensor:
        """Return each run's mean squared error `(r,)` on lists and targets."""
        x, target = data
        return (self.answer(psi, assignment, x) - target).square().mean(-1)
