"""The sharing-scheme replay: a soft sharing matrix on its way to a partition, by penalty."""

from typing import Any

import traitlets

from setnb.checks import check_choice, reject
from setnb.widgets.base import Widget
from setnb.widgets.checking import check_between
from setnb.widgets.sharing_searches import PENALTIES, default_searches

SIZES = range(2, 9)
CURVES = ("loss", "entropy", "norm", "columns", "distance")


class SharingReplay(Widget):
    """The soft matrix A during a search that was recorded, with its losses and its blocks.

    `frames` are searches as `setnb.widgets.sharing_searches.record_searches` returns them, of 2 to
    8 parameters; left out, `default_searches()` of the same module. `penalty` is what the search on
    view adds to the validation loss: "none", "entropy", or both the entropy and a norm, the true
    one of "nuclear" or that of the paper's code, "columns". `frame` counts the pictures from 0.
    The last two follow what the reader does. Raises ValueError for other values.

    Source: yeh2022, equations (19) to (21)
    Chapter: ch-parameter-sharing
    """

    _name = "sharing_replay"
    frames = traitlets.Dict(read_only=True).tag(sync=True)
    own_frames = traitlets.Bool(False, read_only=True).tag(sync=True)
    penalty = traitlets.Unicode("nuclear").tag(sync=True)
    frame = traitlets.Int(0).tag(sync=True)

    def __init__(self, frames: dict[str, Any] | None = None, **state: Any):
        chosen = default_searches() if frames is None else check_searches(frames)
        self.set_trait("frames", chosen)
        self.set_trait("own_frames", frames is not None)
        super().__init__(**state)

    @traitlets.validate("penalty")
    def _check_penalty(self, proposal: Any) -> str:
        return check_choice(proposal["value"], "penalty", tuple(PENALTIES))

    @traitlets.validate("frame")
    def _check_frame(self, proposal: Any) -> int:
        return int(check_between(proposal["value"], "frame", 0, len(self.frames["steps"]) - 1))


def check_searches(frames: dict[str, Any]) -> dict[str, Any]:
    """Return `frames` if they are searches that the page can play; ValueError otherwise.

    Source: yeh2022, section 5.1
    Chapter: ch-parameter-sharing
    """
    parts, searches = {"steps", "scheme", "truth", "searches"}, frames.get("searches", {})
    if not parts <= set(frames) or set(searches) != set(PENALTIES):
        expected = f"what record_searches() returns: {', '.join(sorted(parts))}"
        reject("frames", expected=expected, got=sorted(frames))
    k, count = len(frames["scheme"]), len(frames["steps"])
    if k not in SIZES or count < 2:
        reject("frames", expected="2 to 8 parameters, 2 pictures or more", got=f"{k}, {count}")
    for penalty, search in searches.items():
        lengths = {name: len(search.get(name, [])) for name in ("assignment", *CURVES)}
        square = all(
            len(a) == k and all(len(row) == k for row in a) for a in search.get("assignment", [])
        )
        if set(lengths.values()) != {count} or not square:
            expected = f"{count} matrices of {k} rows and columns, {count} numbers per curve"
            reject(f"frames of {penalty}", expected=expected, got=lengths)
    return frames
