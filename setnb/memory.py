"""What a computation costs in memory: bytes kept for backward, and peaks of a process or a GPU."""

import multiprocessing
import sys
import weakref
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.autograd.graph import saved_tensors_hooks

from setnb.checks import reject

STATUS = Path("/proc/self/status")


def saved_bytes(call: Callable[[], Any]) -> int:
    """Return how many bytes autograd still keeps for backward when `call()` has returned.

    Sums over the storages of saved tensors: one that several tensors share counts once, and whole.
    Parameters that backward needs are among them. What was saved and let go before `call` returned,
    such as the graph of a gradient taken inside, does not count; neither does what the result
    itself holds outside of its graph. 0 without a graph.

    Raises ValueError if `call` uses `torch.func`, which cannot be watched.

    Source: zhang2022, section 3, what it says memory depends on
    Chapter: ch-implicit-gradients
    """
    kept: weakref.WeakSet[_Kept] = weakref.WeakSet()

    def pack(tensor: Tensor) -> _Kept:
        saved = _Kept(tensor)
        kept.add(saved)
        return saved

    try:
        with saved_tensors_hooks(pack, lambda saved: saved.tensor):
            result = call()
    except RuntimeError as error:
        if "saved tensor hooks" not in str(error):
            raise
        reject(
            "call",
            expected="a computation that autograd's saved-tensor hooks can watch",
            got="one that uses torch.func",
            remedy="Give its InnerProblem a gradient in closed form, or use torch.autograd.grad.",
        )
    storages = [saved.tensor.untyped_storage() for saved in kept]
    del result  # until here it holds the graph, and the graph what was kept
    return sum({s.data_ptr(): s.nbytes() for s in storages}.values())


def peak_growth(call: Callable[..., Any], *args: Any) -> int:
    """Return by how many bytes `call(*args)` raises the peak resident size of a fresh process.

    The process imports the module of `call`, which must be a function of a module, then calls it.
    Memory counts that was free again at the end; memory does not that fits below the peak of
    importing, nor what the process had mapped anyway, so take calls that need tens of megabytes.

    Raises ValueError where there is no Linux /proc, and whatever `call` raises.

    Source: zhang2022, section 3, what it says memory depends on
    Chapter: ch-implicit-gradients
    """
    if not STATUS.exists():
        reject(
            "platform",
            expected="Linux, which reports a process's peak in /proc",
            got=sys.platform,
            remedy="Count saved_bytes instead.",
        )
    # Not forked: a child of a large process would start with its peak.
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as fresh:
        return fresh.submit(_growth, call, args).result()


def peak_cuda_bytes(call: Callable[[], Any]) -> int:
    """Return by how many bytes `call()` raises the peak of CUDA memory in use, on this device.

    Raises ValueError without a CUDA device.

    Source: zhang2022, section 3, what it says memory depends on
    Chapter: ch-implicit-gradients
    """
    if not torch.cuda.is_available():
        reject("device", expected="a CUDA device", got="none", remedy="Use peak_growth on a CPU.")
    torch.cuda.synchronize()
    torch.cuda.reset_peak_memory_stats()
    before = torch.cuda.memory_allocated()
    call()
    torch.cuda.synchronize()
    return torch.cuda.max_memory_allocated() - before


class _Kept:
    """A saved tensor, in an object of its own whose end can be noticed."""

    def __init__(self, tensor: Tensor):
        self.tensor = tensor


def _growth(call: Callable[..., Any], args: tuple[Any, ...]) -> int:
    before = _peak()
    call(*args)
    return _peak() - before


def _peak() -> int:
    """Return the largest resident size so far: unlike getrusage's, not the parent's."""
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM"))
    return 1024 * int(line.split()[1])
