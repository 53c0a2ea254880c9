"""What chapter 4 printed in the build: the numbers are there, and its claims hold."""

import re
from io import StringIO

import pandas as pd
import pytest

MODELS = ("Deep Sets", "GRU")


@pytest.fixture(scope="module")
def outputs(executed_chapters):
    """The chapter's outputs, as text and as HTML."""
    cells = executed_chapters["04_deep_sets_in_practice"].cells
    found = [output for cell in cells for output in cell.get("outputs", [])]
    text = "".join(o.text for o in found if o.get("name") == "stdout")
    html = [o.data["text/html"] for o in found if "text/html" in o.get("data", {})]
    return text, html


@pytest.fixture(scope="module")
def table(outputs):
    """Share of sums right, indexed by (model, seed), a column per length."""
    html = next(h for h in outputs[1] if "sums right" in h)
    both = pd.read_html(StringIO(html), header=[0, 1], index_col=[0, 1, 2])[0]
    both.columns = [int(length) for length, _ in both.columns]
    right = both.loc["sums right"].map(lambda share: float(share.rstrip("%")) / 100)
    error = both.loc["mean error"].astype(float)
    assert (error.columns == right.columns).all()
    return right, error


def test_both_models_are_printed_with_their_seeds_at_ten_and_beyond(table):
    right, error = table
    for model in MODELS:
        seeds = right.loc[model].index
        assert len(seeds) >= 2
        assert list(seeds) == list(error.loc[model].index)
    assert {5, 10, 15, 20, 30, 50} <= set(right.columns)


def test_the_gru_knew_the_answer_too_up_to_ten(table):
    right, _ = table
    mean = right.groupby(level=0).mean()
    assert abs(mean.loc["Deep Sets", 5] - mean.loc["GRU", 5]) < 0.1
    assert mean.loc["GRU", 10] > 0.4


def test_beyond_ten_only_deep_sets_goes_on(table):
    right, error = table
    assert right.loc["Deep Sets"][20].min() > 0.3
    assert right.loc["Deep Sets"][50].min() > 0.1
    assert right.loc["GRU"][20].max() < 0.05
    assert right.loc["GRU"][50].max() < 0.01
    assert (error.loc["GRU"][50] > 20 * error.loc["Deep Sets"][50].max()).all()


def test_the_ceiling_is_one_minus_p_to_the_m_and_near_the_curve(outputs, table):
    line = re.search(r"p = ([\d.]+)%: ceiling (\d+)% at 10, (\d+)% at 50", outputs[0])
    p, at_10, at_50 = (float(number) / 100 for number in line.groups())
    assert 0.005 < p < 0.08
    for length, ceiling in ((10, at_10), (50, at_50)):
        assert ceiling == pytest.approx((1 - p) ** length, abs=0.02)
        assert table[0].loc["Deep Sets"][length].mean() == pytest.approx(ceiling, abs=0.12)


def test_the_paper_s_own_ceiling_is_taken_from_its_published_number(outputs):
    assert "paper: p = 1%, so 61% at 50" in outputs[0]


def test_the_answers_of_the_gru_stay_below_their_bound_and_far_below_the_sums(outputs):
    bounds = re.findall(r"bound (\d+); (\d+) nines: (\d+)", outputs[0])
    assert len(bounds) >= 2
    for bound, nines, said in bounds:
        assert int(said) <= int(bound) < 9 * int(nines)


def test_the_probe_tells_the_two_networks_apart(outputs):
    assert "Deep Sets: invariant" in outputs[0]
    assert "GRU: not equivariant" in outputs[0]


def test_averaging_over_orders_rescues_nothing(outputs):
    shares = re.findall(r"(\d+) images: .* right ([\d.]+)%, averaged ([\d.]+)%", outputs[0])
    assert [int(length) for length, *_ in shares] == [5, 10, 15, 20]
    assert all(abs(float(once) - float(averaged)) < 5 for _, once, averaged in shares)


def test_every_figure_and_exercise_is_there(outputs, executed_chapters):
    assert sum("setnb-figure" in h for h in outputs[1]) == 4
    cells = executed_chapters["04_deep_sets_in_practice"].cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    exercises = re.findall(r"```\{exercise\}\n:label: ([\w-]+)", text)
    assert 3 <= len(exercises) <= 5
    assert exercises == re.findall(r"```\{solution-start\} ([\w-]+)", text)
