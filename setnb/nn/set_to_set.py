"""Two ways to map a set to a set: through one vector, and with attention."""

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from setnb.checks import check_choice, check_count, check_mask, check_set, reject
from setnb.functional.attention import sinusoidal_positions
from setnb.functional.padding import clear_padding
from setnb.nn.attention import POSITIONS
from setnb.nn.dspn import DSPN, Generators
from setnb.nn.set_encoder import SetEncoder


class SetAutoencoder(nn.Module):
    """`decoder(encoder(x))`: a set through one vector, called as `(x, mask=None)`.

    `(*b, n, d)` to `(*b, n, k)`; the order of the answer is the decoder's own. `generator` draws
    its start, as in `DSPN`.

    Source: zhang2022, section 4.2
    Chapter: ch-numbering
    """

    def __init__(self, encoder: SetEncoder, decoder: DSPN):
        super().__init__()
        self.encoder, self.decoder = encoder, decoder

    def forward(
        self,
        x: Float[Tensor, "*b n d"],
        mask: Bool[Tensor, "*b n"] | None = None,
        *,
        generator: Generators = None,
    ) -> Float[Tensor, "*b n k"]:
        return self.decoder(self.encoder(x, mask), mask=mask, generator=generator)


class SetCompleter(nn.Module):
    """Predict more features of the given elements: `decoder(encoder(x), known=x)`.

    Called as `(x, mask=None)`, `(*b, n, d)` to `(*b, n, k)`; `generator` draws the decoder's start.
    Multiset-equivariant to x up to that start; exclusively so if the decoder's encoder sorts.

    Source: zhang2022, section 4.1
    Chapter: ch-numbering
    """

    def __init__(self, encoder: SetEncoder, decoder: DSPN):
        super().__init__()
        self.encoder, self.decoder = encoder, decoder

    def forward(
        self,
        x: Float[Tensor, "*b n d"],
        mask: Bool[Tensor, "*b n"] | None = None,
        *,
        generator: Generators = None,
    ) -> Float[Tensor, "*b n k"]:
        return self.decoder(self.encoder(x, mask), known=x, mask=mask, generator=generator)


class SetTransformer(nn.Module):
    """A transformer whose decoder starts from the elements: called as `(x, mask=None)`.

    `(*b, n, in_dim)` to `(*b, n, out_dim)`; `layers` encoder and as many decoder layers. The
    decoder's input is `W x_i + b`, so that every answer belongs to an element; the position code,
    if any, is added there only: "none" is set-equivariant, "sinusoidal" not equivariant, "random"
    (a fresh Gaussian code in every call) equivariant in distribution. No dropout. Padded rows are
    zeros, the empty set stays empty.

    Source: zhang2022, appendix F
    Chapter: ch-numbering
    """

    def __init__(
        self,
        in_dim: int,
        out_dim: int,
        *,
        width: int = 64,
        heads: int = 8,
        layers: int = 2,
        positions: str = "none",
    ):
        super().__init__()
        if check_count(width, "width") % check_count(heads, "heads"):
            reject("heads", expected=f"a divisor of width={width}", got=heads)
        self.positions = check_choice(positions, "positions", POSITIONS)
        self.read, self.start = nn.Linear(in_dim, width), nn.Linear(in_dim, width)
        self.transformer = nn.Transformer(
            width, heads, layers, layers, 4 * width, dropout=0.0, batch_first=True
        )
        # Nested tensors, torch's fast path for padding in eval mode, drop trailing padding.
        self.transformer.encoder.use_nested_tensor = False
        self.head = nn.Linear(width, out_dim)

    def forward(
        self, x: Float[Tensor, "*b n d"], mask: Bool[Tensor, "*b n"] | None = None
    ) -> Float[Tensor, "*b n k"]:
        check_mask(mask, check_set(x, dim=self.read.in_features))
        if x.numel() == 0:
            return x.new_zeros(*x.shape[:-1], self.head.out_features)
        sets = clear_padding(x, mask).reshape(-1, *x.shape[-2:])
        hidden = None if mask is None else _hidden(mask.reshape(sets.shape[:-1]))
        y = self.transformer(
            self.read(sets),
            self._place(self.start(sets)),
            src_key_padding_mask=hidden,
            tgt_key_padding_mask=hidden,
            memory_key_padding_mask=hidden,
        )
        return clear_padding(self.head(y).reshape(*x.shape[:-1], -1), mask)

    def _place(self, x: Tensor) -> Tensor:
        if self.positions == "none":
            return x
        if self.positions == "random":
            return x + torch.randn_like(x)
        return x + sinusoidal_positions(*x.shape[-2:], dtype=x.dtype, device=x.device)


def _hidden(mask: Tensor) -> Tensor:
    """Hide padding, except where there is nothing else: attention to nothing is NaN."""
    return ~mask & mask.any(-1, keepdim=True)
