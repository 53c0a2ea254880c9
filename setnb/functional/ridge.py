"""Ridge regression on features or on a kernel, its strength chosen by exact leave-one-out."""

from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor

from setnb.checks import reject


class RidgeFit(NamedTuple):
    """`weights` of features or of training examples, `offset`, the `strength` and its error."""

    weights: Tensor
    offset: Tensor
    strength: float
    loo_error: float

    def predict(self, z: Float[Tensor, "m k"]) -> Float[Tensor, " m"]:
        """Return `z w + offset`: rows of features, or of the kernel with the training examples."""
        return z.to(self.weights.dtype) @ self.weights + self.offset


def kernel_ridge(
    kernel: Float[Tensor, "n n"], y: Float[Tensor, " n"], strengths: Float[Tensor, " s"]
) -> RidgeFit:
    """Solve `(K + s I) a = y - mean(y)` for the strength s of least leave-one-out error.

    One eigendecomposition serves every strength. The left-out residual is `a_i / G_ii` with
    `G = (K + s I)^-1`, exactly what fitting n times without example i would leave (the offset
    apart, which stays). Computed in float64. Raises ValueError for shapes that do not agree.

    Source: zaheer2017, section 4.1.1
    Chapter: ch-deep-sets-in-practice
    """
    if kernel.shape != (len(y), len(y)):
        reject("kernel", expected=f"a ({len(y)}, {len(y)}) matrix as y", got=kernel)
    values, vectors = torch.linalg.eigh(kernel.double())
    target = y.double() - y.double().mean()
    along = vectors.mT @ target

    def solve(strength: Tensor) -> tuple[Tensor, Tensor]:
        inverse = 1 / (values.clamp(min=0) + strength)
        weights = vectors @ (inverse * along)
        return weights, weights / (vectors.square() @ inverse)

    return _best(solve, strengths, y)


def feature_ridge(
    z: Float[Tensor, "n k"], y: Float[Tensor, " n"], strengths: Float[Tensor, " s"]
) -> RidgeFit:
    """Solve `(Z^T Z + s I) w = Z^T (y - mean(y))`: `kernel_ridge` with `K = Z Z^T`.

    Cheaper than the kernel as soon as there are more examples than features. Same leave-one-out
    rule, same errors.

    Source: zaheer2017, section 4.1.1
    Chapter: ch-deep-sets-in-practice
    """
    if z.ndim != 2 or len(z) != len(y):
        reject("z", expected=f"features of {len(y)} examples, ({len(y)}, k)", got=z)
    z = z.double()
    values, vectors = torch.linalg.eigh(z.mT @ z)
    target = y.double() - y.double().mean()
    turned = z @ vectors
    along = turned.mT @ target

    def solve(strength: Tensor) -> tuple[Tensor, Tensor]:
        inverse = 1 / (values.clamp(min=0) + strength)
        residual = target - turned @ (inverse * along)
        leverage = turned.square() @ inverse
        return vectors @ (inverse * along), residual / (1 - leverage).clamp(min=1e-12)

    return _best(solve, strengths, y)


def _best(solve, strengths: Tensor, y: Tensor) -> RidgeFit:
    fits = [(strength, *solve(strength)) for strength in strengths.double()]
    strength, weights, left_out = min(fits, key=lambda fit: fit[2].square().mean().item())
    return RidgeFit(weights, y.double().mean(), strength.item(), left_out.square().mean().item())
