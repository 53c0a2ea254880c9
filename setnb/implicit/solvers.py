"""Solvers of inner problems: descent with momentum, and descent with a line search.

A solver is a small frozen object. `begin(y)` gives a state, `step(problem, state, slope)` the next
one; who calls them decides what autograd records.
"""

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor

from setnb.checks import check_count, reject
from setnb.implicit.problems import InnerProblem


class State(NamedTuple):
    """Where a solver stands: the iterate, and the velocity it got there with."""

    y: Tensor
    velocity: Tensor | None = None


@dataclass(frozen=True, kw_only=True)
class GradientDescent:
    """`v <- momentum v + slope`, then `y <- project(y - lr (slope + momentum v))`.

    That is Nesterov's momentum; with `nesterov=False` the step is `lr v`, and with momentum 0
    plain descent. The velocity starts at zero in every solve. `clip` shortens each problem's slope
    to at most that norm before the step. With `tol`, a problem whose residual is no larger stands
    still, and the solve ends when all do; without, exactly `steps` gradients are taken.

    Source: sutskever2013, equations (3) and (4), with the gradient taken at y
    Chapter: ch-dspn
    """

    steps: int
    lr: float = 1.0
    momentum: float = 0.0
    nesterov: bool = True
    clip: float | None = None
    tol: float | None = None

    def __post_init__(self) -> None:
        check_solver(self.steps, self.lr)
        if not 0 <= self.momentum < 1:
            reject("momentum", expected="a number from 0 up to but not 1", got=self.momentum)
        if self.clip is not None and not self.clip > 0:
            reject("clip", expected="a positive norm, or None", got=self.clip)

    def begin(self, y: Tensor) -> State:
        """Return the state before the first step."""
        return State(y)

    def step(self, problem: InnerProblem, state: State, slope: Tensor) -> State:
        """Return the state after one step, given the slope at the present y."""
        if self.clip is not None:
            norm = expand(problem.norm(slope), slope)
            slope = slope / (norm / self.clip).clamp(min=1)
        if self.momentum == 0:
            return State(problem.feasible(state.y - self.lr * slope))
        old = state.velocity
        velocity = slope if old is None else self.momentum * old + slope
        move = slope + self.momentum * velocity if self.nesterov else velocity
        return State(problem.feasible(state.y - self.lr * move), velocity)


@dataclass(frozen=True, kw_only=True)
class LineSearch:
    """Descent whose step starts at `lr` and is halved, per problem, until the energy has fallen.

    Fallen enough means by `decrease / step |move|^2`, the condition of Armijo in its projected
    form; after `halvings` the last step is taken. Every trial costs one energy.

    Source: bertsekas1976, its projected step rule
    Chapter: ch-dspn
    """

    steps: int
    lr: float = 1.0
    halvings: int = 20
    decrease: float = 1e-4
    tol: float | None = None

    def __post_init__(self) -> None:
        check_solver(self.steps, self.lr)
        check_count(self.halvings, "halvings", minimum=0)

    def begin(self, y: Tensor) -> State:
        """Return the state before the first step."""
        return State(y)

    def step(self, problem: InnerProblem, state: State, slope: Tensor) -> State:
        """Return the state after one step, given the slope at the present y."""
        y = state.y
        now = problem.energy(y).detach()
        lr = torch.full_like(now, self.lr)
        for _ in range(self.halvings):
            with torch.no_grad():
                trial = problem.feasible(y - expand(lr, y) * slope)
                wanted = self.decrease / lr * problem.norm(trial - y).square()
                short = problem.energy(trial) > now - wanted
            if not short.any():
                break
            lr = torch.where(short, lr / 2, lr)
        return State(problem.feasible(y - expand(lr, y) * slope))


Solver = GradientDescent | LineSearch


@dataclass(frozen=True, kw_only=True)
class Solution:
    """What a solver found: `value`, and how well.

    `residual` `(*b)` is the norm of `y - project(y - slope)`, or of the slope itself without
    constraints, at the last point whose gradient was taken: one step before `value`. `converged`
    says where it is at most the solver's `tol`; without a `tol`, 1e-4 (1e-8 in float64). `steps`
    counts the slopes the solver used. `trace`, where asked for, holds every iterate, the first and
    the last included: `(steps + 1, *b, *event)`.
    """

    value: Tensor
    residual: Tensor
    converged: Tensor
    steps: int
    trace: Tensor | None = None


def expand(per_problem: Tensor, y: Tensor) -> Tensor:
    """Give a number per problem the axes of y."""
    return per_problem.reshape(*per_problem.shape, *[1] * (y.ndim - per_problem.ndim))


def check_solver(steps: int, lr: float) -> None:
    """Reject a solver that could take no step."""
    check_count(steps, "steps")
    if not lr > 0:
        reject("lr", expected="a positive step size", got=lr)
