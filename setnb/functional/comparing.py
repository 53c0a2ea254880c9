"""A small network on all ordered pairs of elements, without ever holding the pairs."""

from collections.abc import Iterator
from math import prod

import torch
from jaxtyping import Float
from torch import Tensor
from torch.autograd.function import once_differentiable

# Hidden units of this many pairs at a time stay in a core's cache; larger pieces gain nothing.
PIECE = 2**18


def compare_pairs(
    first: Float[Tensor, "*b n h"], second: Float[Tensor, "*b n h"], readout: Float[Tensor, "c h"]
) -> Float[Tensor, "*b c n n"]:
    """Return `f_ij = readout relu(first_i + second_j)` for all ordered pairs i, j.

    With `first = x W_a^T + bias` and `second = x W_b^T` this is a network with one hidden layer on
    the concatenated pair. A bias of the output would cancel in `F_ij = f_ij - f_ji`. Equivariant:
    permuting the elements permutes rows and columns of f.

    The hidden units of all pairs are h times larger than the result. They are computed in pieces
    and again in the backward pass, and never kept. Derivatives of derivatives are refused with
    RuntimeError.

    Source: zhang2019permoptim, appendix F
    Chapter: ch-optimised-permutations
    """
    *batch, n, h = first.shape
    sets = prod(batch)
    f = _ComparePairs.apply(first.reshape(sets, n, h), second.reshape(sets, n, h), readout)
    return f.reshape(*batch, len(readout), n, n)


class _ComparePairs(torch.autograd.Function):
    @staticmethod
    def forward(ctx, first: Tensor, second: Tensor, readout: Tensor) -> Tensor:
        ctx.save_for_backward(first, second, readout)
        b, n, _ = first.shape
        f = first.new_empty(len(readout), b, n, n)
        for sets, rows in _pieces(first):
            hidden = _hidden_units(first[sets, rows], second[sets])
            f[:, sets, rows] = torch.tensordot(readout, hidden, 1)
        return f.movedim(0, 1)

    @staticmethod
    @once_differentiable
    def backward(ctx, grad: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        first, second, readout = ctx.saved_tensors
        to_first, to_second = torch.zeros_like(first), torch.zeros_like(second)
        to_readout = torch.zeros_like(readout)
        for sets, rows in _pieces(first):
            hidden = _hidden_units(first[sets, rows], second[sets])
            upstream = grad.movedim(1, 0)[:, sets, rows]
            to_readout += upstream.flatten(1) @ hidden.flatten(1).T
            active = hidden.sign_()  # 1 where a unit passes the gradient on, 0 elsewhere
            to_hidden = torch.tensordot(readout.T, upstream, 1).mul_(active)
            to_first[sets, rows] = to_hidden.sum(3).permute(1, 2, 0)
            to_second[sets] += to_hidden.sum(2).permute(1, 2, 0)
        return to_first, to_second, to_readout


def _hidden_units(first: Tensor, second: Tensor) -> Tensor:
    """Return relu(first_i + second_j) as (h, b, i, j): long rows for fast arithmetic."""
    return (first.permute(2, 0, 1)[..., :, None] + second.permute(2, 0, 1)[..., None, :]).relu_()


def _pieces(first: Tensor) -> Iterator[tuple[slice, slice]]:
    """Yield slices of sets and rows that cover all pairs; one of the two is of full length or 1."""
    b, n, h = first.shape
    sets = max(1, PIECE // max(1, n * n * h))
    rows = max(1, n if sets > 1 else PIECE // max(1, n * h))
    for i in range(0, b, sets):
        for j in range(0, n, rows):
            yield slice(i, i + sets), slice(j, j + rows)
