"""Kernels between sets: a set as the mean of its points' features."""

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from setnb.checks import check_mask, check_set, reject

POINTS = 800  # points of each side compared at once: a block of 2.5 MB stays in the cache


def mean_kernel(
    x: Float[Tensor, "a n d"],
    y: Float[Tensor, "b m d"] | None,
    bandwidth: float,
    mask_x: Bool[Tensor, "a n"] | None = None,
    mask_y: Bool[Tensor, "b m"] | None = None,
) -> Float[Tensor, "a b"]:
    """Compare every set of `x` with every set of `y` by `mean_ij exp(-|x_i - y_j|^2 / 2h^2)`.

    `bandwidth` is h, in the unit of the points. With `y=None` the sets of `x` are compared with
    each other, for half the work. Invariant to the order within each set; counts duplicates as
    parts of the whole. An empty set has the kernel 0 with everything. Costs n m exponentials a
    pair. Raises ValueError for sets of different dimensions or h <= 0.

    Source: zaheer2017, section 4.1.1
    Chapter: ch-deep-sets-in-practice
    """
    _check(x, mask_x, bandwidth)
    symmetric = y is None
    if y is None:
        y, mask_y = x, mask_x
    check_mask(mask_y, check_set(y, "y", dim=x.shape[-1]), "mask_y")
    kernel = x.new_zeros(len(x), len(y))
    columns = [(at, _lift(*part, bandwidth, other=True)) for at, part in _pieces(y, mask_y)]
    for rows, part in _pieces(x, mask_x):
        points, weights = _lift(*part, bandwidth)
        for at, (others, shares) in columns:
            if not symmetric or at.start >= rows.start:
                # One product gives all exponents; two more average over the sets.
                kernel[rows, at] = weights @ ((points @ others.mT).exp_() @ shares.mT)
    return kernel.triu() + kernel.triu(1).mT if symmetric else kernel


def _lift(x: Tensor, mask: Tensor, bandwidth: float, *, other: bool = False) -> tuple[Tensor, ...]:
    """Return real points `(p, d + 2)` whose products are the exponents, and `(sets, p)` weights."""
    counts = mask.sum(1)
    points = x[mask] / bandwidth
    norm, one = -points.square().sum(1, keepdim=True) / 2, points.new_ones(len(points), 1)
    ends = (one, norm) if other else (norm, one)
    share = 1 / counts.clamp(min=1).to(x.dtype)
    weights = torch.zeros(len(x), len(points), dtype=x.dtype, device=x.device)
    owner = torch.arange(len(x), device=x.device).repeat_interleave(counts)
    weights[owner, torch.arange(len(points), device=x.device)] = share[owner]
    return torch.cat([points, *ends], 1), weights


def _pieces(x: Tensor, mask: Tensor | None) -> list[tuple[slice, tuple[Tensor, Tensor]]]:
    """Cut the sets into slices of about `POINTS` points, each with its points and mask."""
    if mask is None:
        mask = torch.ones(x.shape[:-1], dtype=torch.bool, device=x.device)
    step = max(1, POINTS // max(1, x.shape[1]))
    slices = [slice(start, start + step) for start in range(0, len(x), step)]
    return [(at, (x[at], mask[at])) for at in slices]


def fourier_embedding(
    x: Float[Tensor, "a n d"],
    frequencies: Float[Tensor, "d k"],
    phases: Float[Tensor, " k"],
    bandwidth: float,
    mask: Bool[Tensor, "a n"] | None = None,
) -> Float[Tensor, "a k"]:
    """Embed every set as `sqrt(2/k) mean_i cos(x_i W / h + b)`; products approach `mean_kernel`.

    With `frequencies` W from N(0, 1) and `phases` b uniform in [0, 2 pi), the product of two
    embeddings is an unbiased estimate of the kernel of the sets, with error of order k^-1/2.
    Costs k cosines a point, whatever the number of sets. The empty set gives 0.

    Source: rahimi2007
    Chapter: ch-deep-sets-in-practice
    """
    _check(x, mask, bandwidth)
    parts = []
    for _, (points, real) in _pieces(x, mask):
        counts = real.sum(1)
        waves = (points[real] @ (frequencies / bandwidth) + phases).cos_()
        owner = torch.arange(len(points), device=x.device).repeat_interleave(counts)
        total = waves.new_zeros(len(points), len(phases)).index_add_(0, owner, waves)
        parts.append(total / counts.clamp(min=1)[:, None])
    if not parts:
        return x.new_zeros(0, len(phases))
    return torch.cat(parts) * (2 / len(phases)) ** 0.5


def median_distance(x: Float[Tensor, "a n d"], mask: Bool[Tensor, "a n"] | None = None) -> float:
    """Return the median distance between two different points of all sets together.

    The usual scale for a kernel's bandwidth. Raises ValueError for fewer than two points.

    Source: zaheer2017, section 4.1.1
    Chapter: ch-deep-sets-in-practice
    """
    check_mask(mask, check_set(x))
    points = x.reshape(-1, x.shape[-1]) if mask is None else x[mask]
    if len(points) < 2:
        reject("x", expected="sets of at least two points in all", got=f"{len(points)} points")
    return torch.pdist(points).median().item()


def _check(x: Tensor, mask: Tensor | None, bandwidth: float) -> None:
    check_mask(mask, check_set(x))
    if not bandwidth > 0:
        reject("bandwidth", expected="a positive number", got=str(bandwidth))
