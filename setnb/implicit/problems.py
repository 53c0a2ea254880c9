"""An inner problem: which y has the least energy, given whatever the energy was closed over."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

Map = Callable[[Tensor], Tensor]


@dataclass(frozen=True, kw_only=True)
class InnerProblem:
    """`y* = argmin_y energy(y)`, over all y or over the convex set that `project` maps onto.

    `energy(y)` maps `(*b, *event)` to `(*b)`: independent problems side by side. The last
    `event_ndim` axes belong to one problem: 2 for a set `(n, d)`, 1 for a vector. What the energy
    is closed over are its parameters; gradients reach every one of them that requires any. What is
    known of y need not be a part of y: close the energy over it.

    `gradient(y)` is the energy's gradient, where a closed form is at hand; otherwise autograd takes
    it. `project(y)` is the nearest point of a convex set, and must be free of parameters.

    Source: blondel2021, section 2
    Chapter: ch-implicit-gradients
    """

    energy: Map
    gradient: Map | None = None
    project: Map | None = None
    event_ndim: int = 2

    def slope(self, y: Tensor) -> Tensor:
        """Return the gradient of the energy in y, which keeps its graph to the parameters."""
        if self.gradient is not None:
            return self.gradient(y)
        # func.grad works under no_grad too, so that a solver need not care.
        return torch.func.grad(lambda at: self.energy(at).sum())(y)

    def feasible(self, y: Tensor) -> Tensor:
        """Return the nearest point that the constraints allow."""
        return y if self.project is None else self.project(y)

    def displacement(self, y: Tensor, slope: Tensor, lr: float = 1.0) -> Tensor:
        """Return `y - project(y - lr slope)`, zero at a minimum; `lr slope` without constraints."""
        return lr * slope if self.project is None else y - self.project(y - lr * slope)

    def norm(self, y: Tensor) -> Tensor:
        """Return the Euclidean norm of each problem's y: `(*b)`."""
        return torch.linalg.vector_norm(y, dim=self.event_axes)

    def dot(self, a: Tensor, b: Tensor) -> Tensor:
        """Return each problem's inner product, with axes kept so that it multiplies a y."""
        return (a * b).sum(self.event_axes, keepdim=True)

    @property
    def event_axes(self) -> tuple[int, ...]:
        """The axes that belong to one problem."""
        return tuple(range(-self.event_ndim, 0))
