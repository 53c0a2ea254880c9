"""Which runs share a tensor program, and how a sweep is told."""

import dataclasses
from collections import Counter

import pytest

from setnb import experiments
from setnb.cli import main
from setnb.experiments import class_numbering, random_multisets
from setnb.experiments.batching import LARGEST, programs
from setnb.runs import read_all

MULTISETS, NUMBERING = random_multisets.PRESETS["smoke"], class_numbering.PRESETS["smoke"]


def test_what_may_share_a_program_and_what_may_not():
    def groups(name, config, **fields):
        changed = [dataclasses.replace(config, **{k: v}) for k, vs in fields.items() for v in vs]
        return [len(group) for group in programs(name, changed)]

    assert groups("random_multisets", MULTISETS, seed=[0, 1], lr=[1e-2], test_sets=[32]) == [4]
    assert groups("random_multisets", MULTISETS, n=[2, 3], iterations=[5], how=["sum"]) == [1] * 4
    assert groups("random_multisets", MULTISETS, model=["dspn", "idspn"]) == [1, 1]
    assert groups("class_numbering", NUMBERING, seed=[0, 1], train_sets=[96], augment=[True]) == [4]
    assert groups("class_numbering", NUMBERING, model=class_numbering.MODELS) == [1] * 7
    for name in ("bilstm", "transformer_random_positions"):
        lonely = dataclasses.replace(NUMBERING, model=name)
        assert groups("class_numbering", lonely, seed=[0, 1, 2]) == [1, 1, 1]
    assert groups("random_multisets", MULTISETS, seed=range(LARGEST + 2)) == [LARGEST, 2]
    with pytest.raises(ValueError, match="random_multisets"):
        experiments.sweep("digit_sum_text", preset="smoke", batched=True)


def test_the_command_batches_where_it_is_told_to(store, capsys):
    command = ["sweep", "random_multisets", "--preset", "smoke", "--seeds", "2"]
    assert main([*command, "--batched"]) == 0
    assert main([*command, "--no-batched", "--lr", "0.01"]) == 0
    # the default, where the device is a CPU
    unasked = ["sweep", "random_multisets", "--preset", "smoke", "--lr", "0.1", "--device", "cpu"]
    assert main(unasked) == 0
    batched = [record["facts"].get("batched") for record in read_all("random_multisets", store)]
    assert Counter(batched) == {2: 2, None: 3}
    assert main(["sweep", "digit_sum_text", "--preset", "smoke", "--batched"]) == 2
    assert "batched: expected one of class_numbering" in capsys.readouterr().err


def test_a_field_is_not_taken_for_the_beginning_of_an_option(store):
    command = ["sweep", "sire_vs_sub", "--preset", "smoke", "--model", "none", "--n", "3"]
    assert main(command) == 0
    (record,) = read_all("sire_vs_sub", store)
    assert record["config"]["n"] == 3
