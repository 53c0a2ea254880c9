"""What chapter 14 printed in the build: who numbers, who does not, and who finds its set again."""

import math
import re

import pytest

from tests.book.reading import numbers

CHAPTER = "14_numbering"


def test_only_a_model_that_parts_equals_numbers_new_lists(printed):
    never = numbers(r"Deep Sets +#% +#% +#%", printed)
    by_heart = numbers(r"BiLSTM +#% +#% +#%", printed)
    idspn = numbers(r"iDSPN +#% +#% +#%", printed)
    assert never[:2] == [0, 0]
    assert by_heart[0] > 80
    assert by_heart[1] < 30
    assert idspn[1] > 60
    assert idspn[0] - idspn[1] < 25


def test_deep_sets_gets_one_element_of_each_class_right(printed):
    (bound,) = numbers("bound for set-equivariant models: #%", printed)
    assert bound == pytest.approx(100 * 3 / 8 * (1 - (2 / 3) ** 8), abs=0.1)
    *_, share = numbers(r"Deep Sets +#% +#% +#%", printed)
    assert share == pytest.approx(bound, abs=2)


def test_sixty_four_lists_show_most_multisets_and_hardly_any_lists(printed):
    met, multisets = numbers("64 training lists show # of the # multisets", printed)
    assert multisets == math.comb(10, 2)
    assert met > multisets / 2


def test_sorting_beats_sums_and_momentum_helps(printed):
    momentum, plain, sums = (
        numbers(rf"{name} +# +# +# +#", printed)[-1]
        for name in (r"iDSPN \+ momentum", "iDSPN", "… sums instead")
    )
    (zero,) = numbers("answering with zeros: #", printed)
    assert momentum < plain
    assert 1.5 * plain < sums < zero


def test_unrolling_costs_more_than_the_implicit_gradient(printed):
    (ratio,) = numbers(r"DSPN +\d+\.\d ms a step, # of iDSPN", printed)
    assert ratio > 1.2


def test_numbers_must_fit_into_the_code(printed):
    shares = [numbers(rf" {k} entries for 16 numbers: #%", printed)[0] for k in (4, 16, 64)]
    assert shares == sorted(shares, reverse=True)


def test_shuffling_closes_the_gap_between_seen_and_new(printed):
    seen, new = numbers("shuffled: seen #%, new #%", printed)
    assert seen - new < 20


def test_deep_sets_numbers_small_sets_as_often_as_nothing_repeats(printed):
    right, limit = numbers(r"Deep Sets #, limit #", printed)
    assert limit == pytest.approx((1 + 2 / 3 + 2 / 9) / 3, abs=1e-3)
    assert right == pytest.approx(limit, abs=0.03)


def test_exercises_have_solutions(chapter):
    text = "\n".join(cell.source for cell in chapter if cell.cell_type == "markdown")
    exercises = re.findall(r"```\{exercise\}\n:label: ([\w-]+)", text)
    assert 3 <= len(exercises) <= 5
    assert exercises == re.findall(r"```\{solution-start\} ([\w-]+)", text)
