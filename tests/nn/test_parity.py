"""Parity in three neurons: exact at any length; an order-free answer from a state that is not."""

from itertools import product

import pytest
import torch

from setnb.functional import sire_penalty
from setnb.nn import ParityRNN


@pytest.mark.parametrize("n", range(13))
@pytest.mark.parametrize("dtype", [torch.float16, torch.float32, torch.float64])
def test_exact_on_all_lists(n, dtype):
    lists = torch.tensor(list(product((0, 1), repeat=n)), dtype=dtype).reshape(2**n, n, 1)
    assert torch.equal(ParityRNN(dtype=dtype)(lists)[:, 0], lists.sum((1, 2)) % 2)


def test_exact_on_long_lists():
    generator = torch.Generator().manual_seed(0)
    lists = torch.randint(2, (1_000, 10_000, 1), generator=generator)
    said = ParityRNN()(lists.float())[:, 0]
    assert torch.equal(said.long(), lists.sum((1, 2)) % 2)
    assert 400 < said.sum() < 600


def test_padding_does_not_count():
    x = torch.tensor([[1.0, torch.nan, 1, 1], [torch.nan, 0, 1, torch.nan]])[..., None]
    mask = ~x[..., 0].isnan()
    assert ParityRNN()(x, mask).tolist() == [[1], [1]]


def test_three_neurons_and_shapes():
    model = ParityRNN()
    assert model.recur.shape == (3, 3)
    assert model(torch.ones(5, 1)).tolist() == [1]
    assert model(torch.zeros(2, 0, 4, 1)).shape == (2, 0, 1)


def test_the_answer_is_free_of_order_and_the_state_is_not():
    model = ParityRNN(dtype=torch.float64)
    lists = torch.tensor(list(product((0.0, 1.0), repeat=6))).double().reshape(64, 6, 1)
    for order in (torch.randperm(6) for _ in range(10)):
        assert torch.equal(model(lists[:, order]), model(lists))
    assert sire_penalty(model.step, model.state0, lists) > 0.1
