"""Sums of numbers: the network, its hypergradient, the search, and what is measured."""

from functools import partial

import pytest
import torch
from torch import nn

from setnb import experiments
from setnb.experiments import sum_of_numbers
from setnb.experiments.position_network import SYMBOLS, PositionNetwork
from setnb.experiments.position_search import solved, train_fixed
from setnb.experiments.registry import make_config
from setnb.experiments.sum_of_numbers import choose_scheme, draw, make_splits, true_scheme
from setnb.functional import assignment_matrix
from setnb.implicit.gradients import Exact, Neumann
from setnb.seeds import make_generator

NETWORK = PositionNetwork(n=3, width=4, hidden=5)
run = partial(experiments.run, "sum_of_numbers", preset="smoke", quiet=True)


def config_of(**fields):
    return make_config(sum_of_numbers, "smoke", fields)


def some_lists(runs=2, count=7, n=3):
    generator = make_generator(0, "lists")
    x = torch.randint(SYMBOLS, (runs, count, n), generator=generator)
    return x, torch.randn(runs, count, generator=generator)


def soft(runs=2, n=3):
    return torch.randn(runs, n, n, generator=make_generator(1)).softmax(-1)


def test_the_network_is_an_embedding_a_layer_per_position_and_a_sum():
    torch.manual_seed(0)
    psi, assignment, (x, _) = NETWORK.begin(2), soft(), some_lists()
    answers = NETWORK.answer(psi, assignment, x)
    for r in range(2):
        parts = {name: part[r] for name, part in NETWORK.unpack(psi).items()}
        total = parts["offset"]
        for p in range(3):
            weight = sum(assignment[r, p, q] * parts["weight"][q] for q in range(3))
            bias = sum(assignment[r, p, q] * parts["bias"][q] for q in range(3))
            embedded = nn.functional.embedding(x[r, :, p], parts["embedding"])
            total = total + (embedded @ weight + bias).relu() @ parts["head"]
        torch.testing.assert_close(answers[r], total)


def test_sharing_all_positions_makes_it_invariant_and_runs_do_not_mix():
    torch.manual_seed(0)
    psi, (x, target) = NETWORK.begin(2), some_lists()
    shared = assignment_matrix(torch.zeros(2, 3, dtype=torch.long))
    one = NETWORK.answer(psi, shared, x)
    torch.testing.assert_close(NETWORK.answer(psi, shared, x[..., [2, 0, 1]]), one)
    own = assignment_matrix(torch.arange(3).expand(2, 3))
    assert not torch.allclose(
        NETWORK.answer(psi, own, x), NETWORK.answer(psi, own, x[..., [2, 0, 1]])
    )
    alone = NETWORK.error(psi[1:], shared[1:], (x[1:], target[1:]))
    torch.testing.assert_close(NETWORK.error(psi, shared, (x, target))[1:], alone)


class Ridge:
    """A small lower level in closed form, with the interface of the network."""

    def __init__(self):
        generator = make_generator(2)
        self.x = torch.randn(1, 8, 3, generator=generator, dtype=torch.float64)
        self.y = torch.randn(1, 8, generator=generator, dtype=torch.float64)

    def error(self, psi, assignment, data):
        x, y = data
        theta = (assignment @ psi[..., None])[..., 0]
        return ((x @ theta[..., None])[..., 0] - y).square().mean(-1) + 0.1 * psi.square().sum(-1)

    def minimum(self, assignment):
        design = self.x @ assignment
        gram = design.mT @ design / 8 + 0.1 * torch.eye(3, dtype=torch.float64)
        return torch.linalg.solve(gram, design.mT @ self.y[..., None] / 8)[..., 0]


def hypergradient(lower, mode, scale=1.0):
    """The gradient of what is asked of psi*, through the mode or through the closed form."""
    logits = torch.randn(1, 3, 3, generator=make_generator(3), dtype=torch.float64)
    logits.requires_grad_()
    assignment = logits.softmax(-1)
    psi = lower.minimum(assignment)
    if mode is not None:
        psi = solved(lower, psi.detach(), assignment, (lower.x, lower.y), mode)
    wanted = torch.tensor([[1.0, -1.0, 0.5]], dtype=torch.float64)
    error = ((assignment @ psi[..., None])[..., 0] - wanted).square().sum()
    return torch.autograd.grad(error, logits)[0]


def test_hypergradients_equal_those_of_the_closed_form():
    lower = Ridge()
    exact = hypergradient(lower, None)
    torch.testing.assert_close(hypergradient(lower, Exact()), exact)
    torch.testing.assert_close(hypergradient(lower, Neumann(2000, 0.1)), exact)


def test_without_its_factor_the_series_is_as_many_times_too_large():
    # The released code leaves out alpha: H^-1 v is then 1 / alpha times too long.
    class Unscaled(Neumann):
        def pull(self, v, at):
            return super().pull(v, at) / self.alpha

    lower, exact = Ridge(), hypergradient(Ridge(), None)
    # The direct part, psi held still, is what any mode leaves when nothing comes back.
    direct = hypergradient(lower, Neumann(0, 1e-12))
    wrong = hypergradient(lower, Unscaled(2000, 0.1))
    torch.testing.assert_close(wrong - direct, 10 * (exact - direct))
    assert (wrong - exact).norm() > exact.norm()


@pytest.mark.parametrize("signed", [False, True])
def test_targets_are_sums_with_signs_and_little_noise(signed):
    config = config_of(n=5, signed=signed)
    x, y = draw(config, 200, "some")
    sign = torch.tensor([-1, 1, -1, 1, -1]) if signed else torch.ones(5)
    off = y - ((x + 1) * sign).sum(-1)
    assert off.abs().max() <= 0.5
    assert off.std() > 0.2
    assert (draw(config, 9, "some", noise=0)[1] % 1 == 0).all()
    assert true_scheme(config).tolist() == ([0, 1, 0, 1, 0] if signed else [0] * 5)


def test_targets_are_standardised_by_what_may_be_trained_on():
    splits = make_splits(config_of(), torch.device("cpu"))
    centred = splits.data[1]
    torch.testing.assert_close(centred.mean(1), torch.zeros(2), atol=1e-6, rtol=0)
    torch.testing.assert_close(centred.std(1), torch.ones(2))
    torch.testing.assert_close(torch.cat([splits.train[1], splits.validation[1]], 1), centred)


def test_early_stopping_keeps_the_values_with_the_least_error():
    torch.manual_seed(0)
    data, stopping = some_lists(count=6), some_lists(count=5)
    scheme = assignment_matrix(torch.arange(3).expand(2, 3))
    kept = train_fixed(NETWORK, scheme, data, stopping, steps=40, lr=0.05, every=1)
    torch.manual_seed(0)
    psi = NETWORK.begin(2).requires_grad_()
    optimizer = torch.optim.Adam([psi], lr=0.05)
    errors = []
    for _ in range(40):
        optimizer.zero_grad()
        NETWORK.error(psi, scheme, data).sum().backward()
        optimizer.step()
        errors.append(NETWORK.error(psi.detach(), scheme, stopping))
    least = torch.stack(errors).amin(0)
    torch.testing.assert_close(NETWORK.error(kept, scheme, stopping), least)


def test_smoke_and_what_is_measured():
    found = run(signed=True, n=3).set_index("metric")["value"]
    assert found["pd@oracle"] == 0
    assert found["pd@none"] == 1  # {0, 2} share, {1} is alone
    assert 0 <= found["exact"] <= found["separated"] <= 1
    chosen = found[[f"chosen@{s}" for s in range(2)]]
    assert chosen.mean() == found["pd@learned"]
    assert (found[[f"loss@{m}" for m in sum_of_numbers.METHODS]] > 0).all()


def test_two_positions_come_to_share():
    found = run(preset="live", n=2, width=16, hidden=16, runs=2, test=500, final_steps=600)
    assert found.set_index("metric")["value"]["exact"] == 1


def test_an_interrupted_search_ends_with_the_same_numbers(assert_resumes):
    assert_resumes(
        sum_of_numbers, partial(run, upper_steps=14), every=None, after=12, trainer="search_scheme"
    )


def test_sharing_nothing_is_chosen_where_what_was_found_is_wrong():
    config = config_of(n=2, signed=True, width=8, hidden=8, final_steps=400)
    splits = make_splits(config, torch.device("cpu"))
    network = PositionNetwork(n=2, width=8, hidden=8)
    together = torch.zeros(config.runs, config.restarts, 2, dtype=torch.long)
    torch.manual_seed(0)
    chosen = choose_scheme(network, together, splits, config)
    assert chosen.tolist() == [[0, 1]] * config.runs
