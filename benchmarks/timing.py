"""Time two ways of computing the same thing, in turn, and print how many times faster one is."""

import time
from collections.abc import Callable

import torch


def compare(name: str, ours: Callable, plain: Callable, *, rounds: int = 9) -> float:
    """Run both in turn, check that they agree, print the best times, and return their ratio.

    Processor time of one thread, so that other work on the machine counts as little as may be.
    """
    for mine, theirs in zip(ours(), plain(), strict=True):
        torch.testing.assert_close(mine, theirs, rtol=1e-3, atol=1e-3)
    best = {ours: float("inf"), plain: float("inf")}
    for _ in range(rounds):
        for way in best:
            start = time.process_time()
            way()
            best[way] = min(best[way], time.process_time() - start)
    ratio = best[plain] / best[ours]
    print(f"{name:44}{1e3 * best[ours]:8.1f} ms{1e3 * best[plain]:8.1f} ms{ratio:7.1f} times")
    return ratio
