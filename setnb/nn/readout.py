"""From a vector to one number."""

from jaxtyping import Float
from torch import Tensor, nn

from setnb.checks import check_count


class Readout(nn.Module):
    """One number per vector, linear and without bias: `unit * sum_j w_j z_j`.

    Maps `(*b, dim)` to `(*b,)`; 0 goes to 0. After sum pooling it makes a Deep Sets model
    *additive*: the answer for two sets put together is the sum of their answers. `unit` is the
    size of one natural step of the answer: with answers up to 90 and weights that start near 0,
    `unit=10` spares the optimiser the long way.

    Source: zaheer2017, section 4.1.2
    Chapter: ch-deep-sets-in-practice
    """

    def __init__(self, dim: int, *, unit: float = 1.0):
        super().__init__()
        self.linear = nn.Linear(check_count(dim, "dim"), 1, bias=False)
        self.unit = unit

    def forward(self, z: Float[Tensor, "*b k"]) -> Float[Tensor, "*b"]:
        return self.unit * self.linear(z).squeeze(-1)
