"""Commutators and the projection of the Theta painter against setnb.functional."""

import numpy as np
import pytest
import torch

from setnb.functional import (
    commutator_residual,
    equivariant_coefficients,
    permutation_matrix,
    project_equivariant,
)
from setnb.probes import probe

RESIDUAL = "m.worstPermutation(a[0]).residual"


def make_matrices(n: int) -> list[torch.Tensor]:
    """Matrices with a defect of each kind, and some without any."""
    generator = torch.Generator().manual_seed(n)
    generic = torch.randn(n, n, generator=generator, dtype=torch.float64)
    eye, ones = torch.eye(n, dtype=torch.float64), torch.ones(n, n, dtype=torch.float64)
    odd_one = eye.clone()
    odd_one[0, -1] = 2
    constant_rows = torch.arange(1.0, n + 1, dtype=torch.float64)[:, None] * ones
    sums = ones.tril()
    return [generic, eye, 0 * eye, 2 * eye - ones / 3, odd_one, constant_rows, sums, sums - sums.T]


@pytest.mark.parametrize("n", range(2, 7))
def test_residual_and_the_permutation_that_reaches_it(js, n):
    for theta in make_matrices(n):
        worst = js("m.worstPermutation(a[0])", theta.tolist())
        expected = commutator_residual(theta).item()
        assert worst["residual"] == pytest.approx(expected, abs=1e-6)
        p = permutation_matrix(torch.tensor(worst["perm"])).to(theta)
        assert (theta @ p - p @ theta).norm().item() == pytest.approx(expected, abs=1e-6)
        assert worst["perm"] != list(range(n))


@pytest.mark.parametrize("n", range(2, 7))
def test_projection(js, n):
    for theta in make_matrices(n):
        nearest = js("m.projectEquivariant(a[0])", theta.tolist())
        projected = torch.tensor(nearest["theta"], dtype=torch.float64)
        torch.testing.assert_close(projected, project_equivariant(theta), atol=1e-6, rtol=0)
        own, shared = (v.item() for v in equivariant_coefficients(theta))
        assert (nearest["lambda"], nearest["gamma"]) == pytest.approx((own, shared), abs=1e-6)
        distance = (theta - projected).norm().item()
        assert nearest["distance"] == pytest.approx(distance, abs=1e-6)
        assert js(RESIDUAL, projected.tolist()) == 0


@pytest.mark.parametrize("n", [2, 3, 5])
def test_verdict(js, n):
    verdicts = set()
    for theta in make_matrices(n):
        verdict = js(f"m.judgeMatrix(a[0], {RESIDUAL})", theta.tolist())
        assert verdict == probe(lambda x, theta=theta: theta @ x, n=n, d=1).verdict
        verdicts.add(verdict)
    assert verdicts == {"set-equivariant", "invariant", "not equivariant"}


def test_matrix_times_a_set(js):
    rng = np.random.default_rng(0)
    theta, x = rng.normal(size=(4, 4)), rng.normal(size=4)
    product = js("m.applyMatrix(a[0], a[1])", theta.tolist(), x.tolist())
    np.testing.assert_allclose(product, theta @ x, atol=1e-12)


@pytest.mark.parametrize(
    ("text", "value"),
    [("1", 1), ("-.5", -0.5), ("1,5", 1.5), ("25", 2), ("-", None), (".", None), ("1.2.3", None)],
)
def test_typed_value(js, text, value):
    assert js("m.typedValue(a[0], { min: -2, max: 2 })", text) == value


def test_keys_visit_every_cell(js):
    for key, second in (("ArrowRight", [0, 1]), ("Enter", [1, 0])):
        path = js(
            "Array.from({ length: 9 }).reduce((cells) => "
            "[...cells, m.cellForKey({ key: a[0] }, cells.at(-1), 3)], [[0, 0]])",
            key,
        )
        assert path[1] == second
        assert path[0] == path[-1]
        assert len({tuple(cell) for cell in path}) == 9
    assert js("m.cellForKey({ key: 'ArrowLeft' }, [0, 0], 3)") == [2, 2]
    assert js("m.cellForKey({ key: 'Enter', shiftKey: true }, [0, 1], 3)") == [2, 0]
    assert js("m.cellForKey({ key: 'a' }, [0, 0], 3)") is None
