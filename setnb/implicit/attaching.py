"""Give a solved y the gradients of the minimum it approximates, in place of its history."""

import torch
from torch import Tensor

from setnb.checks import reject
from setnb.implicit.gradients import Curvature, Exact, Implicit
from setnb.implicit.problems import InnerProblem, Map


def attach(
    problem: InnerProblem, mode: Implicit, *, point: Tensor, slope: Tensor, value: Tensor
) -> Tensor:
    """Return `value`, whose gradient v reaches the parameters of `slope` as `-w^T d(slope)`.

    `point` is where `slope` was taken; the mode turns v into w with the curvature there.
    """
    if isinstance(mode, Exact):
        return value + newton_correction(problem, point, slope)
    curvature = Curvature(
        problem,
        hessian=lambda w: torch.autograd.grad(
            slope, point, w, retain_graph=True, materialize_grads=True
        )[0],
        tangent=tangent_map(problem, point.detach(), slope.detach()),
    )
    return _Attached.apply(value, slope, lambda v: mode.pull(v, curvature))


def tangent_map(problem: InnerProblem, point: Tensor, slope: Tensor):
    """Return `w, lr -> P^T w`, with P the Jacobian of the projection at `point - lr slope`."""
    images: dict[float, tuple[Tensor, Tensor]] = {}

    def tangent(w: Tensor, lr: float = 1.0) -> Tensor:
        if problem.project is None:
            return w
        if lr not in images:
            with torch.enable_grad():
                at = (point - lr * slope).requires_grad_()
                images[lr] = at, problem.project(at)
        at, image = images[lr]
        return torch.autograd.grad(image, at, w, retain_graph=True)[0]

    return tangent


def newton_correction(problem: InnerProblem, point: Tensor, slope: Tensor) -> Tensor:
    """Return a zero that moves with the parameters as the minimum at `point` does.

    One step of Newton's method on `displacement(y) = constant` from `point`, which is its root,
    has the root's first derivative; a second step, from there, has its second and third too.
    """
    displacement = problem.displacement(point, slope)
    root = displacement.detach()
    y = point - newton_step(problem, point, displacement, root)
    displacement = problem.displacement(y, problem.slope(y))
    y = y - newton_step(problem, y, displacement, root)
    return y - y.detach()


def newton_step(problem: InnerProblem, y: Tensor, displacement: Tensor, root: Tensor) -> Tensor:
    """Return `A^-1 (displacement - root)`, A the Jacobian of the displacement, with its graph."""
    event = -problem.event_ndim
    flat = displacement.flatten(event)
    if flat.shape[-1] == 0:
        return displacement
    rows = [
        torch.autograd.grad(row.sum(), y, create_graph=True, materialize_grads=True)[0]
        for row in flat.unbind(-1)
    ]
    jacobian = torch.stack([row.flatten(event) for row in rows], -2)
    off = flat - root.flatten(event)
    if _is_singular(jacobian.detach()):
        reject(
            "gradient",
            expected="an inner problem with an invertible Hessian for 'exact'",
            got="a singular one",
            remedy="Use Damped(...) or 'identity', or add a regulariser to the energy.",
        )
    return torch.linalg.solve(jacobian, off[..., None])[..., 0].reshape(y.shape)


def _is_singular(matrices: Tensor) -> bool:
    """Say whether any matrix has no inverse, or one that is all rounding."""
    if matrices.numel() == 0 or not matrices.isfinite().all():
        return False
    values = torch.linalg.svdvals(matrices)
    rounding = matrices.shape[-1] * torch.finfo(matrices.dtype).eps
    return bool((values[..., -1] <= rounding * values[..., 0]).any())


class _Attached(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value: Tensor, slope: Tensor, pull: Map) -> Tensor:
        ctx.pull = pull
        ctx.save_for_backward(slope)
        return value.clone()

    @staticmethod
    def backward(ctx, v: Tensor):
        with torch.no_grad():
            w = ctx.pull(v)
        if torch.is_grad_enabled():  # asked for with create_graph
            w = _FirstOnly.apply(w, v, *ctx.saved_tensors)
        return None, -w, None


class _FirstOnly(torch.autograd.Function):
    """Pass w on, and refuse to be differentiated: what it would give is not a derivative."""

    @staticmethod
    def forward(ctx, w: Tensor, *sources: Tensor) -> Tensor:
        return w.clone()

    @staticmethod
    def backward(ctx, *grads: Tensor):
        reject(
            "gradient",
            expected="'unrolled' or 'exact' where second derivatives are taken",
            got="a mode that gives first derivatives only",
        )
