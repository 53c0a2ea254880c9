"""What chapter 4 printed in the build: the numbers are there, and its claims hold."""

import re

import pandas as pd
import pytest

MODELS = ("Deep Sets", "GRU")


@pytest.fixture(scope="module")
def outputs(executed_chapters):
    """Return what the chapter printed, its tables as text, and its figures as HTML."""
    cells = executed_chapters["04_deep_sets_in_practice"].cells
    found = [output for cell in cells for output in cell.get("outputs", [])]
    data = [output.data for output in found if "data" in output]
    printed = "".join(o.text for o in found if o.get("name") == "stdout")
    # Where the build merged a cell's streams, their parts are stored as well: each line once.
    printed = "\n".join(dict.fromkeys(printed.splitlines()))
    tables = [d["text/plain"] for d in data if "<table" in d.get("text/html", "")]
    figures = [d["text/html"] for d in data if "setnb-figure" in d.get("text/html", "")]
    return printed, tables, figures


@pytest.fixture(scope="module")
def table(outputs):
    """Return share of sums right and mean error, indexed by (model, seed), a column per length."""
    header, *lines = next(t for t in outputs[1] if "sums right" in t).splitlines()
    lengths = [int(length) for length in header.split()[1:]]
    rows = {"sums right": {}, "mean error": {}}
    metric = model = ""
    for line in lines:
        if row := re.fullmatch(r"(\D*)(\d+) +(.*)", line):
            label, seed, values = row.groups()
            metric = next((m for m in rows if m in label), metric)
            model = next((m for m in MODELS if m in label), model)
            numbers = [float(value.rstrip("%")) for value in values.split()]
            rows[metric][model, int(seed)] = dict(zip(lengths, numbers, strict=True))
    right, error = (pd.DataFrame(found).T for found in rows.values())
    return right / 100, error


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


def test_told_nothing_both_learners_come_closer_to_the_entropy_than_the_formula(outputs):
    off = dict(re.findall(r"(plug-in|SDM|Deep Sets|a constant): off by ([\d.]+)", outputs[0]))
    off = {name: float(error) for name, error in off.items()}
    assert max(off["SDM"], off["Deep Sets"]) < off["plug-in"] < off["a constant"] / 2


def test_every_figure_and_exercise_is_there(outputs, executed_chapters):
    assert len(outputs[2]) == 9
    cells = executed_chapters["04_deep_sets_in_practice"].cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    exercises = re.findall(r"```\{exercise\}\n:label: ([\w-]+)", text)
    assert 3 <= len(exercises) <= 5
    assert exercises == re.findall(r"```\{solution-start\} ([\w-]+)", text)
