"""Sets drawn from Gaussians, each labelled with a statistic of the Gaussian it came from."""

import math

import torch
from jaxtyping import Float
from torch import Tensor

from setnb.checks import check_choice, check_count, reject
from setnb.seeds import make_generator
from setnb.sets import SetBatch

POPULATIONS = ("rotation", "correlation", "rank_one", "random")
HALF = 16  # features on each side of the mutual information
CHUNK = 128  # sets drawn together; a smaller draw is the beginning of a larger one


def make_populations(
    task: str, count: int, *, sizes: tuple[int, int] = (300, 500), seed: int, split: str
) -> tuple[SetBatch, Float[Tensor, " count"]]:
    """Draw `count` sets `(count, n, d)`, each from its own Gaussian, and their labels in nats.

    The number of points is uniform between the two `sizes`, the larger one is n. `task` says how
    the covariances S_k arise and what the label is:

    - "rotation" (d = 2): one covariance, turned by an angle in [0, pi]; the entropy of the first
      marginal.
    - "correlation" (d = 32): [[S, aS], [aS, S]] with one S and a in (-1, 1); the mutual
      information of the two halves, here and below.
    - "rank_one": I + l v v^T with one v ~ N(0, I) and l in (0, 1).
    - "random": a new covariance for every set. Random covariances are A A^T / d, A standard normal.

    `seed` fixes what the sets of a task share, so that "train" and "test" splits have it in
    common; the sets themselves differ by `split`. The first sets of a larger draw are those of a
    smaller one. Raises ValueError for an unknown task or sizes that do not rise.

    Source: zaheer2017, section 4.1.1
    Chapter: ch-deep-sets-in-practice
    """
    check_choice(task, "task", POPULATIONS)
    check_count(count, "count")
    if not 1 <= sizes[0] <= sizes[1]:
        reject("sizes", expected="(fewest, most) with 1 <= fewest <= most", got=str(sizes))
    dim = 2 if task == "rotation" else 2 * HALF
    elements = torch.empty(-(-count // CHUNK) * CHUNK, sizes[1], dim)
    parts = []
    for start in range(0, count, CHUNK):
        generator = make_generator(seed, "populations", task, split, start)
        covariance = make_covariances(task, CHUNK, seed=seed, generator=generator)
        n = torch.randint(sizes[0], sizes[1] + 1, (CHUNK, 1), generator=generator)
        mask = torch.arange(sizes[1]) < n
        root = torch.linalg.cholesky(covariance).to(elements.dtype)
        noise = torch.randn(CHUNK, sizes[1], dim, generator=generator)
        chunk = elements[start : start + CHUNK]
        torch.bmm(noise * mask[..., None], root.mT, out=chunk)
        parts.append((mask, population_statistic(task, covariance)))
    masks, labels = (torch.cat(part)[:count] for part in zip(*parts, strict=True))
    return SetBatch(elements[:count], masks), labels.to(elements.dtype)


def make_covariances(
    task: str, count: int, *, seed: int, generator: torch.Generator
) -> Float[Tensor, "count d d"]:
    """Draw the covariances of `count` sets in float64; `seed` fixes what they share.

    Source: zaheer2017, section 4.1.1
    Chapter: ch-deep-sets-in-practice
    """
    shared = make_generator(seed, "populations", task, "shared")
    place = torch.rand(count, 1, 1, generator=generator, dtype=torch.float64)
    if task == "rotation":
        angle = math.pi * place
        turn = torch.cat([angle.cos(), -angle.sin(), angle.sin(), angle.cos()], -1)
        turn = turn.reshape(count, 2, 2)
        return turn @ _random_covariance(2, 1, shared) @ turn.mT
    if task == "correlation":
        one = _random_covariance(HALF, 1, shared)
        links = torch.tensor([[0.0, 1.0], [1.0, 0.0]], dtype=torch.float64)
        links = torch.eye(2, dtype=torch.float64) + (2 * place - 1) * links
        return torch.stack([torch.kron(link, one[0]) for link in links])
    if task == "rank_one":
        v = torch.randn(2 * HALF, generator=shared, dtype=torch.float64)
        return torch.eye(2 * HALF, dtype=torch.float64) + place * v.outer(v)
    return _random_covariance(2 * HALF, count, generator)


def _random_covariance(dim: int, count: int, generator: torch.Generator) -> Tensor:
    a = torch.randn(count, dim, dim, generator=generator, dtype=torch.float64)
    return a @ a.mT / dim


def population_statistic(task: str, covariance: Float[Tensor, "*b d d"]) -> Float[Tensor, "*b"]:
    """Return the label of a task from covariances: an entropy for "rotation", else a mutual
    information of the first and the second half of the features. In nats.

    Source: zaheer2017, section 4.1.1
    Chapter: ch-deep-sets-in-practice
    """
    if task == "rotation":
        return gaussian_entropy(covariance[..., :1, :1])
    half = covariance.shape[-1] // 2
    first, second = covariance[..., :half, :half], covariance[..., half:, half:]
    return gaussian_entropy(first) + gaussian_entropy(second) - gaussian_entropy(covariance)


def gaussian_entropy(covariance: Float[Tensor, "*b d d"]) -> Float[Tensor, "*b"]:
    """Return the differential entropy `log det(2 pi e S) / 2` of a Gaussian, in nats.

    Source: zaheer2017, section 4.1.1
    Chapter: ch-deep-sets-in-practice
    """
    dim = covariance.shape[-1]
    return (torch.linalg.slogdet(covariance)[1] + dim * math.log(2 * math.pi * math.e)) / 2
