import math

import numpy as np
import pytest
import torch
from scipy.stats import multivariate_normal

from setnb.data import make_populations
from setnb.data.populations import (
    HALF,
    POPULATIONS,
    gaussian_entropy,
    make_covariances,
    population_statistic,
)
from setnb.seeds import make_generator


@pytest.mark.parametrize("task", POPULATIONS)
def test_sets_have_the_covariance_whose_statistic_is_their_label(task):
    x, labels = make_populations(task, 3, sizes=(4_000, 5_000), seed=1, split="train")
    counts = x.mask.sum(1)
    assert ((counts >= 4_000) & (counts <= 5_000)).all()
    for points, mask, label in zip(x.elements, x.mask, labels, strict=True):
        assert (points[~mask] == 0).all()
        sample = torch.from_numpy(np.cov(points[mask].double().numpy().T))
        # The bias of the plug-in estimate is about 16 * 16 / 2n < 0.04, its spread below that.
        assert abs(population_statistic(task, sample) - label) < 0.15


def test_labels_in_closed_form():
    def covariances(task):
        return make_covariances(task, 5, seed=3, generator=make_generator(3, "x"))

    correlated = covariances("correlation")
    a = correlated[:, 0, HALF] / correlated[:, 0, 0]
    assert torch.allclose(
        population_statistic("correlation", correlated), -HALF / 2 * (1 - a**2).log()
    )
    rank_one = covariances("rank_one") - torch.eye(2 * HALF)
    first, second = (rank_one.diagonal(dim1=1, dim2=2).reshape(5, 2, HALF).sum(-1)).unbind(1)
    expected = ((1 + first) * (1 + second) / (1 + first + second)).log() / 2
    assert torch.allclose(population_statistic("rank_one", rank_one + torch.eye(32)), expected)
    turned = covariances("rotation")
    expected = (2 * math.pi * math.e * turned[:, 0, 0]).log() / 2
    assert torch.allclose(population_statistic("rotation", turned), expected)
    assert torch.allclose(torch.linalg.det(turned), torch.linalg.det(turned[0]))


def test_entropy_is_that_of_another_library():
    for covariance in make_covariances("random", 3, seed=0, generator=make_generator(0, "x")):
        expected = multivariate_normal(cov=covariance.numpy()).entropy()
        assert gaussian_entropy(covariance).item() == pytest.approx(expected)


def test_draws_are_prefixes_and_splits_share_only_the_task():
    few, few_labels = make_populations("rank_one", 5, sizes=(3, 8), seed=0, split="train")
    many, labels = make_populations("rank_one", 200, sizes=(3, 8), seed=0, split="train")
    assert torch.equal(few.elements, many.elements[:5])
    assert torch.equal(few_labels, labels[:5])
    other, _ = make_populations("rank_one", 5, sizes=(3, 8), seed=0, split="test")
    assert not torch.equal(few.elements, other.elements)

    def direction(split):
        generator = make_generator(0, split)
        covariance = make_covariances("rank_one", 1, seed=0, generator=generator)[0]
        return torch.linalg.eigh(covariance)[1][:, -1].abs()

    assert torch.allclose(direction("a"), direction("b"))


def test_bad_arguments_are_refused():
    with pytest.raises(ValueError, match="task: expected one of 'rotation'"):
        make_populations("spin", 3, seed=0, split="train")
    with pytest.raises(ValueError, match="sizes: expected"):
        make_populations("random", 3, sizes=(5, 3), seed=0, split="train")
