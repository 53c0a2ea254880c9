"""DSPNInnerLoop in Python: its state, and the models that it takes."""

import base64
import math

import numpy as np
import pytest
import torch

from setnb.nn import IDSPN, SetEncoder
from setnb.widgets import DSPNInnerLoop
from setnb.widgets.inner_loop_models import default_models
from setnb.widgets.packing import pack_encoder


def make_model(how="fspool", dim=2, latent=8):
    encoders = [SetEncoder(dim, latent, hidden=(8,), how=how) for _ in range(2)]
    return encoders[0], IDSPN(encoders[1], 4, dim)


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"values": []}, r"values: expected 1 to 10 points \[x, y\] within 2.0 of 0"),
        ({"values": [[0.0, 0.0]] * 11}, "values: expected 1 to 10 points"),
        ({"values": [[0.0]]}, "values: expected 1 to 10 points"),
        ({"values": [[0.0, 3.0]]}, "values: expected 1 to 10 points"),
        ({"values": [[0.0, math.nan]]}, "values: expected 1 to 10 points"),
        ({"pooling": "max"}, "pooling: expected one of"),
        ({"start": "ones"}, "start: expected one of 'zeros', 'random', got"),
        ({"seed": -1}, "seed: expected an integer >= 0"),
        ({"momentum": 1.0}, "momentum: expected a number from 0 to 0.9"),
        ({"lr": 0.0}, "lr: expected a number from 0.01 to 10"),
        ({"lr": math.nan}, "lr: expected a number"),
        ({"iteration": 41}, "iteration: expected a number from 0 to 40"),
    ],
)
def test_bad_state(state, message):
    with pytest.raises(ValueError, match=message):
        DSPNInnerLoop(**state)


@pytest.mark.parametrize(
    ("models", "message"),
    [
        ({}, "models: expected one or more of fspool, sum, mean, got none"),
        ({"sum": (torch.nn.Linear(2, 2), make_model()[1])}, "expected .SetEncoder, DSPN with a"),
        ({"sum": (make_model()[0], torch.nn.Linear(2, 2))}, "expected .SetEncoder, DSPN with a"),
        ({"sum": make_model("mean")}, r"models\['sum'\]: expected encoders of points"),
        ({"sum": make_model("sum", dim=3)}, r"models\['sum'\]: expected encoders of points"),
        (
            {"sum": (make_model("sum", latent=4)[0], make_model("sum")[1])},
            r"of one latent size.*got .*\('sum', 2, 4\), \('sum', 2, 8\)",
        ),
    ],
)
def test_models_that_do_not_fit(models, message):
    with pytest.raises(ValueError, match=message):
        DSPNInnerLoop(models)


def test_state_is_set_from_python():
    widget = DSPNInnerLoop({"mean": make_model("mean")}, values=[[0, 1], [0, 1]], lr=2)
    assert widget.pooling == "mean"
    widget.iteration = 3
    state = widget.state()
    assert set(state.pop("weights")) == {"mean"}
    assert state == {
        "own_models": True,
        "values": [[0, 1], [0, 1]],
        "pooling": "mean",
        "start": "zeros",
        "seed": 0,
        "momentum": 0.9,
        "lr": 2,
        "iteration": 3,
    }


def test_weights_are_packed_as_float32_without_loss():
    encoder, _ = make_model()
    packed = pack_encoder(encoder)
    assert (packed["how"], packed["dims"]) == ("fspool", [2, 8, 8])
    numbers = np.frombuffer(base64.b64decode(packed["data"]), "<f4")
    first, second = encoder.linears
    tensors = [first.weight, first.bias, second.weight, second.bias, encoder.knots]
    assert numbers.tolist() == torch.cat([t.detach().flatten() for t in tensors]).tolist()


def test_the_models_it_shows_when_given_none():
    models = default_models()
    assert set(models) == {"sum", "mean", "fspool"}
    assert DSPNInnerLoop().weights == DSPNInnerLoop(models).weights
    assert not DSPNInnerLoop().own_models
