"""A training killed with SIGKILL and started again ends with the same numbers, bit for bit."""

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from torch import nn

from setnb.checkpoints import load_checkpoint, save_checkpoint

SCRIPT = Path(__file__).with_name("killed_training.py")


def start(folder: Path, name: str) -> subprocess.Popen:
    command = [sys.executable, SCRIPT, folder / f"{name}.checkpoint", folder / f"{name}.result"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_twenty_kills_at_random_moments(tmp_path):
    undisturbed = start(tmp_path, "calm")
    assert undisturbed.communicate()[1] is None
    chance, steps, kills = random.Random(0), [], 0
    while kills < 20:
        training = start(tmp_path, "killed")
        for _ in range(chance.randint(1, 24)):  # rows seen before the blow falls
            line = training.stdout.readline()
            if not line:
                break
            steps.append(int(line))
        training.send_signal(signal.SIGKILL)
        training.wait()
        kills += 1
    assert max(steps) < 400, "the training ended before it had been killed 20 times"
    assert start(tmp_path, "killed").communicate()[1] is None
    killed, calm = (tmp_path / f"{n}.result" for n in ("killed", "calm"))
    assert killed.read_text() == calm.read_text()


def make():
    model = nn.Linear(2, 1)
    optimizer = torch.optim.Adam(model.parameters())
    model(torch.ones(1, 2)).sum().backward()
    optimizer.step()
    return {"model": model, "optimizer": optimizer}


def test_round_trip_with_notes(tmp_path):
    parts, path = make(), tmp_path / "c"
    save_checkpoint(path, step=7, notes={"best": 0.25}, **parts)
    expected = torch.rand(3)
    other = make()
    assert load_checkpoint(path, **other) == (7, {"best": 0.25})
    assert torch.equal(torch.rand(3), expected)
    assert torch.equal(other["model"].weight, parts["model"].weight)
    a, b = (p["optimizer"].state_dict()["state"][0]["exp_avg"] for p in (parts, other))
    assert torch.equal(a, b)
    assert load_checkpoint(tmp_path / "none", **other) == (0, None)


def test_a_damaged_or_foreign_checkpoint_is_refused(tmp_path):
    path = tmp_path / "c"
    save_checkpoint(path, step=1, **make())
    whole = path.read_bytes()
    for damaged in (whole[:-1], b"", whole[:40] + b"x" + whole[41:]):
        path.write_bytes(damaged)
        with pytest.raises(ValueError, match=r"damaged file.*Delete it"):
            load_checkpoint(path, **make())
    path.write_bytes(whole)
    foreign = nn.Linear(3, 1)
    with pytest.raises(ValueError, match="state of another model"):
        load_checkpoint(path, model=foreign, optimizer=torch.optim.Adam(foreign.parameters()))
