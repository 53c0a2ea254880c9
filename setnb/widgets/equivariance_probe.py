"""The equivariance probe as a drawing: choose a function, a set and a permutation."""

import math
from typing import Any

import traitlets

from setnb.checks import check_choice, check_count, reject
from setnb.functional import check_perm
from setnb.widgets.base import Widget
from setnb.widgets.expressions import compile_expression
from setnb.widgets.probe_models import CHOICES, network_weights

LIMIT = 3.0
SIZES = range(2, 7)


class EquivarianceProbe(Widget):
    """One function, one set X of scalars, one permutation P: f(PX) beside f(X), and a verdict.

    `model` is one of `setnb.widgets.probe_models.CHOICES`; `expression` is the text of the model
    "own", read by `setnb.widgets.expressions`; `values` are 2 to 6 numbers within 3 of 0;
    `permutation` lists the rows of PX and starts over when `values` changes its length; `seed`
    draws the networks. All follow what the reader does. Raises ValueError for other values.

    Source: zhang2022, Table 1
    Chapter: ch-push-apart
    """

    _name = "equivariance_probe"
    model = traitlets.Unicode("bilstm").tag(sync=True)
    values = traitlets.List(traitlets.CFloat(), [2.0, -1.0, 0.5, 2.0]).tag(sync=True)
    permutation = traitlets.List(traitlets.CInt(), [1, 0, 2, 3]).tag(sync=True)
    seed = traitlets.Int(0).tag(sync=True)
    expression = traitlets.Unicode("x - mean(x)").tag(sync=True)
    weights = traitlets.Dict(read_only=True).tag(sync=True)

    @traitlets.default("weights")
    def _default_weights(self) -> dict:
        return network_weights(self.seed)

    @traitlets.validate("model")
    def _check_model(self, proposal: Any) -> str:
        return check_choice(proposal["value"], "model", CHOICES)

    @traitlets.validate("expression")
    def _check_expression(self, proposal: Any) -> str:
        compile_expression(proposal["value"])
        return proposal["value"]

    @traitlets.validate("seed")
    def _check_seed(self, proposal: Any) -> int:
        return check_count(proposal["value"], "seed", minimum=0)

    @traitlets.validate("values")
    def _check_values(self, proposal: Any) -> list[float]:
        values = proposal["value"]
        fit = all(math.isfinite(v) and abs(v) <= LIMIT for v in values)
        if len(values) not in SIZES or not fit:
            reject("values", expected=f"2 to 6 numbers from -{LIMIT} to {LIMIT}", got=values)
        return values

    @traitlets.validate("permutation")
    def _check_permutation(self, proposal: Any) -> list[int]:
        permutation = check_perm(proposal["value"], "permutation").tolist()
        if len(permutation) != len(self.values):
            reject("permutation", expected=f"{len(self.values)} places", got=permutation)
        return permutation

    @traitlets.observe("values")
    def _restart_permutation(self, change: Any) -> None:
        if len(self.permutation) != len(self.values):
            self.permutation = list(range(len(self.values)))

    @traitlets.observe("seed")
    def _redraw_weights(self, change: Any) -> None:
        self.set_trait("weights", network_weights(self.seed))
