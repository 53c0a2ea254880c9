"""A reader's own function: a short text, parsed and never executed, as a torch callable.

Python reads the text into a tree; a tree of any other than the few kinds of nodes below is refused.
The browser reads the same language with a parser of its own (`js/expressions.js`).
"""

import ast
import difflib
import math
import re
from collections.abc import Callable
from typing import NoReturn

import torch
from jaxtyping import Float
from torch import Tensor

from setnb.checks import check_set, reject
from setnb.widgets.expression_words import COMPARISONS, CONSTANTS, FUNCTIONS, OPERATORS

LONGEST, DEEPEST = 200, 20
# A number must end where its token ends, or Python would read 0x10, 1j and 1or as one thing.
TOKEN = re.compile(
    r"(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?![A-Za-z0-9.])"
    r"|[A-Za-z][A-Za-z0-9]*|\*\*|<=|>=|==|!=|[-+*/()<>,]| +"
)
Value = Callable[[Tensor], Tensor]


def compile_expression(
    text: str,
) -> Callable[[Float[Tensor, "n 1"]], Float[Tensor, "n 1"] | Float[Tensor, "1"]]:
    """Return the function that `text` describes, `(n, 1)` in; `(n, 1)` or, for a set, `(1,)` out.

    In the text x is the list of n numbers, n its length, i the place in the list; the operators
    bind as in Python, and the functions are those of `setnb.widgets.expression_words`. Sorting is
    descending, ties keep the list order; outside the domain of log, sqrt and / the result is NaN or
    infinite. Which symmetry the function has is for `setnb.probe` to find out. Raises ValueError
    for a text outside the language or longer than 200 characters, and when the function is given
    no element at all.

    >>> compile_expression("x - mean(x)")(torch.tensor([[1.0], [3.0]])).tolist()
    [[-1.0], [1.0]]
    >>> compile_expression("max(x)")(torch.tensor([[1.0], [3.0]])).tolist()
    [3.0]

    Source: zhang2022, Table 1
    Chapter: ch-laboratory
    """
    _check_tokens(text)
    indent = len(text) - len(text.lstrip())
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except SyntaxError as problem:
        _refuse("a formula like x - mean(x)", problem.msg, indent + (problem.offset or 1) - 1)
    value = _build(tree.body, indent)

    def function(x: Float[Tensor, "n 1"]) -> Float[Tensor, "n 1"] | Float[Tensor, "1"]:
        if check_set(x, dim=1).ndim != 2 or len(x) == 0:
            reject("x", expected="one list of numbers (n, 1) with n >= 1", got=x)
        result = value(x[:, 0])
        return result[:, None] if result.ndim else result[None]

    return function


def _check_tokens(text: str) -> None:
    if not isinstance(text, str) or not text.strip(" "):
        reject("expression", expected="a formula like x - mean(x)", got=repr(text))
    if len(text) > LONGEST:
        reject("expression", expected=f"at most {LONGEST} characters", got=str(len(text)))
    at, opened = 0, 0
    while at < len(text):
        token = TOKEN.match(text, at)
        if token is None:
            expected = "decimal numbers, names of letters, + - * / **, comparisons, parentheses"
            glued = text[at].isdigit()  # as in 2x
            _refuse(expected, repr(text[at]), at, "Write a product with its sign, 2*x." * glued)
        opened += {"(": 1, ")": -1}.get(token[0], 0)
        if opened > DEEPEST:
            _refuse(f"at most {DEEPEST} open parentheses", "one more", at)
        at = token.end()


def _build(node: ast.expr, indent: int) -> Value:
    """Turn a node of the tree into a function of the list, or refuse it."""
    at = indent + node.col_offset
    kind = type(getattr(node, "op", None)).__name__
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return _constant(float(number), at)
        case ast.Name(id=name) if name in CONSTANTS:
            return CONSTANTS[name]
        case ast.Name(id=name):
            _refuse_name(name, at)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            value = _build(operand, indent)
            return lambda x: -value(x)
        case ast.BinOp(left=left, right=right) if kind in OPERATORS:
            return _apply(OPERATORS[kind], [left, right], indent)
        case ast.Compare(left=left, ops=[op], comparators=[right]) if (
            type(op).__name__ in COMPARISONS
        ):
            return _apply(COMPARISONS[type(op).__name__], [left, right], indent)
        case ast.Compare(ops=[_, _, *_]):
            _refuse("two things to compare", "more", at, "Write (a < b) * (b < c).")
        case ast.Call(func=ast.Name(id=name) as func, args=args, keywords=[]) if (
            func.col_offset == node.col_offset  # no parentheses around the name
        ):
            return _call(name, args, at, indent)
        case _:
            _refuse("a part of the language", type(node).__name__, at, "See compile_expression.")


def _constant(number: float, at: int) -> Value:
    if not math.isfinite(number):
        _refuse("a finite number", "one that is too large", at)
    return lambda x: x.new_tensor(number)


def _apply(fn: Callable[..., Tensor], nodes: list[ast.expr], indent: int) -> Value:
    values = [_build(node, indent) for node in nodes]
    return lambda x: fn(*(value(x) for value in values))


def _call(name: str, nodes: list[ast.expr], at: int, indent: int) -> Value:
    if name in CONSTANTS:
        _refuse("a function", f"{name}, which is a value", at, f"Write {name} * (...).")
    if name not in FUNCTIONS:
        _refuse_name(name, at)
    word = FUNCTIONS[name]
    if len(nodes) != word.takes:
        remedy = f"Of two, take {name}imum(a, b)." if name in ("min", "max") else ""
        _refuse(f"{word.takes} value(s) for {name}", str(len(nodes)), at, remedy)
    if not word.whole:
        return _apply(word.run, nodes, indent)
    inside = _build(nodes[0], indent)

    def of_list(x: Tensor) -> Tensor:
        whole = inside(x).expand(len(x))
        result = word.run(whole)
        # Sorting and counting would hide what is not a number.
        return torch.full_like(result, math.nan) if whole.isnan().any() else result

    return of_list


def _refuse_name(name: str, at: int) -> NoReturn:
    if name in FUNCTIONS:
        _refuse("a value", f"the function {name}", at, f"Write {name}(x).")
    near = difflib.get_close_matches(name, [*CONSTANTS, *FUNCTIONS], 1)
    known = f"Known: {', '.join([*CONSTANTS, *FUNCTIONS])}."
    _refuse("a known name", repr(name), at, f"Did you mean {near[0]}? {known}" if near else known)


def _refuse(expected: str, got: str, at: int, remedy: str = "") -> NoReturn:
    reject("expression", expected=expected, got=f"{got} at character {at + 1}", remedy=remedy)
