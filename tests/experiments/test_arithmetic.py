"""Arithmetic on symbols: what is asked, what the three models are, and what is measured."""

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from setnb import experiments
from setnb.experiments import arithmetic
from setnb.experiments.arithmetic import MODELS, PRESETS, TASKS, draw, make_model, scale_of
from setnb.experiments.running import Session
from setnb.experiments.whole_numbers import draw_lists, has_duplicates
from setnb.seeds import make_generator, seed_everything
from tests.strategies import DTYPES

SMOKE = PRESETS["smoke"]
run = partial(experiments.run, "arithmetic", preset="smoke", quiet=True)

# Few numbers to choose from make duplicates common, many make them rare.
lists = st.sampled_from((3, 100)).flatmap(
    lambda below: st.lists(st.integers(0, below - 1), min_size=1, max_size=10)
)
EXPECTED: dict[str, Callable] = {
    "sum": sum,
    "unique_sum": lambda x: sum(set(x)),
    "unique_count": lambda x: len(Counter(x)),
    "range": lambda x: max(x) - min(x),
    "variance": np.var,
}


@pytest.mark.parametrize("task", TASKS)
@given(numbers=lists, dtype=st.sampled_from(DTYPES))
def test_answers_are_those_of_python_and_numpy_and_stay_under_a_permutation(task, numbers, dtype):
    x = torch.tensor([numbers, numbers[::-1]], dtype=dtype)
    answers = TASKS[task](x)
    expected = float(EXPECTED[task](numbers))
    assert answers.dtype == dtype
    assert answers.tolist() == pytest.approx([expected] * 2, rel=1e-5, abs=1e-4)


@given(numbers=lists)
def test_a_duplicate_is_a_number_that_a_set_would_lose(numbers):
    assert has_duplicates(torch.tensor(numbers)).item() == (len(set(numbers)) < len(numbers))


@pytest.mark.parametrize("task", ["sum", "unique_sum", "unique_count"])
def test_nothing_adds_up_to_zero(task):
    assert TASKS[task](torch.zeros(2, 0)).tolist() == [0, 0]


@pytest.mark.parametrize(("n", "stated"), [(5, "9.7 %"), (10, "37.2 %")])
def test_duplicates_are_as_rare_as_stated(n, stated):
    share = 1 - math.perm(100, n) / 100**n
    assert f"{100 * share:.1f} %" == stated
    assert stated in arithmetic.__doc__
    x = draw_lists(20_000, n, 100, make_generator(0, "share"))[..., 0]
    spread = math.sqrt(share * (1 - share) / len(x))
    assert abs(has_duplicates(x).double().mean() - share) < 4 * spread
    differ = TASKS["unique_sum"](x) != TASKS["sum"](x)
    # A duplicate of 0 alone changes no sum.
    assert differ.sum() <= has_duplicates(x).sum() <= differ.sum() + 0.02 * len(x)


def test_lists_are_uniform_and_the_splits_differ():
    x = draw_lists(20_000, 5, 10, make_generator(0, "uniform"))
    assert x.shape == (20_000, 5, 1)
    counts = torch.bincount(x.flatten().long(), minlength=10)
    assert (counts / x.numel() - 0.1).abs().max() < 0.005
    both = replace(SMOKE, test_lists=SMOKE.train_lists)
    assert not torch.equal(draw(both, "train")[0], draw(both, "test")[0])


def test_models_are_built_by_name_and_only_deep_sets_are_invariant():
    x, _ = draw(SMOKE, "test")

    def moved(model):
        seed_everything(0)
        network = make_model(replace(SMOKE, model=model))
        with torch.no_grad():
            assert network(x).shape == (len(x),)
            return (network(x) - network(x.flip(1))).abs().max().item()

    assert moved("deep_sets") < 1e-5
    assert moved("gru") == moved("sire") > 0.01
    with pytest.raises(ValueError, match="model: expected one of 'gru', 'sire', 'deep_sets'"):
        moved("lstm")


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("task", TASKS)
def test_smoke(model, task):
    found = run(model=model, task=task).set_index("metric")["value"]
    right = {"mse"} if task == "variance" else {"accuracy", "accuracy_duplicates"}
    recurrent = set() if model == "deep_sets" else {"sire"}
    assert set(found.index) == {"mae", "order"} | right | recurrent
    assert found.notna().all()
    assert found[list({"accuracy", "order"} & set(found.index))].between(0, 1).all()
    assert (found["order"] < 1e-6) == (model == "deep_sets")


class Exact(torch.nn.Module):
    """Answers in the networks' units, off by `error` on lists with a duplicate."""

    def __init__(self, config, error):
        super().__init__()
        self.task, self.error = TASKS[config.task], error
        self.centre, self.unit = scale_of(draw(config, "train")[1])

    def forward(self, x):
        numbers = x[..., 0]
        answer = self.task(numbers) + self.error * has_duplicates(numbers)
        return (answer - self.centre) / self.unit


@pytest.mark.parametrize(("error", "right"), [(0.4, 1.0), (-0.4, 1.0), (0.6, 0.0)])
def test_answers_are_rounded_and_lists_with_duplicates_are_counted_apart(error, right):
    config = replace(SMOKE, n=10, test_lists=500)
    session = Session(torch.device("cpu"), lambda part: None, lambda part: Path())

    def found(task):
        asked = replace(config, task=task)
        rows = arithmetic.measure(Exact(asked, error), asked, session)
        return {row["metric"]: row["value"] for row in rows}

    share = has_duplicates(draw(config, "test")[0][..., 0]).double().mean().item()
    sums = found("sum")
    assert sums["accuracy_duplicates"] == right
    assert sums["accuracy"] == pytest.approx(right * share + 1 - share)
    assert sums["mae"] == pytest.approx(abs(error) * share, rel=1e-3)
    assert sums["order"] < 1e-10
    assert found("variance")["mse"] == pytest.approx(error**2 * share, rel=1e-2)


def test_the_penalty_is_added_for_sire_alone_and_lowers_what_order_is_worth():
    found = {
        name: run(model=model, strength=strength, epochs=40).set_index("metric")["value"]
        for name, model, strength in [
            ("gru", "gru", 1e3),
            ("free", "sire", 0.0),
            ("sire", "sire", 1e3),
        ]
    }
    assert found["gru"]["mae"] == pytest.approx(found["free"]["mae"])
    assert found["sire"]["sire"] < 0.2 * found["gru"]["sire"]


def test_an_interrupted_run_ends_with_the_same_numbers(assert_resumes):
    assert_resumes(arithmetic, run, every=3, after=5)
