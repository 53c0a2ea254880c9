"""FSPool on one feature: the weight function, the pooled value and each element's gradient."""

from typing import Any

import traitlets

from setnb.checks import reject
from setnb.widgets.base import Widget

SIZES = range(1, 9)
KNOTS = 5
WEIGHT_LIMIT = 2.0


class FSPoolWeights(Widget):
    """A set on a line, FSPool's piecewise-linear weights, and the gradient at each element.

    `values` are 1 to 8 numbers from 0 to 1, in list order; `knots` are the weights at the positions
    0 (largest), 1/4, 1/2, 3/4 and 1 (smallest), within 2 of 0. Both follow what the reader does.
    Raises ValueError for other values.

    Source: zhang2020fspool, its pooling for variable-size sets
    Chapter: ch-fspool
    """

    _name = "fspool_weights"
    values = traitlets.List(traitlets.CFloat(), [0.85, 0.5, 0.25, 0.5]).tag(sync=True)
    knots = traitlets.List(traitlets.CFloat(), [1.5, 1.2, 0.4, -0.2, -0.5]).tag(sync=True)

    @traitlets.validate("values")
    def _check_values(self, proposal: Any) -> list[float]:
        values = proposal["value"]
        # A value that is not a number fails the comparison too.
        if len(values) not in SIZES or not all(0 <= v <= 1 for v in values):
            reject("values", expected="1 to 8 numbers from 0 to 1", got=values)
        return values

    @traitlets.validate("knots")
    def _check_knots(self, proposal: Any) -> list[float]:
        knots = proposal["value"]
        if len(knots) != KNOTS or not all(abs(v) <= WEIGHT_LIMIT for v in knots):
            expected = f"{KNOTS} numbers from -{WEIGHT_LIMIT} to {WEIGHT_LIMIT}"
            reject("knots", expected=expected, got=knots)
        return knots
