"""The probability simplex: the nearest point of it."""

import torch
from jaxtyping import Float
from torch import Tensor

from setnb.checks import reject


def project_simplex(x: Float[Tensor, "*b d"]) -> Float[Tensor, "*b d"]:
    """Return the nearest vector without negative entries that sums to 1: `max(x - tau, 0)`.

    tau is the one number that makes the sum 1. The gradient is exact, second derivatives included:
    on the k entries that stay positive it is `v - mean(v)`, on the others 0; at a kink, that of one
    side. Equivariant to permutations of the last axis. A single entry becomes 1. Raises ValueError
    where the last axis is empty.

    Source: duchi2008, figure 1
    Chapter: ch-dspn
    """
    if x.ndim == 0 or x.shape[-1] == 0:
        reject("x", expected="a last axis with at least one entry", got=x)
    with torch.no_grad():
        support = (x > _threshold(x)).to(x.dtype)
    # With the support known, tau is linear in x; so written, autograd knows all its derivatives.
    count = support.sum(-1, keepdim=True)
    return (x - ((x * support).sum(-1, keepdim=True) - 1) / count) * support


def _threshold(x: Tensor) -> Tensor:
    """Find tau by cutting down the support until it no longer shrinks."""
    tau = (x.sum(-1, keepdim=True) - 1) / x.shape[-1]
    while True:
        support = x > tau
        tau, old = ((x * support).sum(-1, keepdim=True) - 1) / support.sum(-1, keepdim=True), tau
        if not (tau > old).any():
            return tau
