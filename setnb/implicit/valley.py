"""A landscape over the plane, small enough to draw, on which gradient modes can be compared."""

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import softplus

from setnb.checks import reject
from setnb.implicit.problems import InnerProblem

# Unit vectors: where the valley's sides rise, and where its one soft wall stands.
ACROSS = (-0.28, 0.96)
UPHILL = (0.8, 0.6)
START = (-1.5, 1.5)


def valley(theta: Float[Tensor, "2"], *, condition: float = 30.0, wells: int = 1) -> InnerProblem:
    """Return the inner problem `min_y f(y) - theta . y`: a valley, and a push theta on it.

    With a, p the unit vectors `ACROSS`, `UPHILL` and k the `condition`,

        f(y) = |y|^2 / 2k + (1 - 1/k) ((a . y)^2 / 4 + wall(p . y)),    wall(s) = 2 log(1 + e^-s).

    Every curvature of f lies between 1/k and 1: f is strongly convex, and for k = 1 the round bowl
    `|y|^2 / 2`. With `wells=2`, `wall(s) = s^2 / 4 - log cosh s` makes two valleys with a ridge
    between them, where f curves down. As theta enters through `-theta . y`, the derivative of the
    minimum is `H^-1`, and the gradient of a loss `v . y*` is the w that solves `H w = v`.

    Raises ValueError for a condition below 1 and for other numbers of wells.

    Source: blondel2021, section 2, of which this is an example
    Chapter: ch-implicit-gradients
    """
    if not condition >= 1:
        reject("condition", expected="a number of at least 1", got=condition)
    if wells not in (1, 2):
        reject("wells", expected="1 or 2", got=wells)
    across, uphill = theta.new_tensor(ACROSS), theta.new_tensor(UPHILL)

    def energy(y: Float[Tensor, "*b 2"]) -> Float[Tensor, "*b"]:
        s = y @ uphill
        # log cosh s, without the overflow of cosh.
        log_cosh = s + softplus(-2 * s) - torch.tensor(2.0, dtype=s.dtype).log()
        wall = 2 * softplus(-s) if wells == 1 else s.square() / 4 - log_cosh
        walls = (y @ across).square() / 4 + wall
        bowl = y.square().sum(-1) / (2 * condition)
        return bowl + (1 - 1 / condition) * walls - y @ theta

    return InnerProblem(energy=energy, event_ndim=1)
