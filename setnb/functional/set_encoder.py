"""The set encoder of DSPN, and how far its answer is from a wanted one, with the gradient in full.

A small network maps every element, a pooling maps the set of results to one vector. All poolings
here have the form `sum_i a_i(f) f_i` per feature, with weights a that are also their gradient: 1
for the sum, 1/n for the mean, and f_c at the element's place in the sort for FSPool.

Inside, a batch of sets lies as (features, sets, elements): one matrix product then serves every
element of every set, and the values of one feature, which are to be sorted, lie side by side.
"""

from collections.abc import Callable, Sequence

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from setnb.functional.fspool import position_weights
from setnb.functional.sorting import sort_perm_rows
from setnb.functional.ties import element_keys, first_equal

# From the features (c, b, n) and the elements (b, n, d) they belong to, to their weights (c, b, n).
Weigh = Callable[[Tensor, Tensor], Tensor]
Layers = Sequence[tuple[Tensor, Tensor]]


def sum_weights(mask: Bool[Tensor, "b n"] | None) -> Weigh:
    """Return the weights of sum pooling: 1 for each element."""
    return lambda f, _: torch.ones_like(f) if mask is None else mask.to(f.dtype).expand_as(f)


def mean_weights(mask: Bool[Tensor, "b n"] | None) -> Weigh:
    """Return the weights of mean pooling: one over the number of elements."""
    if mask is None:
        return lambda f, _: torch.full_like(f, 1 / max(f.shape[-1], 1))
    share = mask / mask.sum(-1, keepdim=True).clamp(min=1)
    return lambda f, _: share.to(f.dtype).expand_as(f)


def sort_weights(
    knots: Float[Tensor, "d knots"],
    n: int,
    mask: Bool[Tensor, "b n"] | None,
    known: Float[Tensor, "b n k"] | None = None,
) -> Weigh:
    """Return the weights of FSPool: an element's place in the sort of a feature decides.

    Equal elements are in list order in *every* feature, whatever the network in between made of
    their last bits. With `known`, elements are equal when their known features are too.
    """
    if mask is None:
        counts = torch.tensor(n, device=knots.device)
        at_place = position_weights(knots, counts, n).mT[:, None]
    else:
        counts = mask.sum(-1)
        real = torch.arange(n, device=knots.device) < counts[:, None]
        at_place = (position_weights(knots, counts, n) * real[..., None]).movedim(-1, 0)
    width, known_keys = (0, 0.0) if known is None else (known.shape[-1], element_keys(known))

    def weigh(f: Tensor, x: Tensor) -> Tensor:
        keys = known_keys + element_keys(x, first=1 + width)
        # To be sorted, an element takes the features of the first that equals it.
        perm = sort_perm_rows(f.gather(-1, first_equal(keys).expand(f.shape)), mask)
        return torch.empty_like(f).scatter(-1, perm, at_place.to(f.dtype).expand_as(f))

    return weigh


def hoist_known(known: Float[Tensor, "b n k"], first: tuple[Tensor, Tensor]) -> Tensor:
    """Return what known features and the bias add to the first layer: once for all steps."""
    weight, bias = first
    columns = weight[:, : known.shape[-1]]
    return torch.addmm(bias[:, None], columns, known.reshape(-1, known.shape[-1]).T)


def encode_set(x: Float[Tensor, "b n d"], layers: Layers, weigh: Weigh) -> Float[Tensor, "b c"]:
    """Return `pool_i network(x_i)`: layers with a ReLU between each two, then the pooling.

    Source: zhang2022, appendix F
    Chapter: ch-dspn
    """
    features, _ = _forward(x, layers, layers[0][1][:, None])
    return (weigh(features, x) * features).sum(-1).T


def encoding_energy_gradient(
    y: Float[Tensor, "b n d"],
    z: Float[Tensor, "b c"],
    layers: Layers,
    weigh: Weigh,
    offset: Tensor | None = None,
) -> Float[Tensor, "b n d"]:
    """Return the gradient in y of `1/2 mean_c (encode_set(y)_c - z_c)^2`, set by set.

    Written out, not by autograd, whose own gradient it equals; it can be differentiated further.
    With `offset = hoist_known(known, layers[0])` the encoder sees known features in front of y,
    and the gradient is in y alone.

    Source: zhang2022, equation (7)
    Chapter: ch-dspn
    """
    first, bias = layers[0]
    if offset is not None:
        layers = [(first[:, first.shape[1] - y.shape[-1] :], bias), *layers[1:]]
    features, hidden = _forward(y, layers, bias[:, None] if offset is None else offset)
    weights = weigh(features, y)
    error = ((weights * features).sum(-1) - z.T) / z.shape[-1]
    slope = (weights * error[..., None]).flatten(1)
    for (weight, _), active in zip(reversed(layers[1:]), reversed(hidden), strict=True):
        # The gradient of ReLU as one operation: a product with (active > 0) takes six times longer.
        slope = torch.ops.aten.threshold_backward(weight.T @ slope, active, 0)
    return (slope.T @ layers[0][0]).reshape(y.shape)


def _forward(x: Tensor, layers: Layers, start: Tensor) -> tuple[Tensor, list[Tensor]]:
    """Return the features `(c, b, n)` of every element, and what each ReLU let through."""
    hidden: list[Tensor] = []
    h = torch.addmm(start, layers[0][0], x.reshape(-1, x.shape[-1]).T)
    for weight, bias in layers[1:]:
        hidden.append(h.relu())
        h = torch.addmm(bias[:, None], weight, hidden[-1])
    return h.unflatten(1, x.shape[:-1]), hidden
