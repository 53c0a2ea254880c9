"""Sharing schemes as partitions: who shares with whom, and how far two partitions are apart."""

import numpy as np
import torch
from jaxtyping import Float, Int
from scipy.optimize import linear_sum_assignment
from torch import Tensor

from setnb.checks import reject


def assignment_matrix(labels: Int[Tensor, "*b k"]) -> Float[Tensor, "*b k k"]:
    """Return the matrix A of a sharing scheme: `A[i, j] = 1` if parameter i takes value j.

    One 1 in every row, so that `theta = A psi` gives parameters of one block the same value.
    Columns without a 1 are values that nobody takes.

    Source: yeh2022, equation (5)
    Chapter: ch-parameter-sharing
    """
    labels = canonical_labels(labels)
    columns = torch.arange(labels.shape[-1], device=labels.device)
    return (labels[..., None] == columns).to(torch.get_default_dtype())


def partition_labels(scheme: Tensor) -> Int[Tensor, "*b k"]:
    """Return the block of each element, numbered in the order in which blocks first appear.

    `scheme` is a partition as labels, whole numbers `(*b, k)` of which only their equality counts,
    or as a floating assignment matrix `(*b, k, m)`, whose rows are read by their largest entry (the
    first of equals): that hardens a soft one.

    Source: yeh2022, equations (22) and (23)
    Chapter: ch-partition-distance
    """
    if scheme.is_floating_point():
        if scheme.ndim < 2 or (scheme.shape[-1] == 0 and scheme.shape[-2] > 0):
            reject("scheme", expected="labels (*b, k) or matrices (*b, k, m)", got=scheme)
        scheme = (
            scheme.argmax(-1) if scheme.shape[-1] else scheme.new_zeros(scheme.shape[:-1]).long()
        )
    return canonical_labels(scheme)


def canonical_labels(labels: Int[Tensor, "*b k"]) -> Int[Tensor, "*b k"]:
    """Number the blocks 0, 1, ... as they first appear: two lists are equal iff the partitions are.

    Source: yeh2022, Definition 2
    Chapter: ch-partition-distance
    """
    if labels.ndim < 1 or labels.is_floating_point() or labels.dtype == torch.bool:
        reject("labels", expected="whole numbers (*b, k)", got=labels)
    places = torch.arange(labels.shape[-1], device=labels.device)
    # Sorted, a block is a run of equals, and the run begins with the block's first element.
    names, order = labels.sort(dim=-1, stable=True)
    begins = torch.ones_like(names, dtype=torch.bool)
    begins[..., 1:] = names[..., 1:] != names[..., :-1]
    run = torch.where(begins, places, 0).cummax(-1).values
    first = torch.empty_like(order).scatter(-1, order, order.gather(-1, run))
    numbers = (first == places).long().cumsum(-1) - 1
    return numbers.gather(-1, first)


def overlaps(a: Tensor, b: Tensor) -> Int[Tensor, "*b m m"]:
    """Return how many elements block i of one partition shares with block j of the other.

    As many rows and columns as the finer of all those partitions has blocks; zero for blocks that
    do not exist. Partitions are given as in `partition_labels`, of the same elements.

    Source: yeh2022, section 4.3
    Chapter: ch-partition-distance
    """
    one, other = partition_labels(a), partition_labels(b)
    if one.shape != other.shape:
        reject("b", expected=f"a partition like a, of shape {tuple(one.shape)}", got=other)
    blocks = int(max(one.max(), other.max())) + 1 if one.numel() else 0
    tables = one.shape[:-1].numel()
    numbers = torch.arange(tables, device=one.device).reshape(*one.shape[:-1], 1)
    cells = (numbers * blocks + one) * blocks + other
    counts = torch.bincount(cells.flatten(), minlength=tables * blocks * blocks)
    return counts.reshape(*one.shape[:-1], blocks, blocks)


def partition_distance(a: Tensor, b: Tensor) -> Int[Tensor, "*b"]:
    """Return how many elements must change their block to make one partition the other.

        PD = k - max_matching sum_i overlap(i, matched(i))

    Blocks are matched one to one so that as many elements as possible stay where they are: an
    optimal assignment on the table of overlaps, solved on the CPU (scipy). A metric on partitions;
    names of blocks do not count. 0 for equal partitions, so also for the empty one and for one
    element; at most k - 1. Partitions are given as in `partition_labels`.

    Raises ValueError where the two are not partitions of as many elements.

    Source: yeh2022, Definition 3
    Chapter: ch-partition-distance
    """
    table = overlaps(a, b)
    flat = table.flatten(0, -3) if table.ndim > 2 else table[None]
    stay = [_most_that_stay(counts) for counts in flat.cpu().numpy()]
    kept = torch.tensor(stay, dtype=torch.long, device=table.device).reshape(table.shape[:-2])
    return table.sum((-2, -1)) - kept


def _most_that_stay(counts: np.ndarray) -> int:
    rows, columns = linear_sum_assignment(counts, maximize=True)
    return int(counts[rows, columns].sum())
