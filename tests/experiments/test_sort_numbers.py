"""Sorting numbers: what counts as sorted, what a shift does, and going on after a cut."""

from dataclasses import replace
from functools import partial

import pytest
import torch

from setnb import experiments
from setnb.experiments import sort_numbers
from setnb.experiments.sort_numbers import INTERVALS, PRESETS, Sorter, draw, share_sorted
from setnb.seeds import make_generator, seed_everything

SMOKE = PRESETS["smoke"]


def build(**changes):
    seed_everything(0)
    return Sorter(replace(SMOKE, **changes)).double()


def numbers(interval, count=6):
    return draw(count, SMOKE.n, interval, make_generator(0, "x"))


class Oracle:
    """Places by sorting, wrong for the first `wrong` sets."""

    def __init__(self, wrong=0):
        self.wrong = wrong

    def permutation(self, x):
        places = x.squeeze(-1).argsort(-1).argsort(-1)
        places[: self.wrong] = places[: self.wrong].roll(1, -1)
        self.wrong = 0
        return torch.nn.functional.one_hot(places).double()


@pytest.mark.parametrize(("wrong", "share"), [(0, 1.0), (3, 0.5)])
def test_a_set_counts_when_all_of_it_is_in_order(wrong, share):
    assert share_sorted(Oracle(wrong), numbers((0, 1))) == share


@pytest.mark.parametrize("interval", INTERVALS)
def test_standardised_sets_are_the_same_wherever_they_lie(interval):
    model = build(scale="standard")
    here, there = (model.permutation(numbers(place)) for place in ((0, 1), interval))
    torch.testing.assert_close(there, here, rtol=1e-6, atol=1e-8)


def test_raw_sets_are_not():
    model = build()
    torch.nn.init.normal_(model.order.costs.first.bias)
    here, there = (model.permutation(numbers(place)) for place in ((0, 1), (0, 10)))
    assert (there - here).abs().max() > 1e-3


def test_linear_assignment_does_not_see_a_shift_but_a_stretch():
    model = build(model="linear")
    model.order.iters = 500  # a shift scales columns, which in the limit is of no account
    here, shifted, stretched = (
        model.permutation(numbers(place)) for place in ((0, 1), (10, 11), (0, 10))
    )
    torch.testing.assert_close(shifted, here, rtol=1e-6, atol=1e-8)
    assert (stretched - here).abs().max() > 1e-3


def test_a_set_of_equal_numbers_is_left_alone_by_the_remedy():
    x = torch.full((1, SMOKE.n, 1), 7.0, dtype=torch.float64)
    p = build(scale="standard").permutation(x)
    torch.testing.assert_close(p, torch.full_like(p, 1 / SMOKE.n))


@pytest.mark.parametrize("model", ["po_u", "linear"])
def test_smoke(model):
    table = experiments.run("sort_numbers", preset="smoke", model=model, quiet=True)
    found = table.set_index("metric")["value"]
    shares = [name for name in found.index if name.startswith("perfect@")]
    assert len(shares) == len(INTERVALS)
    assert found[shares].between(0, 1).all()
    assert ("rate" in found) == (model == "po_u")


def test_an_interrupted_run_ends_with_the_same_numbers(assert_resumes):
    run = partial(experiments.run, "sort_numbers", preset="smoke", quiet=True)
    assert_resumes(sort_numbers, run, every=5, after=12)


def test_unknown_models_and_scales_are_refused():
    for wrong in ({"model": "bubble"}, {"scale": "log"}):
        with pytest.raises(ValueError, match="expected one of"):
            build(**wrong)
