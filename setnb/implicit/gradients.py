"""Ways to turn dL/dy* into gradients of the parameters, without remembering how y* was found.

At a minimum the slope of the energy is zero. Differentiating that gives

    dy*/dtheta = -H^-1 d(slope)/dtheta,      H = d(slope)/dy, the Hessian,

so dL/dtheta = -w^T d(slope)/dtheta, where w solves H w = v for the incoming v = dL/dy*. With a
projection, whose Jacobian P projects onto the directions still allowed, it is P H P w = P v.
The modes differ in how they get w.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from setnb.checks import check_count, reject
from setnb.implicit.problems import InnerProblem, Map


@dataclass(frozen=True)
class Curvature:
    """The inner problem to second order around one point: H and P as maps, never as matrices.

    `hessian(w)` is H w. `tangent(w, lr)` is P^T w, P the Jacobian of the projection at
    `y - lr slope`.
    """

    problem: InnerProblem
    hessian: Map
    tangent: Callable[..., Tensor]


@dataclass(frozen=True)
class Unrolled:
    """Differentiate through every step of the solver; memory grows with the steps.

    The derivative of what was computed, minimum or not, to any order, and the only mode in which
    the initial value gets a gradient of its own.

    Source: zhang2019dspn, section 3
    Chapter: ch-implicit-gradients
    """


@dataclass(frozen=True)
class Exact:
    """Solve with the whole Hessian, entry by entry: for small problems.

    Correct to the third derivative. Where the projection is not an orthogonal one this is the
    mode to use. Raises ValueError when the Hessian is singular.

    Source: blondel2021, equation (4)
    Chapter: ch-implicit-gradients
    """


@dataclass(frozen=True)
class Identity:
    """`w = P v`: pretend that the energy curves up equally in all directions, H = I.

    One backward pass through one slope. No factor lr: the step size belongs to the solver. Also
    called Jacobian-free. First derivatives only.

    Source: zhang2022, equation (9)
    Chapter: ch-implicit-gradients
    """

    def pull(self, v: Tensor, at: Curvature) -> Tensor:
        """Return w for the incoming gradient v."""
        return at.tangent(v)


@dataclass(frozen=True)
class Neumann:
    """`w = alpha P sum_j ((I - alpha H) P)^j v`, j = 0, ..., steps: the geometric series of H^-1.

    The gradient that the last `steps + 1` steps of plain descent with step size alpha would give
    at a minimum. Converges where all curvatures are positive and below 2/alpha; in a flat direction
    it grows with `steps`. `steps=0` with alpha 1 is the identity. First derivatives only.

    Source: lorraine2020, section 2
    Chapter: ch-implicit-gradients
    """

    steps: int = 10
    alpha: float = 1.0

    def __post_init__(self) -> None:
        check_count(self.steps, "steps", minimum=0)
        if not self.alpha > 0:
            reject("alpha", expected="a positive step size", got=self.alpha)

    def pull(self, v: Tensor, at: Curvature) -> Tensor:
        """Return w for the incoming gradient v."""
        term = total = at.tangent(v, self.alpha)
        for _ in range(self.steps):
            term = at.tangent(term - self.alpha * at.hessian(term), self.alpha)
            total = total + term
        return self.alpha * total


@dataclass(frozen=True)
class CG:
    """Solve `P H P w = P v` by conjugate gradients, at most `steps` of them per problem.

    Exact, but for rounding, once `steps` reaches the number of entries of y. A problem stops where
    the curvature is not positive, or no more than rounding: w is then what it had, 0 if it had
    taken no step. A NaN stays one. Raises ValueError when the projection is not an orthogonal one
    (simplex, box and affine projections are). First derivatives only.

    Source: rajeswaran2019, section 3
    Chapter: ch-implicit-gradients
    """

    steps: int = 10

    def __post_init__(self) -> None:
        check_count(self.steps, "steps")

    def pull(self, v: Tensor, at: Curvature) -> Tensor:
        """Return w for the incoming gradient v."""
        return _conjugate_gradients(lambda p: at.tangent(at.hessian(p)), v, at, self.steps)


@dataclass(frozen=True)
class Damped:
    """Solve `(P H P / gamma + I) w = P v` by `steps` conjugate gradients.

    Safe where H is singular or ill-conditioned. Small gamma gives gamma times the undamped answer,
    gamma -> infinity the identity. Errors as in `CG`. First derivatives only.

    Source: zhang2022, section 3
    Chapter: ch-implicit-gradients
    """

    gamma: float = 1.0
    steps: int = 10

    def __post_init__(self) -> None:
        check_count(self.steps, "steps")
        if not self.gamma > 0:
            reject("gamma", expected="a positive number", got=self.gamma)

    def pull(self, v: Tensor, at: Curvature) -> Tensor:
        """Return w for the incoming gradient v."""

        def apply(p: Tensor) -> Tensor:
            return at.tangent(at.hessian(p)) / self.gamma + p

        return _conjugate_gradients(apply, v, at, self.steps)


Implicit = Exact | Identity | Neumann | CG | Damped
Gradient = Unrolled | Implicit
GRADIENTS: dict[str, Gradient] = {
    "unrolled": Unrolled(),
    "exact": Exact(),
    "identity": Identity(),
    "neumann": Neumann(),
    "cg": CG(),
    "damped": Damped(),
}


def as_gradient(gradient: Gradient | str) -> Gradient:
    """Return the mode itself, or the one a name stands for; ValueError for another name."""
    if isinstance(gradient, Gradient):
        return gradient
    if gradient not in GRADIENTS:
        expected = f"one of {', '.join(map(repr, GRADIENTS))}, or a mode such as CG(steps=5)"
        reject("gradient", expected=expected, got=gradient)
    return GRADIENTS[gradient]


def needs_curvature(mode: Gradient) -> bool:
    """Say whether a mode asks how the slope changes with y."""
    return not isinstance(mode, Unrolled | Identity)


def _conjugate_gradients(apply: Map, v: Tensor, at: Curvature, steps: int) -> Tensor:
    """Solve `apply(w) = P v` for every problem at once, within the range of P."""
    dot = at.problem.dot
    left = at.tangent(v)
    norm = at.problem.norm
    if at.problem.project and (norm(at.tangent(left) - left) > 1e-4 * norm(left)).any():
        reject(
            "project",
            expected="an orthogonal projection where it is differentiated, as onto a polytope",
            got="one whose Jacobian changes a vector again that it has projected already",
            remedy="Use gradient='exact' or Neumann(...).",
        )
    w, direction, size = 0 * left, left, dot(left, left)  # what is not a number remains so
    eps = torch.finfo(v.dtype).eps
    goal, stiffest = size * eps**2, torch.zeros_like(size)
    for _ in range(steps):
        image = apply(direction)
        bend, length = dot(direction, image), dot(direction, direction)
        stiffest = torch.maximum(stiffest, bend / length.clamp(min=torch.finfo(v.dtype).tiny))
        # Beside the stiffest direction, curvature this small is rounding: the system is singular.
        going = ~(bend <= eps**0.75 * stiffest * length) & (size > goal)
        if not going.any():
            break
        length = torch.where(going, size / bend.where(going, 1.0), 0.0)
        w, left = w + length * direction, left - length * image
        new = dot(left, left)
        direction = torch.where(going, left + new / size.where(going, 1.0) * direction, 0.0)
        size = torch.where(going, new, 0.0)
    return w
