"""RecurrentInvariance in Python: its state, its models, and the trainings that are shipped."""

import base64
from itertools import permutations

import numpy as np
import pytest
import torch
from torch import nn

from setnb.experiments.sire_vs_sub import Config, Symbols, draw, make_model
from setnb.nn import Readout, RecurrentEncoder, SequenceModel
from setnb.weights import manifest
from setnb.widgets import RecurrentInvariance
from setnb.widgets.packing import pack_reader
from setnb.widgets.recurrent_models import STRENGTHS, default_models


def make_reader(below=10, cell="gru"):
    phi, read = Symbols(below, 3), RecurrentEncoder(3, 4, cell=cell)
    return SequenceModel(phi, read, Readout(4, unit=10.0))


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"values": [1, 2]}, "values: expected 3 or 4 whole numbers from 0 to 9, got"),
        ({"values": [1, 2, 3, 4, 5]}, "values: expected 3 or 4 whole numbers"),
        ({"values": [1, 2, 10]}, "values: expected 3 or 4 whole numbers from 0 to 9"),
        ({"values": [1, 2, -1]}, "values: expected 3 or 4 whole numbers from 0 to 9"),
        ({"strength": 2}, "strength: expected one of 0.0, 0.1, 1.0, 10.0, 100.0, 1000.0, got 2"),
        ({"swap": 0}, "swap: expected a number from 1 to 3, got 0"),
        ({"swap": 4}, "swap: expected a number from 1 to 3, got 4"),
        ({"models": {}}, "models: expected one or more, by the strength of their penalty"),
        ({"models": {0: nn.Linear(1, 1)}}, r"models\[0\]: expected SequenceModel\(embedding"),
        ({"models": {1: make_reader(cell="lstm")}}, r"models\[1\]: expected .* of a GRU"),
        (
            {"models": {0: make_reader(8), 1: make_reader(9)}},
            r"models: expected embeddings of one size, got sizes \[8, 9\]",
        ),
    ],
)
def test_bad_state(state, message):
    with pytest.raises(ValueError, match=message):
        RecurrentInvariance(**state)


def test_state_is_set_from_python():
    widget = RecurrentInvariance({5: make_reader(6), 0.5: make_reader(6)}, values=[5, 0, 5])
    assert (widget.strength, widget.swap) == (0.5, 2)
    widget.strength = 5
    widget.swap = 3
    state = widget.state()
    assert [reader["strength"] for reader in state.pop("weights")] == [0.5, 5]
    assert state == {"own_models": True, "values": [5, 0, 5], "strength": 5, "swap": 3}
    with pytest.raises(ValueError, match="whole numbers from 0 to 5"):
        widget.values = [6, 0, 0]


def test_weights_are_packed_as_float32_without_loss():
    model = make_reader()
    packed = pack_reader(model)
    sizes = packed["below"], packed["width"], packed["hidden"], packed["unit"]
    assert sizes == (10, 3, 4, 10.0)
    rnn = model.read.rnn
    tensors = [model.phi.table.weight, rnn.weight_ih_l0, rnn.weight_hh_l0]
    tensors += [rnn.bias_ih_l0, rnn.bias_hh_l0, model.rho.linear.weight]
    numbers = np.frombuffer(base64.b64decode(packed["data"]), "<f4")
    assert numbers.tolist() == torch.cat([t.detach().flatten() for t in tensors]).tolist()


def test_the_models_it_shows_when_given_none():
    models = default_models()
    assert tuple(models) == STRENGTHS
    assert RecurrentInvariance().weights == RecurrentInvariance(models).weights
    assert not RecurrentInvariance().own_models
    configs = [manifest()[f"sums_of_four_{strength:g}"]["config"] for strength in STRENGTHS]
    assert tuple(config.pop("strength") for config in configs) == STRENGTHS
    assert [config.pop("model") for config in configs] == ["none"] + ["sire"] * 5
    assert configs == [configs[0]] * 6  # they differ in the penalty alone
    assert (configs[0]["train_lists"], configs[0]["n"]) == (40, 4)  # as the page says


@torch.no_grad()
def test_what_the_penalty_did_to_them():
    """On lists that no training saw: less spread over orders, and more of them right."""
    orders = torch.tensor(list(permutations(range(4))))
    config = Config(**manifest()["sums_of_four_0"]["config"])
    x = draw(200, config, "lists of a test")
    spreads, shares = [], []
    for model in default_models().values():
        answers = torch.stack([model(x[:, order]) for order in orders])
        spreads.append((answers.amax(0) - answers.amin(0)).mean().item())
        shares.append(((answers - x.sum((1, 2))).abs() < 0.5).double().mean().item())
    assert spreads[2:] == sorted(spreads[2:], reverse=True)
    assert spreads[0] > 5 * spreads[-1]
    assert shares[0] < 0.6 < 0.9 < shares[-1]
    train = draw(config.train_lists, config, "train")
    for model in default_models().values():
        assert (model(train) - train.sum((1, 2))).abs().mean() < 0.1


def test_shipped_models_have_the_shape_of_their_experiment():
    config = Config(**manifest()["sums_of_four_100"]["config"])
    fresh = make_model(config).state_dict()
    for model in default_models().values():
        assert {k: v.shape for k, v in model.state_dict().items()} == {
            k: v.shape for k, v in fresh.items()
        }
