"""Trained weights: what is published comes back, and damage is noticed."""

import hashlib
import json

import pytest
import torch
from torch import nn

from setnb import weights
from setnb.data.files import data_path

RECORD = {
    "experiment": "class_numbering",
    "version": 1,
    "key": "0123456789abcdef",
    "config": {"model": "idspn", "seed": 0},
    "facts": {"commit": "abc", "dirty": False},
}


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    folder = tmp_path / "weights"
    folder.mkdir()
    (folder / weights.MANIFEST).write_text("{}")
    monkeypatch.setenv("SETNB_DATA", str(tmp_path))
    return folder


def publish(tmp_path, name="small"):
    model = nn.Linear(2, 3)
    weights.save_weights(tmp_path / "run.safetensors", model)
    weights.publish(name, "best", RECORD, tmp_path / "run.safetensors")
    return model


def test_what_is_published_comes_back(tmp_path, shelf):
    model = publish(tmp_path)
    fresh = nn.Linear(2, 3)
    fresh.load_state_dict(weights.load_weights("small"))
    assert torch.equal(fresh.weight, model.weight)
    facts = weights.manifest()["small"]
    assert (facts["commit"], facts["part"], facts["config"]["model"]) == ("abc", "best", "idspn")


def test_an_unknown_name_is_refused_with_those_there_are(tmp_path, shelf):
    publish(tmp_path)
    with pytest.raises(ValueError, match="name: expected one of small, got other"):
        weights.load_weights("other")


def test_damage_is_noticed(tmp_path, shelf):
    publish(tmp_path)
    path = shelf / "small.safetensors"
    path.write_bytes(path.read_bytes()[:-1] + b"\xff")
    with pytest.raises(ValueError, match="damaged file"):
        weights.load_weights("small")


def test_every_shipped_file_is_the_one_in_the_manifest():
    folder = data_path(weights.FOLDER)
    facts = json.loads((folder / weights.MANIFEST).read_text())
    assert {path.stem for path in folder.glob("*.safetensors")} == set(facts)
    for name, about in facts.items():
        content = (folder / f"{name}.safetensors").read_bytes()
        assert hashlib.sha256(content).hexdigest() == about["sha256"]
        assert not about["dirty"]
