"""Penalties of order against sums over all that may be drawn; where they vanish; gradients."""

from itertools import combinations, permutations

import pytest
import torch
from hypothesis import given

from setnb.functional import share_of_order, sire_penalty, states_along, sub_penalty
from setnb.nn import RecurrentEncoder
from tests.strategies import sets

PENALTIES = {"sire": sire_penalty, "sub": sub_penalty}
COPIES = 20_000


def reader(cell="gru"):
    torch.manual_seed(0)
    return RecurrentEncoder(2, 4, cell=cell).double()


def add(state, x):
    return state + torch.cat([x, x.square()], -1)


def keep_both(state, x):
    """Order-free, with a state of two parts of different sizes."""
    return state[0] + x, torch.maximum(state[1], x.sum(-1, keepdim=True))


FREE = {
    "sum": (add, torch.zeros(4).double()),
    "sum and max": (keep_both, (torch.zeros(2).double(), torch.zeros(1).double())),
}


def fixed():
    return torch.Generator().manual_seed(0)


def run(step, state, rows):
    for x in rows:
        state = step(state, x[None])
    return torch.cat(state, -1) if isinstance(state, tuple) else state


def start(read):
    return tuple(p[None] for p in read.state0) if read.cell == "lstm" else read.state0[None]


def sire_by_hand(read, x):
    """All orders, all prefixes."""
    n = len(x)
    terms = []
    for order in permutations(range(n)):
        for k in range(n - 1):
            state = x[list(order[:k])]
            i, j = x[order[k]], x[order[k + 1]]
            start = (
                tuple(p[None] for p in read.state0) if read.cell == "lstm" else read.state0[None]
            )
            one, other = (run(read.step, start, [*state, *pair]) for pair in ((i, j), (j, i)))
            terms.append((one - other).square().mean())
    return torch.stack(terms)


def sub_by_hand(read, x):
    """All subsets of a size, all pairs of orders; sizes are as likely as each other."""
    sizes = []
    for size in range(2, len(x) + 1):
        terms = [
            (
                run(read.step, start(read), x[list(one)])
                - run(read.step, start(read), x[list(other)])
            )
            .square()
            .mean()
            for chosen in combinations(range(len(x)), size)
            for one in permutations(chosen)
            for other in permutations(chosen)
        ]
        sizes.append(torch.stack(terms).mean())
    return torch.stack(sizes)


@pytest.mark.parametrize("cell", ["gru", "lstm", "rnn"])
@pytest.mark.parametrize(("name", "by_hand"), [("sire", sire_by_hand), ("sub", sub_by_hand)])
def test_the_mean_of_many_draws_is_that_over_all_there_are(cell, name, by_hand):
    read, x = reader(cell), torch.randn(4, 2).double()
    with torch.no_grad():
        many = x.expand(COPIES, 4, 2)
        drawn = PENALTIES[name](read.step, read.state0, many, generator=fixed())
        expected = by_hand(read, x).mean()
    # the terms are positive and no more than some ten times their mean: a standard error of 3 %
    torch.testing.assert_close(drawn, expected, rtol=0.12, atol=0)


@pytest.mark.parametrize("reach", [1, 2])
def test_reach_swaps_an_element_with_one_of_the_next(reach):
    read, x = reader(), torch.randn(4, 2).double()
    terms = []
    for k in range(3):
        pairs = [(k, k + 1 + r) for r in range(reach) if k + 1 + r < 4]
        ends = [
            run(read.step, read.state0[None], [*x[:k], *x[list(pair)]])
            - run(read.step, read.state0[None], [*x[:k], *x[list(pair[::-1])]])
            for pair in pairs
        ]
        terms.append(torch.stack(ends).square().mean())
    with torch.no_grad():
        many = x.expand(COPIES, 4, 2)
        drawn = sire_penalty(read.step, read.state0, many, reach=reach, generator=fixed())
    torch.testing.assert_close(drawn, torch.stack(terms).mean(), rtol=0.05, atol=0)


@pytest.mark.parametrize("name", PENALTIES)
@pytest.mark.parametrize("free", FREE)
@given(x=sets(dtypes=(torch.float64,)))
def test_an_order_free_recurrence_pays_nothing(name, free, x):
    step, first = FREE[free]
    assert PENALTIES[name](step, first, x.expand(5, *x.shape), generator=fixed()) < 1e-25


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("name", PENALTIES)
def test_a_generic_recurrence_pays(name, dtype, cell):
    read, x = reader(cell).to(dtype), torch.randn(20, 5, 2, dtype=dtype)
    paid = PENALTIES[name](read.step, read.state0, x, generator=fixed())
    assert paid.dtype == dtype
    assert paid > 1e-5


def test_sets_of_one_element_repeated_have_one_order_only():
    read, x = reader(), torch.randn(20, 1, 2).double().expand(20, 5, 2)
    for penalty in PENALTIES.values():
        assert penalty(read.step, read.state0, x) == 0


@pytest.mark.parametrize("name", PENALTIES)
def test_masked_sets_pay_what_they_pay_without_padding(name):
    read, x = reader(), torch.randn(4, 2).double()
    padded = torch.full((6, 2), torch.nan).double()
    real = torch.tensor([True, False, True, True, False, True])
    padded[real] = x
    with torch.no_grad():
        plain = PENALTIES[name](read.step, read.state0, x.expand(COPIES, 4, 2), generator=fixed())
        masked = PENALTIES[name](
            read.step,
            read.state0,
            padded.expand(COPIES, 6, 2),
            real.expand(COPIES, 6),
            generator=torch.Generator().manual_seed(1),
        )
    torch.testing.assert_close(masked, plain, rtol=0.08, atol=0)


@pytest.mark.parametrize("name", PENALTIES)
def test_sets_with_one_order_are_left_out(name):
    read, x = reader(), torch.randn(3, 4, 2).double()
    none = PENALTIES[name](read.step, read.state0, x[:, :1])
    assert none == 0
    assert PENALTIES[name](read.step, read.state0, x[:0]) == 0
    x = x.repeat(20, 1, 1)
    mask = torch.tensor([[True] * 4, [True] + [False] * 3, [False] * 4]).repeat(20, 1)
    one = PENALTIES[name](read.step, read.state0, x, mask, generator=fixed())
    assert one > 0
    batched = read.state0.expand(60, -1)
    assert PENALTIES[name](read.step, batched, x, mask, generator=fixed()) == one


@pytest.mark.parametrize("name", PENALTIES)
@pytest.mark.parametrize("cell", ["rnn", "lstm"])
def test_gradients(name, cell):
    read, x = reader(cell), torch.randn(3, 4, 2).double().requires_grad_()
    weights = [read.rnn.weight_ih_l0, read.rnn.weight_hh_l0]
    assert torch.autograd.gradcheck(
        lambda x, *_: PENALTIES[name](read.step, read.state0, x, generator=fixed()), (x, *weights)
    )


def test_what_swaps_of_neighbours_leave_alone_no_permutation_changes():
    """Lemma 6 and Corollary 7, and that a recurrence which pays is not invariant."""
    x = torch.randn(1, 4, 2).double()
    read = reader()
    for (step, first), free in (((add, FREE["sum"][1]), True), ((read.step, read.state0), False)):
        ends = torch.stack(
            [states_along(step, first, x[:, list(order)])[-1] for order in permutations(range(4))]
        )
        pays = sire_penalty(step, first, x.expand(200, 4, 2)).item()
        assert (pays < 1e-25) == free
        assert bool((ends - ends[0]).abs().max() < 1e-12) == free
        assert share_of_order(ends) == 0 or not free


def test_a_reach_of_nothing_is_refused():
    read = reader()
    with pytest.raises(ValueError, match="reach: expected an integer >= 1, got 0"):
        sire_penalty(read.step, read.state0, torch.zeros(1, 3, 2).double(), reach=0)
