"""Descent and its gradients in JavaScript against setnb.implicit, and both against differences."""

import pytest
import torch

from setnb.implicit import CG, Damped, GradientDescent, Neumann, solve
from setnb.implicit.valley import START, valley

LANDSCAPES = [(1.0, 1), (30.0, 1), (100.0, 1), (30.0, 2), (100.0, 2)]
DESCENTS = [(1, 0.5, 0.0), (2, 1.25, 0.95), (10, 0.05, 0.5), (40, 1.0, 0.9), (200, 0.5, 0.0)]
OPTIONS = [
    {"neumannSteps": 3, "cgSteps": 1, "gamma": 0.3},
    {"neumannSteps": 0, "cgSteps": 2, "gamma": 50.0},
]
PATH = """m.descend(m.makeValley(a[0]), m.START, { steps: a[1], lr: a[2], momentum: a[3] }, a[4])"""


def landscape(condition, wells):
    return {"condition": condition, "wells": wells}


def make_points(seed):
    return 3 * torch.randn(6, 2, generator=torch.Generator().manual_seed(seed)).double()


def solve_pushed(theta, condition, wells, steps, lr, momentum, gradient):
    problem = valley(theta, condition=condition, wells=wells)
    solver = GradientDescent(steps=steps, lr=lr, momentum=momentum)
    return solve(problem, theta.new_tensor(START), solver=solver, gradient=gradient).value


@pytest.mark.parametrize(("condition", "wells"), LANDSCAPES)
def test_energy_slope_and_curvature(js, condition, wells):
    for y in make_points(seed=1):
        theta = torch.tensor([0.3, -0.7], dtype=torch.float64)
        problem = valley(theta, condition=condition, wells=wells)
        hessian = torch.autograd.functional.hessian(problem.energy, y)
        where = landscape(condition, wells), y.tolist(), theta.tolist()
        energy = js("m.makeValley(a[0]).energy(a[1])", *where)
        assert energy - theta @ y == pytest.approx(problem.energy(y).item(), abs=1e-6)
        slope = js("m.makeValley(a[0]).slope(a[1], a[2])", *where)
        assert slope == pytest.approx(problem.slope(y).tolist(), abs=1e-6)
        bent = torch.tensor(js("m.makeValley(a[0]).hessian(a[1])", *where)).double()
        torch.testing.assert_close(bent, hessian, atol=1e-6, rtol=1e-6)


def make_modes(options):
    return {
        "unrolled": "unrolled",
        "identity": "identity",
        "neumann": Neumann(options["neumannSteps"]),
        "cg": CG(options["cgSteps"]),
        "damped": Damped(options["gamma"]),
        "exact": "exact",
    }


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize(("steps", "lr", "momentum"), DESCENTS)
@pytest.mark.parametrize(("condition", "wells"), LANDSCAPES)
def test_every_mode(js, condition, wells, steps, lr, momentum, options):
    v = torch.tensor([0.6, -0.8], dtype=torch.float64)
    settings = landscape(condition, wells), steps, lr, momentum, [0, 0], v.tolist(), options
    found = js(f"m.gradientsAfter(a[1], {PATH}, m.makeValley(a[0]), a[5], a[6])", *settings)
    modes = make_modes(options)
    assert list(found) == list(modes)
    for name, mode in modes.items():
        theta = torch.zeros(2, dtype=torch.float64, requires_grad=True)
        y = solve_pushed(theta, condition, wells, steps, lr, momentum, mode)
        (v @ y).backward()
        assert found[name] == pytest.approx(theta.grad.tolist(), rel=1e-6, abs=1e-6), name
        end = js(f"{PATH}[a[1]].y", *settings)
        assert end == pytest.approx(y.tolist(), abs=1e-6)


@pytest.mark.parametrize(("condition", "wells"), LANDSCAPES)
def test_unrolled_is_the_difference_quotient_of_the_descent(js, condition, wells):
    settings = landscape(condition, wells), 12, 0.8, 0.5, [0, 0]
    pushed = PATH.replace("a[4]", "theta")
    for i in range(2):
        moves = js(f"{PATH}[12].moves", *settings)
        quotient = js(f"m.differences((theta) => {pushed}[12].y[{i}])", *settings)
        assert [move[i] for move in moves] == pytest.approx(quotient, abs=1e-6)


@pytest.mark.parametrize(("condition", "wells"), LANDSCAPES)
def test_the_minimum_and_its_derivative(js, condition, wells):
    found = "m.findMinimum(m.makeValley(a[0]), m.START, theta)"
    y = js(f"((theta) => {found})([0, 0])", landscape(condition, wells))
    far = torch.tensor(START, dtype=torch.float64)
    theta = torch.zeros(2, dtype=torch.float64, requires_grad=True)
    problem = valley(theta, condition=condition, wells=wells)
    solver = GradientDescent(steps=5000, lr=1.0, tol=1e-10)
    solution = solve(problem, far, solver=solver, gradient="exact")
    assert y == pytest.approx(solution.value.tolist(), abs=1e-6)
    for i in range(2):
        (row,) = torch.autograd.grad(solution.value[i], theta, retain_graph=True)
        quotient = js(f"m.differences((theta) => {found}[{i}])", landscape(condition, wells))
        assert quotient == pytest.approx(row.tolist(), rel=1e-6, abs=1e-6)


def test_conjugate_gradients_stop_where_the_landscape_curves_down(js):
    settings = landscape(30.0, 2), 1, 0.5, 0.0, [0, 0], [0.8, 0.6], OPTIONS[0]
    found = js(f"m.gradientsAfter(1, {PATH}, m.makeValley(a[0]), a[5], a[6])", *settings)
    assert found["cg"] == [0, 0]
