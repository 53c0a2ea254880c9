"""Inner problems with known answers, and the gradient that a mode gives through them."""

import torch

from setnb.implicit import GradientDescent, InnerProblem, solve


def randn(*shape, seed=0):
    return torch.randn(*shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


def definite(*batch, k, low=0.5, high=1.5):
    """Symmetric matrices with eigenvalues evenly from `low` to `high`, in random directions."""
    turn = torch.linalg.qr(randn(*batch, k, k)).Q
    return turn * torch.linspace(low, high, k, dtype=torch.float64) @ turn.mT


def quadratic(hessian, force, *, event_ndim=1, **options):
    """`y^T H y / 2 - f^T y`, least at `H^-1 f`; H may be given unsymmetrised."""
    hessian = (hessian + hessian.mT) / 2

    def energy(y):
        flat = y.flatten(-event_ndim)
        bent = (hessian @ flat[..., None])[..., 0]
        return ((bent / 2 - force) * flat).sum(-1)

    return InnerProblem(energy=energy, event_ndim=event_ndim, **options)


def minimum(hessian, force):
    """The closed form of `quadratic`'s solution, which autograd can differentiate."""
    return torch.linalg.solve((hessian + hessian.mT) / 2, force)


def log_sum_exp(weight, bias, **options):
    """A strongly convex inner problem that is not quadratic."""

    def energy(y):
        return torch.logsumexp(y @ weight.mT + bias, -1) + y.square().sum(-1) / 2

    return InnerProblem(energy=energy, event_ndim=1, **options)


def descend(problem, shape, gradient, steps=80, lr=1.0):
    y0 = torch.zeros(shape, dtype=torch.float64)
    return solve(problem, y0, solver=GradientDescent(steps=steps, lr=lr), gradient=gradient)


def pulled(y, parameters, v):
    """The gradient of `v . y`, in one vector."""
    grads = torch.autograd.grad((y * v.reshape(y.shape)).sum(), parameters, retain_graph=True)
    return torch.cat([grad.flatten() for grad in grads])
