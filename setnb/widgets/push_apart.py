"""push_apart on a line: two elements, their outputs, and what happens as they meet."""

from typing import Any

import traitlets

from setnb.checks import check_choice
from setnb.widgets.base import Widget
from setnb.widgets.checking import check_two_numbers

LIMIT = 2.5
FUNCTIONS = ("push_apart", "from_mean")


class PushApart(Widget):
    """Two draggable elements of a list and their outputs under `push_apart` or `x + (x - mean)`.

    `values` are two numbers within 2.5 of 0, in list order; `function` is "push_apart" or
    "from_mean". Both follow what the reader does. Raises ValueError for other values.

    Source: zhang2022, equation (1)
    Chapter: ch-push-apart
    """

    _name = "push_apart"
    values = traitlets.List(traitlets.CFloat(), [1.0, 2.0]).tag(sync=True)
    function = traitlets.Unicode("push_apart").tag(sync=True)

    @traitlets.validate("values")
    def _check_values(self, proposal: Any) -> list[float]:
        return check_two_numbers(proposal["value"], LIMIT)

    @traitlets.validate("function")
    def _check_function(self, proposal: Any) -> str:
        return check_choice(proposal["value"], "function", FUNCTIONS)
