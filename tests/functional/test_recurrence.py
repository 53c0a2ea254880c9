"""States along a list against torch's own networks; truncation; the share of variance by order."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from setnb.functional import share_of_order, shuffle_real, states_along
from setnb.functional.recurrence import pick_states
from setnb.nn import RecurrentEncoder
from tests.strategies import sets

CELLS = ("rnn", "gru", "lstm")


def build(cell, **options):
    torch.manual_seed(0)
    return RecurrentEncoder(2, 5, cell=cell, **options).double()


def last(states):
    return states[-1][0] if isinstance(states[-1], tuple) else states[-1]


@pytest.mark.parametrize("cell", CELLS)
@given(x=sets(dtypes=(torch.float64,)))
def test_states_are_those_of_the_whole_network(cell, x):
    reader = build(cell)
    states = states_along(reader.step, reader.state0, x[None])
    assert len(states) == len(x) + 1
    torch.testing.assert_close(last(states)[0], reader(x))


def test_an_initial_state_may_have_a_batch_or_not():
    reader, x = build("lstm"), torch.randn(3, 4, 2).double()
    alone = states_along(reader.step, reader.state0, x)
    batched = states_along(reader.step, tuple(p.expand(3, -1) for p in reader.state0), x)
    torch.testing.assert_close(alone, batched)


def test_an_empty_list_stays_at_the_start():
    reader = build("gru")
    states = states_along(reader.step, reader.state0, torch.zeros(3, 0, 2).double())
    assert [tuple(state.shape) for state in states] == [(3, 5)]
    assert not states[0].any()


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("n", [3, 4, 5, 6])
def test_gradients_reach_back_as_far_as_the_window(cell, n):
    whole, cut = build(cell), build(cell, window=2)
    x = torch.randn(3, n, 2).double().requires_grad_()
    read = states_along(cut.step, cut.state0, x, window=2)
    torch.testing.assert_close(cut(x), whole(x))
    torch.testing.assert_close(last(read), whole(x))
    (full,) = torch.autograd.grad(whole(x).sum(), x)
    (short,) = torch.autograd.grad(cut(x).sum(), x)
    (slow,) = torch.autograd.grad(last(read).sum(), x)
    torch.testing.assert_close(short, slow)
    kept = n - (n - 1) // 2 * 2  # elements of the last window
    torch.testing.assert_close(short[:, -kept:], full[:, -kept:])
    assert not short[:, :-kept].any()
    assert full[:, :-kept].all()


def test_picked_states_are_those_after_so_many_elements():
    reader, x = build("lstm"), torch.randn(4, 3, 2).double()
    states = states_along(reader.step, reader.state0, x)
    counts = torch.tensor([3, 0, 1, 2])
    hidden, cells = pick_states(states, counts)
    for b, count in enumerate(counts):
        assert torch.equal(hidden[b], states[count][0][b])
        assert torch.equal(cells[b], states[count][1][b])


@given(x=sets(), data=st.data())
def test_shuffled_sets_keep_what_is_real_in_front(x, data):
    mask = torch.tensor(data.draw(st.lists(st.booleans(), min_size=len(x), max_size=len(x))))
    mask = mask.bool().reshape(1, len(x))
    padded = x[None].masked_fill(~mask[..., None], torch.nan)
    ordered, counts = shuffle_real(padded, mask)
    assert counts.item() == mask.sum()
    front, rest = ordered[0, : counts.item()], ordered[0, counts.item() :]
    assert sorted(front.tolist()) == sorted(x[mask[0]].tolist())
    assert not rest.any()


def test_all_orders_are_as_likely():
    x = torch.arange(3.0).reshape(1, 3, 1).expand(6_000, 3, 1)
    orders, counts = shuffle_real(x, generator=torch.Generator().manual_seed(0))[0].unique(
        dim=0, return_counts=True
    )
    assert len(orders) == 6
    assert ((counts - 1_000).abs() < 150).all()  # five standard deviations


def test_share_of_order_is_that_of_the_variance():
    generator = torch.Generator().manual_seed(0)
    sets_apart = torch.randn(50, 3, generator=generator).double()
    by_order = torch.randn(8, 50, 3, generator=generator).double()
    assert share_of_order(sets_apart.expand(8, 50, 3)) == 0
    assert share_of_order(by_order - by_order.mean(0)) == pytest.approx(1)
    both = sets_apart + by_order - by_order.mean(0)
    within = both.var(0, correction=0).mean(0).sum()
    between = both.mean(0).var(0, correction=0).sum()
    assert share_of_order(both) == pytest.approx((within / (within + between)).item())
    assert share_of_order(both[..., 0]) == share_of_order(both[..., :1])


def test_share_of_order_without_anything_to_compare():
    assert share_of_order(torch.randn(1, 5, 2)) == 0
    assert share_of_order(torch.ones(4, 5)) == 0


def test_a_window_of_nothing_is_refused():
    reader = build("gru")
    with pytest.raises(ValueError, match="window: expected an integer >= 1, got 0"):
        states_along(reader.step, reader.state0, torch.zeros(1, 2, 2).double(), window=0)
