"""Mosaics: what is measured of a known answer, and the same numbers after a kill."""

import dataclasses
from functools import partial
from types import SimpleNamespace

import pytest
import torch
from torch.nn.functional import one_hot

from setnb import experiments
from setnb.data import MosaicImages
from setnb.experiments import mosaics
from setnb.experiments.mosaics import PRESETS, load_tiles, make_model, measure, shuffle_tiles
from setnb.nn.mosaic import SOLVERS

SMOKE = PRESETS["smoke"]
SESSION = SimpleNamespace(device=torch.device("cpu"))
run = partial(experiments.run, "mosaics", preset="smoke", quiet=True)


@pytest.mark.parametrize("data", ["mnist", "fashion"])
@pytest.mark.parametrize("model", SOLVERS)
def test_smoke(model, data, store):
    values = run(model=model, data=data).set_index("metric")["value"]
    assert 0 < values["mse"] < 2 * values["shuffled_mse"]
    assert 0 <= values["accuracy"] <= values["accuracy_pixels"] <= 1
    assert 0 < values["accuracy_ceiling"] <= 1
    assert len(list(store.rglob("*.model.safetensors"))) == 1


class Knowing:
    """Reads off each tile the place where it belongs; tiles marked 0 belong to the first three."""

    def permutation(self, tiles):
        mark = tiles[..., 0, 0, 0].long()
        blank = torch.tensor([1, 1, 1, 0, 0, 0]) / 3
        return torch.where(mark[..., None] > 0, one_hot(mark, 6).float(), blank)


def marked(count, marks):
    return torch.tensor(marks).float()[:, None, None, None].expand(count, 6, 1, 2, 2)


def measured(tiles, model):
    return {row["metric"]: row["value"] for row in measure(model, tiles, SMOKE, SESSION)}


def test_one_who_knows_makes_no_mistake():
    values = measured(marked(300, [0, 1, 2, 3, 4, 5]), Knowing())
    shuffled = values.pop("shuffled_mse")
    assert values == {"mse": 0, "accuracy": 1, "accuracy_pixels": 1, "accuracy_ceiling": 1}
    # two different places of six: twice the variance of 0, ..., 5, and as often equal as not
    assert shuffled == pytest.approx(2 * 35 / 12, rel=0.1)


def test_equal_tiles_are_guessed():
    values = measured(marked(3000, [0, 0, 0, 3, 4, 5]), Knowing())
    assert (values["mse"], values["accuracy_pixels"]) == (0, 1)
    assert values["accuracy_ceiling"] == pytest.approx(1 / 6)
    assert values["accuracy"] == pytest.approx(1 / 6, abs=0.03)


def test_one_who_swaps_two_tiles_is_wrong_everywhere():
    class Swapping(Knowing):
        def permutation(self, tiles):
            return super().permutation(tiles)[..., [0, 1, 2, 3, 5, 4]]

    values = measured(marked(50, [0, 1, 2, 3, 4, 5]), Swapping())
    assert values["accuracy"] == values["accuracy_pixels"] == 0
    assert values["mse"] == pytest.approx(2 / 6)


def test_shuffling_keeps_the_tiles_and_knows_its_names():
    tiles = (
        torch.arange(20.0)[:, None, None, None, None] + torch.arange(5.0)[:, None, None, None] / 5
    )
    tiles = tiles.expand(20, 5, 1, 2, 2)
    first, again, other = (shuffle_tiles(tiles, 0, "tiles", step) for step in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert torch.equal(first.sort(1).values, tiles)


@pytest.mark.parametrize("tiles", [2, 3, 4, 5])
def test_tiles_fit_the_model_and_blank_ones_stay_equal(tiles):
    config = dataclasses.replace(SMOKE, tiles=tiles)
    train, test = load_tiles(config)
    assert (len(train), len(test)) == (64, 40)
    with torch.no_grad():
        p = make_model(config).permutation(test)
    assert p.shape == (40, tiles**2, tiles**2)
    equal = (test.flatten(2)[:, :, None] == test.flatten(2)[:, None]).all(-1)
    assert (equal.sum() > 40 * tiles**2) == (tiles > 2)  # each tile equals itself
    apart = (p[:, :, None] - p[:, None]).abs().amax(-1)
    assert apart[equal].max() < 1e-5
    assert apart[~equal].max() > 1e-3


@pytest.mark.parametrize("colours", [1, 3])
def test_a_training_killed_in_the_middle_ends_with_the_same_numbers(monkeypatch, store, colours):
    images = [torch.randn(count, colours, 8, 8) for count in (64, 40)]
    still = torch.zeros(colours, 1, 1)
    monkeypatch.setattr(
        mosaics, "load_mosaic_images", lambda name: MosaicImages(*images, still, still)
    )
    monkeypatch.setitem(mosaics.IMAGE_SHAPES, "mnist", (colours, 8, 8))
    whole = run()
    monkeypatch.setenv("SETNB_RUNS", str(store / "again"))
    steps = []

    def killed(*args, **options):
        for row in real_fit(*args, **options, every=3):
            steps.append(row["step"])
            if len(steps) == 5:
                raise KeyboardInterrupt
            yield row

    real_fit = mosaics.fit_resumably
    monkeypatch.setattr(mosaics, "fit_resumably", killed)
    with pytest.raises(KeyboardInterrupt):
        run()
    table = run()
    assert steps[5] == 4  # it went on from the checkpoint at step 3
    assert table["value"].tolist() == whole["value"].tolist()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"data": "imagenet"},
            "data: expected one of 'mnist', 'fashion', 'photographs', 'cifar10'",
        ),
        ({"model": "sorted"}, "kind: expected one of"),
        ({"tiles": 0}, "tiles: expected an integer >= 1"),
    ],
)
def test_what_does_not_exist_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        run(**options)
