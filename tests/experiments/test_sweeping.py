"""Sweeps on processes and on a real Dask cluster: same numbers, no work twice, nothing lost."""

import os
import signal
import time

import pytest
from distributed import Client, LocalCluster

from setnb import experiments
from setnb.experiments import sweeping
from setnb.runs import read_all

NAME = "digit_sum_text"
SWEEP = {"preset": "smoke", "seeds": 2, "grid": {"model": ["deep_sets", "gru"]}}


@pytest.fixture
def cluster():
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        yield cluster


def numbers(table):
    return table.set_index(["key", "metric"])["value"].sort_index()


def test_a_second_sweep_does_no_work(tmp_path, monkeypatch):
    monkeypatch.setenv("SETNB_RUNS", str(tmp_path))
    first = experiments.sweep(NAME, **SWEEP, jobs=2)
    assert first["key"].nunique() == 4
    written = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.json")}
    assert len(written) == 4
    again = experiments.sweep(NAME, **SWEEP, jobs=2)
    assert numbers(again).equals(numbers(first))
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.json")} == written


def test_dask_gives_the_same_numbers_and_survives_a_killed_worker(tmp_path, monkeypatch, cluster):
    monkeypatch.setenv("SETNB_RUNS", str(tmp_path / "local"))
    local = experiments.sweep(NAME, **SWEEP, jobs=2)

    monkeypatch.setenv("SETNB_RUNS", str(tmp_path / "dask"))
    slow = {**SWEEP, "epochs": 60}
    pids = [nanny.pid for nanny in cluster.workers.values()]
    with Client(cluster.scheduler_address) as client:
        client.submit(_kill_soon, pids[0], workers=[cluster.workers[1].worker_address], pure=False)
        sweeping.sweep(NAME, **slow, dask=cluster.scheduler_address)
    assert len(read_all(NAME, tmp_path / "dask")) == 4

    table = experiments.sweep(NAME, **SWEEP, dask=cluster.scheduler_address)
    assert numbers(table).equals(numbers(local))


def _kill_soon(pid):
    import threading

    threading.Thread(target=lambda: (time.sleep(1.5), os.kill(pid, signal.SIGKILL))).start()
