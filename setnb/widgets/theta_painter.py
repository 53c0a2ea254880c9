"""The Theta painter: which matrices commute with every permutation?"""

import math
from typing import Any

import traitlets

from setnb.checks import reject
from setnb.widgets.base import Widget

THETA_LIMIT = 2.0
VALUE_LIMIT = 3.0
SIZES = range(2, 7)
START = [[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 2.0], [0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]]


class ThetaPainter(Widget):
    """A square matrix to paint: Theta P X beside P Theta X for the worst permutation P.

    `theta` has 2 to 6 rows of entries within 2 of 0; `values` is the set X on view, one number
    within 3 of 0 for each row, and is cut or filled with zeros when `theta` changes its size. Both
    follow what the reader does. Raises ValueError for other values.

    Source: zaheer2017, Lemma 3
    Chapter: ch-equivariant-layers
    """

    _name = "theta_painter"
    theta = traitlets.List(traitlets.List(traitlets.CFloat()), START).tag(sync=True)
    values = traitlets.List(traitlets.CFloat(), [1.0, -1.0, 0.5, 2.0]).tag(sync=True)

    @traitlets.validate("theta")
    def _check_theta(self, proposal: Any) -> list[list[float]]:
        theta = proposal["value"]
        n = len(theta)
        square = n in SIZES and all(len(row) == n for row in theta)
        if not square or not all(within(row, THETA_LIMIT) for row in theta):
            expected = f"2 to 6 rows of as many numbers from -{THETA_LIMIT} to {THETA_LIMIT}"
            reject("theta", expected=expected, got=theta)
        return theta

    @traitlets.validate("values")
    def _check_values(self, proposal: Any) -> list[float]:
        values, n = proposal["value"], len(self.theta)
        if len(values) != n or not within(values, VALUE_LIMIT):
            expected = f"{n} numbers from -{VALUE_LIMIT} to {VALUE_LIMIT}, one for each row"
            reject("values", expected=expected, got=values)
        return values

    @traitlets.observe("theta")
    def _fit_values(self, change: Any) -> None:
        n = len(self.theta)
        if len(self.values) != n:
            self.values = (self.values + n * [0.0])[:n]


def within(numbers: list[float], limit: float) -> bool:
    """Return whether all are finite and at most `limit` from 0."""
    return all(math.isfinite(v) and abs(v) <= limit for v in numbers)
