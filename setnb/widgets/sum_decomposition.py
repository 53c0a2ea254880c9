"""The sum-decomposition explorer: what can rho still read from the sums of phi?"""

from typing import Any

import traitlets

from setnb.checks import check_choice, check_count, reject
from setnb.widgets.base import Widget

# How many elements each function can be read from.
SIZES = {
    "power_sums": range(1, 9),
    "mean": range(1, 9),
    "maximum": range(1, 9),
    "second_largest": range(2, 9),
    "product_of_two": range(2, 3),
    "product_of_three": range(3, 4),
}
PRECISIONS = ("float64", "float32", "6 decimals", "4 decimals", "2 decimals")
SHARPEST = 100


class SumDecomposition(Widget):
    """A set of numbers, the sums of phi over it, and what rho reads from those sums.

    `values` are 1 to 8 numbers from 0 to 1; `decomposition` is one of `SIZES`, which also bounds
    how many values it takes; `precision` is one of `PRECISIONS`, the digits of the sums that are
    kept; `sharpness` is the a of "maximum" and "second_largest", 1 to 100. All follow what the
    reader does. Raises ValueError for other values.

    Source: zaheer2017, Theorem 7
    Chapter: ch-sum-decomposition
    """

    _name = "sum_decomposition"
    values = traitlets.List(traitlets.CFloat(), [0.12, 0.34, 0.55, 0.6, 0.91]).tag(sync=True)
    decomposition = traitlets.Unicode("power_sums").tag(sync=True)
    precision = traitlets.Unicode("4 decimals").tag(sync=True)
    sharpness = traitlets.Int(20).tag(sync=True)

    @traitlets.validate("values")
    def _check_values(self, proposal: Any) -> list[float]:
        values = proposal["value"]
        sizes = SIZES.get(self.decomposition, SIZES["power_sums"])
        # A value that is not a number fails the comparison too.
        if len(values) not in sizes or not all(0 <= v <= 1 for v in values):
            number = f"{sizes[0]} to {sizes[-1]}" if len(sizes) > 1 else f"{sizes[0]}"
            reject("values", expected=f"{number} numbers from 0 to 1", got=values)
        return values

    @traitlets.validate("decomposition")
    def _check_decomposition(self, proposal: Any) -> str:
        return check_choice(proposal["value"], "decomposition", tuple(SIZES))

    @traitlets.validate("precision")
    def _check_precision(self, proposal: Any) -> str:
        return check_choice(proposal["value"], "precision", PRECISIONS)

    @traitlets.validate("sharpness")
    def _check_sharpness(self, proposal: Any) -> int:
        sharpness = check_count(proposal["value"], "sharpness", minimum=1)
        if sharpness > SHARPEST:
            reject("sharpness", expected=f"an integer from 1 to {SHARPEST}", got=sharpness)
        return sharpness
