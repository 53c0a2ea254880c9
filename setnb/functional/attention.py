"""Self-attention over a set, and the position codes that turn the set back into a list."""

import math

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from setnb.checks import check_count, reject


def attend(
    query: Float[Tensor, "*b n d"],
    key: Float[Tensor, "*b m d"],
    value: Float[Tensor, "*b m k"],
    mask: Bool[Tensor, "*#b m"] | None = None,
) -> Float[Tensor, "*b n k"]:
    """Return `softmax(Q K^T / sqrt(d)) V`; masked keys get no weight.

    Permutation-invariant in (key, value) pairs, set-equivariant in the queries. With no key to
    attend to (an empty set) the result is 0.

    Source: zhang2022, section 2.2
    Chapter: ch-push-apart
    """
    logits = query @ key.mT / math.sqrt(query.shape[-1])
    if mask is None:
        return logits.softmax(-1) @ value
    hidden = ~mask[..., None, :]
    weights = logits.masked_fill(hidden, torch.finfo(logits.dtype).min).softmax(-1)
    # masked_fill on the values too: a NaN in padding would survive a weight of zero.
    return weights.masked_fill(hidden, 0) @ value.masked_fill(~mask[..., None], 0)


def sinusoidal_positions(
    n: int, d: int, *, dtype: torch.dtype = torch.float32, device: torch.device | str = "cpu"
) -> Float[Tensor, "n d"]:
    """Return the sine and cosine position code of the transformer: row i belongs to place i.

    Adding it to the elements makes any model depend on the list order. `d` must be even.

    Source: vaswani2017, section 3.5
    Chapter: ch-push-apart
    """
    check_count(n, "n", minimum=0)
    if check_count(d, "d") % 2:
        reject("d", expected="an even number of features", got=d)
    rates = torch.exp(torch.arange(0, d, 2, dtype=torch.float64) * (-math.log(10000.0) / d))
    angles = torch.arange(n, dtype=torch.float64)[:, None] * rates
    return torch.stack([angles.sin(), angles.cos()], -1).flatten(1).to(device=device, dtype=dtype)
