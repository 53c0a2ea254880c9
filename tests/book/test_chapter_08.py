"""What chapter 8 printed in the build: what orders cost, which update commits, and who sorts."""

import re

from setnb import results
from tests.book.reading import numbers

CHAPTER = "08_optimised_permutations"


def test_the_cheapest_order_sorts_and_the_dearest_costs_the_opposite(printed):
    low, *best = numbers(r"best +# \[#, #, #, #, #\]", printed)
    high, *worst = numbers(r"worst +# \[#, #, #, #, #\]", printed)
    assert best == sorted(best) == worst[::-1]
    assert low == -high < 0


def test_only_the_transpose_sorts(printed):
    as_printed = numbers(r"P X +\[#, #, #, #, #\]", printed)
    by_indices = numbers(r"P\^T X +\[#, #, #, #, #\]", printed)
    assert by_indices == sorted(as_printed) != as_printed


def test_the_residual_falls_with_the_rounds(printed):
    off = [numbers(rf"L = +{k}: a row or column is off by up to #", printed)[0] for k in (1, 4, 16)]
    assert off == sorted(off, reverse=True)


def test_descent_begins_at_no_cost_and_nears_the_best_order(printed):
    assert numbers("at the start: cost #, slope #", printed)[0] == 0
    (last,), (best,) = numbers("t = 12: cost #", printed), numbers("best order: #", printed)
    assert 0.98 * best > last >= best


def test_with_step_sizes_of_their_own_the_updates_are_nearer(printed):
    same, own = numbers("higher by #, with step sizes of their own by #", printed)
    assert same > own > 0


def test_one_step_size_without_sinkhorn_leaves_every_wrong_order(printed):
    (best,) = numbers("best order: #, worst: #", printed)[:1]
    direct = numbers(r"dc/dP +3 +# +# +#\n +12 +# +# +#", printed)[3:]
    assert max(direct) < 0.98 * best
    through = numbers(r"through S +3 +# +# +#\n +12 +# +# +#\n +100 +# +# +#", printed)
    assert through[1] > 0 > through[7]
    assert min(through[2::3]) > 0


def test_trained_on_the_unit_interval_po_u_sorts_all_seven(printed):
    intervals = ("0–1", "0–10", "0–1000", "1–2", "10–11", "100–101", "1000–1001")
    rows = [numbers(rf"\n{interval} +#% +#%", printed) for interval in intervals]
    po_u, linear = zip(*rows, strict=True)
    assert po_u == (100,) * 7
    assert linear[1:3] == (0, 0)
    assert min(linear[:1] + linear[3:]) > 90


def test_more_rounds_heal_linear_assignment_on_a_wider_interval(printed):
    few, many = (numbers(rf"{k} rounds +#% +#% +#%", printed) for k in (4, 64))
    assert few[1] == few[2] == 0
    assert many[1] > 95
    assert numbers("by the logits +#% +#% +#%", printed) == [100] * 3


def test_some_seeds_fail_where_they_were_not_trained_and_standardised_none(printed):
    seeds, at_home = numbers("# seeds, perfect on 0–1: #", printed)
    (everywhere,) = numbers("perfect on all seven: #", printed)
    (remedied,) = numbers("perfect on all seven, standardised: #", printed)
    assert everywhere < at_home <= seeds
    assert everywhere < remedied
    assert numbers("standardised, perfect on 0–1: #", printed) == [remedied]


def test_far_out_a_sorter_is_its_network_without_biases(printed):
    (off,) = numbers("most that 0–1000 differs from 0–1 without biases: #%", printed)
    assert off < 15


def test_most_learned_step_sizes_fall_first_and_end_above_one(printed):
    dips, seeds = numbers("dip below 1 in the first steps: # of # seeds", printed)
    above, _ = numbers("above 1 in the end: # of #", printed)
    assert dips > seeds / 2
    assert above > 0.75 * seeds


def test_recorded_every_seed_of_po_u_sorts_up_to_fifteen_numbers_everywhere():
    runs = results.load("sort_numbers")
    runs = runs[runs["metric"].str.startswith("perfect@") & (runs["config.n"] <= 15)]
    share = runs[runs["config.scale"] == "raw"].groupby("config.model")["value"]
    assert share.min()["po_u"] == 1
    seeds = runs[runs["config.model"] == "po_u"].groupby("config.n")["seed"].nunique()
    assert (seeds >= 5).all()
    wide = runs["metric"].isin(["perfect@0-10", "perfect@0-1000"])
    linear = runs["config.model"] == "linear"
    assert runs[wide & linear]["value"].mean() < 0.1 < 0.9 < runs[~wide & linear]["value"].mean()


def test_a_gru_reads_a_set_better_in_the_order_it_learned(printed):
    by_list, verdict = re.search(r"list order +(\d\.\d+) +(.+)", printed).groups()
    learned, other = re.search(r"learned order +(\d\.\d+) +(.+)", printed).groups()
    assert float(learned) > float(by_list) + 0.15
    assert (verdict.strip(), other.strip()) == ("not equivariant", "invariant")


def test_the_proper_gradient_lags_from_small_steps_and_draws_level_from_large(printed):
    ratios = []
    for rate in (1, 5):
        (direct,) = numbers(f"from {rate}, dc/dP +: loss #", printed)
        (through,) = numbers(f"from {rate}, through S: loss #", printed)
        ratios.append(through / direct)
    assert ratios[0] > 1.5 > ratios[1]


def test_more_steps_find_the_best_order_more_often(printed):
    votes, six, many = numbers("'votes': '#%', '6 steps': '#%', '24 steps': '#%'", printed)
    assert votes < six < many < 100


def test_exercises_have_solutions(chapter):
    text = "\n".join(cell.source for cell in chapter if cell.cell_type == "markdown")
    exercises = re.findall(r"```\{exercise\}\n:label: ([\w-]+)", text)
    assert 3 <= len(exercises) <= 5
    assert exercises == re.findall(r"```\{solution-start\} ([\w-]+)", text)
