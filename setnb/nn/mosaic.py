"""Models that put the tiles of a mosaic back in place, by what they show."""

from collections.abc import Sequence
from math import prod

import torch
from jaxtyping import Float
from torch import Tensor, nn

from setnb.checks import check_choice, check_count, reject
from setnb.functional.permutation_descent import place_softly
from setnb.functional.tiles import check_tiling
from setnb.nn.permutation import LinearAssignment, PermutationOptimizer

STARTS = {"po_u": "uniform", "po_la": "linear"}
SOLVERS = (*STARTS, "linear")


class TileEncoder(nn.Module):
    """Turn each tile `(c, th, tw)` into a vector of features: convolution, ReLU, max pool.

    Maps `(*b, n, c, th, tw)` to `(*b, n, dim)`, each tile on its own: equal tiles have equal
    features. The convolution is 5 x 5 and sees zeros around the tile. The pool takes 2 x 2 blocks;
    along an odd side the last block is thinner, so that no edge is lost where neighbours meet (the
    authors' code drops it). Features are listed place by place, and for each place by channel.

    Raises ValueError for tiles of another shape.

    Source: zhang2019permoptim, appendix F.2
    Chapter: ch-mosaics
    """

    def __init__(self, tile: Sequence[int], channels: int = 64):
        super().__init__()
        self.tile = tuple(check_count(side, "tile") for side in tile)
        if len(self.tile) != 3:
            reject("tile", expected="(channels, height, width)", got=str(self.tile))
        c, *sides = self.tile
        self.conv = nn.Conv2d(c, check_count(channels, "channels"), 5, padding=2)
        nn.init.xavier_uniform_(self.conv.weight)
        nn.init.constant_(self.conv.get_parameter("bias"), 0.0)
        self.pool = nn.MaxPool2d(2, ceil_mode=True)
        self.dim = channels * prod(-(-side // 2) for side in sides)

    def forward(self, tiles: Float[Tensor, "*b n c th tw"]) -> Float[Tensor, "*b n d"]:
        if tiles.ndim < 4 or tuple(tiles.shape[-3:]) != self.tile:
            reject("tiles", expected=f"(*b, n, {str(self.tile)[1:]} of floats", got=tiles)
        # Channels beside each other in memory: pooling then works on whole rows, which halves the
        # time of a training step.
        flat = tiles.reshape(-1, *self.tile).to(memory_format=torch.channels_last)
        found = self.conv(flat)
        # The largest of rectified numbers is the largest, rectified: a quarter of the work.
        places = self.pool(found).permute(0, 2, 3, 1).relu()
        return places.reshape(*tiles.shape[:-3], self.dim)


class MosaicSolver(nn.Module):
    """Put the tiles of a mosaic in place: PO-U ("po_u"), PO-LA ("po_la") or linear assignment.

    Maps tiles `(*b, n, c, th, tw)` in any order to mixtures of tiles at the places of the grid, row
    by row: `y_k = sum_i P[i, k] x_i` on pixels, where P comes from the features of `TileEncoder`.
    `permutation(tiles)` is P, and `hard_order` of it says which tile goes where.

    Permuting the tiles permutes the rows of P and leaves y as it is. Equal tiles have equal rows in
    P: no model of this kind can tell blank tiles apart. Raises ValueError for an unknown `kind` and
    for tiles of another shape than `tile`.

    Source: zhang2019permoptim, sections 2.4 and 4.2
    Chapter: ch-mosaics
    """

    def __init__(
        self,
        kind: str,
        grid: Sequence[int],
        tile: Sequence[int],
        *,
        channels: int = 64,
        hidden: int = 64,
        steps: int = 4,
    ):
        super().__init__()
        check_choice(kind, "kind", SOLVERS)
        self.grid = check_tiling(grid)
        self.encoder = TileEncoder(tile, channels)
        self.order: PermutationOptimizer | LinearAssignment
        if kind == "linear":
            self.order = LinearAssignment(self.encoder.dim, prod(self.grid))
        else:
            self.order = PermutationOptimizer(
                self.encoder.dim, hidden, steps, STARTS[kind], grid=self.grid
            )

    def permutation(self, tiles: Float[Tensor, "*b n c th tw"]) -> Float[Tensor, "*b n n"]:
        """Return P[tile, place]."""
        return self.order.permutation(self.encoder(tiles))

    def descend(self, tiles: Float[Tensor, "*b n c th tw"]) -> list[Float[Tensor, "*b n n"]]:
        """Return P at the start and after every step; linear assignment has nothing but a start."""
        if isinstance(self.order, LinearAssignment):
            return [self.permutation(tiles)]
        return self.order.descend(self.encoder(tiles))

    def forward(self, tiles: Float[Tensor, "*b n c th tw"]) -> Float[Tensor, "*b n c th tw"]:
        return place_softly(tiles.flatten(-3), self.permutation(tiles)).reshape(tiles.shape)
