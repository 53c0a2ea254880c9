"""What chapter 17 printed in the build: moves, groups, what a wrong scheme costs, and a bound."""

import math
import re

import pytest

from setnb.functional import set_partitions
from tests.book.reading import numbers

CHAPTER = "17_partition_distance"


def test_entries_call_the_same_scheme_far_and_another_near(printed):
    same = numbers("columns exchanged: # entries differ, # moves", printed)
    other = numbers("one moved: # entries differ, # moves", printed)
    assert same[0] > other[0]
    assert same[1] == 0 < other[1]


def test_the_search_runs_through_every_partition(printed):
    assert numbers("# partitions, at most # moves apart", printed) == [len(set_partitions(6)), 5]
    assert f"of ten elements: {len(set_partitions(10)):,} partitions" in printed


def test_the_largest_overlap_is_not_always_matched(printed):
    stay, of, distance = numbers("# of # may stay: distance #", printed)
    assert distance == of - stay == 4


def test_every_pair_of_six_was_compared_with_the_search(printed):
    (pairs,) = re.search(r"assignment = search for all ([\d,]+) pairs", printed).groups()
    assert int(pairs.replace(",", "")) == len(set_partitions(6)) ** 2


def test_half_of_few_blocks_agree_by_luck(printed):
    shares = [numbers(f"distance {d}: +#% of pairs", printed)[0] for d in range(6)]
    assert sum(shares) == pytest.approx(100, abs=0.05)
    assert shares[2] + shares[3] > 80
    assert numbers("K = 50, 2 blocks: mean distance #", printed)[0] < 25
    assert numbers("K = 50, 5 blocks: mean distance #", printed)[0] > 25


def test_the_product_of_two_members_leaves_the_union(printed):
    (union,) = re.search(r"union: +(\[\[.*\]\])", printed).groups()
    (product,) = re.search(r"product: (\[.*\])", printed).groups()
    (group,) = re.search(r"group: +(\[\[.*\]\])", printed).groups()
    assert product not in union
    assert product in group


@pytest.mark.parametrize("k", [2, 3, 4, 5])
def test_claim_3_holds_for_unions_and_groups_with_a_better_constant(printed, k):
    claimed, *ratios = numbers(rf"\n{k} +# +# +# +# +#", printed)
    assert claimed == math.factorial(k) - 1
    assert ratios == [1, math.factorial(k) - math.factorial(k - 1)] * 2


def test_one_move_may_cost_one_permutation_or_astronomically_many(printed):
    assert numbers("a pair: distance #, # permutations", printed) == [1, 1]
    distance, many = numbers("one leaves fifty: distance #, # permutations", printed)
    assert distance == 1
    assert many == pytest.approx(math.factorial(50) - math.factorial(49), rel=0.2)


def test_shifts_and_all_permutations_are_two_partitions_of_one_matrix(printed):
    assert numbers("cyclic shifts: # values", printed) == [4]
    assert numbers("all permutations: # values", printed) == [2]
    assert numbers("# of 16 weights apart", printed) == [8]


def test_claim_1_fits_and_distance_does_not_order_the_errors(printed):
    rows = {
        name: numbers(rf"{name} +# +# +# +#", printed)
        for name in ("right", "one split off", "one astray", "no sharing")
    }
    for _, claimed, measured, spread in rows.values():
        assert abs(claimed - measured) < 2 * spread
    assert rows["one astray"][0] < rows["no sharing"][0]
    assert rows["one astray"][2] > rows["no sharing"][2]


def test_for_one_block_guessing_pays_and_distance_sees_it(printed):
    guessed = numbers("out of a hat +# +#", printed)
    learned = numbers(r"learned \(the paper\) +# +#", printed)
    assert learned[0] < guessed[0] < 0.06
    assert guessed[1] > 5 * learned[1]


def test_the_bound_has_the_right_shape_and_not_the_height(printed):
    none, bound = numbers("no sharing: gap #; least bound: #", printed)
    assert bound > none + 4 * 0.06
    assert numbers("bound least at r = #", printed)[0] < 0.5
    for step in ("0.5", "1"):
        gap, fraction = numbers(f"step {step}: least gap # at r = #", printed)
        assert 0.05 < fraction < 0.5
        assert gap < bound / 4
    assert numbers("step 0.5: least gap #", printed)[0] > none
    assert numbers("step 3: least gap #", printed)[0] < none


def test_the_step_of_the_proof_fails_and_its_conclusion_less_often(printed):
    for step in ("0.5", "1"):
        squares, conclusion = numbers(
            f"step {step}: the step fails in #% of draws, its conclusion in #%", printed
        )
        assert 20 > squares > conclusion > 0


def test_greedy_matching_keeps_one_too_few_of_seven(printed):
    assert numbers("greedy keeps # of #", printed) == [3, 7]


def test_even_permutations_share_like_all(printed):
    assert numbers("# and # permutations", printed) == [12, 24]


def test_a_convolution_with_borders_keeps_no_symmetry(printed):
    assert "kept by [((0, 1, 2), (0, 1, 2, 3))]" in printed


def test_below_the_edge_the_wrong_scheme_is_better(printed):
    for factor, better in (("0.9", True), ("1.1", False)):
        shared, apart = numbers(f"{factor} of the edge: # shared, # apart", printed)
        assert (shared < apart) == better


def test_exercises_have_solutions(chapter):
    text = "\n".join(cell.source for cell in chapter if cell.cell_type == "markdown")
    exercises = re.findall(r"```\{exercise\}\n:label: ([\w-]+)", text)
    assert 3 <= len(exercises) <= 5
    assert exercises == re.findall(r"```\{solution-start\} ([\w-]+)", text)
