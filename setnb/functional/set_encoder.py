"""The set encoder of DSPN, and how far its answer is from a wanted one, with the gradient in full.

A small network maps every element, a pooling maps the set of results to one vector. All poolings
here have the form `sum_i a_i(f) f_i` per feature, with weights a that are also their gradient: 1
for the sum, 1/n for the mean, and f_c at the element's place in the sort for FSPool.

Inside, a batch of sets lies as (features, sets, elements): one matrix product then serves every
element of every set, and the values of one feature, which are to be sorted, lie side by side.

Weights, knots and sets may all have one more axis in front, of r independent encoders: then each
encodes its own sets, and every operation is one for all of them.
"""

from collections.abc import Callable, Sequence

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from setnb.functional.fspool import position_weights
from setnb.functional.sorting import sort_perm_rows
from setnb.functional.ties import element_keys, first_equal

# From the features (*r, c, b, n) and the elements (*r, b, n, d) they belong to, to the weights of
# the features.
Weigh = Callable[[Tensor, Tensor], Tensor]
Layers = Sequence[tuple[Tensor, Tensor]]


def sum_weights(mask: Bool[Tensor, "*r b n"] | None) -> Weigh:
    """Return the weights of sum pooling: 1 for each element."""
    if mask is None:
        return lambda f, _: torch.ones_like(f)
    return lambda f, _: mask.to(f.dtype).unsqueeze(-3).expand_as(f)


def mean_weights(mask: Bool[Tensor, "*r b n"] | None) -> Weigh:
    """Return the weights of mean pooling: one over the number of elements."""
    if mask is None:
        return lambda f, _: torch.full_like(f, 1 / max(f.shape[-1], 1))
    share = mask / mask.sum(-1, keepdim=True).clamp(min=1)
    return lambda f, _: share.to(f.dtype).unsqueeze(-3).expand_as(f)


def sort_weights(
    knots: Float[Tensor, "*r d knots"],
    n: int,
    mask: Bool[Tensor, "*r b n"] | None,
    known: Float[Tensor, "*r b n k"] | None = None,
) -> Weigh:
    """Return the weights of FSPool: an element's place in the sort of a feature decides.

    Equal elements are in list order in *every* feature, whatever the network in between made of
    their last bits. With `known`, elements are equal when their known features are too.
    """
    each = (0, None if mask is None else 0, None)
    weights_of = position_weights if knots.ndim == 2 else torch.vmap(position_weights, each)
    if mask is None:
        hidden, counts = None, torch.tensor(n, device=knots.device)
        at_place = weights_of(knots, counts, n).mT.unsqueeze(-2)
    else:
        hidden, counts = mask.unsqueeze(-3), mask.sum(-1)
        real = torch.arange(n, device=knots.device) < counts[..., None]
        at_place = (weights_of(knots, counts, n) * real[..., None]).movedim(-1, -3)
    width, known_keys = (0, 0.0) if known is None else (known.shape[-1], element_keys(known))

    def weigh(f: Tensor, x: Tensor) -> Tensor:
        keys = known_keys + element_keys(x, first=1 + width)
        # To be sorted, an element takes the features of the first that equals it.
        leader = first_equal(keys).unsqueeze(-3).expand(f.shape)
        perm = sort_perm_rows(f.gather(-1, leader), hidden)
        return torch.empty_like(f).scatter(-1, perm, at_place.to(f.dtype).expand_as(f))

    return weigh


def hoist_known(known: Float[Tensor, "*r b n k"], first: tuple[Tensor, Tensor]) -> Tensor:
    """Return what known features and the bias add to the first layer: once for all steps."""
    weight, bias = first
    return _affine(bias[..., None], weight[..., : known.shape[-1]], known.flatten(-3, -2).mT)


def encode_set(
    x: Float[Tensor, "*r b n d"], layers: Layers, weigh: Weigh
) -> Float[Tensor, "*r b c"]:
    """Return `pool_i network(x_i)`: layers with a ReLU between each two, then the pooling.

    Source: zhang2022, appendix F
    Chapter: ch-dspn
    """
    features, _ = _forward(x, layers, layers[0][1][..., None])
    return (weigh(features, x) * features).sum(-1).mT


def encoding_energy_gradient(
    y: Float[Tensor, "*r b n d"],
    z: Float[Tensor, "*r b c"],
    layers: Layers,
    weigh: Weigh,
    offset: Tensor | None = None,
) -> Float[Tensor, "*r b n d"]:
    """Return the gradient in y of `1/2 mean_c (encode_set(y)_c - z_c)^2`, set by set.

    Written out, not by autograd, whose own gradient it equals; it can be differentiated further.
    With `offset = hoist_known(known, layers[0])` the encoder sees known features in front of y,
    and the gradient is in y alone.

    Source: zhang2022, equation (7)
    Chapter: ch-dspn
    """
    first, bias = layers[0]
    if offset is not None:
        layers = [(first[..., first.shape[-1] - y.shape[-1] :], bias), *layers[1:]]
    features, hidden = _forward(y, layers, bias[..., None] if offset is None else offset)
    weights = weigh(features, y)
    error = ((weights * features).sum(-1) - z.mT) / z.shape[-1]
    slope = (weights * error[..., None]).flatten(-2)
    for (weight, _), active in zip(reversed(layers[1:]), reversed(hidden), strict=True):
        # The gradient of ReLU as one operation: a product with (active > 0) takes six times longer.
        slope = torch.ops.aten.threshold_backward(weight.mT @ slope, active, 0)
    return (slope.mT @ layers[0][0]).reshape(y.shape)


def _forward(x: Tensor, layers: Layers, start: Tensor) -> tuple[Tensor, list[Tensor]]:
    """Return the features `(*r, c, b, n)` of every element, and what each ReLU let through."""
    hidden: list[Tensor] = []
    h = _affine(start, layers[0][0], x.flatten(-3, -2).mT)
    for weight, bias in layers[1:]:
        hidden.append(h.relu())
        h = _affine(bias[..., None], weight, hidden[-1])
    return h.unflatten(-1, x.shape[-3:-1]), hidden


def _affine(offset: Tensor, weight: Tensor, x: Tensor) -> Tensor:
    """Return `weight x + offset` in one operation, for one encoder or for many."""
    return (torch.addmm if weight.ndim == 2 else torch.baddbmm)(offset, weight, x)
