"""Claim 1 by sampling, and what Claim 2 says and does not: its bound, its condition, its proof."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from setnb.functional import (
    partition_labels,
    set_partitions,
    share,
    sharing_error,
    sharing_gap_bound,
)
from setnb.functional.partition import assignment_matrix
from setnb.seeds import make_generator
from tests.strategies import sets, tolerance

MEAN = torch.tensor([1.0, 1.0, -0.5, -0.5]).double()
SCHEMES = {
    "right": [0, 0, 1, 1],
    "wrong": [0, 1, 1, 0],
    "finer": [0, 0, 1, 2],
    "finest": [0, 1, 2, 3],
    "coarser": [0, 0, 0, 0],
}
RIGHT = torch.tensor(SCHEMES["right"])


def whole(numbers):
    return torch.tensor(numbers, dtype=torch.long)


def sample_means(mean, count, trials, generator, variance=1.0):
    """Return means of `count` Gaussian draws, for every trial."""
    draws = torch.randn(trials, count, len(mean), generator=generator, dtype=mean.dtype)
    return mean + math.sqrt(variance) * draws.mean(1)


@pytest.mark.parametrize("name", SCHEMES)
def test_claim_1_is_the_error_of_a_fixed_scheme(name):
    generator = make_generator(0, "claim 1", name)
    scheme, variance, count, trials = whole(SCHEMES[name]), 0.8, 5, 20_000
    means = sample_means(MEAN, count, trials, generator, variance)
    errors = (share(assignment_matrix(scheme).double(), means) - MEAN).square().sum(-1)
    expected = sharing_error(scheme, MEAN, variance=variance, count=count)
    standard_error = errors.std() / math.sqrt(trials)
    assert (errors.mean() - expected).abs() < 4 * standard_error < 0.02 * expected + 0.02


def test_claim_1_says_too_little_for_a_scheme_chosen_by_the_same_data():
    """With no differences to find, choosing among all partitions fits the noise."""
    generator, k, trials = make_generator(0, "chosen"), 4, 20_000
    every, mean = set_partitions(k), torch.zeros(k).double()
    projections = torch.linalg.pinv(assignment_matrix(every).double())
    projections = assignment_matrix(every).double() @ projections
    train, validation = (sample_means(mean, count, trials, generator) for count in (3, 7))
    estimates = torch.einsum("pij,nj->npi", projections, train)
    chosen = (estimates - validation[:, None]).square().sum(-1).argmin(-1)
    pooled = (0.3 * train + 0.7 * validation)[..., None]
    errors = (projections[chosen] @ pooled)[..., 0].square().sum(-1)
    claimed = sharing_error(every, mean, variance=1.0, count=10)[chosen]
    assert errors.mean() > 1.3 * claimed.mean()


@given(sets(d=1), st.data())
def test_error_is_bias_and_a_variance_for_each_block(case, data):
    mean = case[:, 0]
    k = len(mean)
    scheme = whole(data.draw(st.lists(st.integers(0, 2), min_size=k, max_size=k)))
    bias = 0.0
    for label in scheme.unique():
        block = mean[scheme == label].double()
        bias += (block - block.mean()).square().sum().item()
    expected = bias + len(scheme.unique()) * 0.3 / 7
    close = pytest.approx(expected, abs=100 * tolerance(mean.dtype))
    assert sharing_error(scheme, mean, variance=0.3, count=7).item() == close
    matrix = assignment_matrix(scheme)
    assert sharing_error(matrix, mean, variance=0.3, count=7).item() == close


@pytest.mark.parametrize("batch", [(), (3,), (2, 2), (0,)])
def test_batches_of_errors_broadcast(batch):
    schemes, means = torch.randint(3, (*batch, 4)), torch.randn(*batch, 4)
    errors = sharing_error(schemes, means, variance=1.0, count=2)
    assert errors.shape == batch
    if batch and errors.numel():
        one = sharing_error(schemes[-1], means[-1], variance=1.0, count=2)
        torch.testing.assert_close(errors[-1], one)
        alone = sharing_error(schemes, MEAN.float(), variance=1.0, count=2)
        same = sharing_error(schemes, MEAN.float().expand(*batch, 4), variance=1.0, count=2)
        torch.testing.assert_close(alone, same)


def test_a_little_wrong_can_be_better_than_right():
    """Two means closer than `sqrt(2 variance / count)` are better taken as one."""
    for gap, merged_is_better in ((0.9, True), (1.1, False)):
        mean = torch.tensor([0.0, gap * math.sqrt(2 / 10)])
        one, two = sharing_error(whole([[0, 0], [0, 1]]), mean, variance=1.0, count=10)
        assert (one < two) == merged_is_better


def test_the_bound_is_that_of_the_paper():
    found = sharing_gap_bound(3, 0.25, count=100, variance=2.0, alpha=math.exp(-1))
    assert found == pytest.approx(2 * (2 * 0.75 / 25) + 2 * 40 / 75)
    small, best, large = (
        sharing_gap_bound(4, r, count=100, variance=1.0, alpha=0.7) for r in (0.05, 0.3, 0.9)
    )
    assert best < min(small, large)


@given(
    st.integers(1, 60),
    st.data(),
    st.floats(0.01, 0.99),
    st.floats(1, 50),
    st.integers(1, 1000),
    st.floats(0.01, 10),
)
def test_under_its_condition_the_bound_never_beats_no_sharing(k, data, r, t, count, variance):
    rank = data.draw(st.integers(1, k))
    alpha = math.exp(-t * k / 10)
    bound = sharing_gap_bound(rank, r, count=count, variance=variance, alpha=alpha)
    assert bound > 4 * k * variance / count * (1 - 1e-9)


def test_outside_its_condition_the_bound_would_beat_no_sharing():
    assert sharing_gap_bound(1, 0.5, count=100, variance=1.0, alpha=0.95) < 6 / 100


def test_the_reverse_triangle_inequality_fails_for_squares():
    """Scheme {0}{1, 2} where {0, 1}{2} is right: the step is false, and the wrong one is chosen.

    `validation` is nearer to the wrong scheme's mean. Its distance to that, squared, and that of
    the true mean differ by more than `||mean - validation||^2`, which the proof takes for a bound.
    """
    mean = torch.tensor([0, 0, 1.9]).double()
    validation = torch.tensor([0, 0.5, 1.4]).double()
    right, wrong = share(assignment_matrix(whole([[0, 0, 1], [0, 1, 1]])).double(), mean)
    noise = (mean - validation).square().sum()
    assert (wrong - validation).square().sum() < (right - validation).square().sum()
    estimated, true = (wrong - validation).square().sum(), (wrong - mean).square().sum()
    assert (estimated - true).abs() > 2 * noise
    assert (estimated.sqrt() - true.sqrt()).abs() <= noise.sqrt()
    # both schemes have two blocks: the gap of equation (29), which the proof bounds by 2 noise
    assert true > 3 * noise


@pytest.mark.parametrize("r", [0.3, 0.7])
def test_the_mended_step_holds_in_every_draw(r):
    """With 4 for 2, and what the training set pays for the blocks that were saved."""
    generator, count = make_generator(0, "claim 2"), 100
    mean = torch.tensor([0, 0, 0, 0.3, 0.3]).double()
    every, trained = set_partitions(5), round(100 * r)
    validation = sample_means(mean, count - trained, 2000, generator)
    noise = (mean - validation).square().sum(-1)
    shared = share(assignment_matrix(every).double(), mean)
    blocks = every.max(-1).values + 1
    estimates = (shared - validation[:, None]).square().sum(-1) + blocks.double() / trained
    chosen = estimates.argmin(-1)
    truth = partition_labels(whole([0, 0, 0, 1, 1]))

    def gap(size):
        errors = sharing_error(every, mean, variance=1.0, count=size)[chosen]
        return errors - sharing_error(truth, mean, variance=1.0, count=size)

    saved = (2 - blocks[chosen]).clamp_min(0) / trained
    assert (gap(trained) <= 4 * noise + saved + 1e-12).all()
    assert (gap(trained) > 2 * noise).any()
    bound = sharing_gap_bound(2, r, count=count, variance=1.0, alpha=math.exp(-5 / 10))
    assert (gap(count) <= bound).all()


@pytest.mark.parametrize(("r", "alpha"), [(0, 0.5), (1, 0.5), (0.5, 0), (0.5, 1), (math.nan, 0.5)])
def test_fractions_beyond_0_and_1_are_refused(r, alpha):
    with pytest.raises(ValueError, match="fraction, alpha: expected numbers between 0 and 1"):
        sharing_gap_bound(1, r, count=10, variance=1.0, alpha=alpha)


def test_no_draws_are_refused():
    with pytest.raises(ValueError, match="count: expected an integer >= 1"):
        sharing_gap_bound(1, 0.5, count=0, variance=1.0, alpha=0.5)
    with pytest.raises(ValueError, match="count: expected an integer >= 1"):
        sharing_error(RIGHT, MEAN, variance=1.0, count=0)
