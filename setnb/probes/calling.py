"""Calling somebody else's function: same randomness each time, clear errors, no traces."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from setnb.checks import describe, reject
from setnb.seeds import isolated_seed, seed_everything

LAYOUTS = ("auto", "elements", "set")


@dataclass(frozen=True)
class Subject:
    """The function under probe and how to call it: float64 sets in, arrays out."""

    fn: Callable
    dtype: torch.dtype
    device: torch.device
    backend: str
    batched: bool
    layout: str
    seed: int
    precision: torch.dtype | None = None

    def __call__(self, sets: np.ndarray, *, seed: int | None = None) -> list[np.ndarray]:
        """Evaluate `(b, n, d)` sets one by one, or as one batch; a float output per set.

        Every call starts from the same random state, so a function that draws noise sees the same
        noise for X and for PX.
        """
        seed = self.seed if seed is None else seed
        if self.batched:
            outputs = self._call(sets, seed)
            if outputs.ndim == 0 or len(outputs) != len(sets):
                reject(
                    "the function's output",
                    expected=f"one result for each of {len(sets)} sets (batched=True)",
                    got=f"shape {outputs.shape}",
                )
            return [self._arrange(y, sets.shape[1]) for y in outputs]
        return [self._arrange(self._call(x, seed), len(x)) for x in sets]

    def at(self, precision: torch.dtype) -> "Subject":
        """Return the same subject with its inputs rounded to `precision`, their type unchanged."""
        return replace(self, precision=precision)

    def round(self, sets: np.ndarray) -> np.ndarray:
        """Round float64 sets to the precision that the function works in."""
        return torch.from_numpy(sets).to(self.precision or self.dtype).double().numpy()

    def _call(self, x: np.ndarray, seed: int) -> np.ndarray:
        given = torch.from_numpy(x).to(device=self.device, dtype=self.dtype)
        argument: Any = given.numpy().copy() if self.backend == "numpy" else given.clone()
        seed_everything(seed)
        try:
            # Notebooks and callers may have switched gradients off; the function may need them.
            with torch.enable_grad():
                output = self.fn(argument)
        except Exception as error:
            raise ValueError(
                f"the function raised {type(error).__name__}: {error}. It was given "
                f"{describe(argument)}. Probe it with the n, d, dtype and batched it expects."
            ) from error
        after = torch.as_tensor(argument).detach()
        if after.shape != given.shape or not torch.equal(after.to(given.dtype), given):
            reject(
                "the function",
                expected="an input that is left as it was",
                got="a function that writes to its input",
                remedy="Work on x.clone() (torch) or x.copy() (numpy) inside it.",
            )
        return _as_array(output, x)

    def _arrange(self, y: np.ndarray, n: int) -> np.ndarray:
        """Return `(n, k)` for outputs per element, `(k,)` for outputs of the whole set."""
        per_element = y.ndim >= 1 and len(y) == n
        if self.layout == "set" or (self.layout == "auto" and y.ndim <= 1 and not per_element):
            return y.reshape(-1)
        if not per_element:
            reject(
                "the function's output",
                expected=f"one row for each of the {n} elements",
                got=f"shape {y.shape}",
                remedy='If it describes the whole set, pass output="set".',
            )
        return y.reshape(n, -1)


def _as_array(output: Any, x: np.ndarray) -> np.ndarray:
    wanted = "a tensor, an array or a number"
    if output is None or isinstance(output, (tuple, dict, str)):
        remedy = "Probe a function that returns one of them: lambda x: fn(x)[0]."
        reject("the function's output", expected=wanted, got=output, remedy=remedy)
    try:
        if isinstance(output, Tensor):
            output = output.detach().cpu().resolve_conj().resolve_neg()
            half = output.dtype in (torch.float16, torch.bfloat16)
            output = (output.float() if half else output).numpy()
        array = np.asarray(output)
        array = array if array.dtype.kind in "fc" else array.astype(np.float64)
    except (TypeError, ValueError, RuntimeError):
        reject("the function's output", expected=wanted, got=output)
    if array.size == 0:
        reject("the function's output", expected="finite numbers", got="an empty array")
    if not np.isfinite(array).all():
        shown = f"X = {x.round(4).tolist()}" if x.size <= 40 else f"a set of shape {x.shape}"
        remedy = "Probe a function that is defined there too, or guard it (clamp, where)."
        came = f"NaN or infinity at {shown}"
        reject("the function's output", expected="finite numbers", got=came, remedy=remedy)
    return array


def make_subject(
    fn: Callable,
    *,
    dtype: torch.dtype | np.dtype | type | str | None,
    backend: str,
    batched: bool,
    layout: str,
    seed: int,
) -> Subject:
    """Settle dtype and device: what is asked for, else the module's, else float64 on the CPU."""
    module = module_of(fn)
    weight = None
    if module is not None:
        weight = next((p for p in module.parameters() if p.is_floating_point()), None)
    if dtype is None:
        dtype = torch.float64 if weight is None else weight.dtype
    elif not isinstance(dtype, torch.dtype):
        dtype = torch.from_numpy(np.zeros(0, np.dtype(dtype))).dtype
    if not dtype.is_floating_point:
        reject("dtype", expected="a floating type", got=str(dtype))
    if backend == "numpy" and dtype == torch.bfloat16:
        reject("dtype", expected="a type that numpy has", got=str(dtype))
    device = torch.device("cpu") if weight is None else weight.device
    return Subject(fn, dtype, device, backend, batched, layout, seed)


def module_of(fn: Callable) -> nn.Module | None:
    """Return the module behind `fn`: itself, or the owner of a bound method."""
    owner = fn if isinstance(fn, nn.Module) else getattr(fn, "__self__", None)
    return owner if isinstance(owner, nn.Module) else None


@contextmanager
def left_as_found(fn: Callable, seed: int) -> Iterator[None]:
    """Run a block with `fn` in eval mode; restore each submodule's mode and all random states."""
    module = module_of(fn)
    modes = [] if module is None else [(m, m.training) for m in module.modules()]
    with isolated_seed(seed):
        try:
            if module is not None:
                module.eval()
            yield
        finally:
            for part, training in modes:
                part.training = training
