"""Parameter-sharing `theta = A psi`: the best values for a given A, and penalties on A."""

import torch
from jaxtyping import Float
from torch import Tensor

from setnb.checks import reject


def share(
    assignment: Float[Tensor, "*#b k m"], target: Float[Tensor, "*#b k"], *, ridge: float = 0.0
) -> Float[Tensor, "*#b k"]:
    """Return `A psi*`, the parameters nearest to `target` among those that A can share.

        psi* = argmin_psi ||A psi - target||^2 + ridge ||psi||^2

    The lower level of the search for A, in closed form. For a hard A every block takes its mean,
    shrunk by `size / (size + ridge)`. For a soft A without ridge, `A A^+ target`: as long as A can
    be inverted that is the target itself, whatever A. A ridge of more than 0 lets the answer depend
    on how nearly A is singular: the share `s^2 / (s^2 + ridge)` of each singular direction is kept.
    Batches broadcast: one A serves many targets, one target many A.

    Source: yeh2022, equations (61) and (62)
    Chapter: ch-parameter-sharing
    """
    if ridge < 0:
        reject("ridge", expected="a number >= 0", got=ridge)
    if assignment.shape[-2] != target.shape[-1]:
        reject("target", expected=f"(*b, {assignment.shape[-2]}) as A has rows", got=target)
    if ridge == 0:
        psi = torch.linalg.pinv(assignment) @ target[..., None]
    else:
        gram = assignment.mT @ assignment
        eye = torch.eye(gram.shape[-1], dtype=gram.dtype, device=gram.device)
        psi = torch.linalg.solve(gram + ridge * eye, assignment.mT @ target[..., None])
    return (assignment @ psi)[..., 0]


def average_blocks(
    assignment: Float[Tensor, "*#b k m"], target: Float[Tensor, "*#b k"]
) -> Float[Tensor, "*b k"]:
    """Return `A psi` where every value is the mean of the parameters that take it, weighted by A.

        psi_j = sum_i A_ij target_i / sum_i A_ij

    It minimises `sum_ij A_ij (psi_j - target_i)^2`: A is read as probabilities, not as a matrix to
    be inverted. The same as `share` for a hard A. For a soft one it mixes parameters, so that the
    validation loss has a gradient in A. A constant added to the target is added to the answer.
    Leading axes broadcast. A value that nobody takes is 0.

    Source: yeh2022, Claim 1, and its released code
    Chapter: ch-parameter-sharing
    """
    takers = assignment.sum(-2).clamp_min(torch.finfo(assignment.dtype).tiny)
    psi = (assignment.mT @ target[..., None])[..., 0] / takers
    return (assignment @ psi[..., None])[..., 0]


def entropy_penalty(assignment: Float[Tensor, "*b k m"]) -> Float[Tensor, "*b"]:
    """Return `-sum_ij A_ij log A_ij`: 0 for a hard A, at most `k log m`; 0 log 0 is 0.

    The logarithm stops at the smallest normal number. So the gradient is finite at 0 too, where a
    softmax with far logits rounds to: an infinite one would make it NaN on the way back.

    Source: yeh2022, equation (20)
    Chapter: ch-parameter-sharing
    """
    least = torch.finfo(assignment.dtype).tiny
    return (assignment * -assignment.clamp_min(least).log()).sum((-2, -1))


def nuclear_norm(assignment: Float[Tensor, "*b k m"]) -> Float[Tensor, "*b"]:
    """Return `||A||_* = trace sqrt(A^T A)`, the sum of the singular values.

    For a hard A the sum over blocks of the square roots of their sizes: from `sqrt(k)` for one
    block to k for none shared. The matrix square root makes it the nuclear norm: with one taken
    entry by entry it is `column_norms`.

    Source: yeh2022, equation (21)
    Chapter: ch-parameter-sharing
    """
    return torch.linalg.matrix_norm(assignment, "nuc")


def column_norms(assignment: Float[Tensor, "*b k m"]) -> Float[Tensor, "*b"]:
    """Return `sum_j ||A_j||_2` over the columns of A: what the paper's code calls nuclear norm.

    Never less than `nuclear_norm`, and equal to it where the columns are orthogonal, as those of
    every hard A are.

    Source: yeh2022, equation (21), as its released code computes it
    Chapter: ch-parameter-sharing
    """
    return torch.linalg.vector_norm(assignment, dim=-2).sum(-1)
