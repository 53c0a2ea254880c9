"""Matrices G in y = G x whose entries share values: fitted, searched for and averaged over shifts.

Squared errors need the data's second moments only, so that no step passes over samples. Seeds are
leading axes throughout.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import Tensor

from setnb.checks import check_choice, check_count
from setnb.experiments.running import Session
from setnb.experiments.sharing_search import (
    best_restart,
    make_optimizer,
    scheme_penalty,
    search_scheme,
)
from setnb.functional import assignment_matrix, canonical_labels
from setnb.nn import SoftSharing
from setnb.seeds import seed_everything

RELAXATIONS = ("draws", "mixture")


@dataclass(frozen=True)
class Moments:
    """Second moments of samples: `xx (*b, i, i)`, `yx (*b, o, i)`; `yy (*b,)` is summed over o."""

    xx: Tensor
    yx: Tensor
    yy: Tensor

    def __getitem__(self, index) -> "Moments":
        return Moments(self.xx[index], self.yx[index], self.yy[index])

    def to(self, device: torch.device) -> "Moments":
        return Moments(self.xx.to(device), self.yx.to(device), self.yy.to(device))


def measure_moments(x: Tensor, y: Tensor) -> Moments:
    """Average over the samples: `x (*b, n, i)` and `y (*b, n, o)`."""
    n = x.shape[-2]
    return Moments(x.mT @ x / n, y.mT @ x / n, y.square().sum((-2, -1)) / n)


def squared_error(matrix: Tensor, data: Moments) -> Tensor:
    """Return the mean squared error of `y = G x`, per output: `(*b, o, i)` to `(*b,)`."""
    quadratic = (matrix @ data.xx * matrix).sum((-2, -1))
    cross = (matrix * data.yx).sum((-2, -1))
    return (quadratic - 2 * cross + data.yy) / matrix.shape[-2]


def fit_free(data: Moments) -> Tensor:
    """Return the least-squares G without sharing, `(*b, o, i)`."""
    return torch.linalg.solve(data.xx, data.yx.mT).mT


def fit_shared(labels: Tensor, data: Moments) -> Tensor:
    """Return the least-squares G whose entries share as `labels (*b, o * i)` say, `(*b, o, i)`."""
    labels = canonical_labels(labels)
    scheme = assignment_matrix(labels)[..., : int(labels.max()) + 1].to(data.xx)
    normal, right = normal_equations(scheme, data)
    # The pseudo-inverse leaves values at zero that no entry of this seed takes.
    psi = torch.linalg.pinv(normal, hermitian=True) @ right
    return (scheme @ psi)[..., 0].unflatten(-1, data.yx.shape[-2:])


def normal_equations(scheme: Tensor, data: Moments) -> tuple[Tensor, Tensor]:
    """Return `A' W A` and `A' W vec(G*)`, with W the weights of the squared error in G."""
    shape = data.yx.shape[-2:]
    rows = data.xx[..., None, :, :] @ scheme.unflatten(-2, shape)
    return scheme.mT @ rows.flatten(-3, -2), scheme.mT @ data.yx.flatten(-2)[..., None]


def diagonal_weights(data: Moments) -> Tensor:
    """Return how much the squared error weighs each entry of G alone, `(*b, o * i)`."""
    squares = data.xx.diagonal(dim1=-2, dim2=-1)[..., None, :]
    return squares.expand(data.yx.shape).flatten(-2)


def soft_error(
    scheme: Tensor, train: Moments, valid: Moments, *, relaxation: str, ridge: float
) -> Tensor:
    """Return the validation error of a soft A whose values fit the training data, `(*b,)`.

    "mixture", the paper's: parameter i is the average `sum_j A_ij psi_j`. With two values alone a
    soft A can then make any parameter in between. "draws": each parameter draws one of the values,
    j with probability `A_ij`, and both errors are expectations over that, which adds the variance
    of the draws. Equal for a hard A. The values solve their least squares exactly; `ridge`, in
    units of the mean square of an input, keeps values finite that hardly any entry takes.

    Source: yeh2022, equations (16) and (66)
    """
    check_choice(relaxation, "relaxation", RELAXATIONS)
    normal, right = normal_equations(scheme, train)
    weights = diagonal_weights(train)
    extra = ridge * weights.mean(-1, keepdim=True).expand(*normal.shape[:-1])
    if relaxation == "draws":
        weighted = weights[..., None] * scheme
        normal = normal - scheme.mT @ weighted
        extra = extra + weighted.sum(-2)
    psi = torch.linalg.solve(normal + torch.diag_embed(extra), right)
    theta = (scheme @ psi)[..., 0]
    error = squared_error(theta.unflatten(-1, train.yx.shape[-2:]), valid)
    if relaxation == "draws":
        variance = (scheme @ psi.square())[..., 0] - theta.square()
        error = error + (diagonal_weights(valid) * variance).sum(-1) / train.yx.shape[-2]
    return error


def find_scheme(
    train: Moments, valid: Moments, config: Any, session: Session, *, values: int, title: str
) -> Tensor:
    """Search for the scheme of G, each entry taking one of `values`; return the best, `(seeds, k)`.

    The objective is the validation error in units of the one without sharing, and the penalties.
    The best restart is chosen by it too, after hardening: by the error alone, a scheme with a block
    split by chance would often win.
    """
    unit = squared_error(fit_free(train), valid)[:, None].to(session.device)
    train, valid = train[:, None].to(session.device), valid[:, None].to(session.device)
    penalty = partial(
        scheme_penalty, entropy=config.entropy, strength=config.strength, norm="columns"
    )

    def objective(scheme: Tensor) -> Tensor:
        error = soft_error(scheme, train, valid, relaxation=config.relaxation, ridge=config.ridge)
        return error / unit + penalty(scheme)

    seed_everything(config.seed)
    runs = (config.seeds, check_count(config.restarts, "restarts"))
    k = train.yx[0, 0].numel()
    sharing = SoftSharing(k, values, runs=runs, spread=config.spread).double().to(session.device)
    optimizer = make_optimizer(sharing, "adam", lr=config.lr)
    steps = search_scheme(sharing, objective, optimizer, config.search_steps)
    for _ in session.progress(steps, total=config.search_steps, title=title):
        pass
    error = squared_error(fit_shared(sharing.labels, train), valid) / unit
    hard = assignment_matrix(sharing.labels).to(error)
    return best_restart(sharing.labels, error + penalty(hard)).cpu()


def toeplitz_labels(outputs: int, inputs: int) -> Tensor:
    """Number the diagonals of a matrix, flattened: `(outputs * inputs,)`."""
    shift = torch.arange(inputs) - torch.arange(outputs)[:, None]
    return canonical_labels((shift + outputs).flatten())
