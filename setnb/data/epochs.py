"""Which rows of a data set a training step sees: every row once an epoch, in a new order."""

from collections.abc import Callable
from functools import lru_cache

import torch
from torch import Tensor

from setnb.checks import check_count, reject
from setnb.seeds import make_generator


def epoch_rows(count: int, batch: int, seed: int) -> Callable[[int], Tensor]:
    """Return `step -> rows`, the indices of step's batch, which depend on nothing but the step.

    An epoch has `count // batch` steps; what is left over at its end is left out of it. Raises
    ValueError when a batch is larger than the data.
    """
    if check_count(batch, "batch") > check_count(count, "count"):
        reject("batch", expected=f"at most the {count} rows there are", got=batch)
    per_epoch = count // batch

    @lru_cache(maxsize=1)
    def order(epoch: int) -> Tensor:
        return torch.randperm(count, generator=make_generator(seed, "order", epoch))

    def rows(step: int) -> Tensor:
        epoch, place = divmod(step, per_epoch)
        return order(epoch)[place * batch :][:batch]

    return rows
