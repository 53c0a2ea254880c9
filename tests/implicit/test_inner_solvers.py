"""Solvers of inner problems, step by step and to the end."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from setnb.functional import project_simplex
from setnb.implicit import GradientDescent, InnerProblem, LineSearch, solve
from tests.implicit.inner import definite, minimum, quadratic, randn


def run(problem, y0, gradient="identity", **options):
    solver = GradientDescent(**options)
    return solve(problem, y0, solver=solver, gradient=gradient, trace=True)


@pytest.mark.parametrize("gradient", ["identity", "unrolled"])
@pytest.mark.parametrize(
    ("momentum", "nesterov"), [(0.0, True), (0.9, True), (0.9, False), (0.5, True), (0.0, False)]
)
def test_every_step_is_that_of_torch(momentum, nesterov, gradient):
    hessian, force, y0 = definite(3, k=4), randn(3, 4, seed=1), randn(3, 4, seed=2)
    problem = quadratic(hessian, force)
    solution = run(problem, y0, gradient, steps=6, lr=0.3, momentum=momentum, nesterov=nesterov)
    y = torch.nn.Parameter(y0.clone())
    optimizer = torch.optim.SGD([y], lr=0.3, momentum=momentum, nesterov=nesterov and momentum > 0)
    expected = [y0]
    for _ in range(6):
        optimizer.zero_grad()
        problem.energy(y).sum().backward()
        optimizer.step()
        expected.append(y.detach().clone())
    torch.testing.assert_close(solution.trace, torch.stack(expected))
    assert solution.trace.shape == (7, 3, 4)
    assert torch.equal(solution.value, solution.trace[-1])


def test_the_velocity_starts_at_zero_in_every_solve():
    problem, y0 = quadratic(definite(k=4), randn(4)), randn(4, seed=1)
    first, second = (run(problem, y0, steps=4, momentum=0.9).value for _ in range(2))
    assert torch.equal(first, second)


slopes = st.lists(st.floats(-1e6, 1e6, width=32), min_size=3, max_size=3)


@given(st.lists(slopes, min_size=1, max_size=4), st.floats(1e-3, 1e3), st.booleans())
def test_clipping_shortens_each_slope_alone(slopes, clip, single):
    dtype = torch.float32 if single else torch.float64
    slopes = torch.tensor(slopes, dtype=dtype)
    problem = InnerProblem(energy=lambda y: (slopes * y).sum(-1), event_ndim=1)
    step = -run(problem, torch.zeros_like(slopes), steps=1, clip=clip).value
    for slope, moved in zip(slopes, step, strict=True):
        norm = slope.double().norm()
        wanted = slope.double() * (clip / norm if norm > clip else 1.0)
        torch.testing.assert_close(moved.double(), wanted, atol=1e-30, rtol=1e-5)
        assert norm > clip * (1 - 1e-6) or torch.equal(moved, slope)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_clipping_has_a_gradient_also_where_the_slope_is_tiny_or_zero(dtype):
    for size in (0.0, 1e-30, 1e-25, 1e-12, 1.0, 100.0):
        force = torch.full((2, 3), size, dtype=dtype, requires_grad=True)
        problem = InnerProblem(energy=lambda y, f=force: -(f * y).sum(-1), event_ndim=1)
        y = run(problem, torch.zeros(2, 3, dtype=dtype), "unrolled", steps=2, clip=10.0).value
        (grad,) = torch.autograd.grad(y.sum(), force)
        assert torch.isfinite(grad).all()
        if size < 5:
            torch.testing.assert_close(grad, torch.full_like(grad, 2.0))


def test_momentum_clips_before_the_velocity():
    problem = InnerProblem(energy=lambda y: 100 * y.sum(-1), event_ndim=1)
    solution = run(problem, torch.zeros(1).double(), steps=2, momentum=0.5, clip=1.0)
    # Velocities 1 and 1.5; moves 1 + .5 and 1 + .75.
    assert solution.trace.flatten().tolist() == [0, -1.5, -3.25]


@pytest.mark.parametrize("momentum", [0.0, 0.5])
def test_a_solved_problem_stands_still_whatever_its_neighbours_do(momentum):
    hessian = torch.stack([definite(k=3, low=0.9, high=1), definite(k=3, low=0.05, high=1)])
    force, y0 = randn(2, 3, seed=1), randn(2, 3, seed=2)
    options = {"steps": 400, "tol": 1e-6, "momentum": momentum}
    both = run(quadratic(hessian, force), y0, **options)
    assert both.converged.all()
    assert (both.residual <= 1e-6).all()
    lengths = []
    for i in range(2):
        alone = run(quadratic(hessian[i], force[i]), y0[i], **options)
        torch.testing.assert_close(both.value[i], alone.value, atol=1e-14, rtol=0)
        torch.testing.assert_close(both.residual[i], alone.residual, atol=1e-14, rtol=0)
        lengths.append(alone.steps)
    assert lengths[0] < lengths[1] == both.steps < 400
    assert (both.trace[lengths[0] :, 0] == both.value[0]).all()
    assert len(both.trace) == both.steps + 1


def test_solved_at_once_and_never_solved():
    problem = quadratic(definite(k=3), randn(3))
    best = minimum(definite(k=3), randn(3))
    at_once = run(problem, best, steps=50, tol=1e-6)
    assert (at_once.steps, bool(at_once.converged)) == (1, True)
    assert torch.equal(at_once.value, best)
    never = run(problem, best + 1, steps=3, lr=1e-3, tol=1e-6)
    assert (never.steps, bool(never.converged)) == (3, False)
    assert not torch.equal(never.trace[-1], never.trace[-2])


@pytest.mark.parametrize("gradient", ["unrolled", "exact"])
def test_a_tolerance_leaves_gradients_right(gradient):
    hessian, force = definite(2, k=3), randn(2, 3).requires_grad_()

    def answer(force):
        return run(quadratic(hessian, force), randn(2, 3), gradient, steps=200, tol=1e-9).value

    v = randn(2, 3, seed=3)
    grads = [
        torch.autograd.grad((y * v).sum(), force)[0]
        for y in (answer(force), minimum(hessian, force))
    ]
    torch.testing.assert_close(grads[0], grads[1], atol=1e-7, rtol=0)


def test_what_the_record_says():
    problem, y0 = quadratic(definite(3, k=4), randn(3, 4).requires_grad_()), randn(3, 4, seed=1)
    solution = run(problem, y0, steps=5)
    slope = problem.slope(solution.trace[-2])
    torch.testing.assert_close(solution.residual, slope.norm(dim=-1), check_stride=False)
    assert solution.residual.shape == solution.converged.shape == (3,)
    assert solution.steps == 5
    assert not solution.converged.any()
    assert solution.value.requires_grad
    assert not solution.trace.requires_grad
    assert not solution.residual.requires_grad
    assert run(problem, y0, steps=80).converged.all()
    assert solve(problem, y0, solver=GradientDescent(steps=1)).trace is None


def test_the_residual_of_a_constrained_problem_is_how_far_a_projected_step_goes():
    problem = quadratic(definite(2, k=6), randn(2, 6), event_ndim=2, project=project_simplex)
    start = torch.zeros(2, 2, 3).double()
    solution = run(problem, start, steps=4, lr=0.1)
    y = solution.trace[-2]
    moved = y - project_simplex(y - problem.slope(y))
    torch.testing.assert_close(solution.residual, moved.flatten(1).norm(dim=-1))
    assert run(problem, start, steps=100).converged.all()


def steep(project=None):
    """Curvatures up to 30 and walls of fourth order: plain descent of step size 1 diverges."""
    hessian = definite(3, k=4, low=2, high=30)
    square = quadratic(hessian, randn(3, 4)).energy
    return InnerProblem(
        energy=lambda y: square(y) + y.pow(4).sum(-1), event_ndim=1, project=project
    )


@pytest.mark.parametrize("project", [None, project_simplex])
@pytest.mark.parametrize("gradient", ["identity", "unrolled"])
def test_a_line_search_never_climbs_and_converges_where_steps_of_one_diverge(gradient, project):
    problem, y0 = steep(project), randn(3, 4, seed=2)
    searched = solve(
        problem, y0, solver=LineSearch(steps=250, tol=1e-7), gradient=gradient, trace=True
    )
    energies = torch.stack([problem.energy(y) for y in searched.trace])
    assert (energies.diff(dim=0) <= 1e-12 * energies[:-1].abs()).all()
    assert searched.converged.all()
    assert searched.steps < 250
    if project is None:
        assert not torch.isfinite(run(problem, y0, steps=50).value).all()


def test_a_line_search_takes_its_first_step_where_that_is_good_enough():
    problem, y0 = quadratic(definite(3, k=4), randn(3, 4)), randn(3, 4, seed=2)
    searched = solve(problem, y0, solver=LineSearch(steps=5))
    torch.testing.assert_close(searched.value, run(problem, y0, steps=5).value)


def test_a_line_search_chooses_for_each_problem_alone():
    scale = torch.tensor([1, 0.2, 0.02]).double()[:, None, None]
    hessian, force, y0 = scale * definite(3, k=4, high=30), randn(3, 4), randn(3, 4, seed=2)
    together = solve(quadratic(hessian, force), y0, solver=LineSearch(steps=3)).value
    for i in range(3):
        y = solve(quadratic(hessian[i], force[i]), y0[i], solver=LineSearch(steps=3)).value
        torch.testing.assert_close(together[i], y)


@pytest.mark.parametrize("solver", [GradientDescent, LineSearch])
def test_solvers_that_could_not_move_are_refused(solver):
    with pytest.raises(ValueError, match="steps: expected an integer >= 1"):
        solver(steps=0)
    with pytest.raises(ValueError, match="lr: expected a positive step size"):
        solver(steps=1, lr=0.0)


def test_bad_options_are_refused():
    for momentum in (-0.1, 1.0):
        with pytest.raises(ValueError, match="momentum: expected a number from 0"):
            GradientDescent(steps=1, momentum=momentum)
    for clip in (0.0, -1.0):
        with pytest.raises(ValueError, match="clip: expected a positive norm"):
            GradientDescent(steps=1, clip=clip)
    with pytest.raises(ValueError, match="halvings: expected an integer >= 0"):
        LineSearch(steps=1, halvings=-1)
