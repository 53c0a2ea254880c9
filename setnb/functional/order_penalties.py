"""Two penalties that vanish for a recurrence that does not care about order: SIRE and SUB."""

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from setnb.checks import check_count, check_set
from setnb.functional.recurrence import (
    State,
    Step,
    map_state,
    pick_states,
    real_first,
    shuffle_real,
    states_along,
)


def sire_penalty(
    step: Step,
    state0: State,
    x: Float[Tensor, "b n d"],
    mask: Bool[Tensor, "b n"] | None = None,
    *,
    reach: int | None = None,
    generator: torch.Generator | None = None,
) -> Float[Tensor, ""]:
    """Return `E ||f(f(s, x_i), x_j) - f(f(s, x_j), x_i)||^2` over states s that reading x reaches.

    For each set: a random order, a random number of its elements read to get s, and the next two as
    x_i and x_j. Two steps each way beyond the reading. With `reach` the order stays as it is, x_i
    is the next element and x_j one of the `reach` after it: a penalty for local swaps only, which
    leaves a model free to care about order further away. The mean over sets and over the numbers in
    a state; all parts of a state count. Gradients flow through s too.

    0 if the recurrence is invariant (Assumption 4.2), though a model may be invariant in its answer
    with a state that is not. Sets of fewer than two elements are left out; 0 if none remain.

    Source: cohenkarlik2020, section 4 and appendix C (R_SIRE)
    Chapter: ch-recurrence
    """
    if reach is None:
        ordered, counts = shuffle_real(check_set(x), mask, generator=generator)
    else:
        check_count(reach, "reach")
        keys = torch.linspace(0, 1 - 2**-20, x.shape[1], device=x.device).expand(x.shape[:2])
        ordered, counts = real_first(check_set(x), mask, keys)
    state0, ordered, counts = _of_two_or_more(state0, ordered, counts)
    if len(counts) == 0:
        return x.new_zeros(())
    read = draw_below(counts - 1, generator)
    later = 1 + draw_below((counts - 1 - read).clamp(max=reach or 1), generator)
    first, second = _element(ordered, read), _element(ordered, read + later)
    prefix = ordered[:, : int(read.max())]
    state = pick_states(states_along(step, state0, prefix), read)
    return squared_difference(
        step(step(state, first), second), step(step(state, second), first)
    ).mean()


def sub_penalty(
    step: Step,
    state0: State,
    x: Float[Tensor, "b n d"],
    mask: Bool[Tensor, "b n"] | None = None,
    *,
    generator: torch.Generator | None = None,
) -> Float[Tensor, ""]:
    """Return `E ||f(s_0, pi_1(A)) - f(s_0, pi_2(A))||^2` over subsets A and two orders of each.

    For each set a random subset of at least two elements, of every size with the same probability,
    is read twice: two whole readings for each sample. Means, parts of a state and small sets as in
    `sire_penalty`, which costs half and asks for the same.

    Source: cohenkarlik2020, section 4 and appendix C (R_SUB)
    Chapter: ch-recurrence
    """
    ordered, counts = shuffle_real(check_set(x), mask, generator=generator)
    state0, ordered, counts = _of_two_or_more(state0, ordered, counts)
    if len(counts) == 0:
        return x.new_zeros(())
    sizes = 2 + draw_below(counts - 1, generator)
    chosen = torch.arange(ordered.shape[1], device=x.device) < sizes[:, None]
    again, _ = shuffle_real(ordered, chosen, generator=generator)
    longest = int(sizes.max())
    both = torch.cat([ordered[:, :longest], again[:, :longest]])
    twice = map_state(lambda part: part if part.ndim == 1 else part.repeat(2, 1), state0)
    ends = pick_states(states_along(step, twice, both), sizes.repeat(2))
    halves = [ends] if isinstance(ends, Tensor) else list(ends)
    one, other = (tuple(part.chunk(2)[i] for part in halves) for i in (0, 1))
    return squared_difference(one, other).mean()


def squared_difference(one: State, other: State) -> Float[Tensor, "b"]:
    """Return the mean square of the difference of two states, over the numbers of all parts."""
    ones = (one,) if isinstance(one, Tensor) else one
    others = (other,) if isinstance(other, Tensor) else other
    parts = [(a - b).square().flatten(1) for a, b in zip(ones, others, strict=True)]
    return torch.cat(parts, 1).mean(1)


def draw_below(limits: Tensor, generator: torch.Generator | None) -> Tensor:
    """Draw whole numbers from 0 up to each limit, which is left out."""
    drawn = torch.rand(limits.shape, generator=generator, dtype=torch.float64).to(limits.device)
    return (drawn * limits).long().clamp(max=limits - 1)


def _of_two_or_more(state0: State, x: Tensor, counts: Tensor) -> tuple[State, Tensor, Tensor]:
    """Leave out sets of fewer than two elements, which have one order only."""
    keep = counts >= 2
    state0 = map_state(lambda part: part if part.ndim == 1 else part[keep], state0)
    return state0, x[keep], counts[keep]


def _element(x: Tensor, index: Tensor) -> Tensor:
    return x[torch.arange(len(x), device=x.device), index]
