"""Every pooling, layer and model, one line each: what it is and which symmetry it promises.

An entry is `name: invariant(make)`, `equivariant(make)` or `ordered(make)`. `make()` builds a
module called as `(x, mask)` on `(*b, n, DIM)`; `test_every_model.py` holds it to all that applies.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import torch
from torch import nn

from setnb import nn as snn
from setnb.functional import POOLS, condition_elements, pool

DIM = 4
Z_DIM = 2
# What happens when elements occur again. Counted: a second copy of one element or of everything
# changes the answer. Weighed: one element matters, everything twice does not. Unseen: neither does.
COUNTED, WEIGHED, UNSEEN = "counted", "weighed", "unseen"
COPIES = {"sum": COUNTED, "mean": WEIGHED, "max": UNSEEN}


@dataclass(frozen=True, kw_only=True)
class Entry:
    make: Callable[[], nn.Module]
    symmetric: bool = True
    per_element: bool = False
    copies: str | None = None  # None: the documentation promises nothing
    dim: int = DIM
    absolute_places: bool = False  # reads places of the padded list, so absent is not masked
    knows_mask: bool = True  # False: padding is the caller's to remove, before or after
    knows_dim: bool = False  # refuses elements of another size, and wrong masks


invariant = partial(Entry)
equivariant = partial(Entry, per_element=True)
ordered = partial(Entry, symmetric=False)


class Pooling(nn.Module):
    def __init__(self, how):
        super().__init__()
        self.how = how

    def forward(self, x, mask=None):
        return pool(x, mask, how=self.how)


class OneByOne(nn.Module):
    """A map of single elements, which knows neither sets nor masks."""

    def __init__(self, module):
        super().__init__()
        self.module = module

    def forward(self, x, mask=None):
        y = self.module(x)
        y = y if y.ndim == x.ndim else y[..., None]
        return y if mask is None else y.masked_fill(~mask[..., None], 0)


class WithMeta(nn.Module):
    """A model given the same z with every set: at the elements, after pooling, or both."""

    def __init__(self, model, *, at):
        super().__init__()
        self.model, self.at = model, at

    def forward(self, x, mask=None):
        z = x.new_tensor([0.7, -0.4]).expand(*x.shape[:-2], Z_DIM)
        x = condition_elements(x, z) if "elements" in self.at else x
        return self.model(x, mask, z if "pooled" in self.at else None)


def deep_set(how, d=DIM, h=8):
    return snn.DeepSet(nn.Sequential(nn.Linear(d, 8), nn.Tanh()), nn.Linear(h, 2), how=how)


def reading():
    return snn.SequenceModel(nn.Linear(DIM, 6), snn.RecurrentEncoder(6, 5), nn.Linear(5, 2))


class Placing(nn.Module):
    """What a model that orders sets tells of each element, or of each position, in a few numbers.

    Positions differ between sets with and without padding; sums over them, weighed, do not.
    """

    def __init__(self, model, *, of):
        super().__init__()
        self.model, self.of = model, of

    def forward(self, x, mask=None):
        y, p = self.model(x, mask)
        places = torch.arange(x.shape[-2], dtype=x.dtype)
        waves = torch.stack([places.sin(), places.cos()], -1)
        return p @ waves if self.of == "elements" else (y.mT @ waves).flatten(-2)


class CostsOfEach(nn.Module):
    """How much any element would rather be before the others, and how much it matters."""

    def __init__(self):
        super().__init__()
        self.costs = snn.PairCosts(DIM, channels=2)

    def forward(self, x, mask=None):
        costs = self.costs(x, mask)
        return torch.cat([costs.sum(-1), costs.square().sum(-1)], -2).mT


def conditioned_stack(**options):
    layer = partial(snn.EquivariantLayer, z_dim=Z_DIM)
    return snn.EquivariantDeepSet(DIM, 8, 2, layer=layer, **options)


def completer(how):
    decoder = snn.IDSPN(snn.SetEncoder(DIM + 2, 6, hidden=(8,), how=how), 5, 2, start="zeros")
    return snn.SetCompleter(snn.SetEncoder(DIM, 6, hidden=(8,), how=how), decoder)


def placing(kind, of):
    models = {
        "PermutationOptimizer": partial(snn.PermutationOptimizer, DIM),
        "PermutationOptimizer-linear": partial(
            snn.PermutationOptimizer, DIM, init="linear", positions=7
        ),
        "LinearAssignment": partial(snn.LinearAssignment, DIM, 7),
    }
    return Placing(models[kind](), of=of)


ENTRIES = {
    **{f"{how}_pool": invariant(make=partial(Pooling, how), copies=COPIES[how]) for how in POOLS},
    **{f"DeepSet-{h}": invariant(make=partial(deep_set, h), copies=COPIES[h]) for h in POOLS},
    "DeepSet-z-at-elements": invariant(
        make=lambda: WithMeta(deep_set("sum", d=DIM + Z_DIM), at=["elements"]), copies=COUNTED
    ),
    "DeepSet-z-pooled": invariant(
        make=lambda: WithMeta(deep_set("mean", h=8 + Z_DIM), at=["pooled"]), copies=WEIGHED
    ),
    "DeepSet-z-both": invariant(
        make=lambda: WithMeta(deep_set("max", DIM + Z_DIM, 8 + Z_DIM), at=["elements", "pooled"]),
        copies=UNSEEN,
    ),
    **{
        f"{layer.__name__}-{how}": equivariant(
            make=partial(layer, DIM, 3, how=how), copies=COPIES[how], knows_dim=True
        )
        for layer in (snn.EquivariantLayer, snn.FactoredEquivariantLayer)
        for how in POOLS
    },
    **{
        f"ScalarEquivariantLayer-{how}": equivariant(
            make=partial(snn.ScalarEquivariantLayer, how=how), copies=COPIES[how]
        )
        for how in POOLS
    },
    "EquivariantDeepSet": equivariant(
        make=lambda: snn.EquivariantDeepSet(DIM, 8, 8, 2), copies=WEIGHED, knows_dim=True
    ),
    "EquivariantDeepSet-factored": equivariant(
        make=lambda: snn.EquivariantDeepSet(
            DIM, 8, 2, how="max", layer=snn.FactoredEquivariantLayer, between=nn.Sigmoid()
        ),
        copies=UNSEEN,
        knows_dim=True,
    ),
    "EquivariantDeepSet-z-at-elements": equivariant(
        make=lambda: WithMeta(snn.EquivariantDeepSet(DIM + Z_DIM, 8, 2), at=["elements"]),
        copies=WEIGHED,
    ),
    "EquivariantDeepSet-z-pooled": equivariant(
        make=lambda: WithMeta(conditioned_stack(how="sum"), at=["pooled"]), copies=COUNTED
    ),
    "SelfAttentionBlock": equivariant(
        make=lambda: snn.SelfAttentionBlock(DIM), copies=WEIGHED, knows_dim=True
    ),
    "SelfAttentionBlock-sinusoidal": ordered(
        make=lambda: snn.SelfAttentionBlock(DIM, positions="sinusoidal"),
        per_element=True,
        absolute_places=True,
        knows_dim=True,
    ),
    "SetTransformer": equivariant(
        make=lambda: snn.SetTransformer(DIM, 2, width=8, heads=2), copies=WEIGHED, knows_dim=True
    ),
    "SetTransformer-sinusoidal": ordered(
        make=lambda: snn.SetTransformer(DIM, 2, width=8, heads=2, positions="sinusoidal"),
        per_element=True,
        absolute_places=True,
        knows_dim=True,
    ),
    "DigitEncoder": equivariant(
        make=lambda: OneByOne(snn.DigitEncoder(3).eval()), copies=UNSEEN, knows_mask=False, dim=784
    ),
    "Readout": equivariant(
        make=lambda: OneByOne(snn.Readout(DIM)), copies=UNSEEN, knows_mask=False
    ),
    "DeepSet-Readout": invariant(
        make=lambda: snn.DeepSet(nn.Identity(), snn.Readout(DIM, unit=10.0)), copies=COUNTED
    ),
    "FSPool": invariant(make=lambda: snn.FSPool(DIM), copies=COUNTED, knows_dim=True),
    **{
        f"SetEncoder-{how}": invariant(
            make=partial(snn.SetEncoder, DIM, 6, hidden=(8,), how=how),
            copies=copies,
            knows_dim=True,
        )
        for how, copies in {"fspool": COUNTED, "sum": COUNTED, "mean": WEIGHED}.items()
    },
    # Under FSPool equal elements part: tests/nn/test_dspn.py.
    **{
        f"SetCompleter-{how}": equivariant(make=partial(completer, how), knows_dim=True)
        for how in ("sum", "mean")
    },
    **{
        f"{kind}-{of}": make_entry(make=partial(placing, kind, of), knows_dim=True)
        for kind in ("PermutationOptimizer", "PermutationOptimizer-linear", "LinearAssignment")
        for of, make_entry in {"elements": equivariant, "positions": invariant}.items()
    },
    "PairCosts": equivariant(make=CostsOfEach, knows_dim=True),
    "RecurrentEncoder-rnn": ordered(
        make=lambda: snn.RecurrentEncoder(DIM, 5, cell="rnn"), knows_dim=True
    ),
    "RecurrentEncoder-window": ordered(
        make=lambda: snn.RecurrentEncoder(DIM, 5, window=2), knows_dim=True
    ),
    "RecurrentEncoder-gru": ordered(make=lambda: snn.RecurrentEncoder(DIM, 5), knows_dim=True),
    "RecurrentEncoder-lstm": ordered(
        make=lambda: snn.RecurrentEncoder(DIM, 5, cell="lstm"), knows_dim=True
    ),
    "SequenceModel": ordered(make=reading),
    "BiLSTM": ordered(make=lambda: snn.BiLSTM(DIM, 5, 3), per_element=True, knows_dim=True),
}
