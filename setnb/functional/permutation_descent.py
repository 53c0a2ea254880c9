"""Descend the total cost of a soft permutation; place elements by it, softly or for good."""

from collections.abc import Sequence

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from setnb.checks import check_mask
from setnb.functional.matching import match
from setnb.functional.ordering import check_grid, total_cost_gradient
from setnb.functional.sinkhorn import paired, sinkhorn


def descend_permutation(
    costs: Float[Tensor, "*b c n n"],
    start: Float[Tensor, "*b n n"],
    rate: Float[Tensor, ""] | float,
    steps: int,
    *,
    iters: int = 4,
    mask: Bool[Tensor, "*b n"] | None = None,
    grid: Sequence[int] | None = None,
) -> list[Float[Tensor, "*b n n"]]:
    """Return P at the start and after each of the steps `P~ <- P~ - rate dc/dP`, `P = S(P~)`.

    The gradient is that at the normalised P, applied to the unnormalised P~: the gradient through
    the Sinkhorn operator S vanishes just where P should commit itself. With `start` zero P begins
    uniform, where the cost is 0 and its gradient is not. Every step is differentiable in costs,
    start and rate. Raises ValueError for a grid that does not fit, or a mask together with one.

    Source: zhang2019permoptim, equation (7) and appendix A
    Chapter: ch-optimised-permutations
    """
    check_grid(grid, start.shape[-1], costs.shape[-3], mask)
    scaled = rate * costs  # once here, instead of every gradient
    logits = start
    placed = [sinkhorn(logits, iters, mask)]
    for _ in range(steps):
        logits = logits - total_cost_gradient(placed[-1], scaled, grid)
        placed.append(sinkhorn(logits, iters, mask))
    return placed


def place_softly(x: Float[Tensor, "*b n d"], p: Float[Tensor, "*b n m"]) -> Float[Tensor, "*b m d"]:
    """Return `y_k = sum_i P[i, k] x_i`, the mixture of elements that stands at each position.

    The paper prints Y = P X, which contradicts its own indices: by them it is P^T X.

    Source: zhang2019permoptim, equation (1) and section 2
    Chapter: ch-optimised-permutations
    """
    return p.mT @ x


def hard_order(
    p: Float[Tensor, "*b n n"], mask: Bool[Tensor, "*b n"] | None = None
) -> Int[Tensor, "*b n"]:
    """Return which element stands at each position: the permutation with the most of P in it.

    `permute(x, hard_order(p))` is the ordered set. Found by optimal assignment (scipy, CPU); no
    gradient. With a mask, real elements come first. Raises ValueError where P is not finite,
    and for a mask of another shape.

    Source: zhang2019permoptim, section 4.1
    Chapter: ch-optimised-permutations
    """
    gain = p.detach()
    check_mask(mask, p)
    if mask is not None:
        real = paired(mask)
        rest = ~mask[..., :, None] & ~real.any(-2, keepdim=True)
        # padding may take any of the last positions, and nothing may cross over
        gain = torch.where(real, gain, torch.where(rest, 0.0, -float(p.shape[-1] + 1)))
    return match(-gain.mT)
