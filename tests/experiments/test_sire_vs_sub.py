"""SIRE against SUB: what is added to the loss, what is measured, and going on after a cut."""

from functools import partial

import pytest
import torch
from torch import nn

from setnb import experiments
from setnb.experiments import sire_vs_sub
from setnb.experiments.order_penalty import make_penalty, measure_order
from setnb.experiments.sire_vs_sub import PRESETS, draw, make_model
from setnb.functional import sire_penalty, sub_penalty
from setnb.nn import DeepSet, Readout
from setnb.seeds import make_generator, seed_everything

SMOKE = PRESETS["smoke"]
run = partial(experiments.run, "sire_vs_sub", preset="smoke", quiet=True)


def build():
    seed_everything(0)
    return make_model(SMOKE)


@pytest.mark.parametrize(("name", "measure"), [("sire", sire_penalty), ("sub", sub_penalty)])
def test_the_penalty_is_that_of_the_networks_own_recurrence(name, measure):
    model, x = build(), draw(20, SMOKE, "x")
    seed_everything(1)
    added = make_penalty(model, name, 3.0)(x)
    seed_everything(1)
    torch.testing.assert_close(added, 3 * measure(model.read.step, model.read.state0, model.phi(x)))
    added.backward()
    assert all(p.grad is not None for p in model.read.parameters())


def test_none_adds_nothing_and_unknown_penalties_are_refused():
    assert make_penalty(build(), "none", 1.0) is None
    with pytest.raises(ValueError, match="penalty: expected one of"):
        make_penalty(build(), "dropout", 1.0)


def test_a_reach_is_for_sire():
    model, x = build(), draw(20, SMOKE, "x")
    seed_everything(1)
    near = make_penalty(model, "sire", 1.0, reach=1)(x)
    seed_everything(1)
    expected = sire_penalty(model.read.step, model.read.state0, model.phi(x), reach=1)
    torch.testing.assert_close(near, expected)
    with pytest.raises(ValueError, match="reach: expected None"):
        make_penalty(model, "sub", 1.0, reach=1)


@pytest.mark.parametrize("masked", [False, True])
def test_order_is_measured_as_a_share_of_variance(masked):
    x = draw(50, SMOKE, "x")
    mask = torch.rand(x.shape[:2]) > 0.3 if masked else None
    generator = make_generator(0)

    class First(nn.Module):
        def forward(self, elements, mask=None):
            return elements[:, 0, 0]

    total = DeepSet(nn.Identity(), Readout(1))
    assert measure_order(total, x, mask, generator) < 1e-10

    assert 0.5 < measure_order(First(), x, mask, generator) <= 1


@pytest.mark.parametrize("model", ["none", "sire", "sub"])
def test_smoke(model):
    found = run(model=model).set_index("metric")["value"]
    curve = [name for name in found.index if name.startswith("loss@")]
    assert set(found.index) - set(curve) == {"accuracy", "mae", "train_mae", "order", "sire", "sub"}
    assert curve == [f"loss@{epoch}" for epoch in range(SMOKE.epochs)]
    assert found[curve].notna().all()
    assert found[["accuracy", "order"]].between(0, 1).all()


def test_a_strong_penalty_lowers_what_order_is_worth():
    free = run(model="none", epochs=60).set_index("metric")["value"]
    bound = run(model="sire", strength=1e4, epochs=60).set_index("metric")["value"]
    assert bound["sire"] < 0.2 * free["sire"]
    assert bound["sub"] < 0.2 * free["sub"]


def test_an_interrupted_run_ends_with_the_same_numbers(assert_resumes):
    assert_resumes(sire_vs_sub, run, every=3, after=5)
