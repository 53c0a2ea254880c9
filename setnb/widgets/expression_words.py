"""The words of the small language for a reader's own function, on float tensors `(n,)` or `()`.

A value is one number or a list of n; where a list is wanted, a number stands for n copies of it.
"""

import math
import operator
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import torch
from torch import Tensor


class Word(NamedTuple):
    """A function of the language: how many values it takes, and whether it sees the whole list."""

    takes: int
    whole: bool
    run: Callable[..., Tensor]


def _truth(compare: Callable) -> Callable[[Tensor, Tensor], Tensor]:
    return lambda a, b: compare(a, b).to(a.dtype)


OPERATORS: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "Add": operator.add,
    "Sub": operator.sub,
    "Mult": operator.mul,
    "Div": operator.truediv,
    "Pow": operator.pow,
}
COMPARISONS = {
    "Lt": _truth(operator.lt),
    "LtE": _truth(operator.le),
    "Gt": _truth(operator.gt),
    "GtE": _truth(operator.ge),
    "Eq": _truth(operator.eq),
    "NotEq": _truth(operator.ne),
}
CONSTANTS: dict[str, Callable[[Tensor], Tensor]] = {
    "x": lambda x: x,
    "n": lambda x: x.new_tensor(float(len(x))),
    "i": lambda x: torch.arange(len(x), dtype=x.dtype, device=x.device),
    "pi": lambda x: x.new_tensor(math.pi),
}


def _order(v: Tensor) -> Tensor:
    return v.argsort(stable=True, descending=True)


def _median(v: Tensor) -> Tensor:
    """Return the mean of the two middle values; torch's own median is the lower of them."""
    ordered = v.sort().values
    return (ordered[(len(v) - 1) // 2] + ordered[len(v) // 2]) / 2


def _equal(v: Tensor) -> Tensor:
    return (v[:, None] == v).to(v.dtype)


ELEMENTWISE: dict[str, tuple[int, Callable[..., Tensor]]] = {
    "abs": (1, torch.abs),
    "exp": (1, torch.exp),
    "log": (1, torch.log),
    "sqrt": (1, torch.sqrt),
    "sin": (1, torch.sin),
    "cos": (1, torch.cos),
    "tanh": (1, torch.tanh),
    "floor": (1, torch.floor),
    "relu": (1, torch.relu),
    "sign": (1, torch.sign),
    "minimum": (2, torch.minimum),
    "maximum": (2, torch.maximum),
    "where": (3, lambda c, a, b: torch.where(c != 0, a, b)),
}
WHOLE: dict[str, Callable[[Tensor], Tensor]] = {
    "sum": torch.sum,
    "mean": torch.mean,
    "median": _median,
    "prod": torch.prod,
    "max": torch.amax,
    "min": torch.amin,
    "first": lambda v: v[0],
    "last": lambda v: v[-1],
    "sort": lambda v: v[_order(v)],
    "cumsum": partial(torch.cumsum, dim=0),
    "reverse": lambda v: v.flip(0),
    "position": lambda v: _order(v).argsort().to(v.dtype),
    "multiplicity": lambda v: _equal(v).sum(-1),
    "earlier": lambda v: _equal(v).tril(-1).sum(-1),
}
FUNCTIONS = {
    **{name: Word(takes, False, run) for name, (takes, run) in ELEMENTWISE.items()},
    **{name: Word(1, True, run) for name, run in WHOLE.items()},
}
