"""Sets of scalars that a comparison should survive."""

import torch


def make_inputs(n: int, *, seed: int, scale: float = 2.0) -> list[list[float]]:
    """Lists of n values: generic, duplicated, all equal, near-duplicates, zeros, integers."""
    generator = torch.Generator().manual_seed(seed)
    generic = scale * torch.randn(12, n, generator=generator, dtype=torch.float64)
    generic[2, -1] = generic[2, 0]
    generic[3] = generic[3, 0]
    generic[4, -1] = generic[4, 0] + 1e-7
    generic[5, 0] = generic[5, -1] - 1e-3
    generic[6] = 0
    generic[7] = torch.randint(-2, 3, (n,), generator=generator).double()
    generic[8] = torch.arange(n).double()
    generic[9, : n // 2] = generic[9, -1]
    return generic.tolist()
