"""Numbers within classes: against counting by hand, and against a best matching."""

import itertools

import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from setnb.functional import class_features, number_within_classes, numbering_errors

lists = st.lists(st.integers(0, 2), max_size=6)


def count_one_by_one(classes):
    seen = {}
    numbers = []
    for kind in classes:
        numbers.append(seen.get(kind, 0))
        seen[kind] = numbers[-1] + 1
    return numbers


@given(lists)
def test_numbers_count_the_earlier_elements_of_the_class(classes):
    numbers = number_within_classes(torch.tensor(classes, dtype=torch.long))
    assert numbers.tolist() == count_one_by_one(classes)


@given(st.data())
def test_errors_are_those_of_the_best_matching_within_classes(data):
    classes = data.draw(lists)
    numbers = data.draw(st.lists(st.integers(0, 6), min_size=len(classes), max_size=len(classes)))
    right = count_one_by_one(classes)
    pairs = itertools.product(zip(classes, numbers, strict=True), zip(classes, right, strict=True))
    wrong = [100 * (c != k) + (i != j) for (c, i), (k, j) in pairs]
    costs = torch.tensor(wrong).reshape(len(classes), len(classes)).numpy()
    expected = costs[linear_sum_assignment(costs)].sum() if classes else 0
    kinds, given_numbers = torch.tensor([classes, numbers], dtype=torch.long)
    assert numbering_errors(kinds, given_numbers) == expected


@given(lists, st.randoms())
def test_errors_do_not_depend_on_the_order(classes, random):
    numbers = [random.randrange(6) for _ in classes]
    order = random.sample(range(len(classes)), len(classes))
    kinds, given_numbers = torch.tensor([classes, numbers], dtype=torch.long)
    shuffled = numbering_errors(kinds[order], given_numbers[order])
    assert shuffled == numbering_errors(kinds, given_numbers)


def test_batches_are_numbered_one_by_one():
    classes = torch.randint(3, (4, 5, 7))
    numbers = number_within_classes(classes)
    assert numbers[2, 3].tolist() == count_one_by_one(classes[2, 3].tolist())
    assert numbering_errors(classes, numbers).eq(0).all()
    assert numbering_errors(classes, numbers).shape == (4, 5)


def test_class_features_are_one_hot():
    features = class_features(torch.tensor([1, 0]), 3)
    assert features.tolist() == [[0, 1, 0], [1, 0, 0]]
    assert features.dtype == torch.float32
