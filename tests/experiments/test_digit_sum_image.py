"""Sums of digit images: labels, masks, what is measured, and going on after an interruption."""

from dataclasses import dataclass, replace
from functools import partial

import pytest
import torch
from torch import nn

from setnb import experiments
from setnb.data import load_digits
from setnb.experiments import digit_sum_image
from setnb.experiments.digit_sum_image import PRESETS, answer, make_batch, make_model, measure
from setnb.experiments.running import Session
from setnb.nn import DeepSet
from setnb.seeds import make_generator

MODELS = ("deep_sets", "lstm", "gru")
SMOKE = PRESETS["smoke"]
PLAIN = replace(SMOKE, deform=False)
TRAIN, TEST = load_digits("mnist", "train"), load_digits("mnist", "test")
DIGIT = {x.numpy().tobytes(): int(y) for x, y in zip(TRAIN.images, TRAIN.labels, strict=True)}


def no_weights(part):
    raise AssertionError(f"{part}: this experiment keeps no weights")


def quiet_session(checkpoint=lambda part: None):
    return Session(torch.device("cpu"), checkpoint, no_weights, quiet=True)


def numbers(rows):
    return {row["metric"]: row["value"] for row in rows}


@pytest.mark.parametrize("model", MODELS)
def test_smoke(model, tmp_path, monkeypatch):
    monkeypatch.setenv("SETNB_RUNS", str(tmp_path))
    table = experiments.run("digit_sum_image", preset="smoke", model=model, quiet=True)
    found = table.set_index("metric")["value"]
    assert set(found.index) == {
        "single_digit_error",
        "mae@5",
        "accuracy@5",
        "mae@10",
        "accuracy@10",
    }
    assert found.drop(["mae@5", "mae@10"]).between(0, 1).all()
    assert (found[["mae@5", "mae@10"]] > 0).all()
    assert set(table["config.model"]) == {model}


@pytest.mark.parametrize("model", MODELS)
def test_a_short_training_learns_to_read_from_sums(model):
    config = replace(PLAIN, model=model, steps=150, images=160)
    found = numbers(digit_sum_image.run(config, quiet_session()))
    assert found["single_digit_error"] < 0.4  # 0.9 by chance
    assert found["mae@5"] < 3


@pytest.mark.parametrize("step", [0, 12, 29])
def test_a_batch_shows_training_images_that_add_up_to_its_sums(step):
    sets, sums = make_batch(PLAIN, TRAIN, step)
    for x, total in zip(sets.to_list(), sums, strict=True):
        assert sum(DIGIT[image.numpy().tobytes()] for image in x) == total
    assert sets.mask.shape[1] == {0: 1, 12: 3, 29: 10}[step]
    assert not sets.elements[~sets.mask].any()


@pytest.mark.parametrize("step", [0, 12, 29])
def test_deformed_batches_differ_in_their_real_images_only(step):
    plain, sums = make_batch(PLAIN, TRAIN, step)
    sets, same_sums = make_batch(SMOKE, TRAIN, step)
    assert torch.equal(sums, same_sums)
    assert torch.equal(plain.mask, sets.mask)
    changed = (plain.elements != sets.elements).any(-1)
    assert torch.equal(changed, sets.mask)


def test_a_batch_depends_on_seed_and_step_alone():
    torch.manual_seed(1)
    first = make_batch(SMOKE, TRAIN, 7)[0].elements
    torch.manual_seed(2)
    assert torch.equal(make_batch(SMOKE, TRAIN, 7)[0].elements, first)
    assert not torch.equal(make_batch(SMOKE, TRAIN, 8)[0].elements, first)
    assert not torch.equal(make_batch(replace(SMOKE, seed=1), TRAIN, 7)[0].elements, first)


@pytest.mark.parametrize("name", MODELS)
def test_the_answer_from_codes_is_the_model_on_images(name):
    torch.manual_seed(0)
    model = make_model(name).eval().requires_grad_(False)
    images = TEST.images[:24].flatten(1)
    codes = model.phi(images)
    assert answer(model, codes.view(4, 6, -1)) == pytest.approx(
        model(images.view(4, 6, -1)), abs=1e-4
    )
    # A set padded in front, behind and between, against its real images alone.
    mask = torch.tensor([False, True, True, False, True, False])
    padded = torch.full((6, 784), 0.5)
    padded[mask] = images[:3]
    assert model(padded, mask).item() == pytest.approx(answer(model, codes[:3]).item(), abs=1e-4)
    assert answer(model, codes[:0]) == 0


class Reader(nn.Module):
    """Reads the test images, known by their order, and takes some of them for 100 too much."""

    def __init__(self, misread):
        super().__init__()
        self.values = TEST.labels + 100.0 * misread

    def forward(self, images):
        assert torch.equal(images, TEST.images.flatten(1))
        return self.values[:, None]


@pytest.mark.parametrize("p", [0.0, 0.02, 0.1])
def test_a_reader_with_known_mistakes_is_right_as_often_as_the_ceiling_says(p):
    """Errors of 100 never cancel: `M` images are right with chance (1-p)^M, and off by 100 p M."""
    misread = torch.zeros(2000)
    misread[torch.randperm(2000, generator=make_generator(0))[: round(2000 * p)]] = 1
    reader = DeepSet(Reader(misread), lambda z: z[..., 0])
    config = replace(SMOKE, test_lengths=(5, 20, 50), test_sets=4000)
    found = numbers(measure(reader, config, quiet_session()))
    assert found["single_digit_error"] == pytest.approx(p, abs=1e-6)
    for length in config.test_lengths:
        right = (1 - p) ** length
        spread = (right * (1 - right) / 4000) ** 0.5
        assert abs(found[f"accuracy@{length}"] - right) <= 5 * spread
        spread = 100 * (length * p * (1 - p) / 4000) ** 0.5
        assert abs(found[f"mae@{length}"] - 100 * p * length) <= 5 * spread


@dataclass(frozen=True)
class Interrupted(Session):
    """A session that is cut off after step `last`."""

    last: int = 0

    def progress(self, steps, *, total, title, done=0):
        for row in steps:
            yield row
            if row["step"] == self.last:
                raise KeyboardInterrupt


@pytest.mark.parametrize("last", [7, 14, 30])  # before, between and at the checkpoints; at the end
@pytest.mark.parametrize("model", ["deep_sets", "lstm"])
def test_an_interrupted_run_ends_with_the_same_numbers(model, last, tmp_path, monkeypatch):
    often = partial(digit_sum_image.fit_resumably, every=10)
    monkeypatch.setattr(digit_sum_image, "fit_resumably", often)
    config = replace(SMOKE, model=model)
    calm = numbers(digit_sum_image.run(config, quiet_session()))
    place = tmp_path / "model.checkpoint"
    cut = Interrupted(torch.device("cpu"), lambda part: place, no_weights, last=last)
    with pytest.raises(KeyboardInterrupt):
        list(digit_sum_image.run(config, cut))
    assert place.exists() == (last >= 10)
    assert numbers(digit_sum_image.run(config, quiet_session(lambda part: place))) == calm


def test_an_unknown_model_is_refused():
    with pytest.raises(ValueError, match=r"model: expected .*gru"):
        make_model("transformer")
