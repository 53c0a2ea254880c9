"""Recurrent networks on a set's list: the baselines that read in order."""

from typing import Any

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from setnb.checks import check_choice, check_count, check_mask, check_set
from setnb.functional.recurrence import State, map_state

CELLS: dict[str, Any] = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}
# One step of each, with the weights that the whole network reads with.
STEPS: dict[str, Any] = {"rnn": torch.rnn_tanh_cell, "gru": torch.gru_cell, "lstm": torch.lstm_cell}


class RecurrentEncoder(nn.Module):
    """Read the list front to back and return the last hidden state, called as `(x, mask=None)`.

    Maps `(*b, n, in_dim)` to `(*b, hidden)`. Not invariant. Masked elements are skipped wherever
    they stand; the empty set gives the initial state, 0. `cell` is "rnn" (tanh), "gru" or "lstm".
    `step` is the recurrence itself, for the penalties that ask it not to care about order. With a
    `window`, gradients flow back through that many steps at most, which bounds memory for long
    lists.

    Source: zaheer2017, section 4.1.2
    Chapter: ch-deep-sets-in-practice
    """

    def __init__(self, in_dim: int, hidden: int, *, cell: str = "gru", window: int | None = None):
        super().__init__()
        check_count(in_dim, "in_dim"), check_count(hidden, "hidden")
        self.cell = check_choice(cell, "cell", tuple(CELLS))
        self.window = None if window is None else check_count(window, "window")
        self.rnn: Any = CELLS[cell](in_dim, hidden, batch_first=True)

    @property
    def state0(self) -> State:
        """The initial state, 0: `(h,)`, and two of them for an LSTM."""
        zero = self.rnn.weight_hh_l0.new_zeros(self.rnn.hidden_size)
        return (zero, zero) if self.cell == "lstm" else zero

    def step(self, state: State, x: Float[Tensor, "b d"]) -> State:
        """Return the next state, `f(state, x)`, for one element of each set.

        Source: cohenkarlik2020, section 2
        Chapter: ch-recurrence
        """
        weights = self.rnn._flat_weights  # input, hidden, and a bias for each
        return STEPS[self.cell](x, state, *weights)

    def forward(
        self, x: Float[Tensor, "*b n d"], mask: Bool[Tensor, "*b n"] | None = None
    ) -> Float[Tensor, "*b h"]:
        check_mask(mask, check_set(x, dim=self.rnn.input_size))
        *batch, n, d = x.shape
        if x.numel() == 0:
            return x.new_zeros(*batch, self.rnn.hidden_size)
        front, counts = _real_first(x.reshape(-1, n, d), mask)
        states = self._read(front)
        # Prepend the initial state, so that an empty set reads place 0.
        states = torch.cat([states.new_zeros(len(states), 1, states.shape[-1]), states], 1)
        return states[torch.arange(len(states)), counts].reshape(*batch, -1)

    def _read(self, x: Tensor) -> Tensor:
        """Return the hidden states after each element."""
        if self.window is None:
            return self.rnn(x)[0]
        read, state = [], None
        for part in x.split(self.window, 1):
            states, state = self.rnn(part, state)
            state = map_state(Tensor.detach, state)
            read.append(states)
        return torch.cat(read, 1)


class BiLSTM(nn.Module):
    """A bidirectional LSTM with one linear output per element, called as `(x, mask=None)`.

    Maps `(*b, n, in_dim)` to `(*b, n, out_dim)`. Not equivariant, and so free to treat equal
    elements differently. Padded rows are zeros; the empty set stays empty.

    Source: zhang2022, section 4.1
    Chapter: ch-push-apart
    """

    def __init__(self, in_dim: int, hidden: int, out_dim: int, *, layers: int = 1):
        super().__init__()
        self.rnn = nn.LSTM(in_dim, hidden, layers, batch_first=True, bidirectional=True)
        self.head = nn.Linear(2 * hidden, out_dim)

    def forward(
        self, x: Float[Tensor, "*b n d"], mask: Bool[Tensor, "*b n"] | None = None
    ) -> Float[Tensor, "*b n k"]:
        check_mask(mask, check_set(x, dim=self.rnn.input_size))
        *batch, n, d = x.shape
        if x.numel() == 0:
            return x.new_zeros(*batch, n, self.head.out_features)
        flat = x.reshape(-1, n, d)
        if mask is None:
            return self.head(self.rnn(flat)[0]).reshape(*batch, n, -1)
        order = _real_first_order(mask.reshape(-1, n))
        front, counts = _real_first(flat, mask)
        # pack_padded_sequence refuses length 0; an empty set reads one zero and is masked below.
        packed = nn.utils.rnn.pack_padded_sequence(
            front, counts.clamp(min=1).cpu(), batch_first=True, enforce_sorted=False
        )
        states = nn.utils.rnn.pad_packed_sequence(
            self.rnn(packed)[0], batch_first=True, total_length=n
        )[0]
        y = torch.take_along_dim(self.head(states), order.argsort(-1)[..., None], 1)
        return y.reshape(*batch, n, -1).masked_fill(~mask[..., None], 0)


def _real_first_order(mask: Tensor) -> Tensor:
    return mask.to(torch.uint8).argsort(dim=-1, descending=True, stable=True)


def _real_first(x: Tensor, mask: Tensor | None) -> tuple[Tensor, Tensor]:
    """Move the real rows of `(b, n, d)` to the front, zero the padding, and count them."""
    if mask is None:
        return x, torch.full((len(x),), x.shape[1], device=x.device)
    mask = mask.reshape(x.shape[:-1])
    real = x.masked_fill(~mask[..., None], 0)
    return torch.take_along_dim(real, _real_first_order(mask)[..., None], 1), mask.sum(-1)
