"""Lists shuffled a little: inside windows, so that no element goes far."""

from collections.abc import Sequence

import torch
from jaxtyping import Float, Int
from torch import Tensor

from setnb.checks import check_count, reject
from setnb.functional.permutations import permute


def draw_local_perms(
    count: int, n: int, windows: Sequence[int] = (4, 7), *, generator: torch.Generator | None = None
) -> Int[Tensor, "count n"]:
    """Draw permutations of n places that shuffle inside consecutive windows, once per width.

    The places are cut into windows of the first width, side by side from the front (the last one
    may be shorter), and each is shuffled on its own, then the same with the next width. A window of
    w moves nothing further than w - 1, so that nothing goes further than the sum of those.

    Source: cohenkarlik2020, appendix B (locally perturbed MNIST)
    Chapter: ch-recurrence
    """
    perms = torch.arange(n).expand(check_count(count, "count", minimum=0), n)
    for width in windows:
        keys = torch.rand(count, n, generator=generator)
        blocks = torch.arange(n) // check_count(width, "windows")
        within = (keys + blocks).argsort(-1)  # keys are below 1: no one leaves its window
        perms = perms.gather(-1, within)
    return perms


def shuffle_locally(
    x: Float[Tensor, "b n d"],
    windows: Sequence[int] = (4, 7),
    *,
    generator: torch.Generator | None = None,
) -> Float[Tensor, "b n d"]:
    """Shuffle every list inside windows, each with draws of its own.

    Source: cohenkarlik2020, appendix B (locally perturbed MNIST)
    Chapter: ch-recurrence
    """
    if x.ndim != 3:
        reject("x", expected="lists (b, n, d)", got=x)
    return permute(x, draw_local_perms(len(x), x.shape[1], windows, generator=generator))


def furthest_move(windows: Sequence[int], n: int) -> int:
    """Return how far an element of n can go at most, by following every place it may reach.

    With widths 4 and 7 it is 9 = 3 + 6; the paper says at most 11.

    Source: cohenkarlik2020, appendix B, footnote 2
    Chapter: ch-recurrence
    """
    places = torch.arange(n)
    reached = torch.eye(n, dtype=torch.bool)
    for width in windows:
        blocks = places // check_count(width, "windows")
        together = blocks[:, None] == blocks[None, :]
        reached = (reached.double() @ together.double()) > 0
    moves = (places[:, None] - places[None, :]).abs()
    return int(moves[reached].max()) if n else 0
