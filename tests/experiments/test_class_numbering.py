"""Numbering: the symmetries that decide it, the best state kept, and the same after a kill."""

import dataclasses
from functools import partial

import pytest
import torch

from setnb import experiments
from setnb.experiments import class_numbering, training
from setnb.experiments.class_numbering import (
    MODELS,
    PRESETS,
    draw,
    make_model,
    numbering_loss,
)
from setnb.experiments.training import KeepBest
from setnb.functional import class_features, number_within_classes
from setnb.seeds import isolated_seed, seed_everything

SMOKE = PRESETS["smoke"]
SET_EQUIVARIANT = ("deep_sets", "transformer")


def scores(name, classes):
    config = dataclasses.replace(SMOKE, model=name)
    seed_everything(0)
    model = make_model(config).eval()
    with torch.no_grad(), isolated_seed(1):
        return model(class_features(classes, config.classes))


@pytest.mark.parametrize("name", MODELS)
def test_equal_elements_part_in_all_but_the_set_equivariant_models(name):
    y = scores(name, torch.zeros(2, SMOKE.n, dtype=torch.long))
    assert y.shape == (2, SMOKE.n, SMOKE.n)
    apart = (y - y[:, :1]).abs().amax()
    if name in SET_EQUIVARIANT:
        assert apart < 1e-5
    else:
        assert apart > 1e-4


@pytest.mark.parametrize("name", SET_EQUIVARIANT)
def test_set_equivariant_models_permute_with_their_input(name):
    classes = draw(3, SMOKE, "x")
    perm = torch.randperm(SMOKE.n)
    torch.testing.assert_close(scores(name, classes[:, perm]), scores(name, classes)[:, perm])


@pytest.mark.parametrize("name", ["dspn", "idspn"])
def test_descending_models_answer_with_shares(name):
    y = scores(name, draw(3, SMOKE, "x"))
    torch.testing.assert_close(y.sum(-1), torch.ones(3, SMOKE.n))
    assert y.min() >= 0


@pytest.mark.parametrize("pair", ["euclidean", "cross_entropy"])
def test_the_loss_forgives_other_right_numberings_and_nothing_else(pair):
    classes = torch.tensor([[0, 1, 0, 1, 0]])
    sure = 50.0 * torch.eye(5)
    right = sure[number_within_classes(classes)]
    other = sure[torch.tensor([[2, 1, 0, 0, 1]])]
    swapped = sure[torch.tensor([[0, 2, 1, 0, 1]])]  # the third number went to the other class
    scale = 1.0 if pair == "cross_entropy" else 1 / 50.0
    losses = [numbering_loss(scale * y, classes, pair) for y in (right, other, swapped)]
    assert max(losses[:2]) < 1e-6
    assert losses[2] > 0.1


def test_the_best_state_is_kept_and_only_that():
    model = torch.nn.Linear(1, 1)
    kept = KeepBest(model)
    states = {}
    for accuracy in (0.2, 0.7, 0.5):
        torch.nn.init.constant_(model.weight, accuracy)
        kept.offer(accuracy)
        states[accuracy] = kept.best.weight.item()
    assert list(states.values()) == pytest.approx([0.2, 0.7, 0.7])
    assert kept.accuracy.item() == pytest.approx(0.7)
    kept.best.weight.requires_grad_(True)
    assert kept.best.weight is not model.weight


def test_a_training_killed_in_the_middle_ends_with_the_same_numbers(monkeypatch, store):
    whole = experiments.run("class_numbering", preset="smoke", quiet=True)
    monkeypatch.setenv("SETNB_RUNS", str(store / "again"))
    steps = []

    def killed(*args, **options):
        for row in real_fit(*args, **options):
            steps.append(row["step"])
            if len(steps) == 13:
                raise KeyboardInterrupt
            yield row

    real_fit = training.fit_resumably
    monkeypatch.setattr(training, "fit_resumably", killed)
    again = partial(experiments.run, "class_numbering", preset="smoke", quiet=True)
    with pytest.raises(KeyboardInterrupt):
        again()
    table = again()
    assert steps[13] == 11  # it went on from the checkpoint at step 10
    assert table["value"].tolist() == whole["value"].tolist()


def test_a_training_that_diverges_is_counted():
    run = partial(experiments.run, "class_numbering", preset="smoke", model="deep_sets", quiet=True)
    diverged = [run(lr=lr).set_index("metric")["value"]["diverged"] for lr in (1e-3, 1e36)]
    assert diverged == [0, 1]


def test_shuffling_changes_what_ordered_models_see(store):
    for augment in (False, True):
        experiments.run(
            "class_numbering", preset="smoke", model="bilstm", augment=augment, quiet=True
        )
    plain, shuffled = (path.read_bytes() for path in store.rglob("*.best.safetensors"))
    assert plain != shuffled


@pytest.mark.parametrize("name", MODELS)
def test_sets_of_several_sizes(name):
    config = dataclasses.replace(SMOKE, model=name, smallest=1)
    classes = draw(50, config, "x")
    sizes = (classes != class_numbering.ABSENT).sum(-1)
    assert (sizes.min(), sizes.max()) == (1, SMOKE.n)
    table = experiments.run(
        "class_numbering", preset="smoke", model=name, smallest=1, augment=True, quiet=True
    )
    values = table.set_index("metric")["value"]
    assert values["accuracy"] > 0  # lone elements are always 0
    assert values["worst_errors"] <= SMOKE.n
