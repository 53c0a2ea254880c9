"""The worked examples of sum decomposition: functions of a multiset as `rho(sum of phi(x))`."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from setnb.checks import reject


@dataclass(frozen=True)
class Decomposition:
    """A function of n scalars written as `rho(sum_i phi(x_i))`, beside what it should compute.

    `phi(x, a)` maps `(*b, n)` to `(*b, n, k)` and `rho(sums, a)` maps `(*b, k)` to `(*b)`; `target`
    maps `(*b, n)` to `(*b)`. Two examples are exact only as the sharpness `a` tends to infinity;
    the others ignore it. Permutation-invariant; duplicates count. `sizes` are the least and the
    largest number of elements (None: no limit); ValueError for any other.

    A call adds up phi as written. That overflows where `a x` is large, and far elements are rounded
    away; `stable`, where there is one, has the same value in exact arithmetic and does neither.

    >>> DECOMPOSITIONS["product_of_two"](torch.tensor([1.0, 2.0]))
    tensor(12.)

    Source: zaheer2017, appendix A, examples
    Chapter: ch-sum-decomposition
    """

    name: str
    formula: str
    phi: Callable[[Tensor, float], Tensor]
    rho: Callable[[Tensor, float], Tensor]
    target: Callable[[Tensor], Tensor]
    sizes: tuple[int, int | None] = (1, None)
    stable: Callable[[Tensor, float], Tensor] | None = None

    def __call__(self, x: Float[Tensor, "*b n"], a: float = 20.0) -> Float[Tensor, "*b"]:
        """Return `rho(sum_i phi(x_i))`, the sums formed as they are written."""
        self.check(x)
        return self.rho(self.phi(x, a).sum(-2), a)

    def evaluate(self, x: Float[Tensor, "*b n"], a: float = 20.0) -> Float[Tensor, "*b"]:
        """Return the same value by `stable`, or by a call where there is nothing to stabilise."""
        self.check(x)
        return self.stable(x, a) if self.stable else self(x, a)

    def check(self, x: Float[Tensor, "*b n"]) -> None:
        """Raise ValueError unless x holds a number of scalars that the formula is meant for."""
        least, most = self.sizes
        if not isinstance(x, Tensor) or x.ndim < 1 or not x.is_floating_point():
            reject("x", expected="a floating tensor (*b, n), one scalar per element", got=x)
        if not least <= x.shape[-1] <= (x.shape[-1] if most is None else most):
            number = f"{least}" if least == most else f"{least} to {most or 'any number of'}"
            reject("x", expected=f"{number} elements for {self.name}", got=x)


def _columns(*features: Tensor) -> Tensor:
    return torch.stack(features, -1)


def _second_largest(x: Tensor, a: float) -> Tensor:
    """Add up `u^2 - w = 2 sum_{i<j} e^{a (x_i + x_j)}` pair by pair, in logarithms."""
    i, j = torch.triu_indices(x.shape[-1], x.shape[-1], 1)
    return ((a * (x[..., i] + x[..., j])).logsumexp(-1) - (a * x).logsumexp(-1)) / a


def _printed_second_largest(sums: Tensor, a: float) -> Tensor:
    u, v = sums.unbind(-1)
    largest = (a * v / u).exp()
    return (v - v / u * largest) / (u - largest)


MAXIMUM = Decomposition(
    name="maximum",
    formula="phi = (e^{ax}, x e^{ax}), rho(u, v) = v / u, a -> infinity",
    phi=lambda x, a: _columns((a * x).exp(), x * (a * x).exp()),
    rho=lambda sums, a: sums[..., 1] / sums[..., 0],
    target=lambda x: x.amax(-1),
    stable=lambda x, a: ((a * x).softmax(-1) * x).sum(-1),
)
SECOND_LARGEST = Decomposition(
    name="second_largest",
    formula="phi = (e^{ax}, e^{2ax}), rho(u, w) = log((u^2 - w) / 2u) / a, a -> infinity",
    phi=lambda x, a: _columns((a * x).exp(), (2 * a * x).exp()),
    rho=lambda sums, a: ((sums[..., 0].square() - sums[..., 1]) / (2 * sums[..., 0])).log() / a,
    target=lambda x: x.sort(-1).values[..., -2],
    sizes=(2, None),
    stable=_second_largest,
)
# As printed, for the erratum: v - (v/u) c = (v/u) (u - c) for any c, so that it is MAXIMUM again.
PRINTED_SECOND_LARGEST = Decomposition(
    name="second_largest, as printed",
    formula="phi = (e^{ax}, x e^{ax}), rho(u, v) = (v - (v/u) e^{av/u}) / (u - e^{av/u})",
    phi=MAXIMUM.phi,
    rho=_printed_second_largest,
    target=SECOND_LARGEST.target,
    sizes=(2, None),
)
DECOMPOSITIONS = {
    example.name: example
    for example in (
        Decomposition(
            name="product_of_two",
            formula="phi = (x, x^2, x^3), rho(u, v, w) = uv - w + 3 (u^2 - v) / 2",
            phi=lambda x, a: _columns(x, x**2, x**3),
            rho=lambda sums, a: (
                sums[..., 0] * sums[..., 1]
                - sums[..., 2]
                + 3 * (sums[..., 0].square() - sums[..., 1]) / 2
            ),
            target=lambda x: x.prod(-1) * (x.sum(-1) + 3),
            sizes=(2, 2),
        ),
        Decomposition(
            name="product_of_three",
            formula="phi = (x, x^2, x^3), rho(u, v, w) = (u^3 + 2w - 3uv) / 6 + u",
            phi=lambda x, a: _columns(x, x**2, x**3),
            rho=lambda sums, a: (
                (sums[..., 0] ** 3 + 2 * sums[..., 2] - 3 * sums[..., 0] * sums[..., 1]) / 6
                + sums[..., 0]
            ),
            target=lambda x: x.prod(-1) + x.sum(-1),
            sizes=(3, 3),
        ),
        Decomposition(
            name="mean",
            formula="phi = (1, x), rho(u, v) = v / u",
            phi=lambda x, a: _columns(torch.ones_like(x), x),
            rho=lambda sums, a: sums[..., 1] / sums[..., 0],
            target=lambda x: x.mean(-1),
        ),
        MAXIMUM,
        SECOND_LARGEST,
    )
}
