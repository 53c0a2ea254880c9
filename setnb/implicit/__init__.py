"""Inner optimisation problems, their solvers, and gradients through their solutions."""

from setnb.implicit.gradients import (
    CG,
    GRADIENTS,
    Damped,
    Exact,
    Gradient,
    Identity,
    Neumann,
    Unrolled,
)
from setnb.implicit.problems import InnerProblem
from setnb.implicit.solvers import GradientDescent, LineSearch, Solution, Solver
from setnb.implicit.solving import solve

__all__ = [
    "CG",
    "GRADIENTS",
    "Damped",
    "Exact",
    "Gradient",
    "GradientDescent",
    "Identity",
    "InnerProblem",
    "LineSearch",
    "Neumann",
    "Solution",
    "Solver",
    "Unrolled",
    "solve",
]
