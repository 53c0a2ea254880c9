"""Every mode on batches that mix easy problems with singular, indefinite, flat and broken ones."""

import pytest
import torch

from setnb.implicit import CG, GRADIENTS, Damped, InnerProblem
from tests.implicit.inner import definite, descend, pulled, quadratic, randn


def mixed_batch():
    """Problems well posed, singular, indefinite, flat, and one that no gradient comes to."""
    hessian = torch.stack(
        [
            definite(k=3),
            torch.diag(torch.tensor([1.0, 0.5, 0.0])).double(),
            torch.diag(torch.tensor([1.0, 0.5, -0.5])).double(),
            torch.zeros(3, 3).double(),
            definite(k=3, low=1e-9, high=1),
            definite(k=3),
        ]
    )
    v = randn(6, 3, seed=5)
    v[-1] = 0
    return hessian, randn(6, 3, seed=6), v


@pytest.mark.parametrize("mode", ["identity", "neumann", "cg", CG(2), "damped", "unrolled"])
def test_each_problem_of_a_batch_is_alone(mode):
    hessian, force, v = mixed_batch()

    def run(h, f, v):
        f = f.clone().requires_grad_()
        y = descend(quadratic(h, f), f.shape, mode, steps=4, lr=0.5).value
        return torch.cat([y.detach(), pulled(y, f, v).reshape(f.shape)], -1)

    together = run(hessian, force, v)
    assert torch.isfinite(together).all()
    for i in range(len(hessian)):
        alone = run(hessian[i], force[i], v[i])
        torch.testing.assert_close(together[i], alone, atol=1e-12, rtol=1e-9)


def test_conjugate_gradients_stop_at_curvature_that_is_not_positive():
    hessian, force, v = mixed_batch()
    force.requires_grad_()
    y = descend(quadratic(hessian, force), force.shape, "cg", steps=2).value
    w = pulled(y, force, v).reshape(v.shape)
    torch.testing.assert_close(w[0], torch.linalg.solve(hessian[0], v[0]))
    # Singular, but asked only for what it can solve: the least of all answers.
    v[1, 2] = 0
    y = descend(quadratic(hessian, force), force.shape, "cg", steps=2).value
    w = pulled(y, force, v).reshape(v.shape)
    torch.testing.assert_close(w[1], v[1] / torch.tensor([1, 0.5, 1]))
    assert not w[3].any()
    assert not w[5].any()


@pytest.mark.parametrize("mode", ["cg", "damped"])
def test_what_is_not_a_number_is_not_hidden_as_zero(mode):
    hessian, force = definite(3, k=3), randn(3, 3).requires_grad_()
    v = randn(3, 3, seed=1)
    v[0, 1] = torch.nan
    hessian[1, 0, 0] = torch.nan
    y = descend(quadratic(hessian, force), (3, 3), mode, steps=1).value
    w = pulled(y, force, v).reshape(3, 3)
    assert w[:2].isnan().any(-1).all()
    assert torch.isfinite(w[2]).all()


def test_a_singular_hessian_is_refused_by_exact_and_damped_is_safe():
    hessian, force, v = mixed_batch()
    hessian, force, v = hessian[[1, 3]], force[[1, 3]].requires_grad_(), v[[1, 3]]
    problem = quadratic(hessian, force)
    with pytest.raises(ValueError, match="gradient: expected an inner problem with an invertible"):
        descend(problem, force.shape, "exact", steps=2)
    w = pulled(descend(problem, force.shape, Damped(2.0), steps=2).value, force, v)
    expected = torch.linalg.solve(hessian / 2 + torch.eye(3).double(), v)
    torch.testing.assert_close(w, expected.flatten())


@pytest.mark.parametrize("mode", ["cg", "damped", "neumann", "identity"])
def test_an_energy_that_does_not_bend_is_no_accident(mode):
    """A slope without y in it: there is no minimum, and curvature is zero, not an error."""
    force = randn(2, 3).requires_grad_()
    problem = InnerProblem(energy=lambda y: (force * y).sum(-1), event_ndim=1)
    w = -pulled(descend(problem, (2, 3), mode, steps=2).value, force, torch.ones(2, 3).double())
    expected = {"cg": 0.0, "neumann": 11.0}.get(mode, 1.0)
    torch.testing.assert_close(w, torch.full_like(w, expected))


@pytest.mark.parametrize("mode", list(GRADIENTS))
def test_problems_without_entries_have_no_gradient(mode):
    force = randn(2, 1).requires_grad_()
    problem = InnerProblem(energy=lambda y: (y.square() - force[..., None] * y).sum((-2, -1)))
    y = descend(problem, (2, 0, 3), mode, steps=2).value
    assert y.shape == (2, 0, 3)
    assert not torch.autograd.grad(y.sum(), force)[0].any()
