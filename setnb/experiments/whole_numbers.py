"""Lists of whole numbers given as symbols, and what can be asked of them.

Source: cohenkarlik2020, appendix B. Chapter: ch-recurrence.
"""

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from setnb.sets import SetBatch


class Symbols(nn.Module):
    """Whole numbers `(*b, n, 1)` to learned vectors: nothing says that 3 lies between 2 and 4."""

    def __init__(self, below: int, width: int):
        super().__init__()
        self.table = nn.Embedding(below, width)

    def forward(self, x: Tensor) -> Tensor:
        return self.table(x[..., 0].long())


def draw_lists(
    count: int, n: int, below: int, generator: torch.Generator
) -> Float[Tensor, "count n 1"]:
    """Draw `count` lists of n whole numbers below `below`, all as likely, as floats."""
    return torch.randint(below, (count, n, 1), generator=generator).float()


def draw_lengths(
    count: int, lengths: tuple[int, int], below: int, generator: torch.Generator
) -> SetBatch:
    """Draw such lists of `lengths[0]` to `lengths[1]` numbers, every length as likely."""
    shortest, longest = lengths
    n = torch.randint(shortest, longest + 1, (count, 1), generator=generator)
    mask = torch.arange(longest) < n
    numbers = torch.randint(below, (count, longest), generator=generator).masked_fill(~mask, 0)
    return SetBatch(numbers[..., None].float(), mask)


def is_first(x: Float[Tensor, "*b n"]) -> Bool[Tensor, "*b n"]:
    """Mark one of every number's copies, in the list's ascending order: `s_i != s_(i-1)`."""
    ascending = x.sort(-1).values
    first = torch.ones_like(ascending, dtype=torch.bool)
    first[..., 1:] = ascending[..., 1:] != ascending[..., :-1]
    return first


def has_duplicates(x: Float[Tensor, "*b n"]) -> Bool[Tensor, "*b"]:
    """Say of every list whether a number occurs in it twice."""
    return ~is_first(x).all(-1)


def unique_sum(x: Float[Tensor, "*b n"]) -> Float[Tensor, "*b"]:
    """Return the sum of the distinct numbers; 0 for an empty list."""
    return (x.sort(-1).values * is_first(x)).sum(-1)


def unique_count(x: Float[Tensor, "*b n"]) -> Float[Tensor, "*b"]:
    """Return how many distinct numbers there are."""
    return is_first(x).sum(-1).to(x.dtype)


def spread(x: Float[Tensor, "*b n"]) -> Float[Tensor, "*b"]:
    """Return the largest number less the smallest; an empty list has none and raises."""
    return x.amax(-1) - x.amin(-1)


def variance(x: Float[Tensor, "*b n"]) -> Float[Tensor, "*b"]:
    """Return the mean squared distance from the mean: 0 for one number, nan for none."""
    return x.var(-1, correction=0)
