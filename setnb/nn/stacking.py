"""Several networks of one shape as one tensor program: their parameters with an axis of networks.

A small network leaves a GPU idle, as starting an operation takes longer than the operation. Side by
side, r networks need hardly more time than one.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.func import functional_call
from torch.nn.attention import SDPBackend, sdpa_kernel

from setnb.checks import reject
from setnb.nn.set_to_set import SetAutoencoder, SetCompleter
from setnb.sets import SetBatch

Stack = dict[str, Tensor]


def stack_parameters(networks: Sequence[nn.Module]) -> Stack:
    """Return every parameter of the networks with an axis of networks in front: a leaf `(r, ...)`.

    Copies, without a graph to the networks. Raises ValueError for no networks, and where
    names or shapes differ.

    Chapter: ch-numbering
    """
    if not networks:
        reject("networks", expected="at least one network", got="none")
    named = [dict(network.named_parameters()) for network in networks]
    shapes = [{name: p.shape for name, p in parameters.items()} for parameters in named]
    if any(other != shapes[0] for other in shapes):
        reject("networks", expected="networks of one shape", got="parameters of several")
    with torch.no_grad():
        stack = {name: torch.stack([p[name] for p in named]) for name in named[0]}
    return {name: parameter.requires_grad_() for name, parameter in stack.items()}


def answer_together(
    network: nn.Module,
    stack: Stack,
    inputs: SetBatch | Tensor,
    generators: Sequence[torch.Generator],
) -> Tensor:
    """Return the answers `(r, b, n, k)` of r networks, each to its own sets `(r, b, n, d)`.

    `network` is any one of them; `stack` holds the parameters of all. A DSPN behind an encoder
    draws its starts from `generators`, one a network. Other networks are mapped by `torch.vmap`;
    they must not draw.

    Chapter: ch-numbering
    """
    inside = (inputs.elements, inputs.mask) if isinstance(inputs, SetBatch) else (inputs,)
    if isinstance(network, (SetAutoencoder, SetCompleter)):
        return functional_call(network, stack, inside, {"generator": generators})

    def answer(parameters: Stack, *inputs: Tensor) -> Tensor:
        return functional_call(network, parameters, inputs)

    # The other implementations of attention know no axis of networks.
    with sdpa_kernel(SDPBackend.MATH):
        return torch.vmap(answer)(stack, *inside)
