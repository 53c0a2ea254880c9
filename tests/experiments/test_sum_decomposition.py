"""Many widths in one tensor program are the same as each width alone, and width matters."""

import math

import pytest
import torch

from setnb import experiments
from setnb.experiments.sum_decomposition import PRESETS, StackedDeepSets, make_batch
from setnb.seeds import seed_everything


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("SETNB_RUNS", str(tmp_path))


def stack(latents=(1, 3, 4), model="learned"):
    seed_everything(0)
    return StackedDeepSets(latents, hidden=8, outputs=2, model=model)


def alone(model, i, latent, x):
    """Network i, written out without padding, from the same weights."""

    def layer(k, y, rows=None, columns=None):
        linear = [*model.phi, *model.rho][k]
        return y @ linear.weight[i, :rows, :columns] + linear.bias[i, :, :columns]

    y = layer(1, layer(0, x[..., None]).relu()).relu()
    sums = layer(2, y, columns=latent).sum(-2) / math.sqrt(x.shape[-1])
    return layer(5, layer(4, layer(3, sums, rows=latent).relu()).relu())


@pytest.mark.parametrize("i", range(3))
def test_each_network_of_the_stack_is_a_deep_set_of_its_own(i):
    latents, x = (1, 3, 4), torch.randn(5, 6)
    model = stack(latents)
    torch.testing.assert_close(model(x)[i], alone(model, i, latents[i], x))


def test_no_gradient_passes_between_the_networks():
    model, x = stack(), torch.randn(5, 6)
    model(x)[1].square().sum().backward()
    for parameter in model.parameters():
        assert parameter.grad[[0, 2]].abs().max() == 0
        assert parameter.grad[1].abs().max() > 0


@pytest.mark.parametrize("kind", ["learned", "power_sums"])
def test_the_networks_are_invariant(kind):
    model, x = stack(model=kind), torch.randn(5, 6)
    torch.testing.assert_close(model(x[:, torch.randperm(6)]), model(x))


def test_power_sums_of_a_narrow_network_are_its_first_ones():
    model = stack((1, 2), model="power_sums")
    same_sum = torch.tensor([[0.2, 0.4], [0.1, 0.5]])
    first, second = model(same_sum).unbind(1)
    torch.testing.assert_close(first[0], second[0])
    assert (first[1] - second[1]).abs().max() > 1e-5


def test_targets_are_the_sorted_set_and_its_maximum():
    generator = torch.Generator().manual_seed(0)
    x, target = make_batch(4, PRESETS["smoke"], generator)
    assert torch.equal(target, x.sort(-1, descending=True).values)
    table = experiments.run("sum_decomposition", preset="smoke", quiet=True, target="maximum")
    assert set(table["metric"]) == {"rmse@0", "rmse@1", "rmse@4"}


def test_wider_sums_err_less():
    wide = {"latents": (1, 2, 3), "size": 3, "hidden": 16, "steps": 400, "lr": 0.01}
    table = experiments.run("sum_decomposition", preset="smoke", quiet=True, **wide)
    errors = table.set_index("metric")["value"]
    assert errors["rmse@0"] == pytest.approx(0.41, abs=0.03)
    assert errors["rmse@1"] < 0.7 * errors["rmse@0"]
    assert errors["rmse@2"] < 0.8 * errors["rmse@1"]
    assert errors["rmse@3"] < 0.8 * errors["rmse@1"]


def test_unknown_choices_are_refused():
    with pytest.raises(ValueError, match="model"):
        experiments.run("sum_decomposition", preset="smoke", quiet=True, model="magic")
    with pytest.raises(ValueError, match="target"):
        experiments.run("sum_decomposition", preset="smoke", quiet=True, target="magic")
