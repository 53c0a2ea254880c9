"""Gradients of solutions that a projection keeps in a convex set."""

import pytest
import torch

from setnb.functional import project_simplex
from setnb.implicit import CG, Damped, Neumann
from tests.implicit.inner import definite, descend, pulled, quadratic, randn


def project_box(y):
    return y.clamp(-0.5, 0.5)


def project_ball(y):
    norm = torch.linalg.vector_norm(y, dim=-1, keepdim=True)
    return y / norm.clamp(min=1)


PROJECTIONS = {"simplex": project_simplex, "box": project_box}


def answer(mode, project, event, scale=1.0):
    """The converged solution as a function of H and f; f large enough to reach the constraints."""
    hessian, force = definite(2, k=6), scale * randn(2, 6, seed=1)

    def solution(hessian, force):
        problem = quadratic(hessian, force, event_ndim=len(event), project=project)
        return descend(problem, (2, *event), mode, steps=60).value

    return solution, (hessian.requires_grad_(), force.requires_grad_())


@pytest.mark.parametrize("event", [(6,), (3, 2)])
@pytest.mark.parametrize("name", PROJECTIONS)
@pytest.mark.parametrize("mode", ["exact", CG(6), Neumann(100), "unrolled", Damped(1e-9, 6)])
def test_modes_agree_with_finite_differences_of_the_constrained_solution(mode, name, event):
    project = PROJECTIONS[name]
    solution, leaves = answer(mode, project, event, scale=2.0)
    y = solution(*leaves)
    at_edge = (y == 0) | (y.abs() == 0.5)
    assert at_edge.any()
    assert not at_edge.all()
    if isinstance(mode, Damped):  # gamma times the undamped answer
        undamped, others = answer("exact", project, event, scale=2.0)
        v = randn(2, 6, seed=2)
        expected = 1e-9 * pulled(undamped(*others), others, v)
        torch.testing.assert_close(pulled(y, leaves, v), expected, atol=0, rtol=1e-5)
    else:
        assert torch.autograd.gradcheck(solution, leaves, fast_mode=True)


def test_strong_damping_and_no_neumann_step_are_the_identity_with_a_projection():
    v, results = randn(2, 6, seed=2), []
    for mode in ("identity", Damped(1e12), Neumann(0)):
        solution, leaves = answer(mode, project_simplex, (3, 2))
        results.append(pulled(solution(*leaves), leaves, v))
    assert results[0].any()
    torch.testing.assert_close(results[1], results[0])
    torch.testing.assert_close(results[2], results[0])


def test_identity_differentiates_one_projected_step():
    hessian, force = definite(2, k=6), randn(2, 6, seed=1).requires_grad_()
    problem = quadratic(hessian, force, event_ndim=2, project=project_simplex)
    y = descend(problem, (2, 3, 2), "identity", steps=100).value
    at, v = y.detach(), randn(2, 3, 2, seed=2)
    one_step = project_simplex(at - problem.slope(at)) - at
    torch.testing.assert_close(pulled(y, force, v), pulled(one_step, force, v))


def test_a_start_outside_is_projected():
    problem = quadratic(definite(2, k=6), randn(2, 6), event_ndim=2, project=project_simplex)
    y = descend(problem, (2, 3, 2), "identity", steps=1)
    torch.testing.assert_close(y.value.sum(-1), torch.ones(2, 3).double())
    expected = project_simplex(0.5 - problem.slope(torch.full((2, 3, 2), 0.5).double()))
    torch.testing.assert_close(y.value, expected)


@pytest.mark.parametrize("mode", ["exact", Neumann(150), "unrolled"])
def test_a_ball_is_right_where_the_mode_can_do_it(mode):
    solution, leaves = answer(mode, project_ball, (6,), scale=3.0)
    torch.testing.assert_close(solution(*leaves).norm(dim=-1), torch.ones(2).double())
    assert torch.autograd.gradcheck(solution, leaves, fast_mode=True)


@pytest.mark.parametrize("size", [1.0, 1e-8, 1e8])
@pytest.mark.parametrize("mode", ["cg", "damped"])
def test_a_ball_is_refused_from_outside_by_modes_that_need_an_orthogonal_projection(mode, size):
    """However small the gradient that comes in, and also if one problem alone is outside."""
    solution, (hessian, force) = answer(mode, project_ball, (6,), scale=3.0)
    force.data[1] *= 1e-3
    y = solution(hessian, force)
    with pytest.raises(ValueError, match=r"project: expected an orthogonal .* gradient='exact'"):
        pulled(y, force, torch.full((2, 6), size).double())
    solution, leaves = answer(CG(6), project_ball, (6,), scale=0.01)
    assert solution(*leaves).norm(dim=-1).max() < 1
    assert torch.autograd.gradcheck(solution, leaves, fast_mode=True)


@pytest.mark.parametrize("mode", ["cg", "damped"])
def test_a_gradient_that_is_not_a_number_is_not_blamed_on_the_projection(mode):
    solution, leaves = answer(mode, project_simplex, (3, 2))
    assert pulled(solution(*leaves), leaves, torch.full((2, 6), torch.nan)).isnan().any()
