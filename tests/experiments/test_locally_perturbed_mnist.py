"""Locally perturbed digits: the lists, the penalties, what is measured, going on after a cut."""

import dataclasses
from functools import partial
from types import SimpleNamespace

import pytest
import torch
from torch import nn

from setnb import experiments
from setnb.data import load_digits
from setnb.experiments import locally_perturbed_mnist
from setnb.experiments.locally_perturbed_mnist import (
    MODELS,
    PRESETS,
    load_pixels,
    make_model,
    measure,
    penalty_of,
    shuffled_lists,
)
from setnb.functional import sire_penalty
from setnb.seeds import seed_everything

SMOKE = PRESETS["smoke"]
SESSION = SimpleNamespace(device=torch.device("cpu"))
run = partial(experiments.run, "locally_perturbed_mnist", preset="smoke", quiet=True)


def configure(**changes):
    return dataclasses.replace(SMOKE, **changes)


def metrics(**changes):
    return run(**changes).set_index("metric")["value"]


@pytest.mark.parametrize("split", ["train", "test"])
@pytest.mark.parametrize("side", [28, 14, 7])
def test_pixels_come_row_after_row_and_are_means_of_squares(side, split):
    pixels, labels = load_pixels(split, 6, side)
    digits, width = load_digits("mnist", split), 28 // side
    assert torch.equal(labels, digits.labels[:6])
    for row, column in [
        (0, 0),
        (side // 2, side // 2),
        (side - 2, side // 3),
        (side - 1, side - 1),
    ]:
        square = digits.images[:6, row * width :, column * width :][:, :width, :width]
        found = pixels[:, row * side + column, 0]
        torch.testing.assert_close(found, square.flatten(1).mean(1))


def test_shuffles_keep_the_pixels_near_and_know_their_names():
    places = torch.arange(28.0**2)[None, :, None].expand(30, -1, 1)
    config = configure(side=28)
    first, again, other = (shuffled_lists(places, config, "train", step) for step in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert torch.equal(first.sort(1).values, places)
    assert (first - places).abs().max() == 9
    # both widths divide 28: no pixel leaves its row
    assert torch.equal(first // 28, places // 28)


@pytest.mark.parametrize(("name", "reach"), [("local", 9), ("sire", None)])
def test_the_penalty_is_sire_within_reach(name, reach):
    config = configure(model=name, strength=3.0)
    seed_everything(0)
    model = make_model(config)
    x, _ = load_pixels("train", 20, config.side)
    seed_everything(1)
    added = penalty_of(model, config)(x)
    seed_everything(1)
    expected = 3 * sire_penalty(model.read.step, model.read.state0, x, reach=reach)
    torch.testing.assert_close(added, expected)
    assert added > 0


@pytest.mark.parametrize("name", ["gru", "invariant"])
def test_no_penalty_where_none_is_named(name):
    config = configure(model=name)
    assert penalty_of(make_model(config), config) is None


@pytest.mark.parametrize("name", MODELS)
def test_smoke(name, store):
    found = metrics(model=name)
    recurrent = {"sire_local"} if name != "invariant" else set()
    assert set(found.index) == {"accuracy", "order_local", "order"} | recurrent
    assert found[["accuracy", "order_local", "order"]].between(0, 1).all()
    assert (found["order"] < 1e-6) == (name == "invariant")
    assert (found["order_local"] < 1e-6) == (name == "invariant")
    assert len(list(store.rglob("*.model.safetensors"))) == 1


class Reading(nn.Module):
    """Says the class that `read(x)` names; `read` maps lists `(b, n, 1)` to numbers `(b,)`."""

    def __init__(self, read):
        super().__init__()
        self.read = read

    def forward(self, x):
        return -(self.read(x)[:, None] - torch.arange(10.0)).abs()


def measured(read, **changes):
    rows = measure(Reading(read), configure(**changes), SESSION)
    return {row["metric"]: row["value"] for row in rows}


@pytest.fixture
def striped(monkeypatch):
    """Images of label y: every row is as bright as y, or 9 - y in the lower half."""

    def load(dataset, split):
        labels = torch.arange(300) % 10
        upper = torch.arange(28)[:, None] < 14
        rows = torch.where(upper, labels[:, None, None], 9 - labels[:, None, None]).float()
        return SimpleNamespace(images=rows.expand(-1, -1, 28), labels=labels)

    monkeypatch.setattr(locally_perturbed_mnist, "load_digits", load)


def test_one_who_reads_rows_is_right_and_semi_invariant(striped):
    found = measured(lambda x: x[:, :28].mean((1, 2)), side=28, test_images=300)
    assert found["accuracy"] == 1
    assert found["order_local"] < 1e-10
    # After a whole shuffle the first 28 pixels tell nothing of y, and order is all there is; the
    # mean of ten orders takes a tenth of it away.
    assert found["order"] == pytest.approx(0.9, abs=0.05)


def test_one_who_takes_the_brightest_is_half_right_and_invariant(striped):
    found = measured(lambda x: x.amax((1, 2)), side=28, test_images=300)
    assert found == {"accuracy": 0.5, "order_local": 0, "order": 0}  # max(y, 9 - y)


def test_a_strong_penalty_lowers_what_it_asks_about():
    free = metrics(model="gru", epochs=8)
    bound = metrics(model="local", strength=1e5, epochs=8)
    assert bound["sire_local"] < 0.3 * free["sire_local"]


def test_an_interrupted_run_ends_with_the_same_numbers(assert_resumes):
    assert_resumes(locally_perturbed_mnist, run, every=3, after=5)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"model": "lstm"}, "model: expected one of 'gru', 'local', 'sire', 'invariant'"),
        ({"side": 5}, "side: expected a divisor of 28, got 5"),
        ({"side": 0}, "side: expected an integer >= 1"),
        ({"batch": 50}, "batch: expected at most the 40 rows there are"),
    ],
)
def test_what_does_not_exist_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        run(**options)
