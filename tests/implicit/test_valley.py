"""The landscape of the implicit-gradient explorer: its curvatures, and what they allow."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from setnb.implicit import GradientDescent, solve
from setnb.implicit.valley import ACROSS, START, UPHILL, valley

PLANE = st.tuples(st.floats(-6, 6), st.floats(-6, 6))
CONDITIONS = st.floats(1, 100)


def tensor(values, **options):
    return torch.tensor(values, dtype=torch.float64, **options)


def hessian(problem, y):
    return torch.autograd.functional.hessian(problem.energy, y)


def lowest(theta, condition, wells=1):
    problem = valley(theta, condition=condition, wells=wells)
    solver = GradientDescent(steps=5000, lr=1.0, tol=1e-9)
    return solve(problem, tensor(START), solver=solver, gradient="exact").value


@given(PLANE, CONDITIONS)
def test_curvatures_lie_between_the_inverse_condition_and_one(y, condition):
    problem = valley(torch.zeros(2).double(), condition=condition)
    low, high = torch.linalg.eigvalsh(hessian(problem, tensor(y)))
    assert 1 / condition - 1e-9 <= low <= high <= 1 + 1e-9


@given(PLANE, st.sampled_from([1, 2]))
def test_energy_and_curvature_are_those_of_the_formula(y, wells):
    y, a, p = tensor(y), tensor(ACROSS), tensor(UPHILL)
    theta, rest = tensor([0.4, -1.1]), 1 - 1 / 20
    s = float(p @ y)
    wall = 2 * math.log1p(math.exp(-s)) if wells == 1 else s * s / 4 - math.log(math.cosh(s))
    bent = 0.5 / math.cosh(s / 2) ** 2 if wells == 1 else 0.5 - 1 / math.cosh(s) ** 2
    problem = valley(theta, condition=20.0, wells=wells)
    energy = y @ y / 40 + rest * ((a @ y) ** 2 / 4 + wall) - theta @ y
    torch.testing.assert_close(problem.energy(y), energy)
    expected = torch.eye(2).double() / 20 + rest * (a.outer(a) / 2 + bent * p.outer(p))
    torch.testing.assert_close(hessian(problem, y), expected)


def test_condition_one_is_a_round_bowl():
    theta, y = tensor([0.4, -1.1]), tensor([3.0, -2.0])
    for wells in (1, 2):
        energy = valley(theta, condition=1.0, wells=wells).energy(y)
        torch.testing.assert_close(energy, y @ y / 2 - theta @ y)


def test_two_wells_have_a_ridge_and_two_minima():
    problem = valley(torch.zeros(2).double(), wells=2)
    assert torch.linalg.eigvalsh(hessian(problem, tensor([0.0, 0.0])))[0] < 0
    solver = GradientDescent(steps=5000, lr=1.0, tol=1e-9)
    starts = tensor([START, [-START[0], -START[1]]])
    left, right = solve(problem, starts, solver=solver).value
    torch.testing.assert_close(left, -right)
    assert left @ tensor(UPHILL) < -1


def test_problems_side_by_side_are_those_alone():
    problem = valley(tensor([0.1, 0.2]), wells=2)
    ys = tensor([START, [2.0, 0.5], [0.0, 0.0]])
    torch.testing.assert_close(problem.slope(ys), torch.stack([problem.slope(y) for y in ys]))


@pytest.mark.parametrize("condition", [1.5, 10.0, 100.0])
def test_the_identity_is_never_farther_off_than_kantorovich_allows(condition):
    theta = torch.zeros(2, dtype=torch.float64, requires_grad=True)
    y = lowest(theta, condition)
    moved = torch.stack([torch.autograd.grad(y[i], theta, retain_graph=True)[0] for i in range(2)])
    degrees = torch.arange(360, dtype=torch.float64).deg2rad()
    v = torch.stack([degrees.cos(), degrees.sin()], -1)
    truth = v @ moved
    cosines = (v * truth).sum(-1) / truth.norm(dim=-1)
    low, high = torch.linalg.eigvalsh(hessian(valley(theta, condition=condition), y.detach()))
    least = 2 * (low * high).sqrt() / (low + high)
    assert cosines.min() >= least - 1e-9
    # And some direction is as far off as that.
    assert cosines.min() == pytest.approx(least.item(), abs=1e-3)


@pytest.mark.parametrize("wells", [1, 2])
def test_exact_is_the_difference_quotient_of_the_minimum(wells):
    theta = torch.zeros(2, dtype=torch.float64, requires_grad=True)
    y = lowest(theta, 30.0, wells)
    for i in range(2):
        step = 1e-5 * torch.eye(2, dtype=torch.float64)[i]
        quotient = (lowest(step, 30.0, wells) - lowest(-step, 30.0, wells)) / 2e-5
        moved = [torch.autograd.grad(y[j], theta, retain_graph=True)[0][i] for j in range(2)]
        assert quotient.tolist() == pytest.approx([m.item() for m in moved], rel=1e-4)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"condition": 0.5}, "condition: expected a number of at least 1"),
        ({"condition": math.nan}, "condition: expected a number of at least 1"),
        ({"wells": 3}, "wells: expected 1 or 2"),
    ],
)
def test_bad_arguments(options, message):
    with pytest.raises(ValueError, match=message):
        valley(torch.zeros(2), **options)
