"""What sharing costs and saves: the error of a shared mean, and a bound on learning the scheme."""

from math import log

from jaxtyping import Float
from torch import Tensor

from setnb.checks import check_count, reject
from setnb.functional.partition import assignment_matrix, partition_labels
from setnb.functional.sharing import share


def sharing_error(
    scheme: Tensor, mean: Float[Tensor, "*#b k"], *, variance: float, count: int
) -> Float[Tensor, "*#b"]:
    """Return the expected `||theta_hat - theta||^2` of the mean of `count` draws, shared by A.

        ||A A^+ theta - theta||^2 + rk(A) variance / count

    What a wrong block costs in bias, and what each further block costs in variance. `scheme` is a
    partition as labels `(*b, k)` or a hard matrix; `mean` is theta.

    Source: yeh2022, Claim 1
    Chapter: ch-partition-distance
    """
    check_count(count, "count")
    labels = partition_labels(scheme)
    bias = share(assignment_matrix(labels).to(mean.dtype), mean) - mean
    rank = (labels.max(-1).values + 1).to(mean.dtype) if labels.shape[-1] else 0
    return bias.square().sum(-1) + rank * variance / count


def sharing_gap_bound(
    rank: int, fraction: float, *, count: int, variance: float, alpha: float
) -> float:
    """Return the bound of Claim 2 on what is lost by learning A, as printed.

        variance / count ((1 - r)/r (rank - 1) - 40 log(alpha) / (1 - r))

    r is the fraction of the `count` draws that trains; alpha the probability with which the bound
    may fail. The proof needs `alpha <= exp(-k / 10)`, which makes the second term more than 4 k:
    the bound never says that learning A beats no sharing, whose error is `k variance / count`. It
    also applies the reverse triangle inequality to squared norms.

    Source: yeh2022, equation (15)
    Chapter: ch-partition-distance
    """
    check_count(count, "count")
    if not 0 < fraction < 1 or not 0 < alpha < 1:
        reject("fraction, alpha", expected="numbers between 0 and 1", got=f"{fraction}, {alpha}")
    sharing = (1 - fraction) / fraction * (rank - 1)
    confidence = -40 * log(alpha) / (1 - fraction)
    return variance * (sharing + confidence) / count
