"""What chapter 11 printed in the build: its trained autoencoders show what the text says."""

import re

import pytest


@pytest.fixture(scope="module")
def chapter(executed_chapters):
    return executed_chapters["11_fspool"].cells


@pytest.fixture(scope="module")
def printed(chapter):
    """Return all that the cells printed, as one text."""
    outputs = [o for cell in chapter for o in cell.get("outputs", [])]
    return "\n".join(o.text for o in outputs if o.output_type == "stream")


def number(pattern, text):
    found = re.search(pattern.replace("#", r"(-?\d+\.\d+)"), text)
    assert found, pattern
    return float(found[1])


def test_list_decoders_fail_at_some_angle_and_unpooling_does_not(printed):
    bound = number("bound for lists: #", printed)
    assert bound == pytest.approx(0.5**0.5, abs=1e-3)
    for name in ("MLP, Hungarian", "MLP, Chamfer"):
        assert number(rf"{name} +typical \d\.\d+, worst #", printed) > 0.97 * bound
        assert number(rf"{name} +typical #", printed) < bound / 5
    assert number(r"FSUnpool +typical \d\.\d+, worst #", printed) < bound / 3


def test_places_carry_most_of_a_digit(printed):
    decoded = number("decoded: points are off by #", printed)
    average = number("average code: points are off by #", printed)
    assert 1.2 * decoded < average < 1.0


def test_equal_elements_are_pulled_apart_and_near_equals_swapped(printed):
    assert "[1.0, 0.0, -1.0]\n" in printed
    assert "[1.0, 1.0, 3.0] -> [1, 0, 0]\n" in printed
    assert "[1.0, 1.001, 3.0] -> [0, 0, 1]\n" in printed


def test_colours_let_the_slots_follow_when_they_are_told(printed):
    assert number("by colour: worst corner #", printed) < 0.2
    assert number("Hungarian: worst corner #", printed) > 0.35


def test_exercises_have_solutions(chapter):
    text = "\n".join(cell.source for cell in chapter if cell.cell_type == "markdown")
    exercises = re.findall(r"```\{exercise\}\n:label: ([\w-]+)", text)
    assert 3 <= len(exercises) <= 5
    assert exercises == re.findall(r"```\{solution-start\} ([\w-]+)", text)
