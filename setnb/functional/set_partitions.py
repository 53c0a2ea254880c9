"""Every partition of a few elements, for searches and proofs by enumeration."""

import torch
from jaxtyping import Int
from torch import Tensor

from setnb.checks import check_count, reject


def set_partitions(k: int) -> Int[Tensor, "bell k"]:
    """List every partition of k elements as labels, the coarsest first: Bell's number of rows.

    1, 2, 5, 15, 52, 203, 877, ... from k = 1 on; one, without elements, for k = 0. In the order
    of the labels read as words. Raises ValueError above k = 12, which has 4 million.

    Source: yeh2022, section 4.2 (the brute-force search runs through them)
    Chapter: ch-parameter-sharing
    """
    if check_count(k, "k", minimum=0) > 12:
        reject("k", expected="at most 12", got=k, remedy="Search a part of the partitions.")
    partitions = torch.zeros(1, 0, dtype=torch.long)
    for _ in range(k):
        # An element joins one of the blocks so far or starts the next one.
        blocks = partitions.max(-1).values + 1 if partitions.shape[1] else torch.zeros(1).long()
        repeats = blocks + 1
        parents = partitions.repeat_interleave(repeats, 0)
        ends = repeats.cumsum(0).repeat_interleave(repeats)
        joins = torch.arange(len(parents)) - (ends - repeats.repeat_interleave(repeats))
        partitions = torch.cat([parents, joins[:, None]], 1)
    return partitions
