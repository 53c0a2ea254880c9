"""Solve an inner problem, so that gradients reach its parameters in the mode asked for."""

import torch
from torch import Tensor

from setnb.implicit.attaching import attach
from setnb.implicit.gradients import Gradient, Unrolled, as_gradient, needs_curvature
from setnb.implicit.problems import InnerProblem
from setnb.implicit.solvers import Solution, Solver, State, expand


def solve(
    problem: InnerProblem,
    y0: Tensor,
    *,
    solver: Solver,
    gradient: Gradient | str = "identity",
    trace: bool = False,
) -> Solution:
    """Return the solver's answer from `y0`; its `value` carries gradients to all the energy holds.

    `gradient` is "unrolled", "identity", "cg", "damped", "neumann", "exact", or such a mode with
    options of its own: see `setnb.implicit.gradients`. All but the first let autograd see a single
    slope ("exact" sees two), at the last point the solver takes one, and differentiate the minimum
    there. Then `y0` gets no gradient: an initial value that is to be learned must appear in the
    energy. Where there are constraints `y0` is projected too.

    Second derivatives are right for "unrolled" and "exact", and raise ValueError for the others.
    Other errors: unknown modes, and those of the mode.

    Source: zhang2022, section 3
    Chapter: ch-implicit-gradients
    """
    mode = as_gradient(gradient)
    unrolled = isinstance(mode, Unrolled)
    recording = torch.is_grad_enabled()
    with torch.set_grad_enabled(recording and unrolled):
        state = solver.begin(problem.feasible(y0 if unrolled else y0.detach()))
        path, steps = [state.y], 1
        while steps < solver.steps:
            slope = problem.slope(state.y)
            if solver.tol is not None and (residual(problem, state.y, slope) <= solver.tol).all():
                break
            state = advance(problem, solver, state, slope)
            path = [*path, state.y] if trace else path
            steps += 1
    point = state.y.detach().requires_grad_() if recording and needs_curvature(mode) else state.y
    slope = problem.slope(point)
    with torch.set_grad_enabled(recording and unrolled):
        value = advance(problem, solver, state, slope if unrolled else slope.detach()).y
    left = residual(problem, point.detach(), slope.detach())
    if slope.requires_grad and not isinstance(mode, Unrolled):
        value = attach(problem, mode, point=point, slope=slope, value=value)
    return Solution(
        value=value,
        residual=left,
        converged=left <= (tolerance(value) if solver.tol is None else solver.tol),
        steps=steps,
        trace=torch.stack([*path, value]).detach() if trace else None,
    )


def advance(problem: InnerProblem, solver: Solver, state: State, slope: Tensor) -> State:
    """Take the solver's step, except where a problem is solved to its tolerance already."""
    after = solver.step(problem, state, slope)
    if solver.tol is None:
        return after
    solved = expand(residual(problem, state.y, slope) <= solver.tol, state.y)
    return after._replace(y=torch.where(solved, state.y, after.y))


def residual(problem: InnerProblem, y: Tensor, slope: Tensor) -> Tensor:
    """Return how far from a minimum each problem is: `(*b)`, without a graph."""
    with torch.no_grad():
        return problem.norm(problem.displacement(y, slope))


def tolerance(y: Tensor) -> float:
    """Return what counts as solved where the solver names no tolerance."""
    return 1e-8 if y.dtype == torch.float64 else 1e-4
