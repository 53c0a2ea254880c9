"""Every test of an experiment has a store of runs of its own."""

import pytest


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("SETNB_RUNS", str(tmp_path))
    return tmp_path
