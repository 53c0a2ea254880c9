"""Order as something to optimise: what pairs cost, what a permutation costs, its gradient."""

from collections.abc import Sequence
from math import prod

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from setnb.checks import reject


def normalised_costs(
    preference: Float[Tensor, "*b c n n"], mask: Bool[Tensor, "*b n"] | None = None
) -> Float[Tensor, "*b c n n"]:
    """Return `C = F / ||F||` with `F_ij = f_ij - f_ji`, one Frobenius norm per set and channel.

    `preference` holds f for all ordered pairs. C is antisymmetric: placing i before j costs as much
    as placing j before i gains. Pairs with padding cost nothing. The norm is at least 1e-10, so
    that equal elements, for which F is 0, give costs of 0.

    Source: zhang2019permoptim, equations (8)-(10)
    Chapter: ch-optimised-permutations
    """
    f = preference - preference.mT
    if mask is not None:
        f = f.masked_fill(~(mask[..., :, None] & mask[..., None, :])[..., None, :, :], 0)
    return f / f.square().sum((-1, -2), keepdim=True).clamp(min=1e-20).sqrt()


def later_minus_earlier(p: Float[Tensor, "*b n k"]) -> Float[Tensor, "*b n k"]:
    """Return `B_jq`: how much of element j lies at positions after q, minus how much before q.

    Source: zhang2019permoptim, below equation (5)
    Chapter: ch-optimised-permutations
    """
    return _LaterMinusEarlier.apply(p)


def total_cost(
    p: Float[Tensor, "*b n m"], costs: Float[Tensor, "*b c n n"], grid: Sequence[int] | None = None
) -> Float[Tensor, "*b"]:
    """Return `c(P) = sum_ij C_ij sum_k P_ik (sum_k'>k P_jk' - sum_k'<k P_jk')`.

    P[i, k] places element i at position k. For a permutation it is the sum of C_ij over all pairs
    with i before j, minus that over pairs with i after j. On a grid positions are counted along its
    last axis first, and every line of it is an ordering of its own: channel 0 of the costs orders
    along the last axis (within rows), channel 1 along the one before (within columns), and so on.
    Uniform P costs 0. Invariant to permuting the elements. Raises ValueError for costs without one
    channel per axis of the grid, and for a grid of other than m positions.

    Source: zhang2019permoptim, equation (1) and section 2.4
    Chapter: ch-optimised-permutations
    """
    return (p * _pull(p, costs, grid)).sum((-1, -2))


def total_cost_gradient(
    p: Float[Tensor, "*b n m"], costs: Float[Tensor, "*b c n n"], grid: Sequence[int] | None = None
) -> Float[Tensor, "*b n m"]:
    """Return `dc/dP = 2 C B`, summed over the axes of the grid; arguments as in `total_cost`.

    Costs must be antisymmetric, as those of `normalised_costs` are.

    Source: zhang2019permoptim, equation (4)
    Chapter: ch-optimised-permutations
    """
    return 2 * _pull(p, costs, grid)


def cost_form(costs: Float[Tensor, "n n"]) -> Float[Tensor, "m m"]:
    """Return Q with `c(P) = p^T Q p`, where p lists P row by row and m = n squared.

    Q has C_ij between the place (i, k) and every later place (j, k'), and -C_ij before. For
    antisymmetric costs it is symmetric, with eigenvalues in pairs of opposite signs: the problem is
    not convex.

    Source: zhang2019permoptim, equations (20)-(25)
    Chapter: ch-optimised-permutations
    """
    places = torch.arange(costs.shape[-1], device=costs.device)
    later = torch.sign(places[None, :] - places[:, None]).to(costs.dtype)
    return torch.kron(costs, later)


def check_grid(
    grid: Sequence[int] | None, n: int, channels: int, mask: Tensor | None = None
) -> tuple[int, ...]:
    """Return the grid, `(n,)` for None, if it has n positions and an axis for each channel."""
    shape = (n,) if grid is None else tuple(int(length) for length in grid)
    if prod(shape) != n or min(shape, default=-1) < 0:
        reject("grid", expected=f"axes whose product is the {n} positions", got=str(shape))
    if channels != len(shape):
        expected = f"{len(shape)} channels, one for each axis of the grid {shape}"
        reject("costs", expected=expected, got=str(channels))
    if mask is not None and grid is not None:
        reject("mask", expected="None with a grid, which has no place for padding", got=mask)
    return shape


class _LaterMinusEarlier(torch.autograd.Function):
    """A product with an antisymmetric matrix, so that its transpose is minus itself."""

    @staticmethod
    def forward(p: Tensor) -> Tensor:
        return p.cumsum(-1).mul_(-2).add_(p).add_(p.sum(-1, keepdim=True))

    @staticmethod
    def setup_context(ctx, inputs: tuple[Tensor], output: Tensor) -> None:
        """Nothing is kept: what is linear has the same gradient everywhere."""

    @staticmethod
    def backward(ctx, grad: Tensor) -> Tensor:
        return -later_minus_earlier(grad.contiguous())


def _pull(p: Tensor, costs: Tensor, grid: Sequence[int] | None) -> Tensor:
    """Return the sum over the axes of C B: one product of matrices for all of them."""
    shape = check_grid(grid, p.shape[-1], costs.shape[-3])
    lattice = p.unflatten(-1, shape) if len(shape) > 1 else p
    balances = []
    for axis in range(1, len(shape) + 1):
        along = later_minus_earlier(lattice.movedim(-axis, -1)).movedim(-1, -axis)
        balances.append(along.reshape(p.shape))
    beside = costs.movedim(-3, -2).flatten(-2)  # (*b, n, c n): the channels side by side
    return beside @ torch.cat(balances, -2)
