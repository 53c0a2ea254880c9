"""What each gradient mode answers where the energy is flat, or not yet solved."""

from functools import cache

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from setnb.implicit import CG, Damped, GradientDescent, InnerProblem, Neumann, solve
from setnb.implicit.valley import START, valley
from tests.implicit.inner import descend, pulled

V = torch.tensor([0.5, 0.75**0.5], dtype=torch.float64)


def response(mode, kappa, steps):
    """How far a push by theta is said to move the minimum of `kappa y^2 / 2 - theta y`."""
    theta = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    problem = InnerProblem(
        energy=lambda y: (kappa * y.square() / 2 - theta * y).sum(-1), event_ndim=1
    )
    return pulled(descend(problem, (1,), mode, steps).value, theta, torch.ones(1)).item()


def in_valley(mode, steps):
    theta = torch.zeros(2, dtype=torch.float64, requires_grad=True)
    start = torch.tensor(START, dtype=torch.float64)
    solver = GradientDescent(steps=steps)
    y = solve(valley(theta), start, solver=solver, gradient=mode).value
    return pulled(y, theta, V)


@cache
def true_gradient():
    return in_valley("exact", 800)


def errors(mode, counts=(5, 20, 80, 160, 320)):
    true = true_gradient()
    return [((in_valley(mode, t) - true).norm() / true.norm()).item() for t in counts]


@settings(max_examples=20)
@given(kappa=st.floats(1e-3, 1.5), steps=st.integers(1, 40), gamma=st.floats(0.01, 10))
def test_what_each_mode_answers_at_a_curvature(kappa, steps, gamma):
    walked = (1 - (1 - kappa) ** steps) / kappa
    expected = {
        "exact": 1 / kappa,
        CG(1): 1 / kappa,
        "unrolled": walked,
        Neumann(steps - 1): walked,
        Damped(gamma): 1 / (kappa / gamma + 1),
        "identity": 1,
    }
    for mode, answer in expected.items():
        assert response(mode, kappa, steps) == pytest.approx(answer, rel=1e-9)


@settings(max_examples=20)
@given(steps=st.integers(1, 40))
def test_where_nothing_is_solved_the_identity_is_unrolling_over_the_steps(steps):
    identity, unrolled = (response(mode, 1e-6, steps) for mode in ("identity", "unrolled"))
    assert unrolled / identity == pytest.approx(steps, rel=1e-4)


def test_exact_is_right_sooner_than_unrolled_and_both_in_the_end():
    exact, unrolled = errors("exact"), errors("unrolled")
    assert exact == sorted(exact, reverse=True)
    assert unrolled == sorted(unrolled, reverse=True)
    assert all(e < u for e, u in zip(exact[1:4], unrolled[1:4], strict=True))
    assert max(exact[-1], unrolled[-1]) < 1e-10


@pytest.mark.parametrize("mode", [CG(1), Neumann(9), Damped(1.0), "identity"], ids=str)
def test_the_other_modes_level_off_at_a_bias(mode):
    before, last = errors(mode, (100, 200))
    assert last > 0.2
    assert before == pytest.approx(last, rel=1e-2)


def test_the_usual_construction_has_a_wrong_second_derivative():
    """At theta = 1, where the Hessian of `exp y - theta^2 y` is 1 and y* = 2 log theta."""
    theta = torch.ones(1, dtype=torch.float64, requires_grad=True)
    at = 2 * theta.log().detach()
    one_step = at - (at.exp() - theta**2)
    problem = InnerProblem(energy=lambda y: (y.exp() - theta**2 * y).sum(-1), event_ndim=1)
    solver = GradientDescent(steps=100, lr=0.5)
    ours = [solve(problem, at + 1, solver=solver, gradient=m).value for m in ("exact", "unrolled")]
    twice = []
    for y in (one_step, *ours):
        (first,) = torch.autograd.grad(y, theta, create_graph=True)
        assert first.item() == pytest.approx(2)
        twice.append(torch.autograd.grad(first, theta)[0].item())
    assert twice == pytest.approx([2, -2, -2])


def test_a_root_remembers_none_of_its_steps():
    theta = torch.tensor(0.9, dtype=torch.float64, requires_grad=True)
    y = torch.ones_like(theta)
    for _ in range(100):
        y = torch.cos(theta * y)
    (unrolled,) = torch.autograd.grad(y, theta)
    sine = torch.sin(theta * y)
    torch.testing.assert_close(unrolled, -y * sine / (1 + theta * sine), rtol=1e-12, atol=0)


def test_newtons_method_remembers_its_last_step_alone():
    theta = torch.tensor(2.0, dtype=torch.float64, requires_grad=True)
    y = theta.sqrt().detach()
    (last_step,) = torch.autograd.grad(y - (y**2 - theta) / (2 * y), theta)
    torch.testing.assert_close(last_step, 1 / (2 * theta.sqrt().detach()))
