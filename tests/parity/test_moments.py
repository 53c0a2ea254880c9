"""Power sums and the way back in JavaScript against setnb.functional."""

import numpy as np
import pytest
import torch

from setnb.functional import (
    elementary_symmetric,
    invert_power_sums,
    polynomial_roots,
    power_sums,
)


def make_sets(n: int) -> list[torch.Tensor]:
    """Sets in [0, 1]: generic, spread, duplicated, near-duplicated, equal, zeros and ones."""
    generator = torch.Generator().manual_seed(n)
    sets = torch.rand(8, n, generator=generator, dtype=torch.float64)
    sets[1] = (torch.arange(n).double() + 0.5) / n
    sets[2, -1] = sets[2, 0]
    sets[3, -1] = sets[3, 0] + 1e-7
    sets[4] = sets[4, 0]
    sets[5] = 0
    sets[6] = 1
    sets[7] = (sets[7] > 0.5).double()
    return list(sets)


def as_numbers(pairs: list[list[float]]) -> np.ndarray:
    return np.array([complex(*pair) for pair in pairs])


@pytest.mark.parametrize("n", range(1, 9))
def test_power_sums_and_elementary_symmetric_polynomials(js, n):
    for x in make_sets(n):
        p = power_sums(x, n)
        assert js("m.powerSums(a[0], a[1])", x.tolist(), n) == pytest.approx(p[1:].tolist())
        e = js("m.elementarySymmetric(a[0])", p[1:].tolist())
        expected = elementary_symmetric(p)[1:].tolist()
        assert e == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("n", range(1, 9))
def test_separated_elements_come_back(js, n):
    for seed in range(5):
        generator = torch.Generator().manual_seed(seed)
        jitter = torch.rand(n, generator=generator, dtype=torch.float64)
        x = ((torch.arange(n) + 0.4 * jitter) / n)[torch.randperm(n, generator=generator)]
        p = power_sums(x, n)
        roots = as_numbers(js("m.rootsFromSums(a[0])", p[1:].tolist()))
        assert np.abs(roots.imag).max() < 1e-6
        assert roots.real.tolist() == pytest.approx(invert_power_sums(p).flip(0).tolist(), abs=1e-6)


@pytest.mark.parametrize("n", range(1, 9))
def test_any_roots_have_these_power_sums(js, n):
    for x in make_sets(n):
        p = power_sums(x, n)
        roots = as_numbers(js("m.rootsFromSums(a[0])", p[1:].tolist()))
        again = [(roots**k).sum() for k in range(1, n + 1)]
        np.testing.assert_allclose(again, p[1:].numpy(), atol=1e-8)


@pytest.mark.parametrize("decimals", [2, 4])
@pytest.mark.parametrize("n", [2, 3, 5])
def test_rounded_sums_give_the_complex_roots_of_the_package(js, n, decimals):
    for x in make_sets(n)[:2]:
        p = power_sums(x, n).round(decimals=decimals)
        roots = as_numbers(js("m.rootsFromSums(a[0])", p[1:].tolist()))
        expected = polynomial_roots(elementary_symmetric(p)).numpy()
        order = np.lexsort((-expected.imag.round(6), -expected.real.round(6)))
        ours = np.lexsort((-roots.imag.round(6), -roots.real.round(6)))
        np.testing.assert_allclose(roots[ours], expected[order], atol=1e-6)


@pytest.mark.parametrize("degree", [1, 2, 6, 12])
def test_roots_of_any_polynomial(js, degree):
    rng = np.random.default_rng(degree)
    for scale in (1e-3, 1, 1e3):
        coefficients = scale * rng.normal(size=degree)
        roots = as_numbers(js("m.polynomialRoots(a[0])", coefficients.tolist()))
        # Conjugate pairs tie when sorted, and rounding breaks the tie: match by distance instead.
        apart = np.abs(roots[:, None] - np.roots([1, *coefficients])[None])
        assert max(apart.min(0).max(), apart.min(1).max()) < 1e-6 * max(scale, 1)


def test_roots_at_zero_and_nowhere(js):
    assert js("m.polynomialRoots([0, 0, 0])") == [[0, 0]] * 3
    assert js("m.polynomialRoots([-2, 0, 0])") == [[2, 0], [0, 0], [0, 0]]
    assert js("m.polynomialRoots([])") == []


@pytest.mark.parametrize(
    ("precision", "rounded"),
    [
        ("float64", lambda p: p),
        ("float32", lambda p: p.float().double()),
        ("6 decimals", lambda p: p.round(decimals=6)),
        ("4 decimals", lambda p: p.round(decimals=4)),
        ("2 decimals", lambda p: p.round(decimals=2)),
    ],
)
def test_precisions_keep_what_torch_keeps(js, precision, rounded):
    p = 8 * torch.rand(100, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    kept = js("a[1].map(m.PRECISIONS[a[0]].keep)", precision, p.tolist())
    assert kept == pytest.approx(rounded(p).tolist(), abs=1e-15)
    shown = js("a[1].map(m.PRECISIONS[a[0]].show)", precision, kept)
    assert [float(text) for text in shown] == pytest.approx(kept, rel=1e-7)


@pytest.mark.parametrize("n", [1, 2, 5, 8])
def test_flags_never_touch_in_their_lane(js, n):
    rng = np.random.default_rng(n)
    for xs in [rng.uniform(0, 300, n), np.zeros(n), np.arange(n) * 34.0, np.arange(n) * 35.0]:
        lanes = np.array(js("m.assignLanes(a[0], 35)", xs.tolist()))
        for lane in range(lanes.max() + 1):
            assert (np.diff(np.sort(xs[lanes == lane])) >= 35).all()
        crowd = max(((xs >= x) & (xs < x + 35)).sum() for x in xs)
        assert lanes.max() + 1 == crowd
