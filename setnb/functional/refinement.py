"""Real numbers with given power sums, by least squares: damped Gauss–Newton with curvature.

Every step is set-equivariant, so entries that start equal stay equal: a start with merged entries
stays among the multisets with these multiplicities, where the problem is well posed.
"""

import torch
from jaxtyping import Float
from torch import Tensor

from setnb.functional.symmetric import power_sums

PATIENCE = 12


def refine(
    x: Float[Tensor, "*b n"],
    p: Float[Tensor, "*b n"],
    weights: Float[Tensor, "*b n n"] | None = None,
    *,
    steps: int = 100,
) -> tuple[Float[Tensor, "*b n"], Float[Tensor, "*b"]]:
    """Move x to lessen `|W (power_sums(x) - p)|`, p being p_1, …, p_n; return it and its residual.

    Each step solves the damped linearised problem, adds the second-order term along its solution
    (geodesic acceleration: the valleys near repeated elements are narrow and curved), and is taken
    only if it helps. The residual is the largest `|power_sums(x) - p|`. Stops after `steps`, or
    when no step has helped for a while.

    Source: transtrum2012, section 2
    Chapter: ch-sum-decomposition
    """
    n = x.shape[-1]
    k = torch.arange(1, n + 1, dtype=x.dtype, device=x.device)[:, None]
    weights = torch.eye(n, dtype=x.dtype, device=x.device) if weights is None else weights

    def misfit(x: Tensor) -> Tensor:
        return power_sums(x, n)[..., 1:] - p

    r = misfit(x)
    damping = torch.full_like(x[..., :1], 1e-3)
    idle = torch.zeros_like(damping)
    for _ in range(steps):
        if bool((idle >= PATIENCE).all()):
            break
        u, s, vt = torch.linalg.svd(weights @ (k * x[..., None, :] ** (k - 1)))
        gain = s / (s.square() + (damping * s[..., :1]).square())

        def solve(r: Tensor, u: Tensor = u, gain: Tensor = gain, vt: Tensor = vt) -> Tensor:
            return (vt.mT @ (gain[..., None] * (u.mT @ (weights @ r[..., None]))))[..., 0]

        step = -solve(r)
        bend = k * (k - 1) * x[..., None, :] ** (k - 2).clamp(min=0)
        turn = -solve((bend @ step.square()[..., None])[..., 0]) / 2
        gentle = 2 * turn.norm(dim=-1, keepdim=True) <= 0.75 * step.norm(dim=-1, keepdim=True)
        trial = x + _alike(x, step + torch.where(gentle, turn, 0))
        tried = misfit(trial)
        better = _size(weights, tried) < 0.999 * _size(weights, r)
        x, r = torch.where(better, trial, x), torch.where(better, tried, r)
        idle = torch.where(better, 0, idle + 1)
        damping = torch.where(better, damping / 10, damping * 3).clamp(1e-16, 1e3)
    return x, r.abs().amax(-1)


def _alike(x: Tensor, step: Tensor) -> Tensor:
    """Average the step over equal entries: it is the same but for rounding, which would grow."""
    same = (x[..., :, None] == x[..., None, :]).to(x.dtype)
    return (same @ step[..., None])[..., 0] / same.sum(-1)


def _size(weights: Tensor, r: Tensor) -> Tensor:
    return (weights @ r[..., None])[..., 0].norm(dim=-1, keepdim=True)


def chebyshev_weights(
    low: Float[Tensor, "*b"], high: Float[Tensor, "*b"], n: int
) -> Float[Tensor, "*b n n"]:
    """Return the coefficients of Chebyshev's T_1, …, T_n on [low, high], constant term left out.

    Row k of `W (p(x) - p)` is the misfit of `sum_i T_k(x_i)`. Powers of numbers in an interval look
    ever more alike; these polynomials do not, so that few steps go far.

    Source: gautschi1990, section 3
    Chapter: ch-sum-decomposition
    """
    centre, half = ((low + high) / 2)[..., None], ((high - low) / 2)[..., None]

    def times_x(c: Tensor) -> Tensor:
        """Multiply a polynomial by x mapped from [low, high] to [-1, 1]."""
        return (torch.nn.functional.pad(c[..., :-1], (1, 0)) - centre * c) / half

    rows = [torch.nn.functional.pad(torch.ones_like(half), (0, n))]
    rows.append(times_x(rows[0]))
    for _ in range(n - 1):
        rows.append(2 * times_x(rows[-1]) - rows[-2])
    return torch.stack(rows[1:], -2)[..., 1:]


def merge_levels(x: Float[Tensor, "*b n"]) -> Float[Tensor, "n *b n"]:
    """Return x sorted, with its closest entries replaced by their mean: n levels, coarsest first.

    Level i cuts the sorted list at its i largest gaps, and averages each piece; the last is x.

    Source: zeng2005, section 3
    Chapter: ch-sum-decomposition
    """
    n = x.shape[-1]
    x = x.sort(-1).values
    gap_rank = x.diff(dim=-1).argsort(-1, descending=True).argsort(-1)
    level = torch.arange(n, device=x.device).reshape(n, *[1] * x.ndim)
    piece = torch.nn.functional.pad((gap_rank < level).cumsum(-1), (1, 0))
    same = (piece[..., :, None] == piece[..., None, :]).to(x.dtype)
    return (same @ x[..., None])[..., 0] / same.sum(-1)
