"""What it costs to match one element with another, and the costs of all pairs of two sets."""

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional as tnf

from setnb.checks import check_choice, check_set, reject

PAIRS = ("huber", "squared", "euclidean", "cross_entropy")
# Numbers compared at a time. On a CPU blocks this small stay in the cache, and in memory that the
# process already has; a GPU wants few large ones.
CHUNK, GPU_CHUNK = 2**17, 2**26


def pair_cost(x: Float[Tensor, "*#b d"], y: Float[Tensor, "*#b d"], pair: str = "huber") -> Tensor:
    """Return the cost of every element of `x` against the element of `y` in the same place.

    Batch axes are broadcast. With a the differences `|x - y|`:

    - "huber": the mean over features of `a^2/2` where a <= 1, `a - 1/2` beyond;
    - "squared": the mean over features of `a^2`;
    - "euclidean": the norm `||x - y||`, the only metric of the four;
    - "cross_entropy": `-sum_k y_k log softmax(x)_k`: x holds logits, y the wanted shares.

    Raises ValueError for another name.

    Source: zhang2022, appendix F
    Chapter: ch-fspool
    """
    check_choice(pair, "pair", PAIRS)
    if pair == "cross_entropy":
        return -(y * x.log_softmax(-1)).sum(-1)
    if pair == "euclidean":
        return (x - y).norm(dim=-1)
    each = tnf.huber_loss if pair == "huber" else tnf.mse_loss
    return each(*torch.broadcast_tensors(x, y), reduction="none").mean(-1)


def pairwise_costs(
    x: Float[Tensor, "*b n d"], y: Float[Tensor, "*b m d"], pair: str = "huber"
) -> Float[Tensor, "*b n m"]:
    """Return the costs of all pairs, row = element of `x`, column = element of `y`; no gradient.

    Equal to `pair_cost(x[..., :, None, :], y[..., None, :, :])`, without its n times m times d
    numbers in memory at once. Differences are taken before they are squared, so nearly equal
    elements far from the origin are told apart. Raises ValueError for sets that do not fit.

    Source: zhang2022, equation (20)
    Chapter: ch-fspool
    """
    check_choice(pair, "pair", PAIRS)
    check_set(x), check_set(y, "y", dim=x.shape[-1])
    if x.shape[:-2] != y.shape[:-2]:
        reject("y", expected=f"the batch axes of x, {tuple(x.shape[:-2])}", got=y)
    return _pairwise_costs(x.detach(), y.detach(), pair)


# An operator of its own, so that compile does not unroll its loops.
@torch.library.custom_op("setnb::pairwise_costs", mutates_args=())
def _pairwise_costs(x: Tensor, y: Tensor, pair: str) -> Tensor:
    """Fill the table block by block: some rows of one set, or some whole sets."""
    costs = x.new_empty(*x.shape[:-1], y.shape[-2])
    table, x, y = costs[None].flatten(0, -3), x[None].flatten(0, -3), y[None].flatten(0, -3)
    block = CHUNK if x.device.type == "cpu" else GPU_CHUNK
    rows = max(1, block // max(1, y[:1].numel()))
    sets = max(1, rows // max(1, x.shape[1]))
    for b in range(0, len(x), sets):
        for i in range(0, x.shape[1], rows):
            left, right = x[b : b + sets, i : i + rows, None], y[b : b + sets, None]
            table[b : b + sets, i : i + rows] = pair_cost(left, right, pair)
    return costs


@_pairwise_costs.register_fake
def _(x: Tensor, y: Tensor, pair: str) -> Tensor:
    return x.new_empty(*x.shape[:-1], y.shape[-2])
