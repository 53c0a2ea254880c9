"""The probability simplex: the nearest point of it."""

import torch
from jaxtyping import Float
from torch import Tensor

from setnb.checks import reject


def project_simplex(x: Float[Tensor, "*b d"]) -> Float[Tensor, "*b d"]:
    """Return the nearest vector without negative entries that sums to 1: `max(x - tau, 0)`.

    tau is the one number that makes the sum 1. The gradient is exact, second derivatives included:
    on the k entries that stay positive it is `v - mean(v)`, on the others 0; at a kink, that of one
    side. Equivariant to permutations of the last axis. A single entry becomes 1. Large values
    are fine; with a NaN or an infinity in it, all of a vector becomes NaN. Raises ValueError where
    the last axis is empty.

    Source: duchi2008, figure 1
    Chapter: ch-dspn
    """
    if x.ndim == 0 or x.shape[-1] == 0:
        reject("x", expected="a last axis with at least one entry", got=x)
    # The nearest point stays where it is when x is shifted: small numbers keep the 1 from rounding.
    x = x - x.detach().amax(-1, keepdim=True)
    with torch.no_grad():
        support = _support(x).to(x.dtype)
    # With the support known, tau is linear in x; so written, autograd knows all its derivatives.
    count = support.sum(-1, keepdim=True)
    return (x - ((x * support).sum(-1, keepdim=True) - 1) / count) * support


def _support(x: Tensor) -> Tensor:
    """Find the entries that stay positive, of an x whose largest is 0."""
    support = x > -1
    while True:
        tau = ((x * support).sum(-1, keepdim=True) - 1) / support.sum(-1, keepdim=True)
        smaller = support & (x > tau)  # never larger again, so that this must end
        if torch.equal(smaller, support):
            return support
        support = smaller
