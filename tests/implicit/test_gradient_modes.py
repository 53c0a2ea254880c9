"""Every mode against closed forms and finite differences, without constraints."""

import pytest
import torch
from torch import nn

from setnb.implicit import (
    CG,
    GRADIENTS,
    Damped,
    Exact,
    GradientDescent,
    InnerProblem,
    Neumann,
    Unrolled,
    solve,
)
from tests.implicit.inner import (
    definite,
    descend,
    log_sum_exp,
    minimum,
    pulled,
    quadratic,
    randn,
)

K = 6
SHAPES = [((), (K,)), ((), (3, 2)), ((4,), (K,)), ((4,), (2, 3)), ((2, 3), (3, 2)), ((0,), (3, 2))]


def leaves(batch=(4,), k=K):
    hessian = definite(*batch, k=k).requires_grad_()
    return hessian, randn(*batch, k, seed=1).requires_grad_()


def gradient_of(mode, batch=(4,), event=(K,), **options):
    hessian, force = leaves(batch)
    problem = quadratic(hessian, force, event_ndim=len(event))
    y = descend(problem, (*batch, *event), mode, **options).value
    return pulled(y, (hessian, force), randn(*batch, K, seed=2))


def closed_form(batch=(4,)):
    hessian, force = leaves(batch)
    return pulled(minimum(hessian, force), (hessian, force), randn(*batch, K, seed=2))


def error(mode, **options):
    return (gradient_of(mode, **options) - closed_form()).abs().max()


@pytest.mark.parametrize(("batch", "event"), SHAPES)
@pytest.mark.parametrize("mode", ["exact", "cg", Neumann(80), "unrolled"])
def test_solved_well_enough_all_modes_give_the_closed_form(mode, batch, event):
    torch.testing.assert_close(
        gradient_of(mode, batch, event), closed_form(batch), atol=1e-9, rtol=1e-9
    )


def test_neumann_and_unrolled_tend_to_it_with_the_steps():
    neumann = [error(Neumann(steps)) for steps in (0, 3, 10, 20)]
    unrolled = [error("unrolled", steps=steps) for steps in (1, 4, 11, 21)]
    for errors in (neumann, unrolled):
        assert errors == sorted(errors, reverse=True)
        assert errors[-1] < 1e-4 < 1e-1 < errors[0]


def test_neumann_is_what_unrolling_the_last_steps_would_give():
    """In the force, on which the slope depends linearly, the two series are the same."""
    hessian, force = definite(k=K), randn(K).requires_grad_()
    for alpha, steps in ((1.0, 5), (0.7, 8)):
        problem, v = quadratic(hessian, force), randn(K, seed=3)
        unrolled = descend(problem, K, "unrolled", steps=steps, lr=alpha).value
        series = descend(problem, K, Neumann(steps - 1, alpha)).value
        torch.testing.assert_close(pulled(series, force, v), pulled(unrolled, force, v))


def test_neumann_with_a_small_alpha_converges_where_alpha_one_cannot():
    hessian, force = definite(k=K, low=1, high=9), randn(K).requires_grad_()
    problem, v = quadratic(hessian, force), randn(K, seed=3)
    expected = pulled(minimum(hessian, force), force, v)
    for alpha, works in ((1.0, False), (0.2, True)):
        y = descend(problem, K, Neumann(100, alpha), steps=200, lr=0.2).value
        assert torch.allclose(pulled(y, force, v), expected, atol=1e-6) == works


def test_damping_lies_between_identity_and_gamma_times_exact():
    damped = {gamma: gradient_of(Damped(gamma)) for gamma in (1e-6, 0.5, 1e8)}
    torch.testing.assert_close(damped[1e8], gradient_of("identity"), atol=1e-7, rtol=1e-7)
    torch.testing.assert_close(damped[1e-6] / 1e-6, closed_form(), atol=1e-5, rtol=1e-5)
    hessian, force = leaves()
    w = torch.linalg.solve(hessian.detach() / 0.5 + torch.eye(K).double(), randn(4, K, seed=2))
    problem, y = quadratic(hessian, force), minimum(hessian, force).detach()
    torch.testing.assert_close(damped[0.5], pulled(-problem.slope(y), (hessian, force), w))


@pytest.mark.parametrize("lr", [1.0, 0.3])
@pytest.mark.parametrize("steps", [1, 2, 5])
def test_identity_is_backpropagation_through_one_step_of_size_one(steps, lr):
    """Whatever the solver's own step size, and solved or not."""
    hessian, force = leaves()
    problem, v = quadratic(hessian, force), randn(4, K, seed=2)
    solution = solve(
        problem,
        randn(4, K, seed=4),
        solver=GradientDescent(steps=steps, lr=lr),
        gradient="identity",
        trace=True,
    )
    one_step = solution.trace[-2] - problem.slope(solution.trace[-2])
    expected = pulled(one_step, (hessian, force), v)
    torch.testing.assert_close(pulled(solution.value, (hessian, force), v), expected)


@pytest.mark.parametrize("mode", [Exact(), CG(4), Neumann(100, 0.5), Unrolled()])
def test_finite_differences_where_no_closed_form_is_known(mode):
    weight, bias = randn(3, 4).requires_grad_(), randn(2, 3, seed=1).requires_grad_()

    def answer(weight, bias):
        return descend(log_sum_exp(weight, bias), (2, 4), mode, steps=150, lr=0.5).value

    assert torch.autograd.gradcheck(answer, (weight, bias), fast_mode=True)


@pytest.mark.parametrize("mode", ["exact", CG(4), "unrolled"])
def test_parameters_inside_modules_are_reached(mode):
    torch.manual_seed(0)
    module = nn.Linear(4, 3).double()
    problem = InnerProblem(
        energy=lambda y: torch.logsumexp(module(y), -1) + y.square().sum(-1) / 2, event_ndim=1
    )
    descend(problem, (1, 4), mode, steps=100, lr=0.5).value.sum().backward()
    expected = torch.autograd.functional.jacobian(
        lambda w, b: descend(log_sum_exp(w, b), (1, 4), "unrolled", steps=100, lr=0.5).value.sum(),
        (module.weight, module.bias),
    )
    torch.testing.assert_close(module.weight.grad, expected[0])
    torch.testing.assert_close(module.bias.grad, expected[1])


@pytest.mark.parametrize("mode", list(GRADIENTS))
def test_without_gradients_nothing_is_recorded(mode):
    hessian, force = leaves()
    with torch.no_grad():
        assert descend(quadratic(hessian, force), (4, K), mode).value.grad_fn is None
    y0 = randn(4, K).requires_grad_()
    y = solve(quadratic(hessian, force), y0, solver=GradientDescent(steps=2), gradient=mode).value
    (grad,) = torch.autograd.grad(y.sum(), y0, allow_unused=True)
    assert (grad is not None) == (mode == "unrolled")


def test_bad_modes_are_refused():
    hessian, force = leaves()
    with pytest.raises(ValueError, match="gradient: expected one of 'unrolled'"):
        descend(quadratic(hessian, force), (4, K), "magic")
    for make in (lambda: CG(0), lambda: Neumann(-1), lambda: Damped(1.0, steps=0)):
        with pytest.raises(ValueError, match="steps: expected an integer"):
            make()
    with pytest.raises(ValueError, match="gamma: expected a positive number"):
        Damped(0.0)
    with pytest.raises(ValueError, match="alpha: expected a positive step size"):
        Neumann(alpha=-1.0)
