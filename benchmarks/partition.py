"""Distances of partitions in a batch, against pair by pair: `python -m benchmarks.partition`.

10,000 distances of partitions of 50 elements, with many blocks and with few. The plain way names
the blocks and counts their overlaps in numpy, and assigns with scipy, pair by pair.
"""

import numpy as np
import torch
from scipy.optimize import linear_sum_assignment
from torch import Tensor

from benchmarks.timing import compare
from setnb.functional import partition_distance

PAIRS, K = 10_000, 50


def plain_distance(a: Tensor, b: Tensor) -> Tensor:
    return torch.tensor([one_distance(*pair) for pair in zip(a.numpy(), b.numpy(), strict=True)])


def one_distance(a: np.ndarray, b: np.ndarray) -> int:
    blocks, rows = np.unique(a, return_inverse=True)
    others, columns = np.unique(b, return_inverse=True)
    table = np.zeros((len(blocks), len(others)), int)
    np.add.at(table, (rows, columns), 1)
    return len(a) - int(table[linear_sum_assignment(table, maximize=True)].sum())


def main() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)
    for blocks in (5, K):
        a, b = torch.randint(blocks, (2, PAIRS, K))
        compare(
            f"{PAIRS:,} distances, {K} in up to {blocks} blocks",
            lambda a=a, b=b: [partition_distance(a, b)],
            lambda a=a, b=b: [plain_distance(a, b)],
            rounds=3,
        )


if __name__ == "__main__":
    main()
