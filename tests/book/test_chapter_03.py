"""What chapter 3 printed in the build: its two trained comparisons show what the text says."""

import re

import pytest


@pytest.fixture(scope="module")
def tables(executed_chapters):
    """Return the chapter's tables, each as `{row: numbers}`."""
    cells = executed_chapters["03_equivariant_layers"].cells
    data = [o.data for cell in cells for o in cell.get("outputs", []) if "data" in o]
    texts = [d["text/plain"] for d in data if "<table" in d.get("text/html", "")]
    return [
        {
            row[1].strip(): [float(number) for number in row[2].split()]
            for row in re.finditer(r"^([a-z ]+?)((?: +[\d.]+)+) *$", text, re.M)
        }
        for text in texts
    ]


@pytest.fixture(scope="module")
def pooling(tables):
    """Return {(pooling, task, elements): relative error}."""
    (table,) = [t for t in tables if {"sum", "mean", "max"} <= t.keys()]
    columns = [(task, n) for task in ("sum", "mean", "max") for n in (10, 40)]
    return {
        (how, *column): error
        for how in ("sum", "mean", "max")
        for column, error in zip(columns, table[how], strict=True)
    }


def test_at_ten_elements_each_pooling_knows_its_own_statistic(pooling):
    for how in ("sum", "mean", "max"):
        assert pooling[how, how, 10] < 0.1
    assert min(pooling["sum", "max", 10], pooling["mean", "max", 10]) > 0.1


def test_at_forty_elements_sums_fail_and_mean_and_maximum_hold(pooling):
    assert min(pooling["sum", task, 40] for task in ("sum", "mean", "max")) > 1
    assert pooling["mean", "mean", 40] < 0.1
    assert pooling["max", "max", 40] < 0.1


def test_z_helps_most_at_the_elements(tables):
    (table,) = [t for t in tables if "nowhere" in t]
    widths = zip(table["nowhere"], table["after pooling"], table["every element"], strict=True)
    for nowhere, after_pooling, every_element in widths:
        assert nowhere > 2 * after_pooling > 3 * every_element


def test_two_numbers_survive(tables):
    (table,) = [t for t in tables if "free" in t]
    assert table["weights"] == [1, 4, 9, 16, 25]
    assert table["free"] == [1, 2, 2, 2, 2]


def test_exercises_have_solutions(executed_chapters):
    cells = executed_chapters["03_equivariant_layers"].cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    exercises = re.findall(r"```\{exercise\}\n:label: ([\w-]+)", text)
    assert 3 <= len(exercises) <= 5
    assert exercises == re.findall(r"```\{solution-start\} ([\w-]+)", text)
