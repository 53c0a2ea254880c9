"""The functions that the equivariance probe can open, as torch callables on `(n, 1)` sets."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from setnb.checks import check_choice
from setnb.functional import (
    append_copy_number,
    averaged_sort_jacobian,
    shift_unique_integers,
    sort_elements,
    sort_jacobian,
)
from setnb.nn import BiLSTM, EquivariantDeepSet, SelfAttentionBlock
from setnb.seeds import derive_seed, isolated_seed
from setnb.widgets.expressions import compile_expression

HIDDEN = 8
# Three decimals are all that a random weight needs, and keep a page small.
DECIMALS = 3


def sorted_push(x: Tensor) -> Tensor:
    """Return `x + S_X^T w`, w falling from 1 to -1: push_apart for any number of scalars.

    Exclusively multiset-equivariant. A singleton is raised by 1.

    Source: zhang2022, appendix A
    Chapter: ch-push-apart
    """
    weights = torch.linspace(1, -1, x.shape[-2], dtype=x.dtype)
    return x + sort_jacobian(x) @ weights[:, None]


def _attention(positions: str) -> nn.Module:
    block = SelfAttentionBlock(HIDDEN, heads=2, hidden=HIDDEN, positions=positions)
    return nn.Sequential(nn.Linear(1, HIDDEN), block, nn.Linear(HIDDEN, 1))


NETWORKS: dict[str, Callable[[], nn.Module]] = {
    "deep_sets": lambda: EquivariantDeepSet(1, HIDDEN, HIDDEN, 1),
    "self_attention": lambda: _attention("none"),
    "transformer_positions": lambda: _attention("sinusoidal"),
    "bilstm": lambda: BiLSTM(1, HIDDEN, 1),
}
FUNCTIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "cumsum": lambda x: x.cumsum(-2),
    "mean": lambda x: x.mean(-2),
    "mean_for_each": lambda x: x.mean(-2, keepdim=True).expand_as(x),
    "sort": sort_elements,
    "sort_jacobian": sort_jacobian,
    "sorted_push": sorted_push,
    "averaged_sort_jacobian": averaged_sort_jacobian,
    "shift_unique_integers": shift_unique_integers,
    "append_copy_number": append_copy_number,
}
MODELS = (*NETWORKS, *FUNCTIONS)
CHOICES = (*MODELS, "own")


def make_model(
    name: str, *, seed: int = 0, expression: str = "x - mean(x)"
) -> Callable[[Tensor], Tensor]:
    """Return the function `name` of the probe widget, `(n, 1)` in, float64.

    Networks are drawn with `seed`, doubled in gain so that small inputs show, and rounded to three
    decimals; the other functions ignore `seed`. "own" is what `expression` says, a text in the
    language of `compile_expression`. Raises ValueError for an unknown name, and for a text outside
    the language.

    >>> make_model("cumsum")(torch.ones(3, 1)).tolist()
    [[1.0], [2.0], [3.0]]

    Source: zhang2022, Table 1
    Chapter: ch-push-apart
    """
    check_choice(name, "model", CHOICES)
    if name == "own":
        return compile_expression(expression)
    return FUNCTIONS[name] if name in FUNCTIONS else make_network(name, seed=seed)


def make_network(name: str, *, seed: int = 0) -> nn.Module:
    """Return one of `NETWORKS` in float64 with frozen weights; see `make_model`.

    Source: zhang2022, Table 1
    Chapter: ch-push-apart
    """
    with isolated_seed(derive_seed(seed, "widget", name)):
        network = NETWORKS[name]().double().eval()
    for weight in network.requires_grad_(False).parameters():
        weight.copy_((2 * weight).round(decimals=DECIMALS))
    return network


def network_weights(seed: int = 0) -> dict[str, dict[str, list]]:
    """Return the state_dict of each network as nested lists: what the browser computes with.

    Source: zhang2022, Table 1
    Chapter: ch-push-apart
    """
    networks = {name: make_network(name, seed=seed) for name in NETWORKS}
    return {
        name: {key: weight.tolist() for key, weight in network.state_dict().items()}
        for name, network in networks.items()
    }
