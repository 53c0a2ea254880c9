"""Runs trained as one tensor program: the numbers, weights and records of each run alone."""

import dataclasses
from collections import Counter

import pytest
import torch
from safetensors.torch import load_file
from torch.utils._python_dispatch import TorchDispatchMode

from setnb import experiments
from setnb.experiments import Session, batching, class_numbering, random_multisets, together
from setnb.experiments.together import join, train_together
from setnb.experiments.training import train
from setnb.runs import read_all

MULTISETS, NUMBERING = random_multisets.PRESETS["smoke"], class_numbering.PRESETS["smoke"]


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("SETNB_RUNS", str(tmp_path / "batched"))
    return tmp_path / "batched"


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """Run in another store."""

    def sweep(name, folder="alone", **options):
        with monkeypatch.context() as patch:
            patch.setenv("SETNB_RUNS", str(tmp_path / folder))
            experiments.sweep(name, preset="smoke", **options)
        return tmp_path / folder

    return sweep


def records(folder):
    return {
        record["key"]: record for path in folder.iterdir() for record in read_all(path.name, folder)
    }


def without_key_biases(weights):
    """An attention's keys may all be moved: the gradient of their bias is nothing but rounding."""
    biases = {name for name in weights if name.endswith("in_proj_bias")}
    return {n: w.unflatten(0, (3, -1))[[0, 2]] if n in biases else w for n, w in weights.items()}


def check_alike(folder, other, **tolerance):
    """Compare the records and weights of two stores."""
    mine, theirs = records(folder), records(other)
    assert mine.keys() == theirs.keys()
    for key, record in mine.items():
        assert record["config"] == theirs[key]["config"]
        for got, expected in zip(record["metrics"], theirs[key]["metrics"], strict=True):
            assert got["metric"] == expected["metric"]
            assert got["value"] == pytest.approx(expected["value"], rel=1e-4, abs=1e-6)
        (path,), (own,) = (list(f.rglob(f"{key}.*.safetensors")) for f in (folder, other))
        weights, wanted = (without_key_biases(load_file(p)) for p in (path, own))
        torch.testing.assert_close(weights, wanted, **{"rtol": 1e-3, "atol": 1e-5, **tolerance})


@pytest.mark.parametrize("how", ["fspool", "sum", "mean"])
@pytest.mark.parametrize("model", random_multisets.MODELS)
def test_random_multisets_are_those_of_single_runs(model, how, store, elsewhere):
    options = {"seeds": 2, "grid": {"lr": [1e-3, 1e-2]}, "model": model, "how": how}
    experiments.sweep("random_multisets", preset="smoke", batched=True, **options)
    check_alike(store, elsewhere("random_multisets", batched=False, **options))
    facts = [record["facts"] for record in records(store).values()]
    assert [fact["batched"] for fact in facts] == [4] * 4
    assert len({fact["wall_seconds"] for fact in facts}) == 1


@pytest.mark.parametrize(
    ("model", "smallest"),
    [
        ("deep_sets", 0),
        ("transformer", 0),
        ("transformer_positions", 1),
        ("dspn", 0),
        ("idspn", 0),
        ("idspn", 1),
    ],
)
def test_numberings_are_those_of_single_runs(model, smallest, store, elsewhere):
    """With starts drawn anew in every step, data sets of two sizes, and sets of several."""
    grid = {"train_sets": [64, 96]}
    options = {"grid": grid, "model": model, "smallest": smallest, "augment": True}
    experiments.sweep("class_numbering", preset="smoke", batched=True, **options)
    check_alike(store, elsewhere("class_numbering", batched=False, **options))
    assert [record["facts"]["batched"] for record in records(store).values()] == [2] * 2


def test_a_second_sweep_does_no_work_and_a_larger_one_only_what_is_new(store, monkeypatch):
    sweep = {"preset": "smoke", "batched": True}
    experiments.sweep("random_multisets", seeds=2, **sweep)
    first = records(store)
    grown = experiments.sweep("random_multisets", seeds=4, **sweep)
    assert grown["key"].nunique() == 4
    assert all(records(store)[key] == record for key, record in first.items())
    monkeypatch.setattr(random_multisets, "prepare", None)
    experiments.sweep("random_multisets", seeds=4, **sweep)
    # one that is finished meanwhile, in another process, is not run again either
    configs = [dataclasses.replace(MULTISETS, seed=seed) for seed in range(4)]
    batching.execute_together("random_multisets", configs)


@pytest.mark.parametrize("name", ["random_multisets", "class_numbering"])
def test_runs_begun_together_go_on_in_any_company(name, store, elsewhere, monkeypatch):
    """Killed after step 7 with a checkpoint at 5, then finished: together, alone, with others."""
    experiment = {"random_multisets": random_multisets, "class_numbering": class_numbering}[name]
    real = experiment.prepare
    monkeypatch.setattr(
        experiment, "prepare", lambda *args: dataclasses.replace(real(*args), every=5)
    )
    whole = elsewhere(name, "whole", seeds=3, batched=True)
    taken = []

    def killed(members):
        if len(taken) == 7:
            raise KeyboardInterrupt
        taken.append([member.done for member in members])
        return step(members)

    step = together.step_together
    monkeypatch.setattr(together, "step_together", killed)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            experiments.sweep(name, preset="smoke", seeds=2, batched=True)
        assert len(list(store.rglob("*.checkpoint"))) == 2
    monkeypatch.setattr(together, "step_together", step)
    experiments.run(name, preset="smoke", seed=1, quiet=True)
    taken.clear()
    monkeypatch.setattr(
        together, "step_together", lambda members: taken.append(members) or step(members)
    )
    experiments.sweep(name, preset="smoke", seeds=3, batched=True)
    steps = max(member.training.steps for member in taken[0])
    # seed 2 starts with seed 0, which is five steps ahead, leaves early
    assert Counter(len(members) for members in taken) == {2: steps - 5, 1: 5}
    check_alike(store, whole)
    assert not list(store.rglob("*.checkpoint"))


@pytest.mark.parametrize("name", ["random_multisets", "class_numbering"])
def test_a_run_that_diverges_is_counted_and_the_others_do_not_notice(name, store, elsewhere):
    options = {"seeds": 2, "grid": {"lr": [1e36, 1e-3]}}
    experiments.sweep(name, preset="smoke", batched=True, **options)
    check_alike(store, elsewhere(name, batched=False, **options))
    diverged = {record["config"]["lr"]: record["metrics"][-1] for record in records(store).values()}
    assert diverged[1e36] == {"metric": "diverged", "value": 1.0}
    assert diverged[1e-3] == {"metric": "diverged", "value": 0.0}


def test_a_run_that_diverges_late_keeps_the_weights_it_had(store):
    members = members_of(random_multisets, MULTISETS, 3)
    sick = members[1].training.network
    for step, taken in enumerate(train_together(members)):
        if step == 3:
            assert taken == 3
            sick.decoder.encoder.knots.data[0, 0] = torch.inf
            had = {name: value.clone() for name, value in sick.state_dict().items()}
    assert [member.diverged for member in members] == [False, True, False]
    assert [member.done for member in members] == [8, 4, 8]
    assert all(torch.equal(value, had[name]) for name, value in sick.state_dict().items())
    for seed in (0, 2):
        session = Session(torch.device("cpu"), lambda part: None, lambda part: store / "w", True)
        training = random_multisets.prepare(dataclasses.replace(MULTISETS, seed=seed), session)
        list(train(training, session))
        for got, wanted in zip(
            members[seed].training.network.parameters(),
            training.network.parameters(),
            strict=True,
        ):
            torch.testing.assert_close(got, wanted, rtol=1e-3, atol=1e-5)


def test_all_may_diverge(store):
    table = experiments.sweep("random_multisets", preset="smoke", seeds=3, lr=1e36, batched=True)
    assert (table.set_index("metric")["value"]["diverged"] == 1).all()


class Operations(TorchDispatchMode):
    """Count what is started: on a GPU, the time of a small step."""

    count = 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        self.count += 1
        return func(*args, **(kwargs or {}))


def members_of(experiment, config, runs, device="cpu"):
    session = Session(torch.device(device), lambda part: None, lambda part: None, quiet=True)
    return [
        join(
            lambda seed=seed: experiment.prepare(dataclasses.replace(config, seed=seed), session),
            seed,
            session.device,
        )
        for seed in range(runs)
    ]


@pytest.mark.parametrize("model", ["dspn", "idspn"])
def test_four_runs_start_hardly_more_operations_than_one(model):
    def operations(runs):
        config = dataclasses.replace(MULTISETS, model=model)
        steps = train_together(members_of(random_multisets, config, runs))
        next(steps)
        with Operations() as counted:
            next(steps)
        return counted.count

    assert operations(4) < 2 * operations(1)


@pytest.mark.cuda
@pytest.mark.parametrize("name", ["random_multisets", "class_numbering"])
def test_on_cuda_runs_are_batched_unasked_and_give_the_same_numbers(name, store, elsewhere):
    options = {"seeds": 2, "device": "cuda"}
    experiments.sweep(name, preset="smoke", **options)
    assert [record["facts"]["batched"] for record in records(store).values()] == [2, 2]
    check_alike(store, elsewhere(name, batched=False, **options), rtol=1e-2, atol=1e-3)
