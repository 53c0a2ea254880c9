"""Models that put a set into an order: permutation optimisation and linear assignment."""

from collections.abc import Sequence
from math import prod

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from setnb.checks import check_choice, check_count, check_mask, check_set, reject
from setnb.functional.comparing import compare_pairs
from setnb.functional.ordering import normalised_costs
from setnb.functional.padding import clear_padding
from setnb.functional.permutation_descent import descend_permutation, place_softly
from setnb.functional.sinkhorn import sinkhorn

STARTS = ("uniform", "linear")


class PairCosts(nn.Module):
    """The ordering costs `C` of all pairs of elements, from a network f with one hidden layer.

    Maps `(*b, n, dim)` to `(*b, channels, n, n)`, antisymmetric, of unit norm per set and channel.
    Equivariant to permuting the elements. A singleton costs 0, and so do sets of equal elements,
    exactly; pairs with padding cost nothing.

    Source: zhang2019permoptim, section 2.3
    Chapter: ch-optimised-permutations
    """

    def __init__(self, dim: int, hidden: int = 16, channels: int = 1):
        super().__init__()
        self.dim = check_count(dim, "dim")
        self.first = nn.Linear(2 * dim, check_count(hidden, "hidden"))
        self.readout = nn.Linear(hidden, check_count(channels, "channels"), bias=False)
        start_like_glorot(self)

    def preference(self, x: Float[Tensor, "*b n d"]) -> Float[Tensor, "*b c n n"]:
        """Return f for all ordered pairs; what it prefers is `f_ij - f_ji`."""
        one, other = self.first.weight.split(self.dim, 1)
        hidden = nn.functional.linear(x, one, self.first.bias)
        return compare_pairs(hidden, nn.functional.linear(x, other), self.readout.weight)

    def forward(
        self, x: Float[Tensor, "*b n d"], mask: Bool[Tensor, "*b n"] | None = None
    ) -> Float[Tensor, "*b c n n"]:
        x = clear_padding(check_set(x, dim=self.dim), check_mask(mask, x))
        costs = normalised_costs(self.preference(x), mask)
        # Rounding leaves something of F = 0, which the norm would make as large as any costs.
        return costs.masked_fill(all_equal(x, mask)[..., None, None, None], 0)


class PermutationOptimizer(nn.Module):
    """Order a set by descending a learned total cost: PO-U (`init="uniform"`) or PO-LA ("linear").

    Called as `(x, mask=None) -> (y, P)`: `y_k = sum_i P[i, k] x_i`, of shape `(*b, n, dim)`, and P
    of shape `(*b, element, position)`. With `grid=(rows, cols)` positions form a lattice, listed
    row by row, and each axis has costs of its own. `init="linear"` needs the number of `positions`,
    or a grid, and takes no larger sets. Only the uniform start is right for sets of any size.

    Permuting x permutes the rows of P and leaves y as it is. Equal elements have equal rows in P
    and come out mixed; a mask leaves the real elements on the first positions (no mask with a
    grid). The empty set gives empty answers.

    Source: zhang2019permoptim, section 2 and appendix A
    Chapter: ch-optimised-permutations
    """

    def __init__(
        self,
        dim: int,
        hidden: int = 16,
        steps: int = 6,
        init: str = "uniform",
        *,
        positions: int | None = None,
        grid: Sequence[int] | None = None,
        iters: int = 4,
    ):
        super().__init__()
        self.grid = None if grid is None else tuple(check_count(axis, "grid") for axis in grid)
        self.steps = check_count(steps, "steps", minimum=0)
        self.iters = check_count(iters, "iters")
        self.costs = PairCosts(dim, hidden, 1 if grid is None else len(grid))
        self.rate = nn.Parameter(torch.ones(()))
        self.assign = None
        if check_choice(init, "init", STARTS) == "linear":
            if positions is None and self.grid is None:
                remedy = "Give the size of the largest set, or a grid."
                reject("positions", expected='a number for init="linear"', got=None, remedy=remedy)
            count = (positions or 0) if self.grid is None else prod(self.grid)
            self.assign = nn.Linear(dim, check_count(count, "positions"), bias=False)
            start_like_glorot(self.assign)

    def permutation(
        self, x: Float[Tensor, "*b n d"], mask: Bool[Tensor, "*b n"] | None = None
    ) -> Float[Tensor, "*b n n"]:
        """Return P for features x of the elements: what is permuted may be something else."""
        return self.descend(x, mask)[-1]

    def descend(
        self, x: Float[Tensor, "*b n d"], mask: Bool[Tensor, "*b n"] | None = None
    ) -> list[Float[Tensor, "*b n n"]]:
        """Return P at the start and after every step."""
        x = clear_padding(check_set(x, dim=self.costs.dim), check_mask(mask, x))
        start = x.new_zeros(*x.shape[:-1], x.shape[-2])
        if self.assign is not None:
            start = linear_start(self.assign, x)
        costs = self.costs(x, mask)
        return descend_permutation(
            costs, start, self.rate.abs(), self.steps, iters=self.iters, mask=mask, grid=self.grid
        )

    def forward(
        self, x: Float[Tensor, "*b n d"], mask: Bool[Tensor, "*b n"] | None = None
    ) -> tuple[Float[Tensor, "*b n d"], Float[Tensor, "*b n n"]]:
        p = self.permutation(x, mask)
        return place_softly(clear_padding(x, mask), p), p


class LinearAssignment(nn.Module):
    """Order a set by a linear map from each element to every position: `P = S(x W)`.

    Called as `(x, mask=None) -> (y, P)` like `PermutationOptimizer`, whose first step it is. Each
    element is looked at alone. Takes sets of at most `positions` elements.

    Source: zhang2019permoptim, section 3 (the model of Mena et al., 2018)
    Chapter: ch-optimised-permutations
    """

    def __init__(self, dim: int, positions: int, iters: int = 4):
        super().__init__()
        check_count(dim, "dim")
        self.assign = nn.Linear(dim, check_count(positions, "positions"), bias=False)
        self.iters = check_count(iters, "iters")
        start_like_glorot(self)

    def permutation(
        self, x: Float[Tensor, "*b n d"], mask: Bool[Tensor, "*b n"] | None = None
    ) -> Float[Tensor, "*b n n"]:
        """Return P for features x of the elements: what is permuted may be something else."""
        x = clear_padding(check_set(x, dim=self.assign.in_features), check_mask(mask, x))
        return sinkhorn(linear_start(self.assign, x), self.iters, mask)

    def forward(
        self, x: Float[Tensor, "*b n d"], mask: Bool[Tensor, "*b n"] | None = None
    ) -> tuple[Float[Tensor, "*b n d"], Float[Tensor, "*b n n"]]:
        p = self.permutation(x, mask)
        return place_softly(clear_padding(x, mask), p), p


def all_equal(x: Float[Tensor, "*b n d"], mask: Bool[Tensor, "*b n"] | None) -> Bool[Tensor, "*b"]:
    """Mark the sets whose real elements are one and the same, singletons and empty sets too."""
    if x.shape[-2] == 0:
        return torch.ones(x.shape[:-2], dtype=torch.bool, device=x.device)
    lowest, highest = x, x
    if mask is not None:
        padding = ~mask[..., None]
        lowest, highest = x.masked_fill(padding, torch.inf), x.masked_fill(padding, -torch.inf)
    return (lowest.amin(-2) >= highest.amax(-2)).all(-1)


def linear_start(assign: nn.Linear, x: Float[Tensor, "*b n d"]) -> Float[Tensor, "*b n n"]:
    """Return `w_k . x_i` for the first n positions."""
    n, positions = x.shape[-2], assign.out_features
    if n > positions:
        remedy = "Give the model more positions."
        reject("x", expected=f"sets of at most {positions} elements", got=x, remedy=remedy)
    return nn.functional.linear(x, assign.weight[:n])


def start_like_glorot(module: nn.Module) -> None:
    """Draw the weights of all linear layers by Glorot's rule; biases start at 0."""
    for layer in module.modules():
        if isinstance(layer, nn.Linear):
            nn.init.xavier_uniform_(layer.weight)
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)
