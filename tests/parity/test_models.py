"""Every function of the probe widget: JavaScript against torch, to 1e-6 in float64."""

import pytest
import torch

from setnb.functional import list_distance, multiset_distance, push_apart
from setnb.widgets.probe_models import FUNCTIONS, MODELS, NETWORKS, make_model, network_weights
from tests.parity.inputs import make_inputs


def as_set(values):
    return torch.tensor(values, dtype=torch.float64)[:, None]


def test_both_sides_list_the_same_models(js):
    assert sorted(js("Object.keys(m.MODELS)")) == sorted(MODELS)


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("name", MODELS)
def test_model(js, name, seed):
    function = make_model(name, seed=seed)
    weights = network_weights(seed).get(name)
    for n in range(1, 7):
        inputs = make_inputs(n, seed=10 * n + seed)
        outputs = js("a[1].map((v) => m.MODELS[a[0]].run(v, a[2]))", name, inputs, weights)
        for values, output in zip(inputs, outputs, strict=True):
            expected = function(as_set(values))
            torch.testing.assert_close(
                torch.tensor(output, dtype=torch.float64), expected, atol=1e-6, rtol=1e-6
            )


@pytest.mark.parametrize("name", NETWORKS)
def test_networks_differ_between_seeds_and_see_their_input(name):
    x = as_set([1.0, -1.0, 0.5])
    first, again, other = (make_model(name, seed=s)(x) for s in (0, 0, 1))
    assert torch.equal(first, again)
    assert not torch.allclose(first, other, atol=1e-3)
    assert not torch.allclose(first, make_model(name, seed=0)(x + 1), atol=1e-3)


def test_weights_are_small_enough_for_a_page():
    assert len(str(network_weights(0))) < 20_000
    assert not set(network_weights(0)) & set(FUNCTIONS)


def test_push_apart_and_its_rival(js):
    for values in make_inputs(2, seed=5):
        assert js("m.pushApart(a[0])", values) == push_apart(as_set(values))[:, 0].tolist()
        x = as_set(values)[:, 0]
        spread = torch.tensor(js("m.spreadFromMean(a[0])", values), dtype=torch.float64)
        torch.testing.assert_close(spread, x + (x - x.mean()))


@pytest.mark.parametrize("eps", [1.0, 1e-3, 1e-6, 0.0])
def test_how_far_the_output_moves(js, eps):
    start = push_apart(as_set([0.3, 0.3]))
    last, first = push_apart(as_set([0.3, 0.3 + eps])), push_apart(as_set([0.3 + eps, 0.3]))
    moves = js("m.outputMoves(m.pushApart, 0.3, a[0])", eps)
    assert moves["listLast"] == pytest.approx(list_distance(start, last).item(), abs=1e-12)
    assert moves["listFirst"] == pytest.approx(list_distance(start, first).item(), abs=1e-12)
    worst = max(multiset_distance(start, y).item() for y in (last, first))
    assert moves["multiset"] == pytest.approx(worst, abs=1e-12)
