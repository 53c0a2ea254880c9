"""Input validation in one voice: what was expected, what came, how to fix it."""

from typing import Any, NoReturn

import numpy as np
import torch
from torch import Tensor


def describe(value: Any) -> str:
    """Say in words what `value` is: kind, dtype and shape for arrays, the value itself if short."""
    if isinstance(value, Tensor):
        return f"a {str(value.dtype).removeprefix('torch.')} tensor of shape {tuple(value.shape)}"
    if isinstance(value, np.ndarray):
        return f"a {value.dtype} array of shape {value.shape}"
    text = repr(value)
    return text if len(text) <= 60 else f"a {type(value).__name__}"


def reject(name: str, *, expected: str, got: Any, remedy: str = "") -> NoReturn:
    """Raise the ValueError every check raises; `got` is described unless it is already a sentence."""
    came = got if isinstance(got, str) else describe(got)
    raise ValueError(f"{name}: expected {expected}, got {came}. {remedy}".rstrip())


def check_count(value: int, name: str, *, minimum: int = 1) -> int:
    """Return `value` if it is an integer of at least `minimum`."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < minimum:
        reject(name, expected=f"an integer >= {minimum}", got=value)
    return int(value)


def check_choice(value: str, name: str, choices: tuple[str, ...]) -> str:
    """Return `value` if it is one of `choices`."""
    if value not in choices:
        reject(name, expected=f"one of {', '.join(map(repr, choices))}", got=value)
    return value


def check_set(x: Tensor, name: str = "x", *, dim: int | None = None) -> Tensor:
    """Return `x` if it is a floating tensor `(*b, n, d)`, with `d == dim` when `dim` is given."""
    wanted = f"a floating tensor (*b, n, {'d' if dim is None else dim})"
    if not isinstance(x, Tensor):
        reject(name, expected=wanted, got=x, remedy="Convert it with torch.as_tensor(...).")
    if x.ndim < 2:
        reject(
            name,
            expected=wanted,
            got=x,
            remedy="A set of n scalars is (n, 1): add the feature axis with x[:, None].",
        )
    if not x.is_floating_point():
        reject(name, expected=wanted, got=x, remedy="Convert it with x.float() or x.double().")
    if dim is not None and x.shape[-1] != dim:
        reject(name, expected=wanted, got=x)
    return x


def check_mask(mask: Tensor | None, x: Tensor, name: str = "mask") -> Tensor | None:
    """Return `mask` if it is None or a boolean tensor of x's shape without the feature axis."""
    if mask is None:
        return None
    if not isinstance(mask, Tensor) or mask.dtype != torch.bool or mask.shape != x.shape[:-1]:
        reject(
            name,
            expected=f"a bool tensor of shape {tuple(x.shape[:-1])} (True = real element)",
            got=mask,
        )
    return mask
