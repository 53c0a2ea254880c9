"""Batches by step: every row once an epoch, and nothing but the step counts."""

import pytest
import torch

from setnb.data.epochs import epoch_rows


def test_every_row_comes_once_an_epoch_in_an_order_of_its_own():
    rows = epoch_rows(12, 4, seed=0)
    epochs = [torch.cat([rows(3 * epoch + i) for i in range(3)]) for epoch in range(2)]
    assert all(sorted(epoch.tolist()) == list(range(12)) for epoch in epochs)
    assert not torch.equal(*epochs)


def test_what_is_left_over_is_left_out():
    rows = epoch_rows(11, 4, seed=0)
    assert len(set(torch.cat([rows(0), rows(1)]).tolist())) == 8


def test_steps_may_be_asked_for_in_any_order():
    first, second = epoch_rows(10, 3, seed=1), epoch_rows(10, 3, seed=1)
    forward = [first(step) for step in range(7)]
    backward = [second(step) for step in reversed(range(7))][::-1]
    assert all(map(torch.equal, forward, backward))
    assert not torch.equal(epoch_rows(10, 3, seed=2)(0), forward[0])


def test_a_batch_larger_than_the_data_is_refused():
    with pytest.raises(ValueError, match="batch: expected at most the 3 rows there are, got 4"):
        epoch_rows(3, 4, seed=0)
