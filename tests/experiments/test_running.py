import signal
import subprocess
import sys
import time
from functools import partial

import pandas as pd
import pytest

from setnb import experiments, results
from setnb.cli import main
from setnb.experiments.registry import find_experiment, make_config
from setnb.runs import read_all

NAME = "digit_sum_text"


@pytest.mark.parametrize("name", experiments.EXPERIMENTS)
def test_every_experiment_has_its_presets_and_runs_its_smallest(name):
    experiment = find_experiment(name)
    assert set(experiment.PRESETS) == {"smoke", "live", "paper"}
    assert isinstance(experiment.VERSION, int)
    table = experiments.run(name, preset="smoke", quiet=True)
    assert table["value"].notna().all()
    assert set(results.COLUMNS) <= set(table.columns)
    assert "config.seed" in table
    # What is compared: models, a run each, or methods within a run.
    assert "config.model" in table or table["metric"].str.contains("@").any()


def test_a_finished_run_is_not_run_again(store, monkeypatch):
    first = experiments.run(NAME, preset="smoke", quiet=True)
    monkeypatch.setattr(find_experiment(NAME), "run", None)
    again = experiments.run(NAME, preset="smoke", quiet=True)
    assert again.equals(first)
    assert len(read_all(NAME, store)) == 1


def test_the_nearest_names_are_told():
    with pytest.raises(ValueError, match="Did you mean 'digit_sum_text'"):
        experiments.run("digit_sum_txt")
    with pytest.raises(ValueError, match=r"Did you mean 'smoke'.*paper"):
        experiments.run(NAME, preset="smok")
    with pytest.raises(ValueError, match=r"Did you mean 'epochs'.*test_sets"):
        experiments.run(NAME, epoch=3)
    with pytest.raises(ValueError, match="epochs: expected int like 2, got 'many'"):
        experiments.run(NAME, preset="smoke", epochs="many")
    with pytest.raises(ValueError, match="device"):
        experiments.run(NAME, preset="smoke", device="cuda:99")


def test_text_becomes_the_type_of_the_field():
    config = make_config(
        find_experiment(NAME), "smoke", {"epochs": "3", "lr": "0.5", "test_lengths": "5+7"}
    )
    assert (config.epochs, config.lr, config.test_lengths) == (3, 0.5, (5, 7))


def test_commands(capsys):
    assert main(["run", NAME, "--preset", "smoke", "test_lengths=5"]) == 0
    assert main(["run", NAME, "--preset", "smoke", "--test_lengths", "5"]) == 0
    assert "accuracy@10" not in capsys.readouterr().out
    assert main(["list"]) == 0
    assert NAME in capsys.readouterr().out
    assert main(["report", NAME]) == 0
    assert "1 finished runs" in capsys.readouterr().out
    assert main(["run", "nonsense"]) == 2
    assert "no experiment 'nonsense'. Did you mean '" in capsys.readouterr().err


def test_published_results_are_loaded_with_their_configs(tmp_path, monkeypatch):
    experiments.run(NAME, preset="smoke", quiet=True)
    monkeypatch.setattr(results, "data_path", lambda _: tmp_path / "data" / "published")
    results.publish(NAME)
    once = results.load(NAME)
    experiments.run(NAME, preset="smoke", seed=1, quiet=True)
    path = results.publish(NAME)
    text = path.read_text()
    results.publish(NAME)
    assert path.read_text() == text
    assert sorted(results.load(NAME)["seed"].unique()) == [0, 1]
    assert once["value"].isin(results.load(NAME)["value"]).all()


def test_ctrl_c_keeps_what_is_done(store):
    command = [sys.executable, "-m", "setnb.cli", "run", NAME, "--preset", "smoke", "epochs=100000"]
    # Where the tests run in a shell's background, processes inherit that Ctrl-C is ignored.
    attended = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    pipes = {"stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, preexec_fn=attended, **pipes) as process:
        deadline = time.monotonic() + 120
        while not list(store.rglob("*.checkpoint")) and time.monotonic() < deadline:
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "The same command goes on" in said
    assert "Traceback" not in said
    assert list(store.rglob("*.checkpoint"))


def test_the_origin_of_results_counts_runs_and_seeds():
    table = experiments.run(NAME, preset="smoke", quiet=True)
    again = experiments.run(NAME, preset="smoke", seed=1, quiet=True)
    said = results.origin(pd.concat([table, again]))
    assert said.startswith("Recorded: 2 runs in 0.0 h on cpu, seeds per setting: 2, commit ")
    assert table["commit"][0] in said


def test_a_store_that_cannot_be_written_is_named_without_a_traceback(tmp_path, monkeypatch, capsys):
    (tmp_path / "taken").write_text("a file where the store should be")
    monkeypatch.setenv("SETNB_RUNS", str(tmp_path / "taken"))
    assert main(["run", NAME, "--preset", "smoke"]) == 2
    assert "could not write" in capsys.readouterr().err
