"""Parity in three neurons, exact for lists of any length."""

from math import prod

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from setnb.checks import check_mask, check_set
from setnb.functional.recurrence import pick_states, states_along


class ParityRNN(nn.Module):
    """A hand-set recurrent network that says whether a list has an odd number of ones.

    `h <- relu(W h + u x)` without biases, from `h = (0, 0, 1)`. The third neuron stays 1. With p
    the parity so far, the others are `relu(p + x)` and `relu(p + x - 1)`, and the new parity is
    the first less twice the second: 0, 1 or 0 for p + x = 0, 1 or 2. Small integers throughout, so
    there is no rounding at any length, in any floating type.

    Maps binary lists `(*b, n, 1)` to `(*b, 1)`, called as `(x, mask=None)`; the empty list gives 0.
    The answer is invariant. The state is not: it also tells p + x of the last element.

    Source: cohenkarlik2020, section 5 (three neurons; these weights are ours)
    Chapter: ch-recurrence
    """

    recur: Tensor
    feed: Tensor
    read: Tensor
    state0: Tensor

    def __init__(self, *, dtype: torch.dtype = torch.float32):
        super().__init__()
        read = torch.tensor([1.0, -2.0, 0.0])  # the parity, from the state
        constant = torch.tensor([0.0, 0.0, 1.0])
        recur = torch.stack([read, read - constant, constant])
        self.register_buffer("recur", recur.to(dtype))
        self.register_buffer("feed", torch.tensor([1.0, 1.0, 0.0], dtype=dtype))
        self.register_buffer("read", read.to(dtype))
        self.register_buffer("state0", constant.to(dtype))

    def step(self, state: Float[Tensor, "b 3"], x: Float[Tensor, "b 1"]) -> Float[Tensor, "b 3"]:
        """Return the next state.

        Source: cohenkarlik2020, section 5
        Chapter: ch-recurrence
        """
        return (state @ self.recur.T + x * self.feed).relu()

    def forward(
        self, x: Float[Tensor, "*b n 1"], mask: Bool[Tensor, "*b n"] | None = None
    ) -> Float[Tensor, "*b 1"]:
        check_mask(mask, check_set(x, dim=1))
        if mask is not None:
            x = x.masked_fill(~mask[..., None], 0)  # a zero leaves the parity as it is
        *batch, n, _ = x.shape
        flat = x.reshape(prod(batch), n, 1)
        states = states_along(self.step, self.state0, flat)
        last = pick_states(states, torch.full((len(flat),), n, device=x.device))
        return (last @ self.read).reshape(*batch, 1)
