"""`setnb doctor` and `setnb probe`, called as a shell would."""

from pathlib import Path

import pytest

from setnb.cli import main
from setnb.doctor import Finding, compare, examine, release

MODELS = """
import numpy as np
import torch

def centre(x):
    return x - x.mean(0)

def running_total(x):
    return x.cumsum(0)

def sort_array(x):
    return np.sort(x, 0)

def batched_sum(x):
    assert x.ndim == 3
    return x.sum(1)

model = torch.nn.Linear(3, 1)
number = 3
"""


@pytest.fixture(autouse=True)
def _models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cli_models.py").write_text(MODELS)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)


@pytest.mark.parametrize(
    ("arguments", "verdict"),
    [
        ("cli_models:centre", "set-equivariant"),
        ("cli_models:running_total --n 3 --d 1", "not equivariant"),
        ("cli_models:sort_array --backend numpy --d 1", "invariant"),
        ("cli_models:batched_sum --batched --output set --dtype float32", "invariant"),
        ("cli_models:model --d 3 --trials 4 --seed 7 --atol 1e-3", "set-equivariant"),
        ("setnb.functional:push_apart --n 2 --d 1", "exclusively multiset-equivariant"),
    ],
)
def test_probe_prints_the_verdict(arguments, verdict, capsys):
    assert main(["probe", *arguments.split()]) == 0
    assert capsys.readouterr().out.startswith(verdict)


def test_probe_passes_its_options_on(capsys):
    main(["probe", "cli_models:centre", "--n", "5", "--d", "3", "--dtype", "float32"])
    printed = capsys.readouterr().out
    assert "n = 5" in printed
    assert "d = 3" in printed
    assert "float32" in printed


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("cli_models", "MODULE:FUNCTION"),
        ("no_such_module:f", "no_such_module"),
        ("cli_models:absent", "absent"),
        ("cli_models:number", "got 3"),
        ("torch.nn:Linear", "instance"),
        ("torch:cumsum", "raised TypeError"),
    ],
)
def test_probe_says_what_is_wrong_with_a_target(target, said, capsys):
    assert main(["probe", target]) == 2
    assert said in capsys.readouterr().err


def test_a_command_is_needed(capsys):
    with pytest.raises(SystemExit) as stopped:
        main([])
    assert stopped.value.code == 2
    assert "COMMAND" in capsys.readouterr().err


def test_doctor_finds_the_core_in_order(capsys):
    assert main(["doctor"]) == 0
    printed = capsys.readouterr().out
    assert "torch" in printed
    assert "checksums right" in printed
    assert printed.rstrip().endswith("The core works.")


def test_doctor_names_missing_packages_once_and_how_to_get_them(monkeypatch, capsys):
    import setnb.doctor

    wanted = ["torch>=2.4", "absent-one>=1; extra == 'test'", "absent-two; extra == 'test'"]
    monkeypatch.setattr(setnb.doctor, "requires", lambda name: wanted)
    assert main(["doctor"]) == 0
    printed = capsys.readouterr().out
    assert "absent-one is not installed, absent-two is not installed" in printed
    assert printed.count("to get it: make test") == 1


def test_doctor_fails_when_the_core_is_too_old(monkeypatch, capsys):
    import setnb.doctor

    monkeypatch.setattr(setnb.doctor, "requires", lambda name: ["torch>=999"])
    assert main(["doctor"]) == 1
    assert "torch>=999 is needed" in capsys.readouterr().out


def test_doctor_fails_for_a_damaged_data_file(monkeypatch, tmp_path, capsys):
    (tmp_path / "mnist10k_npm.npz").write_bytes(b"not the digits")
    monkeypatch.setenv("SETNB_DATA", str(tmp_path))
    faults = [f for f in examine() if f.fatal]
    assert any("mnist10k_npm.npz" in f.found and "sha256" in f.found for f in faults)
    assert any("found none" in f.found for f in faults)
    assert main(["doctor"]) == 1
    assert "core does not work" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("wanted", "works"),
    [("torch", True), ("torch>=1.2", True), ("torch<1", False), ("torch>=1,<1.5", False)],
)
def test_versions_are_compared_by_number(wanted, works):
    assert compare(wanted)[1] is works


def test_versions_are_read_by_their_numbers():
    assert release("2.10.0+cpu") == (2, 10)
    assert release("1.0.4.post1") == (1, 0, 4)
    assert release("10.2") > release("9.11")


def test_only_a_missing_core_is_fatal():
    assert Finding("core", "torch is not installed", "pip", needed=True).fatal
    assert not Finding("book", "jupyterlab is not installed", "pip").fatal
    assert not Finding("core", "torch 2.13", needed=True).fatal
