"""A gallery of short functions: guess the verdict, then see what the probe says."""

from typing import Any

import traitlets

from setnb.checks import check_choice
from setnb.probes import VERDICTS
from setnb.widgets.base import Widget

GALLERY = (
    "softmax",
    "rank",
    "sort",
    "plus_one_at_max",
    "one_hot_argmax",
    "sort_minus_x",
    "sum_in_order",
    "standardise",
    "number_copies",
    "median",
    "reversed_at_ties",
    "cumsum",
)


class VerdictGallery(Widget):
    """Twelve functions, each a line of torch, one at a time: a guess first, then the verdict.

    `function` is the one on view, a name of `GALLERY`; `guesses` maps the names of those already
    checked to the verdicts guessed. Both follow what the reader does. Raises ValueError for a name
    or a verdict that does not exist.

    Source: zhang2022, Definitions 1 and 2
    Chapter: ch-laboratory
    """

    _name = "verdict_gallery"
    function = traitlets.Unicode("softmax").tag(sync=True)
    guesses = traitlets.Dict().tag(sync=True)

    @traitlets.validate("function")
    def _check_function(self, proposal: Any) -> str:
        return check_choice(proposal["value"], "function", GALLERY)

    @traitlets.validate("guesses")
    def _check_guesses(self, proposal: Any) -> dict[str, str]:
        for name, verdict in proposal["value"].items():
            check_choice(name, "guesses", GALLERY)
            check_choice(verdict, f"guess for {name}", VERDICTS)
        return proposal["value"]
