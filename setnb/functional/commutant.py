"""Which linear maps commute with every permutation: how far a matrix is, and the nearest that does.

Everything works on the last two axes, so a linear map with channels is a batch of matrices: put
Theta, which takes d numbers per element to k, as `(d, k, n, n)`.
"""

import itertools

import torch
from jaxtyping import Float, Int
from torch import Tensor

from setnb.checks import check_count, reject

# 8! = 40,320 reorderings of a matrix fit into 20 MB; 9! would take ten times as long and as much.
ENUMERABLE = 8


def commutator_residual(
    theta: Float[Tensor, "*b n n"], perms: Int[Tensor, "p n"] | None = None
) -> Float[Tensor, "*b"]:
    """Return `max_P ||Theta P - P Theta||` (Frobenius) over `perms`; by default over all n!.

    Zero exactly when `x -> Theta x` is set-equivariant. All permutations are tried for n <= 8, and
    a larger n raises ValueError. There, `perms=generating_perms(n)` decides whether the residual is
    zero, and `d = ||Theta - project_equivariant(Theta)||` tells its size: the maximum lies between
    `sqrt(2) d` and `2 d`. It is 0 for n = 0 and n = 1.

    Source: zaheer2017, Lemma 3
    Chapter: ch-equivariant-layers
    """
    n = _check_square(theta)
    if perms is None:
        if n > ENUMERABLE:
            reject(
                "theta",
                expected=f"n <= {ENUMERABLE} for a maximum over all n! permutations",
                got=theta,
                remedy="Pass perms=generating_perms(n) to learn whether the residual is zero.",
            )
        perms = torch.tensor(list(itertools.permutations(range(n))), dtype=torch.long)
    perms = perms.to(theta.device)
    # P is orthogonal: ||Theta P - P Theta|| = ||Theta - P Theta P^T||, a reordering of entries.
    reordered = theta[..., perms[:, :, None], perms[:, None, :]]
    residuals = torch.linalg.vector_norm(theta[..., None, :, :] - reordered, dim=(-2, -1))
    return residuals.amax(-1)


def generating_perms(n: int) -> Int[Tensor, "2 n"]:
    """Return two permutations of n places whose products are all n!: an exchange and a rotation.

    Whatever commutes with both commutes with every permutation. For n < 2 both are the identity.

    Source: zaheer2017, Lemma 3
    Chapter: ch-equivariant-layers
    """
    places = torch.arange(check_count(n, "n", minimum=0))
    exchange = torch.cat([places[:2].flip(0), places[2:]])
    return torch.stack([exchange, places.roll(1)])


def equivariant_coefficients(
    theta: Float[Tensor, "*b n n"],
) -> tuple[Float[Tensor, "*b"], Float[Tensor, "*b"]]:
    """Return `(lambda, gamma)` of the set-equivariant matrix `lambda I + gamma 1 1^T` nearest.

    gamma is the mean off the diagonal, lambda the mean on it minus gamma. For n = 1, where I and
    1 1^T are the same matrix, gamma is 0; for n = 0 both are.

    Source: zaheer2017, Lemma 3
    Chapter: ch-equivariant-layers
    """
    n = _check_square(theta)
    diagonal = theta.diagonal(dim1=-2, dim2=-1).sum(-1)
    shared = (theta.sum((-2, -1)) - diagonal) / max(n * (n - 1), 1)
    return diagonal / max(n, 1) - shared, shared


def equivariant_matrix(
    own: Float[Tensor, "*b"], shared: Float[Tensor, "*b"], n: int
) -> Float[Tensor, "*b n n"]:
    """Return `lambda I + gamma 1 1^T` of size n, with lambda `own` and gamma `shared`.

    Source: zaheer2017, Lemma 3
    Chapter: ch-equivariant-layers
    """
    identity = torch.eye(n, dtype=own.dtype, device=own.device)
    return own[..., None, None] * identity + shared[..., None, None]


def project_equivariant(theta: Float[Tensor, "*b n n"]) -> Float[Tensor, "*b n n"]:
    """Return the nearest `lambda I + gamma 1 1^T` in Frobenius norm: the orthogonal projection.

    It equals the average of `P^T Theta P` over all n! permutations, without summing over them.
    `equivariant_coefficients` gives lambda and gamma. Defined for n = 0 and n = 1 (Theta itself).
    Raises ValueError unless `theta` is floating and square.

    Source: zaheer2017, Lemma 3
    Chapter: ch-equivariant-layers
    """
    return equivariant_matrix(*equivariant_coefficients(theta), theta.shape[-1])


def _check_square(theta: Tensor) -> int:
    if theta.ndim < 2 or theta.shape[-2] != theta.shape[-1] or not theta.is_floating_point():
        reject("theta", expected="a floating tensor (*b, n, n)", got=theta)
    return theta.shape[-1]
