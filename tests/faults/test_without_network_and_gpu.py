"""A chapter, the package and its commands where there is neither a network nor a GPU.

The guard is an audit hook in every Python process: it ends whatever asks for another machine.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.chapters import execute_chapter, told

GUARD = """
import sys

def guard(event, arguments):
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else "localhost"
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if host not in ("localhost", "127.0.0.1", "::1", "", None):
        raise ConnectionError(f"the network is off, and {host} was asked for")

sys.addaudithook(guard)
"""
# TEST-NET-1: addresses that belong to nobody.
TELL = """
import socket, torch
for ask in (lambda: socket.create_connection(("192.0.2.1", 80), timeout=1),
            lambda: socket.getaddrinfo("example.org", 80)):
    try:
        ask()
    except ConnectionError as error:
        print(error)
print("GPUs:", torch.cuda.device_count())
"""
TOLD = [
    "the network is off, and 192.0.2.1 was asked for",
    "the network is off, and example.org was asked for",
    "GPUs: 0",
]
# The command, four times in one process.
RUN = """
from setnb.cli import main
command = ["run", "digit_sum_text", "--preset", "smoke"]
wishes = (["--device", wish] for wish in ("cuda", "cuda:7", "abacus"))
print([main([*command, *wish]) for wish in (*wishes, [])])
"""


@pytest.fixture
def cut_off(tmp_path: Path) -> dict[str, str]:
    """Environment in which Python reaches this machine only, and no GPU of it."""
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard" / "sitecustomize.py").write_text(GUARD)
    nowhere = "http://127.0.0.1:9"
    return {
        "PYTHONPATH": str(tmp_path / "guard"),
        "CUDA_VISIBLE_DEVICES": "",
        "http_proxy": nowhere,
        "https_proxy": nowhere,
    }


def test_a_chapter_runs_to_its_end(cut_off: dict[str, str], tmp_path: Path) -> None:
    executed = execute_chapter("17_partition_distance", tmp_path, TELL, **cut_off)
    assert told(executed) == TOLD


def test_a_device_that_is_not_there_is_refused_and_the_cpu_taken_unasked(
    cut_off: dict[str, str], tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", RUN],
        cwd=tmp_path,
        env={**os.environ, **cut_off},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    *progress, last = done.stdout.splitlines()
    assert last == "[2, 2, 2, 0]", done.stderr
    assert "accuracy" in "".join(progress)
    refused = [line for line in done.stderr.splitlines() if line.startswith("setnb: ")]
    assert refused == [
        "setnb: device: expected a device of this machine (auto, cpu), "
        f"got {wish}. Use auto or cpu."
        for wish in ("cuda", "cuda:7", "abacus")
    ]
    assert "Traceback" not in done.stderr
