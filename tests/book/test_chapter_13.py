"""What chapter 13 printed in the build: its gradients and trainings show what the text says."""

import re

import pandas as pd
import pytest


@pytest.fixture(scope="module")
def chapter(executed_chapters):
    return executed_chapters["13_implicit_gradients"].cells


@pytest.fixture(scope="module")
def outputs(chapter):
    return [output for cell in chapter for output in cell.get("outputs", [])]


@pytest.fixture(scope="module")
def printed(outputs):
    """Return all that the cells printed, as one text."""
    return "\n".join(o.text for o in outputs if o.output_type == "stream")


@pytest.fixture(scope="module")
def compared(outputs):
    """Return the tables of gradient modes: before training, and after."""
    pages = [o.data.get("text/html", "") for o in outputs if "data" in o]
    pages = [page for page in pages if "cosine with unrolled" in page]
    assert len(pages) == 2
    return [table(page) for page in pages]


def table(page):
    """Return the numbers of a table, by column and row."""
    columns = re.findall(r"<th>([^<]+)</th>", re.search(r"<thead>.*</thead>", page, re.S)[0])
    rows = re.findall(r"<th>(\w+)</th>((?:\s*<td>[\d.]+</td>)+)", page)
    values = {name: map(float, re.findall(r"[\d.]+", cells)) for name, cells in rows}
    return pd.DataFrame.from_dict(values, orient="index", columns=columns)


def numbers(pattern, text):
    found = re.search(pattern.replace("#", r"([+-]?\d+\.\d+)"), text)
    assert found, pattern
    return [float(group) for group in found.groups()]


def losses(printed):
    names = ("unrolled", "identity", "damped", "exact")
    return {name: numbers(rf"{name} +loss #, median curvature #", printed) for name in names}


def test_three_ways_to_one_derivative(printed):
    ways = ("through 100 steps", "from the equation", "finite differences")
    assert len({numbers(rf"{way} +#", printed)[0] for way in ways}) == 1


def test_second_derivatives_are_wrong_right_and_refused(printed):
    for name, second in {"usual": 2, "unrolled": -2, "exact": -2}.items():
        assert numbers(rf"{name} +first # +second #", printed) == pytest.approx([2, second])
    assert "gradient: expected 'unrolled' or 'exact' where second derivatives are taken" in printed


def test_identity_and_unrolled_are_alike_before_training_and_part_afterwards(compared, printed):
    before, after = compared
    assert before["cosine with unrolled"]["identity"] > 0.97
    assert 8 < numbers("unrolled is # times as long as identity", printed)[0] < 10.5
    assert before["cosine with exact"]["identity"] < 0.95
    assert 0.4 < after["cosine with exact"]["identity"] < 0.95
    assert after["cosine with exact"]["damped"] > 0.95
    assert after["cosine with unrolled"]["identity"] < 0.8
    assert (after["noise"] > 2 * before["noise"]).all()


def test_the_crude_gradient_trains_best(printed):
    loss = {name: value for name, (value, _) in losses(printed).items()}
    assert loss["identity"] < 0.9 * min(loss["exact"], loss["unrolled"])


def test_training_raises_the_curvatures(printed):
    (fresh,) = numbers(r"code of 64: rank 16 of 16, median curvature #", printed)
    trained = {name: curvature for name, (_, curvature) in losses(printed).items()}
    assert min(trained.values()) > 10 * fresh
    assert min(trained, key=trained.get) == "exact"


def test_solving_well_does_not_help_the_exact_gradient_past_the_identity(printed):
    solved = {
        name: numbers(rf"{name} +loss #, slope left #", printed) for name in ("identity", "exact")
    }
    assert solved["identity"][0] < solved["exact"][0] < losses(printed)["exact"][0]
    at_start, left = numbers("plain: slope # at the start, # left", printed)
    assert max(slope for _, slope in solved.values()) < 0.2 * left < 0.2 * at_start


def test_remembering_costs_memory_and_time(printed):
    memory = int(re.search(r"at T = 80: (\d+) times the memory", printed)[1])
    assert memory > 20
    assert numbers("times the memory, # times the time", printed)[0] > 1.1


def test_exercises_have_solutions(chapter):
    text = "\n".join(cell.source for cell in chapter if cell.cell_type == "markdown")
    exercises = re.findall(r"```\{exercise\}\n:label: ([\w-]+)", text)
    assert 3 <= len(exercises) <= 5
    assert exercises == re.findall(r"```\{solution-start\} ([\w-]+)", text)
