"""A self-attention block over sets, with or without a position code."""

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from setnb.checks import check_choice, check_count, check_mask, check_set, reject
from setnb.functional.attention import attend, sinusoidal_positions
from setnb.functional.padding import clear_padding

POSITIONS = ("none", "sinusoidal", "random")


class SelfAttentionBlock(nn.Module):
    """Multi-head self-attention and a feed-forward part, both residual: the transformer block.

    Called as `(x, mask=None)` on `(*b, n, dim)`, returns the same shape; padded rows are zeros and
    the empty set stays empty. `positions` decides what it is: "none" is set-equivariant,
    "sinusoidal" adds a fixed code per list place and is not equivariant, "random" draws a fresh
    Gaussian code from torch's global generator at every call (equivariant in distribution only).

    Source: zhang2022, section 4.1
    Chapter: ch-push-apart
    """

    def __init__(
        self, dim: int, *, heads: int = 4, hidden: int | None = None, positions: str = "none"
    ):
        super().__init__()
        if check_count(dim, "dim") % check_count(heads, "heads"):
            reject("heads", expected=f"a divisor of dim={dim}", got=heads)
        self.heads, self.positions = heads, check_choice(positions, "positions", POSITIONS)
        self.project = nn.Linear(dim, 3 * dim)
        self.mix = nn.Linear(dim, dim)
        self.feed = nn.Sequential(
            nn.Linear(dim, hidden or 2 * dim), nn.ReLU(), nn.Linear(hidden or 2 * dim, dim)
        )
        self.norm_attention, self.norm_feed = nn.LayerNorm(dim), nn.LayerNorm(dim)

    def forward(
        self, x: Float[Tensor, "*b n d"], mask: Bool[Tensor, "*b n"] | None = None
    ) -> Float[Tensor, "*b n d"]:
        check_mask(mask, check_set(x, dim=self.mix.in_features))
        x = clear_padding(x, mask)
        x = self.norm_attention(x + self._attention(self._place(x), mask))
        x = self.norm_feed(x + self.feed(x))
        return clear_padding(x, mask)

    def _place(self, x: Tensor) -> Tensor:
        if self.positions == "none":
            return x
        if self.positions == "random":
            return x + torch.randn_like(x)
        return x + sinusoidal_positions(*x.shape[-2:], dtype=x.dtype, device=x.device)

    def _attention(self, x: Tensor, mask: Tensor | None) -> Tensor:
        split = self.project(x).unflatten(-1, (3, self.heads, -1)).movedim(-4, -2)
        query, key, value = split.unbind(-4)
        per_head = None if mask is None else mask[..., None, :]
        return self.mix(attend(query, key, value, per_head).movedim(-3, -2).flatten(-2))
