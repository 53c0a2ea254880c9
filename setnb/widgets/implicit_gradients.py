"""The implicit-gradient explorer: every gradient mode beside the gradient at the minimum."""

from typing import Any

import traitlets

from setnb.checks import check_count, reject
from setnb.widgets.base import Widget

COUNTS = {"steps": (1, 200), "wells": (1, 2), "cg_steps": (1, 2), "neumann_steps": (0, 50)}
NUMBERS = {
    "lr": (0.05, 1.25),
    "momentum": (0, 0.95),
    "condition": (1, 100),
    "direction": (0, 360),
    "gamma": (0.01, 100),
}


class ImplicitGradients(Widget):
    """A descent in the plane and the gradient of `v . y` for a push, in six modes and in truth.

    The problem is `setnb.implicit.valley.valley(theta, condition=, wells=)` at theta = 0, the
    descent `GradientDescent(steps=, lr=, momentum=)` from its `START`; v is the unit vector at
    `direction` degrees. `gamma`, `cg_steps` and `neumann_steps` are the options of `Damped`, `CG`
    and `Neumann`. All follow what the reader does. The ranges are `COUNTS` and `NUMBERS`;
    ValueError outside.

    That a small step against the identity's gradient lowers the loss is so for a push, which moves
    the minimum by `H^-1`; it need not be so for parameters that enter the energy otherwise.

    Source: zhang2022, section 3
    Chapter: ch-implicit-gradients
    """

    _name = "implicit_gradients"
    steps = traitlets.Int(10).tag(sync=True)
    lr = traitlets.CFloat(0.5).tag(sync=True)
    momentum = traitlets.CFloat(0.0).tag(sync=True)
    condition = traitlets.CFloat(30.0).tag(sync=True)
    wells = traitlets.Int(1).tag(sync=True)
    direction = traitlets.CFloat(60.0).tag(sync=True)
    gamma = traitlets.CFloat(1.0).tag(sync=True)
    cg_steps = traitlets.Int(1).tag(sync=True)
    neumann_steps = traitlets.Int(3).tag(sync=True)

    @traitlets.validate(*COUNTS)
    def _check_count(self, proposal: Any) -> int:
        name, value = proposal["trait"].name, proposal["value"]
        low, high = COUNTS[name]
        if check_count(value, name, minimum=low) > high:
            reject(name, expected=f"at most {high}", got=value)
        return value

    @traitlets.validate(*NUMBERS)
    def _check_number(self, proposal: Any) -> float:
        name, value = proposal["trait"].name, proposal["value"]
        low, high = NUMBERS[name]
        # A value that is not a number fails the comparison too.
        if not low <= value <= high:
            reject(name, expected=f"a number from {low} to {high}", got=value)
        return value
