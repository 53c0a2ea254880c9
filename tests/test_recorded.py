"""What the recorded tables show: the claims of the chapters that rest on them, and their origin."""

import pytest

from setnb import results
from setnb.report import load_comparisons
from setnb.viz.accuracy import by_length
from setnb.viz.numbering import by_training_sets
from setnb.viz.reconstruction import by_iterations
from setnb.viz.statistics import by_sets


@pytest.mark.parametrize("name", results.recorded())
def test_every_run_was_made_by_committed_code_and_says_where(name):
    table = results.load(name)
    assert not table["dirty"].any()
    assert table["commit"].str.fullmatch("[0-9a-f]{12}").all()
    assert table["device"].notna().all()
    assert (table["wall_seconds"] > 0).all()
    assert not table.duplicated(["key", "metric"]).any()


def test_the_comparisons_speak_of_recorded_experiments():
    assert set(load_comparisons()["experiment"]) <= set(results.recorded())


def mean_accuracy(name):
    table = by_length(results.load(name))
    assert (table.groupby(["model", "length"])["seed"].nunique() >= 3).all()
    return table.groupby(["model", "length"])["accuracy"].mean().unstack()


def test_deep_sets_adds_a_hundred_symbols_and_the_recurrent_networks_stop():
    mean = mean_accuracy("digit_sum_text")
    assert mean.loc["Deep Sets", 100] >= 0.99
    for name in ("GRU", "LSTM"):
        assert mean.loc[name, 10] > 0.95
        assert mean.loc[name, 20] < 0.1


def test_deep_sets_follows_its_ceiling_on_images_and_the_recurrent_networks_do_not():
    mean = mean_accuracy("digit_sum_image")
    table = results.load("digit_sum_image")
    wrong = table[table["metric"] == "single_digit_error"].groupby("config.model")["value"].mean()
    for length in (10, 30, 50):
        ceiling = (1 - wrong["deep_sets"]) ** length
        assert mean.loc["Deep Sets", length] == pytest.approx(ceiling, abs=0.1)
    assert mean.loc[["GRU", "LSTM"], 10].min() > 0.7
    assert mean.loc[["GRU", "LSTM"], 30].max() < 0.01


def test_learning_phi_beats_the_kernel_wherever_anything_is_learned():
    errors = by_sets(results.load("population_statistics"))
    mean = errors.groupby(["task", "model", "sets"])["error"].mean().unstack()
    for task in ("rotation", "correlation", "rank_one"):
        sizes = [128, 256, 512, 1024]
        assert (mean.loc[(task, "Deep Sets"), sizes] < mean.loc[(task, "SDM"), sizes]).all()
        assert mean.loc[(task, "Deep Sets"), 2**14] < mean.loc[(task, "Deep Sets"), 128]
    assert mean.loc["random"].min().min() > 0.9


def test_the_plug_in_is_worse_than_a_constant_on_rank_one_and_alone_on_random():
    errors = by_sets(results.load("population_statistics"))
    level = errors[errors["sets"].isna()].groupby("task")["error"].mean()
    assert level["rank_one"] > 1
    assert level["random"] < 0.2


def test_the_cost_of_the_exact_kernel_grows_fastest():
    seconds = by_sets(results.load("population_statistics"))
    middle = seconds.groupby(["model", "sets"])["seconds"].median().unstack()
    growth = middle[1024] / middle[512]
    assert growth["SDM"] > 2
    assert growth["SDM"] > growth[["Deep Sets", "SDM, random features"]].max()


def test_a_sum_pays_for_every_number_up_to_the_size_of_the_set_and_hardly_beyond():
    table = results.load("sum_decomposition")
    table = table[table["config.model"] == "learned"]
    assert table["seed"].nunique() >= 5
    size = table["config.size"].iloc[0]
    table = table.assign(width=table["metric"].str.removeprefix("rmse@").astype(int))
    error = table.pivot_table(index="seed", columns="width", values="value")
    for width in range(1, size):
        assert (error[width] > 1.4 * error[width + 1]).all()
    assert error[size].mean() < 1.4 * error[2 * size].mean()


def numbering_runs():
    table = results.load("class_numbering")
    keep = (table["config.n"] == 12) & (table["config.classes"] == 4) & ~table["config.augment"]
    return table[keep]


def test_set_equivariant_models_never_number_a_multiset():
    runs = numbering_runs()
    equal = runs[runs["config.model"].isin(["deep_sets", "transformer"])]
    assert (equal.loc[equal["metric"] == "accuracy", "value"] == 0).all()
    share = 1 - equal.loc[equal["metric"] == "element_error", "value"]
    assert len(share)
    assert share.max() < 4 / 12 * (1 - 0.75**12) + 0.01


def test_models_that_part_equals_number_from_few_lists_and_the_others_need_more():
    runs = by_training_sets(numbering_runs())
    mean = runs.groupby(["model", "sets"])["accuracy"].mean().unstack()
    assert mean.loc["iDSPN", 640] > 0.9
    least = mean.loc[["DSPN", "iDSPN"], 640].min()
    assert least > mean.drop(["DSPN", "iDSPN"])[640].max()
    by_place = mean.loc[["transformer + codes", "BiLSTM"]]
    assert (by_place[6_400] > by_place[640] + 0.2).all()


def test_sorting_reconstructs_random_multisets_better_than_sums_and_means():
    loss = by_iterations(results.load("random_multisets"))
    mean = loss.groupby(["n", "iterations", "model"])["loss"].mean().unstack()
    pooled = mean[["… sums instead", "… means instead"]].min(axis=1)
    assert len(mean) >= 4
    assert (mean["iDSPN + momentum"] < pooled).all()
