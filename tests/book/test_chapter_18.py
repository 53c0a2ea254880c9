"""What chapter 18 printed in the build: who finds the scheme, what it costs, a missing factor."""

import math
import re

import pytest

from setnb import results
from setnb.viz.methods import by_method
from tests.book.reading import numbers

CHAPTER = "18_discovering"


def of_method(table, x, measure, method):
    """One measure of one method, by x."""
    rows = by_method(table, x, (measure,)).query("method == @method")
    return rows.set_index("x")["value"]


def test_the_search_beats_trying_all_schemes_at_rank_one(printed):
    errors = {
        name: numbers(rf"{name} +# +#", printed)[0]
        for name in ("no sharing", "all schemes tried", "searched", "oracle")
    }
    assert errors["oracle"] < errors["searched"] < errors["all schemes tried"]
    assert errors["all schemes tried"] > 0.6 * errors["no sharing"]


def test_with_both_penalties_the_error_is_that_of_the_paper(printed):
    error, moves = numbers("K = 6, ours: squared error #, moves #", printed)
    paper, theirs = numbers("K = 6, paper: squared error #, moves #", printed)
    assert error == pytest.approx(paper, abs=0.004)
    assert moves == pytest.approx(theirs, abs=0.15)


def test_recorded_the_search_pays_up_to_ninety_numbers_and_no_longer_finds_the_scheme():
    runs = results.load("gaussian_sharing")
    runs = runs[(runs["config.k"] >= 10) & (runs["config.norm"] == "columns")]
    searched, free = (of_method(runs, "config.k", "mse", m) for m in ("relaxed", "none"))
    assert searched.index.max() >= 90
    assert (searched < free / 2).all()
    assert (of_method(runs, "config.k", "pd", "relaxed") > 1).all()


def test_less_than_half_to_train_on_is_best(printed):
    best = re.findall(r"least error with (\d+)% to train, least distance with (\d+)%", printed)
    assert len(best) == 3
    shares = [[int(share) for share in pair] for pair in best]
    assert max(map(max, shares)) < 50
    assert shares[0][0] < min(shares[1][0], shares[2][0])


def test_with_normal_means_sharing_pays_at_low_ranks_only(printed):
    normal = re.search(r"normal means: sharing pays at ranks (\[.*\])", printed)[1]
    spaced = re.search(r"spaced by three: sharing pays at ranks (\[.*\])", printed)[1]
    assert normal == "[1, 2]"
    assert spaced == "[1, 2, 3, 4]"


def test_the_two_norms_agree_on_hard_schemes_and_not_on_the_uniform_one(printed):
    count, apart = numbers("all # hard schemes: the two differ by #", printed)
    assert (count, apart) == (203, pytest.approx(0, abs=1e-9))
    one = numbers("all share, hard +nuclear #, columns #", printed)
    uniform = numbers("uniform +nuclear #, columns #", printed)
    assert one == pytest.approx([math.sqrt(6)] * 2, abs=0.005)
    assert uniform == pytest.approx([1, math.sqrt(6)], abs=0.005)


def test_which_norm_finds_more_depends_on_the_setting(printed):
    pattern = "K = 6, {}: # moves with column norms, # with the true norm"
    columns, nuclear = numbers(pattern.format("code's setting"), printed)
    assert columns < nuclear
    columns, nuclear = numbers(pattern.format("ours"), printed)
    assert nuclear < columns


def test_signs_are_parted_in_the_live_run(printed):
    moves = re.search(r"learned schemes: .* moves: \[(.*)\]", printed)[1].split(", ")
    assert len(moves) == 3
    assert moves.count("0") >= 2


def test_recorded_plain_sums_share_all_positions():
    runs = results.load("sum_of_numbers")
    exact = runs[(runs["metric"] == "exact") & ~runs["config.signed"]].set_index("config.n")
    assert {2, 4, 10} <= set(exact.index)
    assert (exact["value"] == 1).all()


def test_too_fine_costs_little_and_mixed_signs_cost_all(printed):
    errors = {
        name: numbers(rf"{name} +squared error #", printed)[0]
        for name in ("true", "one position alone", "one with the wrong sign")
    }
    right, fine, coarse = errors.values()
    assert fine < 3 * right
    assert coarse > 100 * fine


def test_augerino_pays_for_every_sample_and_fails_on_signs(printed):
    (ratio,) = numbers("75 samples keep # times the memory of 3", printed)
    assert 10 < ratio < 26
    rates = re.search(r"signed sum, Augerino over no sharing: \{(.*)\}", printed)[1]
    assert min(float(rate) for rate in re.findall(r": ([\d.]+)", rates)) > 10
    rows = ("Augerino, 3", "Augerino, 15", "Augerino, 75", "shared, or not")
    *errors, searched = (numbers(rf"\n{row} +# +# +#", printed)[2] for row in rows)
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] > 3 * searched


def test_live_the_toeplitz_scheme_is_found(printed):
    moves = re.search(r"moves to the Toeplitz scheme, five data sets: \[(.*)\]", printed)[1]
    assert moves.split(", ").count("0") >= 4


def test_recorded_the_toeplitz_scheme_is_found_on_most_data_sets_where_entries_draw():
    runs = results.load("shift_equivariance")
    exact = runs[runs["metric"] == "exact@ours"]
    draws = exact[exact["config.relaxation"] == "draws"]["value"]
    assert len(draws) >= 6
    assert draws.min() > 0.5
    assert draws.mean() > exact[exact["config.relaxation"] == "mixture"]["value"].mean() + 0.3


def test_the_best_denoiser_is_not_toeplitz(printed):
    (free,), (toeplitz,) = (numbers(f"{name} G +error #", printed) for name in ("any", "Toeplitz"))
    assert free < 0.95 * toeplitz
    (symmetric,) = numbers("symmetric G +error #", printed)
    assert symmetric == pytest.approx(free, rel=0.002)


def test_recorded_toeplitz_denoises_better_than_no_sharing_and_the_search_does_not():
    runs = results.load("denoising")
    toeplitz, ours, free = (
        of_method(runs, "config.noise", "loss", m) for m in ("toeplitz", "ours", "none")
    )
    assert (toeplitz < free).all()
    assert (ours > 0.98 * free).all()
    moves = of_method(runs, "config.noise", "pd", "ours")
    assert (moves > 200).all()


def test_unrolling_keeps_every_step(printed):
    (ratio,) = numbers("unrolling 50 steps keeps # times what 5 keep", printed)
    assert ratio > 7


def test_without_its_factor_the_indirect_part_is_too_long(printed):
    length, off, longer = numbers(r"\n400 +with +# +#\n +without +#", printed)
    assert (length, off) == pytest.approx((1, 0), abs=0.005)
    assert longer == pytest.approx(1 / 0.05, rel=0.01)


def test_more_draws_undo_wrong_merges_and_not_wrong_splits(printed):
    found = {
        (rank, draws): numbers(f"rank {rank}, +{draws} draws: # moves, # to undo merges", printed)
        for rank in (1, 3)
        for draws in ("100", "10,000")
    }
    assert found[1, "100"][0] == pytest.approx(found[1, "10,000"][0], abs=0.3)
    assert found[3, "10,000"][1] < found[3, "100"][1] / 2


def test_few_permutations_leave_the_signed_sum_alone(printed):
    assert numbers("4 positions: # of #", printed) == [4, 24]
    assert numbers("6 positions: # of #", printed) == [36, 720]
    assert numbers("10 positions: one of #", printed) == [math.comb(10, 5)]


def test_a_symmetric_filter_shares_beyond_its_diagonals(printed):
    moves = re.search(r"moves to the scheme of equal values: \[(.*)\]", printed)[1]
    assert moves.split(", ").count("0") >= 4


def test_exercises_have_solutions(chapter):
    text = "\n".join(cell.source for cell in chapter if cell.cell_type == "markdown")
    exercises = re.findall(r"```\{exercise\}\n:label: ([\w-]+)", text)
    assert 3 <= len(exercises) <= 5
    assert exercises == re.findall(r"```\{solution-start\} ([\w-]+)", text)
