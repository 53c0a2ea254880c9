"""rho(sum phi) of the explorer against the decompositions of setnb.functional."""

import math

import pytest
import torch

from setnb.functional import DECOMPOSITIONS, elementary_symmetric, polynomial_roots, power_sums
from setnb.widgets.sum_decomposition import PRECISIONS, SIZES

READ = "m.readSums(a[0], a[1], a[2], a[3])"


def make_set(n: int, seed: int) -> torch.Tensor:
    """Elements well apart: what a float64 loses on the way is below the tolerance."""
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(n, generator=generator)
    return (order + 0.5 * torch.rand(n, generator=generator, dtype=torch.float64)) / n


def test_both_sides_list_the_same(js):
    assert js("Object.keys(m.PRECISIONS)") == list(PRECISIONS)
    sizes = js("Object.entries(m.DECOMPOSITIONS).map(([name, { sizes }]) => [name, sizes])")
    assert dict(sizes) == {name: list(ns) for name, ns in SIZES.items()}
    assert SIZES.keys() == {"power_sums", *DECOMPOSITIONS}


@pytest.mark.parametrize("sharpness", [1, 12])
@pytest.mark.parametrize("name", DECOMPOSITIONS)
def test_sums_readings_and_targets(js, name, sharpness):
    example = DECOMPOSITIONS[name]
    for n in SIZES[name]:
        for x in [make_set(n, seed=0), make_set(n, seed=1), torch.full((n,), 0.3).double()]:
            seen = js(READ, x.tolist(), name, "float64", sharpness)
            sums = example.phi(x, sharpness).sum(-2).tolist()
            assert [bar["kept"] for bar in seen["sums"]] == pytest.approx(sums)
            read, target = example.evaluate(x, sharpness).item(), example.target(x).item()
            assert seen["found"] == pytest.approx([read], abs=1e-6)
            assert seen["target"] == pytest.approx([target], abs=1e-12)
            assert seen["error"] == pytest.approx(abs(read - target), abs=1e-6)
            assert seen["sumError"] == 0


@pytest.mark.parametrize("n", SIZES["power_sums"])
def test_power_sums_read_the_elements(js, n):
    x = make_set(n, seed=n)
    seen = js(READ, x.tolist(), "power_sums", "float64", 1)
    sums = power_sums(x, n)
    assert [bar["kept"] for bar in seen["sums"]] == pytest.approx(sums[1:].tolist())
    roots = polynomial_roots(elementary_symmetric(sums)).real.sort(descending=True).values
    assert seen["found"] == pytest.approx(roots.tolist(), abs=1e-6)
    assert seen["target"] == x.sort(descending=True).values.tolist()
    assert seen["complex"] == 0


@pytest.mark.parametrize("name", ["maximum", "second_largest"])
def test_a_larger_a_comes_closer(js, name):
    errors = [js(READ, [0.1, 0.4, 0.7, 0.9], name, "float64", a)["error"] for a in (2, 10, 50)]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 1e-3


def test_bars_are_the_terms_of_the_sums(js):
    x = make_set(4, 0)
    for name in ("power_sums", "mean", "maximum"):
        for bar in js(READ, x.tolist(), name, "2 decimals", 3)["sums"]:
            assert sum(bar["terms"]) == pytest.approx(bar["exact"])
            assert abs(bar["kept"] - bar["exact"]) <= 0.005 + 1e-12
            assert max(bar["terms"]) <= bar["full"]


def test_what_is_rounded_away_cannot_be_read(js):
    overflow = js(f"m.saySums(a[0], a[1], a[2], {READ})", [0.9, 0.99], "maximum", "float32", 100)
    assert "too large for float32" in overflow
    lost = js(f"m.saySums(a[0], a[1], a[2], {READ})", [0, 1], "second_largest", "float64", 80)
    assert "rounded away" in lost


def test_sentences(js):
    say = f"m.saySums(a[0], a[1], a[2], {READ})"
    close = js(say, [0.11, 0.52, 0.53, 0.9], "power_sums", "2 decimals", 1)
    assert "the elements read from them are off by up to" in close
    assert "not real" in close or "0.01 apart" in close
    assert "as exact as floats" in js(say, [0.5, 0.9], "power_sums", "float64", 1)
    assert "the target is 0.7" in js(say, [0.5, 0.9], "mean", "4 decimals", 1)
    single = js(READ, [0.123], "power_sums", "2 decimals", 1)
    assert single["error"] == pytest.approx(0.003)
    assert math.isfinite(single["sumError"])
