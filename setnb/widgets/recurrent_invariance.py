"""Every order of a small list, read by a GRU: the orders fan out, and merge as lambda grows."""

from collections.abc import Mapping
from typing import Any

import traitlets
from torch import nn

from setnb.checks import reject
from setnb.nn import Readout, RecurrentEncoder, SequenceModel
from setnb.widgets.base import Widget
from setnb.widgets.checking import check_between
from setnb.widgets.packing import pack_reader
from setnb.widgets.recurrent_models import default_models

SIZES = range(3, 5)


class RecurrentInvariance(Widget):
    """Whole numbers in the order in which a GRU reads them, and what it makes of all other orders.

    `models` maps each strength of the penalty SIRE, 0 for none, to a model trained with it: a
    `SequenceModel` of an embedded whole number, a GRU `RecurrentEncoder` and a `Readout`. Left out,
    `setnb.widgets.recurrent_models.default_models()`.

    `values` are 3 or 4 whole numbers below the size of the embedding, 0 to 9 as shipped, in the
    order that is highlighted; equal ones are allowed, and then some orders are the same.
    `strength` is one of those of the models. `swap`, 1 to 3, is the place of the first of two
    neighbours: the order with these two exchanged is drawn beside the highlighted one; in a list
    of three, 3 stands for 2. All follow what the reader does. Raises ValueError for other values.

    Source: cohenkarlik2020, section 4
    Chapter: ch-recurrence
    """

    _name = "recurrent_invariance"
    weights = traitlets.List(traitlets.Dict(), read_only=True).tag(sync=True)
    own_models = traitlets.Bool(False, read_only=True).tag(sync=True)
    values = traitlets.List(traitlets.Int(), [2, 3, 5, 8]).tag(sync=True)
    strength = traitlets.CFloat().tag(sync=True)
    swap = traitlets.Int(2).tag(sync=True)

    def __init__(self, models: Mapping[float, nn.Module] | None = None, **state: Any):
        chosen = default_models() if models is None else models
        self.set_trait("weights", pack_readers(chosen))
        self.set_trait("own_models", models is not None)
        super().__init__(**state)

    @traitlets.default("strength")
    def _least_strength(self) -> float:
        return self.weights[0]["strength"]

    @traitlets.validate("values")
    def _check_values(self, proposal: Any) -> list[int]:
        values, below = proposal["value"], self.weights[0]["below"]
        if len(values) not in SIZES or not all(0 <= v < below for v in values):
            expected = f"3 or 4 whole numbers from 0 to {below - 1}"
            reject("values", expected=expected, got=values)
        return values

    @traitlets.validate("strength")
    def _check_strength(self, proposal: Any) -> float:
        strengths = tuple(packed["strength"] for packed in self.weights)
        if proposal["value"] not in strengths:
            expected = f"one of {', '.join(map(str, strengths))}"
            reject("strength", expected=expected, got=proposal["value"])
        return proposal["value"]

    @traitlets.validate("swap")
    def _check_swap(self, proposal: Any) -> int:
        return int(check_between(proposal["value"], "swap", 1, SIZES[-1] - 1))


def pack_readers(models: Mapping[float, nn.Module]) -> list[dict[str, Any]]:
    """Return what the browser needs of each model, weakest penalty first, as JSON.

    Raises ValueError for models that do not fit.

    Source: cohenkarlik2020, appendix C
    Chapter: ch-recurrence
    """
    if not models:
        reject("models", expected="one or more, by the strength of their penalty", got="none")
    packed = []
    for strength, model in sorted(models.items()):
        reader = check_reader(model, f"models[{strength}]")
        packed.append({"strength": float(strength), **pack_reader(reader)})
    if len({reader["below"] for reader in packed}) > 1:
        sizes = [reader["below"] for reader in packed]
        reject("models", expected="embeddings of one size", got=f"sizes {sizes}")
    return packed


def check_reader(model: nn.Module, name: str) -> SequenceModel:
    """Return a model if it is one that the page can run; ValueError otherwise.

    Source: cohenkarlik2020, appendix C
    Chapter: ch-recurrence
    """
    if (
        isinstance(model, SequenceModel)
        and isinstance(getattr(model.phi, "table", None), nn.Embedding)
        and isinstance(model.read, RecurrentEncoder)
        and model.read.cell == "gru"
        and isinstance(model.rho, Readout)
    ):
        return model
    expected = "SequenceModel(embedding `table`, RecurrentEncoder of a GRU, Readout)"
    reject(name, expected=expected, got=str(type(model)))
