"""The searches that the sharing-scheme replay plays: recorded numbers against the package."""

import math

import pytest
import torch

from setnb.functional import column_norms, entropy_penalty, nuclear_norm, partition_distance
from setnb.widgets.sharing_searches import PENALTIES, default_searches, record_searches


@pytest.fixture(scope="module")
def recorded():
    return default_searches()


def test_pictures_and_curves_fit_together(recorded):
    scheme = torch.tensor(recorded["scheme"])
    assert recorded["steps"] == list(range(0, 401, 10))
    assert list(recorded["searches"]) == list(PENALTIES)
    for search in recorded["searches"].values():
        pictures = torch.tensor(search["assignment"], dtype=torch.float64)
        assert pictures.shape == (41, 6, 6)
        ones = torch.ones(41, 6, dtype=torch.float64)
        torch.testing.assert_close(pictures.sum(-1), ones, atol=0.004, rtol=0)
        for name, measure in [
            ("entropy", lambda a: entropy_penalty(a) / 6),
            ("norm", nuclear_norm),
            ("columns", column_norms),
        ]:
            curve = torch.tensor(search[name], dtype=torch.float64)
            torch.testing.assert_close(curve, measure(pictures), atol=0.02, rtol=0)
        distance = partition_distance(pictures, scheme.expand(41, -1))
        assert search["distance"] == distance.tolist()


def test_all_start_alike_and_part_by_penalty(recorded):
    searches = recorded["searches"]
    assert len({str(search["assignment"][0]) for search in searches.values()}) == 1
    ends = {name: search["distance"][-1] for name, search in searches.items()}
    assert max(ends["nuclear"], ends["columns"]) == 0 < min(ends["none"], ends["entropy"])
    entropy = {name: search["entropy"][-1] for name, search in searches.items()}
    assert entropy["entropy"] < entropy["none"] < math.log(6)
    norm = {name: search["norm"][-1] for name, search in searches.items()}
    assert norm["nuclear"] < norm["none"] < norm["entropy"]


def test_the_truth_is_hard(recorded):
    sizes = torch.tensor(recorded["scheme"]).bincount().double()
    norm = pytest.approx(sizes.sqrt().sum().item(), rel=0.005)
    truth = recorded["truth"]
    assert (truth["norm"], truth["columns"]) == (norm, norm)
    assert (truth["entropy"], truth["distance"]) == (0, 0)
    assert truth["loss"] > 0


def test_least_squares_makes_the_loss_blind():
    searches = record_searches(lower="least_squares", steps=20, frames=4)["searches"]
    losses = {loss for search in searches.values() for loss in search["loss"]}
    assert max(losses) == pytest.approx(min(losses), rel=0.01)
    assert searches["none"]["norm"][0] != searches["none"]["norm"][-1]


def test_searches_repeat():
    first, second = (record_searches(4, 3, steps=6, frames=3, seed=9) for _ in range(2))
    assert first == second
    assert first["steps"] == [0, 2, 4, 6]
    assert len(set(first["scheme"])) == 3


def test_with_another_draw_no_penalty_finds_the_truth():
    searches = record_searches(seed=3)["searches"]
    assert min(search["distance"][-1] for search in searches.values()) > 0
