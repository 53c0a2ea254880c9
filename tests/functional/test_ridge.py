import pytest
import torch

from setnb.functional.ridge import feature_ridge, kernel_ridge
from setnb.seeds import make_generator


def problem(n=12, k=5):
    generator = make_generator(0, "ridge")
    z = torch.randn(n, k, generator=generator, dtype=torch.float64)
    return z, z @ torch.arange(k).double() + torch.randn(n, generator=generator).double()


def left_out_errors(z, y, strength):
    """Fit n times without one example, by the normal equations; the offset is that of all."""
    target = y - y.mean()
    errors = []
    for i in range(len(y)):
        keep = torch.arange(len(y)) != i
        gram = z[keep].mT @ z[keep] + strength * torch.eye(z.shape[1])
        weights = torch.linalg.solve(gram, z[keep].mT @ target[keep])
        errors.append(target[i] - z[i] @ weights)
    return torch.stack(errors).square().mean()


@pytest.mark.parametrize("shape", [(12, 5), (5, 12)])
def test_features_and_kernel_agree_with_the_normal_equations(shape):
    z, y = problem(*shape)
    strength = torch.tensor([0.3], dtype=torch.float64)
    primal, dual = feature_ridge(z, y, strength), kernel_ridge(z @ z.mT, y, strength)
    gram = z.mT @ z + 0.3 * torch.eye(shape[1])
    expected = torch.linalg.solve(gram, z.mT @ (y - y.mean()))
    assert torch.allclose(primal.weights, expected)
    assert torch.allclose(z.mT @ dual.weights, expected)
    new = torch.randn(4, shape[1], dtype=torch.float64)
    assert torch.allclose(primal.predict(new), dual.predict(new @ z.mT))
    assert torch.allclose(primal.predict(new), new @ expected + y.mean())


@pytest.mark.parametrize("shape", [(12, 5), (5, 12)])
def test_leave_one_out_is_exact_and_chooses_the_strength(shape):
    z, y = problem(*shape)
    strengths = torch.logspace(-3, 3, 7, dtype=torch.float64)
    errors = torch.stack([left_out_errors(z, y, s) for s in strengths])
    for fit in (feature_ridge(z, y, strengths), kernel_ridge(z @ z.mT, y, strengths)):
        assert fit.strength == strengths[errors.argmin()]
        assert fit.loo_error == pytest.approx(errors.min().item())


def test_shapes_that_do_not_agree_are_refused():
    z, y = problem()
    with pytest.raises(ValueError, match="kernel: expected a"):
        kernel_ridge(z, y, torch.ones(1))
    with pytest.raises(ValueError, match="z: expected features of 11 examples"):
        feature_ridge(z, y[1:], torch.ones(1))
