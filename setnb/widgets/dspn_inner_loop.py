"""The inner loop of DSPN: a set of points descends until its code is that of a wanted set."""

from collections.abc import Mapping
from typing import Any

import traitlets
from torch import nn

from setnb.checks import check_choice, check_count, reject
from setnb.nn import DSPN, SetEncoder
from setnb.nn.set_encoder import ENCODER_POOLS
from setnb.widgets.base import Widget
from setnb.widgets.checking import check_between
from setnb.widgets.inner_loop_models import default_models
from setnb.widgets.packing import pack_encoder

LIMIT = 2.0
SIZES = range(1, 11)
STARTS = ("zeros", "random")
STEPS = 40
Models = Mapping[str, tuple[nn.Module, nn.Module]]


class DSPNInnerLoop(Widget):
    """A wanted set X of points, and the set Y that a trained DSPN makes of X's code, step by step.

    `models` maps one or more of "sum", "mean" and "fspool" to `(encoder, dspn)`: a `SetEncoder`
    that makes the vector z of X, and a `DSPN` whose own encoder g, of that pooling, is inverted.
    Both take points `(n, 2)`. Left out, `setnb.widgets.inner_loop_models.default_models()`.

    `values` are 1 to 10 points `[x, y]` within 2 of 0; `pooling` is one of the models; `start` is
    "zeros" or "random", drawn with `seed` from N(0, 0.1^2); the descent takes 40 steps of size
    `lr`, 0.01 to 10, with `momentum` 0 to 0.9; `iteration` is the one on view. All follow what the
    reader does. Raises ValueError for other values.

    Source: zhang2022, equation (7)
    Chapter: ch-dspn
    """

    _name = "dspn_inner_loop"
    weights = traitlets.Dict(read_only=True).tag(sync=True)
    own_models = traitlets.Bool(False, read_only=True).tag(sync=True)
    values = traitlets.List(
        traitlets.List(traitlets.CFloat()),
        [[-1.2, 0.4], [-0.5, -1.0], [0.3, 1.1], [0.9, -0.6], [1.3, 0.7], [-0.1, 0.1]],
    ).tag(sync=True)
    pooling = traitlets.Unicode().tag(sync=True)
    start = traitlets.Unicode("zeros").tag(sync=True)
    seed = traitlets.Int(0).tag(sync=True)
    momentum = traitlets.CFloat(0.9).tag(sync=True)
    lr = traitlets.CFloat(1.0).tag(sync=True)
    iteration = traitlets.Int(20).tag(sync=True)

    def __init__(self, models: Models | None = None, **state: Any):
        chosen = default_models() if models is None else models
        self.set_trait("weights", pack_models(chosen))
        self.set_trait("own_models", models is not None)
        super().__init__(**state)

    @traitlets.default("pooling")
    def _first_pooling(self) -> str:
        return "sum" if "sum" in self.weights else next(iter(self.weights))

    @traitlets.validate("values")
    def _check_values(self, proposal: Any) -> list[list[float]]:
        values = proposal["value"]
        # A value that is not a number fails the comparison too.
        fit = all(len(row) == 2 and all(abs(v) <= LIMIT for v in row) for row in values)
        if len(values) not in SIZES or not fit:
            reject("values", expected=f"1 to 10 points [x, y] within {LIMIT} of 0", got=values)
        return values

    @traitlets.validate("pooling")
    def _check_pooling(self, proposal: Any) -> str:
        return check_choice(proposal["value"], "pooling", tuple(self.weights))

    @traitlets.validate("start")
    def _check_start(self, proposal: Any) -> str:
        return check_choice(proposal["value"], "start", STARTS)

    @traitlets.validate("seed")
    def _check_seed(self, proposal: Any) -> int:
        return check_count(proposal["value"], "seed", minimum=0)

    @traitlets.validate("momentum")
    def _check_momentum(self, proposal: Any) -> float:
        return check_between(proposal["value"], "momentum", 0, 0.9)

    @traitlets.validate("lr")
    def _check_lr(self, proposal: Any) -> float:
        return check_between(proposal["value"], "lr", 0.01, 10)

    @traitlets.validate("iteration")
    def _check_iteration(self, proposal: Any) -> int:
        return int(check_between(proposal["value"], "iteration", 0, STEPS))


def pack_models(models: Models) -> dict[str, dict[str, Any]]:
    """Return what the browser needs of each model, as JSON; ValueError for models that do not fit.

    Source: zhang2022, equation (7)
    Chapter: ch-dspn
    """
    if not models:
        reject("models", expected=f"one or more of {', '.join(ENCODER_POOLS)}", got="none")
    packed = {}
    for how, (encoder, dspn) in models.items():
        g = dspn.encoder if isinstance(dspn, DSPN) else None
        if not (isinstance(encoder, SetEncoder) and isinstance(g, SetEncoder)):
            expected = "(SetEncoder, DSPN with a SetEncoder)"
            reject(f"models[{how!r}]", expected=expected, got=str(type(dspn)))
        if g.how != how or encoder.set_dim != 2 or g.set_dim != 2 or encoder.latent != g.latent:
            expected = f"encoders of points (n, 2), of one latent size, g with {how!r} pooling"
            sizes = [(e.how, e.set_dim, e.latent) for e in (encoder, g)]
            reject(f"models[{how!r}]", expected=expected, got=f"(how, set_dim, latent) = {sizes}")
        packed[how] = {"encoder": pack_encoder(encoder), "decoder": pack_encoder(g)}
    return packed
