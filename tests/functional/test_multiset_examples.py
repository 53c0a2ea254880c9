import pytest
import torch

import setnb
from setnb.functional import (
    append_copy_number,
    keep_first,
    push_apart,
    shift_unique_integers,
    single_out,
    subtract_mean,
)


@pytest.mark.parametrize(
    ("x", "y"), [([1, 2], [0, 3]), ([2, 1], [3, 0]), ([0, 0], [-1, 1]), ([-0.0, 0.0], [-1, 1])]
)
def test_push_apart_as_printed(x, y):
    x, y = torch.tensor(x).double(), torch.tensor(y).double()
    assert torch.equal(push_apart(x), y)
    assert torch.equal(push_apart(x[:, None]), y[:, None])
    assert torch.equal(push_apart(x[:, None].expand(3, 2, 1)), y[:, None].expand(3, 2, 1))


def test_other_than_two_scalars_is_refused():
    with pytest.raises(ValueError, match="two scalars"):
        push_apart(torch.zeros(3, 1))
    with pytest.raises(ValueError, match="two scalars"):
        push_apart(torch.zeros(2, 2))


def test_examples_of_appendix_b3():
    column = lambda *values: torch.tensor(values, dtype=torch.float64)[:, None]  # noqa: E731
    assert torch.equal(shift_unique_integers(column(1, 2)), column(2, 3))
    assert torch.equal(shift_unique_integers(column(1, 1)), column(1, 1))
    assert torch.equal(shift_unique_integers(column(1, 2.001)), column(1, 2.001))
    numbered = append_copy_number(column(1, 1, 2, 2.001))
    assert numbered.tolist() == [[1, 0], [1, 1], [2, 0], [2.001, 0]]


@pytest.mark.parametrize(
    ("fn", "options", "verdict"),
    [
        (push_apart, {"n": 2, "d": 1}, "exclusively multiset-equivariant"),
        (subtract_mean, {"n": 4, "d": 2}, "set-equivariant"),
        (shift_unique_integers, {"n": 4, "d": 1}, "set-equivariant"),
        (keep_first, {"n": 2, "d": 1}, "not equivariant"),
        (single_out, {"n": 2, "d": 1}, "exclusively multiset-equivariant"),
        (single_out, {"n": 5, "d": 1}, "exclusively multiset-equivariant"),
        (append_copy_number, {"n": 5, "d": 2}, "exclusively multiset-equivariant"),
    ],
)
def test_stated_verdicts(fn, options, verdict):
    assert setnb.probe(fn, **options).verdict == verdict


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ([], []),
        ([5], [1]),
        ([1, 2], [0, 1]),
        ([2, 2], [1, 0]),
        ([1, 2, 9], [0, 0, 1]),  # near is not equal: the mark goes to the third
        ([1, 1, 9], [1, 0, 0]),
        ([4, 1, 7, 4, 7, 0], [0, 0, 1, 0, 0, 0]),
    ],
)
def test_single_out_by_hand(x, y):
    x = torch.tensor(x, dtype=torch.float64)[:, None]
    assert single_out(x)[:, 0].tolist() == y
    assert torch.equal(single_out(x.expand(3, -1, 1))[1], single_out(x))


def test_subtract_mean_and_keep_first():
    x = torch.tensor([[1.0, 0.0], [3.0, 6.0]])
    assert subtract_mean(x).tolist() == [[-1, -3], [1, 3]]
    assert keep_first(x).tolist() == [[1, 0], [0, 0]]
    for fn in (subtract_mean, keep_first):
        assert fn(torch.zeros(2, 0, 3)).shape == (2, 0, 3)
