"""Shared matrices against sums over samples and entries, and what the searches find."""

import itertools

import pytest
import torch

from setnb import experiments
from setnb.experiments.augerino import augerino_error, average_shifts, draw_weights, fit_augerino
from setnb.experiments.shared_matrices import (
    RELAXATIONS,
    fit_free,
    fit_shared,
    measure_moments,
    soft_error,
    squared_error,
    toeplitz_labels,
)
from setnb.experiments.shift_equivariance import (
    PRESETS,
    draw_signals,
    make_filter,
    true_scheme,
)
from setnb.functional import assignment_matrix, share


def draw(seed=0, n=30, outputs=2, inputs=3):
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(4, n, inputs, dtype=torch.float64, generator=generator)
    y = torch.randn(4, n, outputs, dtype=torch.float64, generator=generator)
    return x, x[..., :outputs] + y


def test_errors_from_moments_are_means_over_samples():
    (x, y), matrix = draw(), torch.randn(4, 2, 3, dtype=torch.float64)
    expected = (x @ matrix.mT - y).square().mean((1, 2))
    torch.testing.assert_close(squared_error(matrix, measure_moments(x, y)), expected)


def test_the_free_fit_is_least_squares_on_the_samples():
    x, y = draw()
    expected = torch.linalg.lstsq(x, y).solution.mT
    torch.testing.assert_close(fit_free(measure_moments(x, y)), expected)


def test_the_shared_fit_is_least_squares_in_the_values():
    x, y = draw()
    labels = torch.tensor([[0, 1, 2, 0, 0, 1], [0, 0, 0, 0, 0, 0], [0, 1, 2, 3, 4, 5], [4, 1] * 3])
    found = fit_shared(labels, measure_moments(x, y))
    for case, seed in zip(labels, range(4), strict=True):
        # One column per value: what y would be if that value were 1 and the others 0.
        names = case.unique()
        columns = [x[seed] @ (case == name).view(2, 3).double().mT for name in names]
        design = torch.stack(columns, -1).flatten(0, 1)
        psi = torch.linalg.lstsq(design, y[seed].flatten()[:, None]).solution[:, 0]
        expected = psi[(case[:, None] == names).long().argmax(1)].view(2, 3)
        torch.testing.assert_close(found[seed], expected)


@pytest.mark.parametrize("relaxation", RELAXATIONS)
def test_a_hard_scheme_has_the_error_of_its_fit(relaxation):
    train, valid = (measure_moments(*draw(seed)) for seed in (0, 1))
    labels = torch.tensor([0, 1, 2, 0, 0, 1]).expand(4, -1)
    hard = assignment_matrix(labels).double()[..., :3]
    found = soft_error(hard, train, valid, relaxation=relaxation, ridge=0.0)
    torch.testing.assert_close(found, squared_error(fit_shared(labels, train), valid))


def test_draws_are_the_expectation_over_hard_schemes():
    """Values that minimise the expected training error, found by enumeration of all draws."""
    train, valid = (measure_moments(*draw(seed))[:1] for seed in (0, 1))
    soft = torch.rand(6, 2, dtype=torch.float64).softmax(-1)
    normal, right = torch.zeros(2, 2).double(), torch.zeros(2, 1).double()
    weights = torch.block_diag(train.xx[0], train.xx[0])
    draws = []
    for labels in itertools.product(range(2), repeat=6):
        hard = torch.nn.functional.one_hot(torch.tensor(labels), 2).double()
        chance = soft[range(6), labels].prod()
        draws.append((hard, chance))
        normal += chance * hard.mT @ weights @ hard
        right += chance * hard.mT @ train.yx.reshape(6, 1)
    psi = torch.linalg.solve(normal, right)
    expected = sum(chance * squared_error((a @ psi).view(1, 2, 3), valid) for a, chance in draws)
    found = soft_error(soft[None], train, valid, relaxation="draws", ridge=0.0)
    torch.testing.assert_close(found, expected)


def test_a_mixture_is_the_closed_form_where_inputs_are_white():
    """With an orthonormal design the lower level is `A^+ vec(G*)`, with the ridge of `share`."""
    x = 4 * torch.linalg.qr(torch.randn(16, 3, dtype=torch.float64)).Q[None]
    train = measure_moments(x, torch.randn(1, 16, 2, dtype=torch.float64))
    valid = measure_moments(*draw(1))[:1]
    soft = torch.rand(1, 6, 4, dtype=torch.float64).softmax(-1)
    theta = share(soft, fit_free(train).flatten(1), ridge=0.1)
    found = soft_error(soft, train, valid, relaxation="mixture", ridge=0.1)
    torch.testing.assert_close(found, squared_error(theta.view(1, 2, 3), valid))


def test_two_values_suffice_for_a_mixture_and_not_for_draws():
    """Entries 0, 1 and 3 of G from values 0 and 3 alone: why a soft A can mislead."""
    matrix, x = make_filter(3, 2), draw()[0]
    data = measure_moments(x, x @ matrix.mT)
    high = matrix.flatten() / 3
    soft = torch.stack([1 - high, high], -1).expand(4, -1, -1)
    mixed, drawn = (
        soft_error(soft, data, data, relaxation=r, ridge=0.0) for r in RELAXATIONS[::-1]
    )
    assert mixed.max() < 1e-12
    assert drawn.min() > 0.1


def test_the_filter_is_a_cross_correlation():
    x = torch.randn(7, 1, 6, dtype=torch.float64)
    kernel = torch.tensor([[[1.0, 3.0, 5.0]]], dtype=torch.float64)
    expected = torch.nn.functional.conv1d(x, kernel)[:, 0]
    torch.testing.assert_close(x[:, 0] @ make_filter(6, 3).mT, expected)
    config = PRESETS["smoke"]
    x, y = draw_signals(20_000, 0.25, config, "some")
    noise = y - x @ make_filter(config.inputs, config.kernel).mT
    assert noise.var().item() == pytest.approx(0.25, rel=0.02)


def test_the_true_scheme_has_one_block_for_all_zeros():
    expected = [0, 1, 2, 2, 2, 0, 1, 2, 2, 2, 0, 1]
    assert true_scheme(4, 2).tolist() == expected
    diagonals = [0, 1, 2, 3, 4, 0, 1, 2, 5, 4, 0, 1]
    assert toeplitz_labels(3, 4).tolist() == diagonals


def test_averages_over_shifts_leave_a_filter_alone_and_nothing_else():
    weights = torch.rand(5, dtype=torch.float64)
    matrix = make_filter(5, 3)
    torch.testing.assert_close(average_shifts(matrix, weights), matrix)
    other = torch.randn(3, 5, dtype=torch.float64)
    middle = torch.tensor([0.0, 0, 1, 0, 0]).double()
    torch.testing.assert_close(average_shifts(other, middle), other)
    # One step: the second row of G, moved back by one, answers for the first output.
    back = torch.tensor([0.0, 0, 0, 1, 1e-9]).double()
    torch.testing.assert_close(average_shifts(other, back)[0, :4], other[1, 1:], atol=1e-7, rtol=0)


def test_augerino_draws_five_and_keeps_a_true_filter():
    weights = draw_weights(torch.zeros(2, 5), hard=True)
    torch.testing.assert_close(weights.sum(-1), torch.ones(2))
    torch.testing.assert_close((5 * weights).round(), 5 * weights)
    assert (weights[:, 2] >= 0.2).all()
    x = draw(inputs=5)[0]
    data = measure_moments(x, x @ make_filter(5, 3).mT + 1e-3 * torch.randn(4, 30, 3).double())
    matrix, law = fit_augerino(data, steps=5, lr=1e-5)
    assert augerino_error(matrix, law, data, draws=5).max() < 1e-5


def test_the_search_recovers_the_filter_and_uses_it():
    fields = {"inputs": 4, "kernel": 2, "search_steps": 200, "seeds": 4, "augerino_steps": 50}
    table = experiments.run("shift_equivariance", preset="smoke", quiet=True, **fields)
    found = table.set_index("metric")["value"]
    assert found["exact@ours"] >= 0.75
    assert found["pd@none"] == 12 - 3
    assert found["loss@ours"] < 0.6 * found["loss@none"]
    assert found["loss@oracle"] < 0.6 * found["loss@none"]


def test_impossible_settings_are_refused():
    for fields in ({"kernel": 4}, {"relaxation": "magic"}, {"restarts": 0}, {"seeds": 1}):
        with pytest.raises(ValueError, match=next(iter(fields))):
            experiments.run("shift_equivariance", preset="smoke", quiet=True, **fields)
