"""Number the elements of every class: a trained iDSPN does it in the page, step by step."""

from typing import Any

import traitlets
from torch import nn

from setnb.checks import check_choice, check_count, reject
from setnb.experiments.trained import load_trained
from setnb.functional import project_simplex
from setnb.nn import SetCompleter, SetEncoder
from setnb.widgets.base import Widget
from setnb.widgets.packing import pack_encoder

TRAINED = "numbering_typed"
LETTERS = "abcdefg"
LARGEST = 16
STARTS = ("random", "zeros")


class Numbering(Widget):
    """A multiset of letters, and the numbers that a model gives its elements over its inner steps.

    `model` is a `SetCompleter` of a `SetEncoder` and a `DSPN` on the simplex, trained to map up to
    n one-hot classes to n probabilities each: those of the numbers 0, ..., n - 1. Left out, the
    one shipped as "numbering_typed".

    `letters` are up to n of the model's first letters, as many as it has classes; `start` is
    "random", drawn with `seed` as the model does in training, or "zeros", the same for all;
    `iteration` is the inner step on view. All follow what the reader does. Raises ValueError for
    other values.

    Source: zhang2022, section 4.1
    Chapter: ch-numbering
    """

    _name = "numbering"
    weights = traitlets.Dict(read_only=True).tag(sync=True)
    own_model = traitlets.Bool(False, read_only=True).tag(sync=True)
    letters = traitlets.Unicode().tag(sync=True)
    start = traitlets.Unicode("random").tag(sync=True)
    seed = traitlets.Int(0).tag(sync=True)
    iteration = traitlets.Int(0).tag(sync=True)

    def __init__(self, model: SetCompleter | None = None, **state: Any):
        chosen = load_trained(TRAINED) if model is None else model
        self.set_trait("weights", pack_completer(chosen))
        self.set_trait("own_model", model is not None)
        super().__init__(**state)

    @traitlets.default("letters")
    def _first_letters(self) -> str:
        return "".join(c for c in "aabbb" if c in self._alphabet())[: self.weights["largest"]]

    @traitlets.validate("letters")
    def _check_letters(self, proposal: Any) -> str:
        letters, alphabet, largest = proposal["value"], self._alphabet(), self.weights["largest"]
        if len(letters) > largest or not set(letters) <= set(alphabet):
            reject(
                "letters", expected=f"up to {largest} letters of {alphabet!r}", got=repr(letters)
            )
        return letters

    @traitlets.validate("start")
    def _check_start(self, proposal: Any) -> str:
        return check_choice(proposal["value"], "start", STARTS)

    @traitlets.validate("seed")
    def _check_seed(self, proposal: Any) -> int:
        return check_count(proposal["value"], "seed", minimum=0)

    @traitlets.validate("iteration")
    def _check_iteration(self, proposal: Any) -> int:
        iteration, steps = proposal["value"], self.weights["steps"]
        if not 0 <= iteration <= steps:
            reject("iteration", expected=f"an integer from 0 to {steps}", got=iteration)
        return iteration

    def _alphabet(self) -> str:
        return LETTERS[: self.weights["classes"]]


def pack_completer(model: nn.Module) -> dict[str, Any]:
    """Return what the browser needs of the model, as JSON; ValueError for one that does not fit.

    Source: zhang2022, appendix F
    Chapter: ch-numbering
    """
    if not isinstance(model, SetCompleter) or not isinstance(model.decoder.encoder, SetEncoder):
        reject("model", expected="SetCompleter(SetEncoder, DSPN(SetEncoder))", got=str(type(model)))
    encoder, decoder, g = model.encoder, model.decoder, model.decoder.encoder
    classes, n = encoder.set_dim, decoder.set_dim
    if not (classes <= len(LETTERS) and n <= LARGEST and g.set_dim == classes + n):
        expected = f"up to {len(LETTERS)} classes, up to {LARGEST} numbers, g of their sum"
        reject("model", expected=expected, got=f"{classes}, {n}, {g.set_dim}")
    if decoder.project is not project_simplex or decoder.start not in ("normal", "zeros"):
        expected = "a decoder with project=project_simplex and a start that is not learned"
        reject("model", expected=expected, got=f"project={decoder.project}")
    solver = decoder.solver
    return {
        "encoder": pack_encoder(encoder),
        "decoder": pack_encoder(g),
        "classes": classes,
        "largest": n,
        "start_std": decoder.start_std,
        "steps": solver.steps,
        "lr": solver.lr,
        "momentum": solver.momentum,
        "clip": solver.clip,
    }
