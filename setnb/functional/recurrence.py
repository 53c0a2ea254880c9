"""Recurrence as a function of a state and an element: states along a list, and their invariance."""

from collections.abc import Callable
from typing import Any

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from setnb.checks import check_count, check_mask, check_set

State = Any  # a tensor (b, h), or a tuple of them
Step = Callable[[State, Tensor], State]


def states_along(
    step: Step, state0: State, x: Float[Tensor, "b n d"], *, window: int | None = None
) -> list[State]:
    """Return the n + 1 states `s_0, s_1 = f(s_0, x_1), ..., s_n` that reading x goes through.

    `step(state, x_t)` maps a state and one element of every set, `(b, d)`, to the next state. A
    state is a tensor `(b, h)` or a tuple of them, such as an LSTM's; `state0` may lack the batch:
    `(h,)`. With a `window`, gradients flow back through that many steps at most, and memory with
    it: truncated back-propagation through time. The empty set has only its initial state.

    Source: cohenkarlik2020, section 2 (truncation: appendix B, point clouds)
    Chapter: ch-recurrence
    """
    if window is not None:
        check_count(window, "window")
    state = of_batch(state0, len(check_set(x)))
    states = [state]
    for t in range(x.shape[1]):
        if window is not None and t and t % window == 0:
            state = map_state(Tensor.detach, state)
        state = step(state, x[:, t])
        states.append(state)
    return states


def pick_states(states: list[State], counts: Tensor) -> State:
    """Return for each set the state after `counts[b]` elements: of shape `(b, h)`."""

    def pick(*parts: Tensor) -> Tensor:
        return torch.stack(parts)[counts, torch.arange(len(counts), device=counts.device)]

    if isinstance(states[0], Tensor):
        return pick(*states)
    return tuple(pick(*parts) for parts in zip(*states, strict=True))


def shuffle_real(
    x: Float[Tensor, "b n d"],
    mask: Bool[Tensor, "b n"] | None = None,
    *,
    generator: torch.Generator | None = None,
) -> tuple[Float[Tensor, "b n d"], Tensor]:
    """Return every set in a random order with its padding last, and how many are real, `(b,)`.

    All orders are as likely. Padding comes back as zeros.

    Source: cohenkarlik2020, section 4 (the random orders of its penalties)
    Chapter: ch-recurrence
    """
    keys = torch.rand(x.shape[:2], generator=generator).to(x.device)
    return real_first(x, mask, keys)


def real_first(
    x: Float[Tensor, "b n d"], mask: Bool[Tensor, "b n"] | None, keys: Tensor
) -> tuple[Float[Tensor, "b n d"], Tensor]:
    """Order elements by their keys in [0, 1), padding last; count the real ones."""
    check_mask(mask, x)
    if mask is None:
        counts = torch.full((len(x),), x.shape[1], device=x.device)
    else:
        counts = mask.sum(-1)
        keys = keys.masked_fill(~mask, 2)
        x = x.masked_fill(~mask[..., None], 0)
    return torch.take_along_dim(x, keys.argsort(-1)[..., None], 1), counts


def share_of_order(outputs: Float[Tensor, "p b *k"]) -> float:
    """Return which share of the outputs' variance is due to the order: 0 invariant, 1 nothing else.

    `outputs[r, b]` is the answer to set b in its r-th order. The mean over sets of the variance
    over orders, divided by the variance over all; sums over the entries of an answer. 0 for one
    order only, and where all outputs are the same.

    Source: cohenkarlik2020, section 4 (which asks for it to be 0, and prints no measure)
    Chapter: ch-recurrence
    """
    flat = outputs.detach().double().flatten(2) if outputs.ndim > 2 else outputs.double()[..., None]
    within = (flat - flat.mean(0)).square().sum().item()
    total = (flat - flat.mean((0, 1))).square().sum().item()
    return within / total if total > 0 else 0.0


def of_batch(state: State, b: int) -> State:
    """Give a state without a batch one; leave the others alone."""
    return map_state(lambda part: part.expand(b, -1) if part.ndim == 1 else part, state)


def map_state(change: Callable[[Tensor], Tensor], state: State) -> State:
    """Apply `change` to a state's parts."""
    return change(state) if isinstance(state, Tensor) else tuple(change(part) for part in state)
