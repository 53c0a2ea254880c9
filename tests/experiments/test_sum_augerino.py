"""Augerino on sums of numbers: the average over permutations, and going on after a cut."""

from functools import partial
from itertools import permutations

import torch

from setnb import experiments
from setnb.experiments import sum_augerino
from setnb.experiments.position_network import SYMBOLS, PositionNetwork
from setnb.experiments.sum_augerino import Augerino, KeepLeast
from setnb.functional import assignment_matrix
from setnb.seeds import make_generator

NETWORK = PositionNetwork(n=3, width=4, hidden=5)
run = partial(experiments.run, "sum_augerino", preset="smoke", quiet=True)


def lists(runs=2, count=6):
    return torch.randint(SYMBOLS, (runs, count, 3), generator=make_generator(0))


def build(**fields):
    torch.manual_seed(0)
    return Augerino(NETWORK, 2, **{"samples": 4, "temperature": 0.5, **fields})


def test_a_hard_permutation_moves_the_input(monkeypatch):
    model, x = build(), lists()
    perm = [2, 0, 1]
    matrix = torch.eye(3)[perm].expand(4, 2, 3, 3)  # position p reads element perm[p]
    monkeypatch.setattr(model, "sample", lambda: matrix)
    own = assignment_matrix(torch.arange(3).expand(2, 3))
    torch.testing.assert_close(model(x), NETWORK.answer(model.psi, own, x[..., perm]))


def test_the_average_over_all_permutations_is_invariant(monkeypatch):
    model, x = build(), lists()
    every = torch.stack([torch.eye(3)[list(p)].expand(2, 3, 3) for p in permutations(range(3))])
    model.samples = len(every)
    monkeypatch.setattr(model, "sample", lambda: every)
    torch.testing.assert_close(model(x[..., [1, 2, 0]]), model(x))


def test_samples_are_doubly_stochastic_and_harder_when_cold():
    torch.manual_seed(0)
    soft = build().sample()
    assert soft.shape == (4, 2, 3, 3)
    torch.testing.assert_close(soft.sum(-2), torch.ones(4, 2, 3))
    torch.testing.assert_close(soft.sum(-1), torch.ones(4, 2, 3), atol=0.05, rtol=0)
    warm, cold = (build(temperature=t, samples=50).sample() for t in (5.0, 0.1))
    assert cold.amax(-2).mean() > 0.9 > 0.6 > warm.amax(-2).mean()
    first = build(samples=500).sample().mean((0, 1))
    torch.testing.assert_close(first, torch.full((3, 3), 1 / 3), atol=0.08, rtol=0)


def test_each_run_keeps_its_own_best():
    kept = KeepLeast(build())
    kept.offer(torch.tensor([1.0, 1.0]))
    before = kept.psi.clone()
    with torch.no_grad():
        kept.model.psi += 1
    kept.offer(torch.tensor([0.5, 2.0]))
    assert kept.least.tolist() == [0.5, 1.0]
    torch.testing.assert_close(kept.psi[0], before[0] + 1)
    torch.testing.assert_close(kept.psi[1], before[1])


def test_an_interrupted_run_ends_with_the_same_numbers(assert_resumes):
    assert_resumes(sum_augerino, run, every=2, after=5)
