"""What chapter 9 printed in the build: which mosaics come back, and what equal tiles do to them."""

import re

import pytest

from tests.book.reading import numbers

CHAPTER = "09_mosaics"


def test_from_few_tiles_everything_can_be_known_and_from_many_nothing(printed):
    equal, best = numbers(r"mnist +2×2 +#% +#%", printed)
    assert (equal, best) == (0, 100)
    tables = re.findall(r"5×5 +(\d+\.\d)% +(\d+\.\d)%", printed)
    equal, best = (float(number) for number in tables[0])
    assert equal > 99
    assert best < 1


def test_a_grid_line_by_line_costs_what_it_costs_at_once(printed):
    by_line, at_once = numbers("line by line #, at once #", printed)
    assert by_line == pytest.approx(at_once, abs=1e-9)
    assert "[[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]]" in printed


def test_descending_from_absolute_places_is_best_and_nobody_beats_the_tiles(printed):
    (best,) = numbers("exact accuracy at best: #", printed)
    scores = {name: numbers(rf"{name} +# +# +#\n", printed) for name in ("PO-U", "PO-LA")}
    scores["LinAssign"] = numbers(r"LinAssign +# +# +#", printed)
    error, exact, pixels = zip(*scores.values(), strict=True)
    assert min(error) == scores["PO-LA"][0]
    assert max(pixels) == scores["PO-LA"][2]
    assert max(exact) < best + 0.02


def test_neighbours_cost_most_and_tiles_of_one_column_least(printed):
    side, diagonal, column = (
        numbers(rf"size of the cost within rows, {kind}: #", printed)[0]
        for kind in ("side by side", "on a diagonal", "in one column")
    )
    assert side > diagonal > 2 * column
    (right,) = numbers("left tile preferred on the left: #%", printed)
    assert right > 95


def test_clothes_are_compared_at_the_borders_that_meet(printed):
    sides, ends = numbers(r"fashion, 2×2 +rows +# +#", printed)
    assert sides > 1.1 * ends
    sides, ends = numbers(r"fashion, 2×2 +rows +[\d.]+ +[\d.]+\n +columns +# +#", printed)
    assert ends > 1.3 * sides


def test_the_gradient_in_a_tile_changes_with_its_partner(printed):
    (cosine,) = numbers("mean cosine of gradients #", printed)
    assert 0 < cosine < 0.95


def test_with_six_blank_tiles_only_absolute_places_help(printed):
    relative, both, absolute, images = numbers(r"\n6 +# +# +# +#", printed)
    assert relative < 0.05
    assert min(both, absolute) > 0.9
    assert images > 50
    (without_blanks, *_) = numbers(r"\n0 +# +# +# +#", printed)
    assert without_blanks > 0.5


def test_a_tile_among_equals_goes_to_a_corner(printed):
    rows = re.search(r"\[\[([\d. ]+)\]\n \[([\d. ]+)\]\n \[([\d. ]+)\]\]", printed)
    lone = [[float(number) for number in row.split()] for row in rows.groups()]
    assert all(row == sorted(row) for row in lone)
    assert all(list(column) == sorted(column, reverse=True) for column in zip(*lone, strict=True))
    assert lone[0][2] > 0.3


def test_the_soft_permutation_keeps_equals_equal_and_the_assignment_does_not(printed):
    assert "'P': 'set-equivariant'" in printed
    assert "'assigned': 'exclusively multiset-equivariant'" in printed


def test_without_borders_the_lead_of_absolute_places_goes(printed):
    lead = {}
    for title in ("whole", "cropped"):
        relative, absolute = numbers(rf"{title} PO-U # LinAssign #", printed)
        lead[title] = absolute - relative
    assert lead["cropped"] < 0 < lead["whole"]


def test_noise_parts_blank_tiles_while_it_is_there(printed):
    assert numbers("trained with noise, noisy: #%", printed)[0] > 40
    assert numbers("trained with noise, clean: #%", printed)[0] < 5
    assert numbers("trained without noise, noisy: #%", printed)[0] < 10


def test_exercises_have_solutions(chapter):
    text = "\n".join(cell.source for cell in chapter if cell.cell_type == "markdown")
    exercises = re.findall(r"```\{exercise\}\n:label: ([\w-]+)", text)
    assert 3 <= len(exercises) <= 5
    assert exercises == re.findall(r"```\{solution-start\} ([\w-]+)", text)
