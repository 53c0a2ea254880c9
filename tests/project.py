"""The checkout the tests run in: where it is, and how its Makefile is asked for something."""

import os
import subprocess
from pathlib import Path

import pytest
from filelock import FileLock

ROOT = Path(__file__).resolve().parent.parent


def make(target: str) -> None:
    """Bring a target of the Makefile up to date; pytest's workers take turns."""
    outside_make = {k: v for k, v in os.environ.items() if k not in {"MAKEFLAGS", "MAKELEVEL"}}
    lock = ROOT / ".pytest_cache" / "make.lock"
    lock.parent.mkdir(exist_ok=True)
    with FileLock(lock):
        done = subprocess.run(
            ["make", "--no-print-directory", target],
            cwd=ROOT,
            env=outside_make,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    if done.returncode:
        pytest.fail(f"make {target} failed:\n{done.stdout[-6000:]}", pytrace=False)
