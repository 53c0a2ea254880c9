"""A sharing scheme that can be learned: a softmax over which value each parameter takes."""

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from setnb.checks import check_count
from setnb.functional.partition import partition_labels


class SoftSharing(nn.Module):
    """`theta = A psi` with `A = softmax(logits)` along each row: parameter i over m values.

    Starts from normal logits of size `spread`, so that no two values begin alike. `runs` puts as
    many independent schemes side by side, as leading axes: `logits` is `(*runs, k, m)`. Called on
    values `(*runs, m)` it returns the parameters `(*runs, k)`. A is defined up to the order of its
    columns only: compare schemes by `setnb.functional.partition_distance`.

    Source: yeh2022, section 4.2
    Chapter: ch-parameter-sharing
    """

    def __init__(
        self, k: int, m: int | None = None, *, runs: tuple[int, ...] = (), spread: float = 1.0
    ):
        super().__init__()
        check_count(k, "k", minimum=0)
        m = k if m is None else check_count(m, "m")
        self.logits = nn.Parameter(spread * torch.randn(*runs, k, m))

    @property
    def assignment(self) -> Float[Tensor, "*runs k m"]:
        """The soft A, whose rows sum to 1."""
        return self.logits.softmax(-1)

    @property
    def labels(self) -> Int[Tensor, "*runs k"]:
        """The hardened scheme: each parameter takes its likeliest value, the first of equals."""
        return partition_labels(self.logits.detach())

    def forward(self, psi: Float[Tensor, "*runs m"]) -> Float[Tensor, "*runs k"]:
        return (self.assignment @ psi[..., None])[..., 0]
