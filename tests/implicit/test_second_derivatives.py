"""Second derivatives through a solution are right, or refused."""

import pytest
import torch

from setnb.functional import project_simplex
from setnb.implicit import CG, Damped, GradientDescent, Identity, InnerProblem, Neumann, solve
from tests.implicit.inner import definite, descend, log_sum_exp, minimum, quadratic, randn

FIRST_ONLY = [Identity(), Neumann(3), CG(3), Damped(1.0)]


@pytest.mark.parametrize(("mode", "steps"), [("exact", 60), ("unrolled", 3)])
@pytest.mark.parametrize("project", [None, project_simplex])
def test_gradcheck_and_gradgradcheck(mode, steps, project):
    hessian, force = definite(2, k=3).requires_grad_(), randn(2, 3, seed=1).requires_grad_()

    def answer(hessian, force):
        return descend(quadratic(hessian, force, project=project), (2, 3), mode, steps).value

    assert torch.autograd.gradcheck(answer, (hessian, force), fast_mode=True)
    assert torch.autograd.gradgradcheck(answer, (hessian, force), fast_mode=True)


@pytest.mark.parametrize(("mode", "steps"), [("exact", 60), ("unrolled", 3)])
def test_gradgradcheck_where_the_energy_is_not_quadratic(mode, steps):
    def answer(weight, bias):
        return descend(log_sum_exp(weight, bias), (1, 2), mode, steps, lr=0.3).value

    leaves = randn(3, 2).requires_grad_(), randn(3, seed=1).requires_grad_()
    assert torch.autograd.gradcheck(answer, leaves)
    assert torch.autograd.gradgradcheck(answer, leaves)


def test_exact_is_right_to_the_third_derivative():
    """h y^4 / 4 - f y is least at (f / h)^(1/3)."""
    h, f = torch.tensor(1.3).double().requires_grad_(), torch.tensor(0.7).double()
    problem = InnerProblem(energy=lambda y: (h * y**4 / 4 - f * y).sum(-1), event_ndim=1)
    solver = GradientDescent(steps=80, lr=0.3)
    y = solve(problem, torch.ones(1).double(), solver=solver, gradient="exact").value[0]
    for factor, power in ((1, 1), (-1 / 3, 4), (4 / 9, 7), (-28 / 27, 10)):
        torch.testing.assert_close(y, factor * f ** (1 / 3) * h ** (-power / 3))
        (y,) = torch.autograd.grad(y, h, create_graph=True)


@pytest.mark.parametrize("mode", FIRST_ONLY, ids=repr)
@pytest.mark.parametrize("loss", [lambda y: y.sum(), lambda y: y.square().sum()])
def test_the_other_modes_refuse(mode, loss):
    """Also when the gradient that comes in is constant, so that no graph comes with it."""
    hessian, force = definite(2, k=3).requires_grad_(), randn(2, 3, seed=1).requires_grad_()
    for leaf, other in ((hessian, force), (force, hessian), (hessian, hessian), (force, force)):
        y = descend(quadratic(hessian, force), (2, 3), mode).value
        (first,) = torch.autograd.grad(loss(y), leaf, create_graph=True)
        y = descend(quadratic(hessian, force), (2, 3), mode).value
        torch.testing.assert_close(first, torch.autograd.grad(loss(y), leaf)[0])
        with pytest.raises(ValueError, match="gradient: expected 'unrolled' or 'exact'"):
            torch.autograd.grad(first.square().sum(), other)


@pytest.mark.parametrize("mode", FIRST_ONLY, ids=repr)
def test_a_weight_in_front_of_the_loss_is_refused_too(mode):
    """It reaches the gradient through what comes in, with which the modes do not change."""
    force, weight = randn(2, 3).requires_grad_(), torch.tensor(2.0, requires_grad=True)
    y = descend(quadratic(definite(2, k=3), force), (2, 3), mode).value
    (first,) = torch.autograd.grad(weight * y.sum(), force, create_graph=True)
    with pytest.raises(ValueError, match="gradient: expected 'unrolled' or 'exact'"):
        torch.autograd.grad(first.sum(), weight)


@pytest.mark.parametrize("mode", [*FIRST_ONLY, "exact"], ids=repr)
def test_function_transforms_are_refused_not_silently_zero(mode):
    def answer(force):
        problem = InnerProblem(energy=lambda y: (y * y / 2 - force * y).sum(-1), event_ndim=1)
        y0 = torch.zeros(2, 3).double()
        return solve(problem, y0, solver=GradientDescent(steps=3), gradient=mode).value.sum()

    with pytest.raises(RuntimeError, match=r"setup_context|requires_grad_"):
        torch.func.grad(answer)(randn(2, 3))


def test_a_loss_of_two_levels():
    """A bi-level loss whose gradient's norm is penalised, against the closed form."""
    results = []
    for answer in (
        minimum,
        lambda hessian, force: descend(quadratic(hessian, force), (3,), "exact").value,
    ):
        hessian, force = definite(k=3).requires_grad_(), randn(3, seed=1).requires_grad_()
        loss = (answer(hessian, force) - 1).square().sum()
        (first,) = torch.autograd.grad(loss, force, create_graph=True)
        results.append(torch.autograd.grad(first.square().sum(), (hessian, force)))
    torch.testing.assert_close(results[1], results[0])
