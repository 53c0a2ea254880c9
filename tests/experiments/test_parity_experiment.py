"""Parity: what is drawn, what is built and penalised, what is measured, going on after a cut."""

from functools import partial

import pytest
import torch
from torch import nn

from setnb import experiments
from setnb.experiments import parity
from setnb.experiments.order_penalty import make_penalty
from setnb.experiments.parity import accuracy, draw, make_model
from setnb.experiments.registry import make_config
from setnb.functional import sire_penalty
from setnb.nn import DeepSet, ParityRNN
from setnb.seeds import make_generator, seed_everything
from setnb.sets import SetBatch

run = partial(experiments.run, "parity", preset="smoke", quiet=True)
LISTS, PARITIES = draw(300, (2, 10), make_generator(0, "lists"))


def config_of(**fields):
    return make_config(parity, "smoke", fields)


def build(**fields):
    seed_everything(0)
    return make_model(config_of(**fields), LISTS)


def test_lists_have_every_length_and_padding_is_zero():
    assert LISTS.counts.unique().tolist() == list(range(2, 11))
    assert set(LISTS.elements[LISTS.mask].flatten().tolist()) == {0, 1}
    assert not LISTS.elements[~LISTS.mask].any()
    odd = [bool(sum(x.flatten().tolist()) % 2) for x in LISTS.to_list()]
    assert (PARITIES > 0.5).tolist() == odd


def test_accuracy_knows_the_exact_network_and_its_opposite():
    class Exact(nn.Module):
        def __init__(self, sign):
            super().__init__()
            self.net, self.sign = ParityRNN(), sign

        def forward(self, x, mask):
            return self.sign * (self.net(x, mask)[..., 0] - 0.5)

    assert accuracy(Exact(1), LISTS, PARITIES) == 1
    assert accuracy(Exact(-1), LISTS, PARITIES) == 0


def test_a_set_model_that_multiplies_needs_no_training():
    # Pooling by a product, phi(x) = (-1)^x: parity is easy for a set model of the right form.
    signs = (1 - 2 * LISTS.elements[..., 0]).masked_fill(~LISTS.mask, 1).prod(-1)
    assert ((signs < 0) == (PARITIES > 0.5)).all()


@pytest.mark.parametrize("count", [12, 5])
def test_the_set_model_starts_with_neurons_steep_where_sums_are(count):
    seed_everything(0)
    few = SetBatch(LISTS.elements[:count], LISTS.mask[:count])
    model = make_model(config_of(model="deep_sets", width=12), few)
    after = model.rho[0]
    taken = [i % count for i in range(12)]
    sums = DeepSet(model.phi, nn.Identity())(few.elements[taken], few.mask[taken])
    zeros = after(sums).diagonal()
    torch.testing.assert_close(zeros, torch.zeros(12), atol=1e-4, rtol=0)
    seed_everything(0)
    nn.Linear(1, 12)
    usual = nn.Linear(12, 12)
    torch.testing.assert_close(after.weight, parity.GAIN * usual.weight)


@pytest.mark.parametrize("model", ["rnn", "deep_sets"])
def test_one_answer_per_list_whatever_the_padding_holds(model):
    net = build(model=model)
    dirty = LISTS.elements.masked_fill(~LISTS.mask[..., None], 1.0)
    answers = net(LISTS.elements, LISTS.mask)
    assert answers.shape == (300,)
    torch.testing.assert_close(net(dirty, LISTS.mask), answers)


def test_the_penalty_is_sire_on_the_networks_own_recurrence():
    model = build()
    seed_everything(1)
    added = make_penalty(model, "sire", 3.0)(LISTS)
    seed_everything(1)
    read = model.read
    expected = 3 * sire_penalty(read.step, read.state0, LISTS.elements, LISTS.mask)
    torch.testing.assert_close(added, expected)
    assert make_penalty(model, "none", 3.0) is None


def test_unknown_models_and_penalties_are_refused():
    with pytest.raises(ValueError, match="model: expected one of"):
        run(model="gru")
    with pytest.raises(ValueError, match="penalty: expected one of"):
        run(penalty="dropout")
    with pytest.raises(ValueError, match='expected "none" for deep_sets'):
        run(model="deep_sets", penalty="sire")


@pytest.mark.parametrize(
    "fields", [{}, {"penalty": "sire"}, {"model": "deep_sets"}], ids=["rnn", "sire", "deep_sets"]
)
def test_smoke(fields):
    found = run(**fields).set_index("metric")["value"]
    names = {"train_accuracy", "accuracy", "accuracy@4", "accuracy@30", "order"}
    recurrent = "model" not in fields
    assert set(found.index) == names | ({"sire"} if recurrent else set())
    assert found.drop("sire", errors="ignore").between(0, 1).all()
    if recurrent:
        assert found["order"] > 1e-6
        assert found["sire"] > 0
    else:
        assert found["order"] < 1e-9


def test_a_strong_penalty_makes_a_recurrence_that_commutes():
    free = run(steps=200).set_index("metric")["value"]
    bound = run(penalty="sire", strength=100.0, steps=200).set_index("metric")["value"]
    assert bound["sire"] < 0.2 * free["sire"]


def test_deep_sets_learn_the_parity_of_short_lists():
    fields = {"width": 50, "train_lists": 200, "longest": 4, "batch": 50, "steps": 400}
    found = run(model="deep_sets", **fields).set_index("metric")["value"]
    assert found["train_accuracy"] == 1
    assert found["accuracy"] == 1
    assert found["accuracy@30"] < 0.8  # and no longer ones


@pytest.mark.parametrize("fields", [{"penalty": "sire"}, {"model": "deep_sets"}])
def test_an_interrupted_run_ends_with_the_same_numbers(fields, assert_resumes):
    assert_resumes(parity, partial(run, **fields), every=2, after=3)
