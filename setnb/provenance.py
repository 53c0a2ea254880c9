"""Where a number came from: code, machine kind, time and memory — no host or user names."""

import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import torch


@contextmanager
def measured(device: torch.device) -> Iterator[dict[str, Any]]:
    """Run a block and fill the yielded dict with its provenance when it ends.

    Keys: commit, dirty, device, threads, torch, wall_seconds, peak_mb (of the process, or of the
    device's allocator on CUDA), started_utc.
    """
    facts: dict[str, Any] = {
        **code_version(),
        "device": device_name(device),
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
        "started_utc": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(device)
    start = time.perf_counter()
    yield facts
    facts["wall_seconds"] = round(time.perf_counter() - start, 3)
    facts["peak_mb"] = round(_peak_bytes(device) / 2**20, 1)


def device_name(device: torch.device) -> str:
    """Return "cpu", or the model name of a CUDA device."""
    return torch.cuda.get_device_name(device) if device.type == "cuda" else str(device)


@cache
def code_version() -> dict[str, Any]:
    """Return the commit of the checkout and whether files differ from it; empty without git."""
    folder = Path(__file__).parent
    try:
        commit = _git(folder, "rev-parse", "HEAD")
        return {"commit": commit[:12], "dirty": bool(_git(folder, "status", "--porcelain", "."))}
    except (OSError, subprocess.CalledProcessError):
        return {"commit": "", "dirty": False}


def _git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def _peak_bytes(device: torch.device) -> int:
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024  # kilobytes on Linux
