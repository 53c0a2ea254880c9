"""Numbering in Python: its state, and the models that it takes."""

import pytest
import torch

from setnb.nn import DSPN, EquivariantDeepSet, SetCompleter, SetEncoder
from setnb.widgets import Numbering
from tests.widgets.completers import make_completer


def test_state_is_set_from_python():
    widget = Numbering(make_completer(2, 4), letters="abba", start="zeros", seed=5, iteration=7)
    widget.iteration = 8
    state = widget.state()
    weights = state.pop("weights")
    assert state == {
        "own_model": True,
        "letters": "abba",
        "start": "zeros",
        "seed": 5,
        "iteration": 8,
    }
    assert weights.keys() - {"encoder", "decoder"} == {
        *("classes", "largest", "start_std", "steps", "lr", "momentum", "clip")
    }
    assert (weights["classes"], weights["largest"], weights["clip"]) == (2, 4, 40.0)
    assert Numbering(make_completer(1, 1)).letters == "a"
    assert Numbering(make_completer(2, 4)).letters == "aabb"


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"letters": "abd"}, "letters: expected up to 8 letters of 'abc', got 'abd'"),
        ({"letters": "a" * 9}, "letters: expected up to 8 letters"),
        ({"start": "learned"}, "start: expected one of 'random', 'zeros'"),
        ({"seed": -1}, "seed: expected an integer >= 0"),
        ({"iteration": 21}, "iteration: expected an integer from 0 to 20, got 21"),
        ({"iteration": -1}, "iteration: expected an integer from 0 to 20"),
    ],
)
def test_bad_state(state, message):
    with pytest.raises(ValueError, match=message):
        Numbering(make_completer(), **state)


def make_misfit(*, g=None, classes=3, **options):
    decoder = DSPN(SetEncoder(11, 8, hidden=(8,)) if g is None else g, 8, 8, **options)
    return SetCompleter(SetEncoder(classes, 8, hidden=(8,)), decoder)


@pytest.mark.parametrize(
    ("misfit", "message"),
    [
        (EquivariantDeepSet(3, 8, 8, 8), "expected SetCompleter.* got .*EquivariantDeepSet"),
        (make_misfit(g=torch.nn.Linear(11, 8)), "expected SetCompleter"),
        (make_misfit(classes=2), "up to 7 classes, up to 16 numbers, .* got 2, 8, 11"),
        (make_completer(8, 3), "up to 7 classes"),
        (make_completer(2, 17), "up to 16 numbers"),
        (make_misfit(), "expected a decoder with project=project_simplex"),
    ],
)
def test_models_that_do_not_fit(misfit, message):
    with pytest.raises(ValueError, match=message):
        Numbering(misfit)
