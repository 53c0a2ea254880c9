"""The partition distance: two groupings of the same elements, and what must move between them."""

from typing import Any

import traitlets

from setnb.checks import reject
from setnb.widgets.base import Widget

SIZES = range(4, 11)


class PartitionDistance(Widget):
    """Two groupings A and B to rearrange: overlaps, what must move, and how symmetries differ.

    `a` and `b` hold a whole number for each of the same 4 to 10 elements; elements with equal
    numbers are in one block. Blocks are shown in the order of their numbers, and renumbered
    0, 1, ... Both follow what the reader does. To change how many elements there are, set both
    inside `with widget.hold_trait_notifications():`. Raises ValueError for other values.

    Source: yeh2022, Definition 3 and Claim 3
    Chapter: ch-partition-distance
    """

    _name = "partition_distance"
    a = traitlets.List(traitlets.Int(), [0, 0, 0, 1, 1, 1]).tag(sync=True)
    b = traitlets.List(traitlets.Int(), [0, 0, 1, 1, 2, 2]).tag(sync=True)

    @traitlets.validate("a", "b")
    def _check_labels(self, proposal: Any) -> list[int]:
        name, labels = proposal["trait"].name, proposal["value"]
        other = self.b if name == "a" else self.a
        if len(labels) not in SIZES or len(labels) != len(other):
            expected = f"4 to 10 labels, as many as the other grouping, which has {len(other)}"
            reject(name, expected=expected, got=labels)
        names = sorted(set(labels))
        return [names.index(label) for label in labels]
