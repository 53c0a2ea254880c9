"""From power sums back to the multiset: Newton–Girard, a polynomial, its roots, a refinement."""

import torch
from jaxtyping import Complex, Float
from torch import Tensor

from setnb.checks import reject
from setnb.functional.refinement import chebyshev_weights, merge_levels, refine
from setnb.functional.symmetric import check_power_sums, elementary_symmetric

# Where elements repeat, least squares creeps along narrow valleys, and each way to measure the
# misfit has its own. They take turns: (least half-width of the interval, evenness of the rows).
METRICS = ((0.1, 0.5), (0.5, 0.0)) * 5


def polynomial_roots(e: Float[Tensor, "*b m"]) -> Complex[Tensor, "*b m-1"]:
    """Return the complex roots of `x^M - e_1 x^{M-1} + e_2 x^{M-2} - … ± e_M`.

    They are the eigenvalues of the companion matrix. With e from real elements the exact roots are
    these elements; rounding turns close or repeated ones into complex pairs, and they are returned
    as they come.

    Source: edelman1995, section 1
    Chapter: ch-sum-decomposition
    """
    check_power_sums(e, "e")
    size = e.shape[-1] - 1
    companion = torch.diag_embed(torch.ones_like(e[..., 2:]), offset=-1)
    companion = companion.reshape(*e.shape[:-1], size, size)
    signs = (-1.0) ** torch.arange(size, dtype=e.dtype, device=e.device)
    companion[..., :1, :] = (signs * e[..., 1:])[..., None, :]
    return torch.linalg.eigvals(companion)


def invert_power_sums(p: Float[Tensor, "*b m"]) -> Float[Tensor, "*b m-1"]:
    """Recover M real scalars, ascending, from their power sums p_0, …, p_M.

    The inverse of `power_sums(x, M)` on multisets of up to M elements: Newton–Girard, the monic
    polynomial with these coefficients, its roots, then `refine`, which keeps every element real and
    reproduces p. Of several answers that reproduce p to rounding, the one with the fewest different
    elements is returned, so repeated elements come back equal.

    If `p_0 = n < M`, M - n zeros come back beside the elements: the padding. Singletons and empty
    sets are no exceptions. Computed in float64, returned in p's dtype; no gradient flows.

    How far the elements can be trusted is another matter: see `power_sum_condition`.

    Raises ValueError if p is not finite, p_0 is not one of 0, …, M, or no M real numbers have these
    power sums (look at `polynomial_roots(elementary_symmetric(p))`).

    >>> invert_power_sums(torch.tensor([3.0, 4.0, 6.0, 10.0]))
    tensor([1., 1., 2.])

    Source: zaheer2017, Lemma 6
    Chapter: ch-sum-decomposition
    """
    check_power_sums(p)
    size, precision = p.shape[-1] - 1, torch.finfo(p.dtype).eps
    if not bool(torch.isfinite(p).all()):
        reject("p", expected="finite power sums", got="NaN or infinity")
    if not bool(((p[..., 0] == p[..., 0].round()) & (p[..., 0] >= 0) & (p[..., 0] <= size)).all()):
        reject("p", expected=f"a number of elements p_0 in 0..{size}", got=str(p[..., 0].tolist()))
    if p[..., 1:].numel() == 0:
        return p[..., 1:]
    scaled, unit = _to_unit_scale(p.detach())
    x, residual = _solve(scaled.flatten(0, -2), merging=size * precision)
    if bool((residual > precision**0.5).any()):
        reject(
            "p",
            expected=f"power sums of {size} real numbers",
            got=f"values that real numbers miss by {residual.max():.1e}",
            remedy="Its complex roots: polynomial_roots(elementary_symmetric(p)).",
        )
    return (x.reshape(*unit.shape[:-1], size) * unit).sort(-1).values.to(p.dtype)


def _to_unit_scale(p: Float[Tensor, "*b m"]) -> tuple[Tensor, Tensor]:
    """Divide x by a power of two (no rounding) that makes the mean of every |x|^k at most 1."""
    size, least = p.shape[-1] - 1, torch.finfo(p.dtype).tiny
    p = p.double()
    k = torch.arange(1, size + 1, dtype=p.dtype, device=p.device)
    mean = (p[..., 1:].abs() / size) ** (1 / k)
    # Not less than what p's dtype resolves: smaller elements have powers that underflow.
    unit = 2.0 ** mean.amax(-1, keepdim=True).clamp(min=least ** (1 / size)).log2().ceil()
    return torch.cat([p[..., :1], p[..., 1:] / unit**k], -1)[None], unit


def _solve(p: Float[Tensor, "b m"], *, merging: float) -> tuple[Tensor, Tensor]:
    """Return x and its residual; answers within `merging` of p count as equally good."""
    z = polynomial_roots(elementary_symmetric(p))
    p = p[..., 1:]
    centre = (z.real.amin(-1) + z.real.amax(-1)) / 2
    half = (z.real.amax(-1) - z.real.amin(-1)) / 2
    # A complex pair a ± bi starts as a ± b: two equal starts would move as one for ever.
    start = z.real + z.imag
    x, residual = start.clone(), torch.full_like(p[:, 0], torch.inf)
    for least, evenness in METRICS:
        todo = residual > max(merging, 1e-10)
        reach = half[todo].clamp(min=least)
        weights = chebyshev_weights(centre[todo] - reach, centre[todo] + reach, p.shape[-1])
        weights = weights / weights.abs().sum(-1, keepdim=True) ** evenness
        near, _ = refine(start[todo], p[todo], weights, steps=80)
        levels = merge_levels(near)
        tried, missed = refine(levels, p[todo].expand(levels.shape), steps=40)
        start[todo] = tried[-1]
        tried, missed = _choose(tried, missed, merging)
        better = missed < residual[todo]
        x[todo] = torch.where(better[:, None], tried, x[todo])
        residual[todo] = torch.where(better, missed, residual[todo])
    return x, residual


def _choose(
    x: Float[Tensor, "n b n"], residual: Float[Tensor, "n b"], merging: float
) -> tuple[Tensor, Tensor]:
    """Take the first of n answers that is good enough; where none is, the best."""
    fits = residual <= merging
    place = torch.where(fits.any(0), fits.int().argmax(0), residual.argmin(0))[None]
    return x.take_along_dim(place[..., None], 0)[0], residual.take_along_dim(place, 0)[0]
