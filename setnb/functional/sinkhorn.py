"""The Sinkhorn operator: from any square of numbers to a nearly doubly stochastic matrix."""

from typing import NamedTuple

import torch
from jaxtyping import Bool, Float
from torch import Tensor
from torch.autograd.function import once_differentiable

from setnb.checks import check_count, check_mask, reject


def sinkhorn(
    logits: Float[Tensor, "*b n n"], iters: int = 4, mask: Bool[Tensor, "*b n"] | None = None
) -> Float[Tensor, "*b n n"]:
    """Exponentiate, then `iters` times let the rows sum to 1, then the columns: `S(logits)`.

    In the result columns sum to 1 and rows nearly; `sinkhorn_residual` says how nearly. Adding a
    constant to a row changes nothing. Equivariant to permuting rows, and to permuting columns;
    equal rows stay equal.

    Matrices hold `P = diag(u) K diag(v)`, where only the vectors u and v change from one round to
    the next: the backward pass keeps one matrix and `2 iters` vectors. K is scaled so that each row
    and each column has a 1 in it: no finite logits need be clamped. At worst the vectors grow
    n-fold in a round, and their squares overflow float32 where `n ** (2 iters)` passes 1e38.

    With a mask, the first n real of the columns belong to the n real rows; all else is zero.
    `n = 0` gives an empty matrix, `n = 1` gives 1. Derivatives of derivatives are refused with
    RuntimeError. Raises ValueError where the last two axes differ, for a mask of another shape, or
    where `iters` is below 1.

    Source: zhang2019permoptim, appendix B
    Chapter: ch-optimised-permutations
    """
    check_count(iters, "iters")
    if logits.ndim < 2 or logits.shape[-1] != logits.shape[-2]:
        reject("logits", expected="square matrices (*b, n, n)", got=logits)
    check_mask(mask, logits)
    if logits.numel() == 0:
        return logits
    if mask is not None:
        logits = logits.masked_fill(~paired(mask), -torch.inf)
    return _Sinkhorn.apply(logits, iters)


def sinkhorn_residual(
    p: Float[Tensor, "*b n n"], mask: Bool[Tensor, "*b n"] | None = None
) -> Float[Tensor, "*b"]:
    """Return how far sums of rows and columns are from 1, at most; 0 for an empty matrix.

    With a mask only the real rows and as many columns count.

    Source: zhang2019permoptim, appendix B
    Chapter: ch-optimised-permutations
    """
    off = (torch.cat([p.sum(-1), p.sum(-2)], -1) - 1).abs()
    if mask is not None:
        real = paired(mask)
        off = off.masked_fill(~torch.cat([real.any(-1), real.any(-2)], -1), 0)
    return off.amax(-1) if off.shape[-1] else off.sum(-1)


def paired(mask: Bool[Tensor, "*b n"]) -> Bool[Tensor, "*b n n"]:
    """Mark the entries of a real element and one of the first positions, as many as are real."""
    places = torch.arange(mask.shape[-1], device=mask.device)
    return mask[..., :, None] & (places < mask.sum(-1, keepdim=True))[..., None, :]


class Scaling(NamedTuple):
    """`P = rows[-1] * kernel * columns[-1]`, and the factors of all rounds before."""

    kernel: Tensor  # (*b, n, n)
    columns: list[Tensor]  # (*b, 1, n) each: those at the start, then one for each round
    rows: list[Tensor]  # (*b, n, 1) each, one for each round

    def matrix(self) -> Tensor:
        """Return P."""
        return self.kernel * self.rows[-1] * self.columns[-1]


def scale(logits: Tensor, iters: int) -> Scaling:
    """Run the rounds; entries of -inf are zero, and so are rows and columns of nothing else."""
    shifted = logits - _finite(logits.amax(-1, keepdim=True))
    highest = _finite(shifted.amax(-2, keepdim=True))
    kernel = shifted.sub_(highest).exp_()
    columns, rows = [highest.exp()], []
    for _ in range(iters):
        # Faster than products with vectors, which libraries for many matrices are bad at.
        rows.append(_inverse((kernel * columns[-1]).sum(-1, keepdim=True)))
        columns.append(_inverse((kernel * rows[-1]).sum(-2, keepdim=True)))
    return Scaling(kernel, columns, rows)


def scale_backward(grad: Tensor, scaling: Scaling) -> Tensor:
    """Return the gradient with respect to the logits, given that with respect to the matrix.

    What a round adds to the gradient of the kernel is of rank two: that of all rounds is one
    product of two thin matrices.
    """
    kernel, columns, rows = scaling
    weighted = grad * kernel
    to_row = (weighted * columns[-1]).sum(-1, keepdim=True)
    to_column = (weighted * rows[-1]).sum(-2, keepdim=True)
    left, right = [], []
    for i in reversed(range(len(rows))):
        of_column_sum = -to_column * columns[i + 1].square()
        to_row = to_row + (kernel * of_column_sum).sum(-1, keepdim=True)
        of_row_sum = -to_row * rows[i].square()
        left += [rows[i], of_row_sum]
        right += [of_column_sum, columns[i]]
        to_column = (kernel * of_row_sum).sum(-2, keepdim=True)
        to_row = torch.zeros_like(to_row)
    thin = torch.cat(left, -1) @ torch.cat(right, -2)
    return thin.addcmul_(grad, rows[-1] * columns[-1]).mul_(kernel)


class _Sinkhorn(torch.autograd.Function):
    @staticmethod
    def forward(ctx, logits: Tensor, iters: int) -> Tensor:
        scaling = scale(logits, iters)
        ctx.save_for_backward(scaling.kernel, *scaling.columns, *scaling.rows)
        return scaling.matrix()

    @staticmethod
    @once_differentiable
    def backward(ctx, grad: Tensor) -> tuple[Tensor, None]:
        kernel, *vectors = ctx.saved_tensors
        half = len(vectors) // 2 + 1
        return scale_backward(grad, Scaling(kernel, vectors[:half], vectors[half:])), None


def _finite(highest: Tensor) -> Tensor:
    """Of a row or column without any entry, there is nothing to take off."""
    return highest.masked_fill(highest == -torch.inf, 0)


def _inverse(sums: Tensor) -> Tensor:
    return torch.where(sums == 0, 0, sums.reciprocal())
