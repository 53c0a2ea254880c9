"""How much of a multiset a set-equivariant model, or noise alone, can number: all lists counted."""

import math
from itertools import product

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from setnb import functional as F
from setnb.experiments import class_numbering
from setnb.probes import probe


@given(st.lists(st.integers(0, 2), min_size=1, max_size=6), st.tuples(*[st.integers(0, 6)] * 3))
def test_one_number_a_class_leaves_at_most_one_right_in_each(classes, choice):
    x = torch.tensor(classes)
    errors = F.numbering_errors(x, torch.tensor(choice)[x])
    assert errors >= len(classes) - len(set(classes))
    assert F.numbering_errors(x, torch.zeros_like(x)) == len(classes) - len(set(classes))


@pytest.mark.parametrize(("n", "c"), [(1, 3), (2, 3), (3, 3), (4, 3), (8, 3), (5, 2)])
def test_the_closed_forms_are_those_of_all_lists(n, c):
    lists = torch.tensor(list(product(range(c), repeat=n)))
    errors = F.numbering_errors(lists, torch.zeros_like(lists)).double()
    assert (errors == 0).double().mean().item() == pytest.approx(math.perm(c, n) / c**n)
    share = c / n * (1 - (1 - 1 / c) ** n)
    assert 1 - errors.mean().item() / n == pytest.approx(share)


@given(st.data())
def test_wrong_numbers_are_too_high_or_given_before(data):
    classes = data.draw(st.lists(st.integers(0, 2), max_size=6))
    numbers = data.draw(st.lists(st.integers(0, 6), min_size=len(classes), max_size=len(classes)))
    expected, given_before = [], set()
    for pair in zip(classes, numbers, strict=True):
        expected.append(pair[1] >= classes.count(pair[0]) or pair in given_before)
        given_before.add(pair)
    x, y = torch.tensor([classes, numbers], dtype=torch.long)
    assert F.wrong_numbers(x, y).tolist() == expected


def test_independent_choices_are_all_different_with_probability_factorial_over_power():
    for k in (1, 2, 3, 4):
        choices = torch.tensor(list(product(range(k), repeat=k)))
        right = F.numbering_errors(torch.zeros_like(choices), choices) == 0
        expected = math.factorial(k) / k**k
        assert right.double().mean().item() == pytest.approx(expected)


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("deep_sets", "set-equivariant"),
        ("transformer", "set-equivariant"),
        ("transformer_positions", "not equivariant"),
        ("transformer_random_positions", "not equivariant"),
        ("bilstm", "not equivariant"),
        ("dspn", "exclusively multiset-equivariant"),
        ("idspn", "exclusively multiset-equivariant"),
    ],
)
def test_the_seven_models_have_three_kinds_of_symmetry(name, verdict):
    torch.manual_seed(0)
    config = class_numbering.Config(model=name, n=4, classes=3, hidden=16, width=16, iterations=5)
    model = class_numbering.make_model(config).double()
    if name in class_numbering.DESCENDING:
        model.decoder.start = "zeros"
    assert probe(model, n=4, d=3, batched=True, trials=8).verdict == verdict
