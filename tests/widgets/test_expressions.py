"""The small language for a reader's own function, in Python: grammar, values, refusals."""

import math
import re

import pytest
import torch

from setnb.widgets.expression_words import FUNCTIONS
from setnb.widgets.expressions import compile_expression
from setnb.widgets.probe_models import make_model


def value(text, *values):
    """Evaluate `text` on a list, as a flat list."""
    return compile_expression(text)(torch.tensor(values, dtype=torch.float64)[:, None])


@pytest.mark.parametrize(
    "text",
    [
        *("-2**2", "2**3**2", "2**-1", "8 / 4 / 2", "8 - 4 - 2", "-2**-2", "--3"),
        "1 + 2 * 3 < 3 * 4",
        *("(1 < 2) < 2", "(2 == 2) + (2 != 2)", "1e-3 + .5 + 2.", "2 - -2", "-3 + 4"),
    ],
)
def test_numbers_bind_as_in_python(text):
    assert value(text, 0).item() == pytest.approx(float(eval(text)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sort(x)", [3, 1, 1, -2]),
        ("position(x)", [1, 3, 0, 2]),
        ("multiplicity(x)", [2, 1, 1, 2]),
        ("earlier(x)", [0, 0, 0, 1]),
        ("cumsum(x)", [1, -1, 2, 3]),
        ("reverse(x)", [1, 3, -2, 1]),
        ("i", [0, 1, 2, 3]),
        ("where(x > 0, x, i - 5)", [1, -4, 3, 1]),
        ("maximum(x, 0) - minimum(0, x)", [1, 2, 3, 1]),
        ("relu(x) + sign(x)", [2, -1, 4, 2]),
        ("x == first(x)", [1, 0, 0, 1]),
    ],
)
def test_lists(text, expected):
    assert value(text, 1, -2, 3, 1)[:, 0].tolist() == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(("sum(x)", 3), ("mean(x)", 0.75), ("median(x)", 1), ("prod(x)", -6), ("max(x)", 3)),
        *(("min(x)", -2), ("first(x)", 1), ("last(x)", 1), ("n", 4), ("sum(2)", 8)),
        ("pi", math.pi),
    ],
)
def test_numbers_for_the_whole_set(text, expected):
    assert value(text, 1, -2, 3, 1).tolist() == [expected]


def test_a_singleton_and_no_element():
    assert value("x - mean(x)", 3).tolist() == [[0]]
    with pytest.raises(ValueError, match=re.escape("one list of numbers (n, 1) with n >= 1")):
        compile_expression("x")(torch.zeros(0, 1))
    with pytest.raises(ValueError, match="x: expected"):
        compile_expression("x")(torch.zeros(2, 2))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_the_type_of_numbers_and_the_gradient_are_those_of_torch(dtype):
    x = torch.tensor([[1.0], [3.0]], dtype=dtype, requires_grad=True)
    result = compile_expression("x**2 * pi + i + n + (x > 0) + multiplicity(x)")(x)
    assert result.dtype == dtype
    result.sum().backward()
    torch.testing.assert_close(x.grad, 2 * math.pi * x.detach())


def test_an_undefined_number_is_not_hidden_by_a_sort():
    for name, word in FUNCTIONS.items():
        if word.whole:
            assert value(f"{name}(log(x))", 1, -1, 2).isnan().all()


def test_a_large_power_is_infinite_and_quick():
    assert value("10**10**10", 1).tolist() == [math.inf]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected a formula like x - mean(x), got ''"),
        ("__import__('os')", "got '_' at character 1"),
        ("x.__class__", "got '.' at character 2"),
        ("lambda: x", "got ':' at character 7"),
        ("x if x else x", "got IfExp at character 1"),
        ("  x + mena(x)", "got 'mena' at character 7. Did you mean mean?"),
        ("1 + mean", "got the function mean at character 5. Write mean(x)"),
        ("x(2)", "got x, which is a value at character 1"),
        ("max(x, 1)", "Of two, take maximum(a, b)"),
        ("x < x < x", "Write (a < b) * (b < c)"),
        ("(x", "at character 1"),
        ("2x", "Write a product with its sign, 2*x"),
        ("1e999", "expected a finite number"),
        ("x" * 201, "at most 200 characters, got 201"),
        ("(" * 21 + "x" + ")" * 21, "at most 20 open parentheses, got one more at character 21"),
    ],
)
def test_refusals_say_what_and_where(text, message):
    with pytest.raises(ValueError, match=r"^expression: ") as refused:
        compile_expression(text)
    assert message in str(refused.value)


def test_what_is_no_text_is_refused():
    with pytest.raises(ValueError, match="expression: expected a formula"):
        compile_expression(None)


def test_it_is_a_model_of_the_probe():
    x = torch.tensor([[1.0], [3.0]])
    assert make_model("own", expression="x * n")(x).tolist() == [[2], [6]]
    assert make_model("own")(x).tolist() == [[-1], [1]]
