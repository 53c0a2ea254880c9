"""The continuity explorer: near inputs, and how near their outputs are."""

from typing import Any

import traitlets

from setnb.checks import check_choice, reject
from setnb.widgets.base import Widget
from setnb.widgets.checking import check_two_numbers

LIMIT = 2.5
SMALLEST = 1e-6
FUNCTIONS = (
    "subtract_mean",
    "push_apart",
    "sort_jacobian",
    "single_out",
    "averaged_sort_jacobian",
    "shift_unique_integers",
    "append_copy_number",
    "keep_first",
)


class ContinuityExplorer(Widget):
    """A set X of two, a set Y at distance epsilon, and how far a function sends them apart.

    `values` are the two elements of X, within 2.5 of 0; `function` is one of `FUNCTIONS`, the named
    ones of `setnb.functional`; Y is X with its first element moved up by `epsilon`, from 1e-6 to 1,
    and listed the other way round if `swapped`. All follow what the reader does. The curves are
    those of `setnb.probes.continuity_curve`. Raises ValueError for other values.

    Source: zhang2022, appendix B.3
    Chapter: ch-fspool
    """

    _name = "continuity_explorer"
    values = traitlets.List(traitlets.CFloat(), [1.0, 1.0]).tag(sync=True)
    function = traitlets.Unicode("push_apart").tag(sync=True)
    epsilon = traitlets.CFloat(1e-3).tag(sync=True)
    swapped = traitlets.Bool(False).tag(sync=True)

    @traitlets.validate("values")
    def _check_values(self, proposal: Any) -> list[float]:
        return check_two_numbers(proposal["value"], LIMIT)

    @traitlets.validate("function")
    def _check_function(self, proposal: Any) -> str:
        return check_choice(proposal["value"], "function", FUNCTIONS)

    @traitlets.validate("epsilon")
    def _check_epsilon(self, proposal: Any) -> float:
        # A value that is not a number fails the comparison too.
        if not SMALLEST <= proposal["value"] <= 1:
            reject("epsilon", expected=f"a number from {SMALLEST} to 1", got=proposal["value"])
        return proposal["value"]
