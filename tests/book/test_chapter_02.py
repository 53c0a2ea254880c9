"""What chapter 2 printed in the build: codes, examples and the learned widths say what it says."""

import re

import pytest


@pytest.fixture(scope="module")
def cells(executed_chapters):
    return executed_chapters["02_sum_decomposition"].cells


def table_with(cells, row):
    """Return the numbers of `row` in the only table that has such a row."""
    data = [o.data for cell in cells for o in cell.get("outputs", []) if "data" in o]
    texts = [d["text/plain"] for d in data if "<table" in d.get("text/html", "")]
    (found,) = [m for text in texts for m in re.findall(rf"^{row} +(.+?) *$", text, re.M)]
    return [float(number) for number in found.split()]


def test_the_width_pays_up_to_the_number_of_elements(cells):
    one, two, *enough = table_with(cells, "relative error")
    assert one > 1.5 * two
    assert two > 1.5 * max(enough)
    assert max(enough) < 1.5 * min(enough)


def test_seeds_agree_better_than_widths_differ(cells):
    errors, spreads = table_with(cells, "relative error"), table_with(cells, "spread")
    assert max(spreads) < 0.2 * (errors[1] - errors[2])


def test_float64_just_holds_an_alphabet(cells):
    _, in_base_4, _ = table_with(cells, "float64")
    assert in_base_4 == 27


def test_the_printed_determinant_is_wrong_from_three_on(cells):
    for m in (2, 3, 4):
        recursion, printed, corrected = table_with(cells, f"e{m}")
        assert recursion == corrected
        assert (printed == recursion) == (m == 2)


def test_the_printed_second_largest_is_the_maximum(cells):
    assert table_with(cells, "as printed") == table_with(cells, "the maximum")


def test_exercises_have_solutions(cells):
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    exercises = re.findall(r"```\{exercise\}\n:label: ([\w-]+)", text)
    assert 3 <= len(exercises) <= 5
    assert exercises == re.findall(r"```\{solution-start\} ([\w-]+)", text)
