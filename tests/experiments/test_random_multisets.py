"""Random multisets: models that differ in one thing only, and divergence that is counted."""

import dataclasses
from functools import partial

import pytest
import torch

from setnb import experiments
from setnb.experiments.random_multisets import MODELS, PRESETS, draw, make_model
from setnb.losses import hungarian_loss
from setnb.seeds import seed_everything

SMOKE = PRESETS["smoke"]


def build(**changes):
    seed_everything(0)
    return make_model(dataclasses.replace(SMOKE, **changes))


def test_the_three_models_start_from_the_same_weights():
    states = [build(model=name).state_dict() for name in MODELS]
    for state in states[1:]:
        assert all(torch.equal(state[name], value) for name, value in states[0].items())


def test_dspn_and_idspn_answer_alike_and_momentum_otherwise():
    x = draw(3, SMOKE, "x")
    dspn, idspn, momentum = (build(model=name)(x) for name in MODELS)
    torch.testing.assert_close(dspn, idspn)
    assert (momentum - idspn).abs().max() > 1e-4


@pytest.mark.parametrize("name", MODELS)
def test_every_parameter_learns_the_start_included(name):
    model = build(model=name)
    hungarian_loss(model(draw(8, SMOKE, "x")), draw(8, SMOKE, "y")).mean().backward()
    assert all(p.grad is not None and p.grad.abs().max() > 0 for p in model.parameters())


@pytest.mark.parametrize("how", ["fspool", "sum", "mean"])
def test_the_answer_does_not_depend_on_the_order(how):
    x, model = draw(4, SMOKE, "x"), build(how=how)
    torch.testing.assert_close(model(x.flip(1)), model(x))


def test_a_diverged_run_is_counted_and_not_lost():
    run = partial(experiments.run, "random_multisets", preset="smoke", quiet=True)
    tables = [run(lr=lr).set_index("metric")["value"] for lr in (1e-3, 1e36)]
    assert [table["diverged"] for table in tables] == [0, 1]
    assert all(table.notna().all() for table in tables)
