"""Sums of handwritten digits: sets of images, labelled with the sum of the digits they show."""

from collections.abc import Iterator

import torch
from jaxtyping import Float
from torch import Tensor

from setnb.checks import check_count, reject
from setnb.data.digits import LabelledImages
from setnb.sets import SetBatch

Stage = tuple[float, int]


def make_digit_sums(
    digits: LabelledImages,
    count: int,
    *,
    lengths: tuple[int, int] = (1, 10),
    generator: torch.Generator,
) -> tuple[SetBatch, Float[Tensor, " count"]]:
    """Draw `count` sets of images, `(count, n, 784)` with a mask, and the sums of their digits.

    The length of each set is uniform between the two `lengths` (both included; 0 gives empty sets
    with sum 0); n is the larger one. Images are drawn from all of `digits` with replacement, so a
    set may hold the same image twice. Padding is blank: all zeros. Sets drawn from different
    splits share no image. `digits.images` may hold anything with one row per image, such as the
    codes `(N, k)` of an encoder; the elements are then `(count, n, k)`.

    Raises ValueError for lengths that are not `0 <= shortest <= longest`.

    Source: zaheer2017, section 4.1.2
    Chapter: ch-deep-sets-in-practice
    """
    check_count(count, "count")
    shortest, longest = lengths
    if not 0 <= shortest <= longest:
        reject("lengths", expected="(shortest, longest) with 0 <= shortest <= longest", got=lengths)
    n = torch.randint(shortest, longest + 1, (count, 1), generator=generator)
    chosen = torch.randint(len(digits.labels), (count, longest), generator=generator)
    mask = torch.arange(longest) < n
    images = digits.images.flatten(1)
    elements = images.new_zeros(count, longest, images.shape[1])
    elements[mask] = images[chosen[mask]]
    sums = digits.labels[chosen].masked_fill(~mask, 0).sum(1)
    return SetBatch(elements, mask), sums.to(images.dtype)


def digit_sum_stream(
    digits: LabelledImages,
    steps: int,
    *,
    stages: tuple[Stage, ...] = ((1.0, 10),),
    images: int = 160,
    generator: torch.Generator,
) -> Iterator[tuple[SetBatch, Float[Tensor, " b"]]]:
    """Yield `digit_sum_batch` for each of `steps` steps, all from one generator.

    Raises ValueError for stages that do not rise to 1.

    Source: zaheer2017, section 4.1.2
    Chapter: ch-deep-sets-in-practice
    """
    for step in range(check_count(steps, "steps")):
        yield digit_sum_batch(
            digits, step / steps, stages=stages, images=images, generator=generator
        )


def digit_sum_batch(
    digits: LabelledImages,
    progress: float,
    *,
    stages: tuple[Stage, ...] = ((1.0, 10),),
    images: int = 160,
    generator: torch.Generator,
) -> tuple[SetBatch, Float[Tensor, " b"]]:
    """Draw a fresh batch of `make_digit_sums` with about `images` images.

    `stages` is a curriculum, pairs `(until, longest)`: while `progress`, the share of the training
    that is done, is below `until`, the sets have 1 to `longest` images. The last `until` must be
    1. Longer sets come in smaller batches, so every step costs about the same.

    Raises ValueError for stages that do not rise to 1, or a `progress` outside [0, 1).

    Source: zaheer2017, section 4.1.2
    Chapter: ch-deep-sets-in-practice
    """
    ends = [until for until, _ in stages]
    if not ends or ends != sorted(ends) or ends[0] <= 0 or ends[-1] != 1:
        reject("stages", expected="pairs (until, longest), rising to until = 1", got=stages)
    if not 0 <= progress < 1:
        reject("progress", expected="a share of the training in [0, 1)", got=progress)
    longest = next(longest for until, longest in stages if progress < until)
    count = max(1, round(2 * images / (1 + longest)))
    return make_digit_sums(digits, count, lengths=(1, longest), generator=generator)
