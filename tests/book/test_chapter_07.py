"""What chapter 7 printed in the build: which recurrences forget order, and what asking buys."""

import re

import pytest

from setnb import results
from tests.book.reading import numbers

CHAPTER = "07_recurrence"


def test_a_plain_gru_knows_its_lists_in_their_order(printed):
    (seen,), (new,) = numbers("seen: #% right", printed), numbers("new lists: #% right", printed)
    assert seen > 90 > 75 > new
    orders, low, high, right = numbers("in all # orders: from # to #, where # is right", printed)
    assert orders == 720
    assert high - low > 1
    assert low < right < high


@pytest.mark.parametrize("step", ["sum", "maximum", "log of a sum"])
def test_order_free_steps_meet_the_condition_and_pay_nothing(printed, step):
    assert max(numbers(rf"{step} +# +# +#\n", printed)) < 1e-5
    assert max(numbers(rf"{step} +# +#\n", printed)) < 1e-12


def test_a_trained_gru_and_fresh_cells_do_not(printed):
    assert min(numbers("GRU, trained +# +# +#\n", printed)) > 1e-2
    for name in ("GRU, trained", "RNN, fresh", "GRU, fresh", "LSTM, fresh"):
        assert min(numbers(rf"{name} +# +#\n", printed)) > 1e-6


def test_reachable_states_swap_and_others_need_not(printed):
    assert len(set(numbers("s = +1.0: reading 0, 1 gives #, reading 1, 0 #", printed))) == 1
    assert len(set(numbers("s = -2.0: reading 0, 1 gives #, reading 1, 0 #", printed))) == 2


def test_three_neurons_never_err(printed):
    every = sum(2**n for n in range(13))
    assert f"right on all {every:,} lists of up to 12" in printed
    assert "1,000 random ones of 10,000" in printed
    assert "right on 1,000 lists of 10,000 bits" in printed


def test_their_answer_is_invariant_and_their_state_is_not(printed):
    assert "then 0, 1 -> [2, 1, 1], then 1, 0 -> [0, 0, 1]" in printed
    neurons, toggle = numbers(r"SIRE of the three neurons: #, of \|s - x\|: #", printed)
    assert neurons == pytest.approx(8 / 9 * 5 / 12, abs=0.015)
    assert toggle == 0


@pytest.mark.parametrize("trained", ["no penalty", "SIRE, 100"])
def test_a_gradient_of_sire_costs_less(printed, trained):
    (saved,) = numbers(f"trained with {trained}: SIRE is cheaper by #%", printed)
    assert 0 < saved < 100


def test_asking_for_invariance_helps_on_new_lists(printed):
    plain = numbers("no penalty +#% +#% +# +#", printed)
    asked = numbers("SIRE, 100 +#% +#% +# +#", printed)
    assert asked[1] > plain[1] + 15
    assert asked[2] < plain[2] / 2
    assert asked[3] < plain[3] / 4


def settings():
    runs = results.load("sire_vs_sub")
    wide = runs.pivot_table("value", ["config.model", "config.strength", "seed"], "metric")
    return wide[["accuracy", "order"]]


def test_recorded_accuracy_follows_the_order_that_is_left():
    runs = settings()
    assert runs.corr("spearman").loc["accuracy", "order"] < -0.9
    assert (runs.groupby("config.model").size() >= 5).all()


def test_recorded_at_equal_strength_sub_leaves_less_to_order():
    means = settings().groupby(["config.model", "config.strength"]).mean()
    for strength in (0.64, 6.4, 64, 640):
        sire, sub = (means.loc[(name, strength)] for name in ("sire", "sub"))
        assert sub["order"] < sire["order"]
        assert sub["accuracy"] > sire["accuracy"]


def test_recorded_deep_sets_guess_parity_beyond_the_lengths_they_saw():
    runs = results.load("parity").pivot_table("value", ["config.model", "seed"], "metric")
    sets = runs.loc["deep_sets"]
    assert (sets["accuracy"] > 0.95).all()
    assert (sets["accuracy@100"] < 0.6).all()


def test_digits_are_moved_by_nine_at_most(printed):
    assert numbers("furthest in 20,000 draws: #", printed) == [9]
    assert numbers("furthest possible: #", printed) == [9]


def test_a_recurrence_waits_for_itself(printed):
    rows = [numbers(rf"\n{n} +# +# +#", printed) for n in (10, 100)]
    assert rows[0][0] == rows[1][0]
    assert rows[1][1] > 9 * rows[0][1]


def test_exact_local_invariance_spreads_over_a_row(printed):
    assert numbers(r"# chains of \[#\] places", printed) == [28, 28]
    assert numbers("after 2 rounds, from # to #", printed) == [0, 27]


def test_disguised_sums_are_order_free(printed):
    found = re.findall(r"^(s .*?|sqrt.*?) +(order-free|not)$", printed, re.MULTILINE)
    free = {name.strip() for name, verdict in found if verdict == "order-free"}
    assert free == {"s x", "s + x + s x", "sqrt(s² + x²)"}
    assert len(found) == 5


def test_exercises_have_solutions(chapter):
    text = "\n".join(cell.source for cell in chapter if cell.cell_type == "markdown")
    exercises = re.findall(r"```\{exercise\}\n:label: ([\w-]+)", text)
    assert 3 <= len(exercises) <= 5
    assert exercises == re.findall(r"```\{solution-start\} ([\w-]+)", text)
