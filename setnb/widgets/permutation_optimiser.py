"""The permutation optimiser: the order of a small set, found by descending what orders cost."""

from typing import Any

import traitlets
from torch import nn

from setnb.checks import check_choice, reject
from setnb.nn import PairCosts
from setnb.widgets.base import Widget
from setnb.widgets.checking import check_between

LIMIT = 1.5
SIZES = range(3, 9)
COMPARISONS = ("ascending", "descending", "size", "circle")
GRADIENTS = ("paper", "proper")
STEPS = 24


class PermutationOptimiser(Widget):
    """A set of numbers, what its pairs cost, and the soft permutation that descends their total.

    `costs` is a trained `PairCosts` of numbers, with one channel: it adds the comparison "learned".

    `values` are 3 to 8 numbers within 1.5 of 0, in list order. `comparison` is what f asks of two
    elements: "ascending", "descending", "size" (of the absolute values), "circle" (-1 before 0
    before 1 before -1) or "learned". `gradient` is "paper", the one with respect to P, or "proper",
    the one through the Sinkhorn operator. From the uniform P the descent takes 24 steps of size
    `rate`, 0.1 to 5, each with `iters` Sinkhorn rounds, 1 to 20; `step` is the one on view. All
    follow what the reader does. Raises ValueError for other values.

    Source: zhang2019permoptim, section 2 and appendix D
    Chapter: ch-optimised-permutations
    """

    _name = "permutation_optimiser"
    weights = traitlets.Dict(read_only=True).tag(sync=True)
    values = traitlets.List(traitlets.CFloat(), [0.6, -1.2, 1.3, -0.3, 0.1]).tag(sync=True)
    comparison = traitlets.Unicode().tag(sync=True)
    gradient = traitlets.Unicode("paper").tag(sync=True)
    rate = traitlets.CFloat(3.0).tag(sync=True)
    iters = traitlets.Int(4).tag(sync=True)
    step = traitlets.Int(6).tag(sync=True)

    def __init__(self, costs: PairCosts | None = None, **state: Any):
        self.set_trait("weights", {} if costs is None else pack_pair_costs(costs))
        super().__init__(**state)

    @traitlets.default("comparison")
    def _own_comparison(self) -> str:
        return "learned" if self.weights else "ascending"

    @traitlets.validate("values")
    def _check_values(self, proposal: Any) -> list[float]:
        values = proposal["value"]
        # A value that is not a number fails the comparison too.
        if len(values) not in SIZES or not all(abs(v) <= LIMIT for v in values):
            reject("values", expected=f"3 to 8 numbers within {LIMIT} of 0", got=values)
        return values

    @traitlets.validate("comparison")
    def _check_comparison(self, proposal: Any) -> str:
        offered = ("learned", *COMPARISONS) if self.weights else COMPARISONS
        return check_choice(proposal["value"], "comparison", offered)

    @traitlets.validate("gradient")
    def _check_gradient(self, proposal: Any) -> str:
        return check_choice(proposal["value"], "gradient", GRADIENTS)

    @traitlets.validate("rate")
    def _check_rate(self, proposal: Any) -> float:
        return check_between(proposal["value"], "rate", 0.1, 5)

    @traitlets.validate("iters")
    def _check_iters(self, proposal: Any) -> int:
        return int(check_between(proposal["value"], "iters", 1, 20))

    @traitlets.validate("step")
    def _check_step(self, proposal: Any) -> int:
        return int(check_between(proposal["value"], "step", 0, STEPS))


def pack_pair_costs(costs: nn.Module) -> dict[str, list[float]]:
    """Return the weights of f as JSON: hidden unit k is `relu(first x_i + second x_j + bias)`.

    Raises ValueError for anything but costs of numbers in one channel.

    Source: zhang2019permoptim, section 2.3
    Chapter: ch-optimised-permutations
    """
    if not isinstance(costs, PairCosts):
        reject("costs", expected="a setnb.nn.PairCosts", got=str(type(costs)))
    shape = costs.first.in_features // 2, costs.readout.out_features
    if shape != (1, 1):
        reject("costs", expected="PairCosts(1), with one channel", got=f"dim, channels = {shape}")
    first, second = costs.first.weight.detach().unbind(1)
    return {
        "first": first.tolist(),
        "second": second.tolist(),
        "bias": costs.first.bias.tolist(),
        "readout": costs.readout.weight.detach()[0].tolist(),
    }
