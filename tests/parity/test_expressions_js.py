"""The small language for a reader's own function: the browser reads it as Python does."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from setnb.probes import probe
from setnb.widgets.expression_words import CONSTANTS, FUNCTIONS
from setnb.widgets.expressions import compile_expression
from tests.parity.expression_texts import ACCEPTED, REFUSALS, formulas

RUN = "m.parseExpression(a[0]).run(a[1])"
PROBE = "m.probe((v) => m.parseExpression(a[0]).run(v), a[1])"
REFUSED = "a[0].map((text) => m.parseExpression(text).error?.message ?? null)"

VERDICTS = {
    "x - mean(x)": "set-equivariant",
    "x**2 / (1 + sum(x**2))": "set-equivariant",
    "multiplicity(x)": "set-equivariant",
    "where(x > 0, x, 0)": "set-equivariant",
    "x * (x == max(x))": "set-equivariant",
    "max(x)": "invariant",
    "median(x)": "invariant",
    "sum(exp(x)) / n": "invariant",
    "sort(x)": "invariant",
    "i": "invariant",
    "x + earlier(x)": "exclusively multiset-equivariant",
    "position(x)": "exclusively multiset-equivariant",
    "x + 1 - 2 * position(x) / (n - 1)": "exclusively multiset-equivariant",
    "cumsum(x)": "not equivariant",
    "reverse(x)": "not equivariant",
    "x + i": "not equivariant",
    "first(x)": "not equivariant",
}

values = st.lists(st.integers(-4, 4).map(lambda v: v / 2), min_size=1, max_size=6)


@settings(max_examples=200, deadline=None)
@given(text=formulas(), x=values)
def test_random_expressions_have_the_same_value(js, text, x):
    if len(text) > 200:
        return
    ours = compile_expression(text)(torch.tensor(x, dtype=torch.float64)[:, None])
    theirs = js(RUN, text, x)
    assert torch.tensor(theirs, dtype=torch.float64).shape == ours.shape
    if ours.isfinite().all():
        theirs = torch.tensor(theirs, dtype=torch.float64)
        torch.testing.assert_close(theirs, ours, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("x", [[2, -1, 0.5, 2], [0, 0, 0], [1.5], [-2, -2, 3, 3, -2, 1]])
def test_every_word_has_the_same_value_on_ties(js, x):
    given = torch.tensor(x, dtype=torch.float64)[:, None]
    for name, word in FUNCTIONS.items():
        text = f"{name}({', '.join(['x', 'abs(x) + 1', 'i'][: word.takes])})"
        theirs = torch.tensor(
            js(f"{RUN}.map((row) => [row].flat().map(String).map(Number))", text, x)
        )
        ours = compile_expression(text)(given)
        if ours.isfinite().all():
            torch.testing.assert_close(theirs.double().reshape(ours.shape), ours)
        else:
            assert name in ("log", "sqrt")


@pytest.mark.parametrize("n", [3, 4, 6])
@pytest.mark.parametrize("text", VERDICTS)
def test_verdict(js, text, n):
    ours, theirs = probe(compile_expression(text), n=n, d=1), js(PROBE, text, n)
    assert ours.verdict == theirs["verdict"] == VERDICTS[text]
    assert ours.per_element == theirs["perElement"]


@pytest.mark.parametrize(
    "text", ["log(x)", "1 / x", "sqrt(x)", "sort(log(x)) + x", "exp(exp(x**4))"]
)
def test_no_verdict_where_the_output_is_undefined(js, text):
    report = js(PROBE, text, 4)
    assert report["verdict"] is None
    x = torch.tensor(report["undefinedAt"], dtype=torch.float64)[:, None]
    assert not compile_expression(text)(x).isfinite().all()
    with pytest.raises(ValueError, match="NaN or infinity"):
        probe(compile_expression(text), n=4, d=1)


def test_the_search_passes_over_sets_where_the_output_is_undefined(js):
    # [0, 1] would come first, as for cumsum(x); the next that breaks is [0, -1].
    text = "cumsum(x) + 1 / (x != 1)"
    search = "m.smallestCounterexample((v) => m.parseExpression(a[0]).run(v), 3, a[1])"
    found = js(search, text, {"broken": "multiset", "least": 1e-3})
    assert found["values"] == [0, -1]


def test_both_refuse_the_same_texts(js):
    messages = js(REFUSED, REFUSALS)
    assert [t for t, message in zip(REFUSALS, messages, strict=True) if not message] == []
    for text in REFUSALS:
        with pytest.raises(ValueError, match="expression: expected"):
            compile_expression(text)


def test_both_accept_the_same_texts(js):
    x = [2.0, -1.0, 0.5, 2.0]
    assert js(REFUSED, ACCEPTED) == [None] * len(ACCEPTED)
    for text in ACCEPTED:
        ours = compile_expression(text)(torch.tensor(x, dtype=torch.float64)[:, None])
        if ours.isfinite().all():
            theirs = torch.tensor(js(RUN, text, x), dtype=torch.float64)
            torch.testing.assert_close(theirs, ours, rtol=1e-9, atol=1e-9)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="xni1.02e +-*/()<>=!,_'sumwhere[]", max_size=12))
def test_both_judge_random_texts_alike(js, text):
    refused = js(REFUSED, [text])[0] is not None
    if refused:
        with pytest.raises(ValueError, match="expression: expected"):
            compile_expression(text)
    else:
        assert callable(compile_expression(text))


def test_both_list_the_same_words(js):
    message = js("m.parseExpression('zzzzzz').error.message")
    assert message.endswith(
        f"There are {', '.join(CONSTANTS)} and the functions {', '.join(FUNCTIONS)}."
    )


@pytest.mark.parametrize(
    ("text", "at", "message"),
    [
        ("", 0, "Nothing is typed yet"),
        ("x * (1 + x", 4, "never closed"),
        ("x) + 1", 1, "closes nothing"),
        ("2 x", 2, "an operator such as *"),
        ("x +", 3, "A value is missing after “+”"),
        ("1 + mena(x)", 4, "Did you mean mean?"),
        ("cum", 0, "Did you mean cumsum?"),
        ("1 + mean", 4, "write mean(x)"),
        ("max(x, 0)", 0, "Of two, take maximum(a, b)"),
        ("x^2", 1, "A power is x**2"),
        ("x < x < x", 6, "(a < b) * (b < c)"),
        ("x" * 201, 200, "201 characters"),
    ],
)
def test_the_reader_is_told_what_is_wrong_and_where(js, text, at, message):
    error = js("m.parseExpression(a[0]).error", text)
    assert error["at"] == at
    assert message in error["message"]
