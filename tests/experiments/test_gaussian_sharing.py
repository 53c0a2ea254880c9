"""Searching a sharing scheme: what the lower level sees, and errors that are known beforehand."""

import itertools
from dataclasses import replace

import pytest
import torch

from setnb import experiments
from setnb.experiments.gaussian_sharing import (
    PRESETS,
    Problems,
    draw_problems,
    search_all,
    search_relaxed,
)
from setnb.experiments.running import Session
from setnb.experiments.sharing_search import (
    best_restart,
    scheme_penalty,
    search_scheme,
)
from setnb.functional import (
    assignment_matrix,
    average_blocks,
    canonical_labels,
    column_norms,
    nuclear_norm,
    partition_distance,
    set_partitions,
    share,
)
from setnb.nn import SoftSharing
from setnb.seeds import seed_everything

SMALL = replace(PRESETS["smoke"], runs=20)
SESSION = Session(torch.device("cpu"), lambda _: None, lambda _: None, quiet=True)


def soft(*shape, spread=1.0, dtype=torch.float64):
    generator = torch.Generator().manual_seed(0)
    return (spread * torch.randn(*shape, generator=generator, dtype=dtype)).softmax(-1)


def measure(**overrides):
    table = experiments.run("gaussian_sharing", preset="smoke", quiet=True, **overrides)
    return table.set_index("metric")["value"]


# --- how a soft scheme shares


def test_the_average_of_a_hard_scheme_is_its_least_squares():
    hard = assignment_matrix(set_partitions(5)).double()
    target = torch.linspace(-1, 2, 5, dtype=torch.float64).expand(len(hard), 5)
    torch.testing.assert_close(average_blocks(hard, target), share(hard, target))


def test_the_average_minimises_the_expected_error_of_a_random_scheme():
    assignment, target = soft(4, 3), torch.tensor([0.3, -1.0, 2.0, 0.5], dtype=torch.float64)
    psi = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    expected = (assignment * (psi - target[:, None]).square()).sum()
    # Quadratic with a diagonal Hessian of 2 sum_i A_ij: one Newton step is the minimum.
    slope = torch.autograd.grad(expected, psi)[0]
    best = psi.detach() - slope / (2 * assignment.sum(0))
    torch.testing.assert_close(average_blocks(assignment, target), assignment @ best)


def test_the_average_keeps_constants_and_follows_relabelling():
    assignment, target = soft(4, 4), torch.tensor([0.3, -1.0, 2.0, 0.5], dtype=torch.float64)
    answer = average_blocks(assignment, target)
    torch.testing.assert_close(average_blocks(assignment, target + 3), answer + 3)
    torch.testing.assert_close(average_blocks(assignment.flip(1), target), answer)
    torch.testing.assert_close(average_blocks(assignment.flip(0), target.flip(0)), answer.flip(0))


def slope_of_the_loss(lower, logits):
    logits = logits.clone().requires_grad_()
    target, valid = torch.linspace(-1, 1, 4).double(), torch.linspace(0, 1, 4).double().square()
    (lower(logits.softmax(-1), target) - valid).square().mean().backward()
    return logits.grad.abs().max()


def test_least_squares_hides_the_scheme_from_the_validation_loss_and_the_average_does_not():
    logits = torch.randn(4, 4, generator=torch.Generator().manual_seed(1)).double()
    assert slope_of_the_loss(share, logits) < 1e-9
    assert slope_of_the_loss(average_blocks, logits) > 1e-3


def test_the_nuclear_norm_rewards_softness_and_column_norms_do_not_care():
    one_value = torch.zeros(4, 4)
    one_value[:, 0] = 1
    uniform = torch.full((4, 4), 0.25)
    assert nuclear_norm(one_value) == pytest.approx(2)
    assert nuclear_norm(uniform) == pytest.approx(1)
    assert column_norms(one_value) == column_norms(uniform) == pytest.approx(2)


def test_the_penalty_is_the_sum_of_its_parts():
    assignment = soft(2, 4, 4)
    entropy = -(assignment * assignment.log()).sum((1, 2))
    norm = torch.linalg.svdvals(assignment).sum(1)
    both = scheme_penalty(assignment, entropy=0.2, strength=0.3, norm="nuclear")
    torch.testing.assert_close(both, 0.05 * entropy + 0.3 * norm)
    assert not scheme_penalty(assignment, entropy=0, strength=0, norm="columns").any()


# --- the search


def test_each_search_goes_as_it_would_alone():
    target, valid = torch.tensor([[0.0, 0.1, 2.0]]), torch.tensor([[0.1, 0.0, 1.8]])

    def objective(assignment):
        loss = (average_blocks(assignment, target) - valid).square().sum(-1)
        return loss + scheme_penalty(assignment, entropy=0.1, strength=0.1, norm="nuclear")

    def search(logits):
        sharing = SoftSharing(3, runs=(len(logits),))
        sharing.logits.data = logits.clone()
        list(search_scheme(sharing, objective, torch.optim.Adam(sharing.parameters(), 0.1), 30))
        return sharing.logits.detach()

    seed_everything(0)
    logits = torch.randn(3, 3, 3)
    together = search(logits)
    for i in range(3):
        torch.testing.assert_close(search(logits[i : i + 1])[0], together[i], atol=1e-4, rtol=1e-4)


def test_the_best_restart_has_the_lowest_objective():
    labels = torch.arange(24).reshape(2, 4, 3)
    objective = torch.tensor([[3.0, 1.0, 2.0, 1.0], [0.0, 1.0, 2.0, 3.0]])
    assert torch.equal(best_restart(labels, objective), torch.stack([labels[0, 1], labels[1, 0]]))


def test_brute_force_is_an_independent_loop():
    config = replace(SMALL, rank=2)
    problems = draw_problems(config)
    found = search_all(problems, config, strength=0.05)
    for train, valid, scheme in zip(problems.train, problems.valid, found, strict=True):
        best, lowest = None, float("inf")
        for labels in itertools.product(range(3), repeat=3):
            blocks = [[i for i in range(3) if labels[i] == b] for b in set(labels)]
            loss = sum(
                (train[block].mean() - valid[i]).item() ** 2 for block in blocks for i in block
            )
            value = loss / 3 + 0.05 * sum(len(block) ** 0.5 for block in blocks)
            if value < lowest - 1e-7:
                best, lowest = labels, value
        assert torch.equal(scheme, canonical_labels(torch.tensor(best)))


def test_brute_force_follows_a_relabelling_of_the_parameters():
    config = replace(SMALL, k=5, rank=3)
    problems, order = draw_problems(config), torch.tensor([3, 0, 4, 1, 2])
    moved = Problems(*(getattr(problems, name)[:, order] for name in vars(problems)))
    found = search_all(problems, config, strength=0.0)[:, order]
    assert not partition_distance(found, search_all(moved, config, strength=0.0)).any()


def test_the_relaxed_search_finds_means_that_lie_far_apart():
    config = replace(SMALL, k=4, rank=2, mean=3.0, means="spaced", strength=0.02, lr=0.05)
    config = replace(config, steps=300)
    problems = draw_problems(config)
    found = search_relaxed(problems, config, SESSION)
    wrong = partition_distance(found, problems.scheme).float().mean()
    nothing = partition_distance(torch.arange(4).expand(20, 4), problems.scheme).float().mean()
    assert wrong < 0.25
    assert nothing == 2


# --- the experiment


@pytest.mark.parametrize("rank", [1, 3, 5])
def test_schemes_have_the_rank_asked_for_and_every_place_is_alike(rank):
    problems = draw_problems(replace(SMALL, k=5, rank=rank, runs=2_000))
    assert (canonical_labels(problems.scheme).max(1).values == rank - 1).all()
    pairs = problems.scheme[:, :, None] == problems.scheme[:, None, :]
    rates = pairs.float().mean(0)[~torch.eye(5, dtype=torch.bool)]
    assert rates.max() - rates.min() < 0.08
    assert ((problems.theta[:, :, None] == problems.theta[:, None, :]) == pairs).all()


def test_averages_have_the_variance_of_averages():
    problems = draw_problems(replace(SMALL, runs=20_000, count=50, fraction=0.2))
    for average, number in [(problems.train, 10), (problems.valid, 40), (problems.every, 50)]:
        variance = (average - problems.theta).square().mean().item()
        assert variance == pytest.approx(1 / number, rel=0.03)


def test_oracle_and_no_sharing_err_as_the_first_claim_says():
    values = measure(runs=4_000, steps=0, restarts=1, k=4, rank=2)
    assert values["mse@oracle"] == pytest.approx(0.02, abs=2 * values["mse_ci@oracle"])
    assert values["mse@none"] == pytest.approx(0.04, abs=2 * values["mse_ci@none"])
    assert values["mse_ci@oracle"] == pytest.approx(1.96 * 0.02 / 4_000**0.5, rel=0.1)
    assert values["pd@oracle"] == 0
    assert values["pd@none"] == 2
    assert values["mse@oracle"] < values["mse@brute"]


def test_runs_repeat_and_differ_by_seed(monkeypatch, tmp_path):
    first = measure()
    monkeypatch.setenv("SETNB_RUNS", str(tmp_path / "other"))
    assert measure().equals(first)
    assert not measure(seed=1).equals(first)


def test_an_interrupted_run_leaves_nothing_behind(monkeypatch, store):
    def stop(self, steps, **_):
        next(iter(steps))
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Session, "progress", stop)
        with pytest.raises(KeyboardInterrupt):
            measure()
    assert not list(store.rglob("*.json"))
    after = measure()
    monkeypatch.setenv("SETNB_RUNS", str(store / "other"))
    assert measure().equals(after)


def test_beyond_enumeration_there_is_no_brute_force():
    assert "mse@brute" not in measure(k=8, steps=1)
    assert "mse@brute" in measure(k=7, steps=1)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("lower", "magic"),
        ("norm", "magic"),
        ("optimizer", "magic"),
        ("means", "magic"),
        ("rank", 4),
        ("fraction", 0.001),
        ("runs", 1),
    ],
)
def test_wrong_fields_are_refused_by_name(field, value):
    with pytest.raises(ValueError, match=field):
        measure(**{field: value})
