"""The relaxed search for a sharing scheme: gradient steps on a soft A, many searches side by side.

What is asked of A is a function of the soft matrix; its lower level is solved in closed form there.
"""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from setnb.checks import check_choice
from setnb.functional import column_norms, entropy_penalty, nuclear_norm
from setnb.nn import SoftSharing

NORMS = {"nuclear": nuclear_norm, "columns": column_norms}
OPTIMIZERS = {"adam": torch.optim.Adam, "rmsprop": torch.optim.RMSprop}


def scheme_penalty(assignment: Tensor, *, entropy: float, strength: float, norm: str) -> Tensor:
    """Return `entropy H(A) / k + strength ||A||`, `(*b, k, m)` to `(*b,)`.

    The entropy is a mean over parameters, as the loss it is added to should be. A weight of 0
    leaves its term out, which saves the singular values of the nuclear norm.
    """
    size = NORMS[check_choice(norm, "norm", tuple(NORMS))]
    total = assignment.new_zeros(assignment.shape[:-2])
    if entropy:
        total = total + entropy / assignment.shape[-2] * entropy_penalty(assignment)
    return total + strength * size(assignment) if strength else total


def make_optimizer(sharing: SoftSharing, name: str, *, lr: float, decay: float = 0.0):
    """Return Adam (as in the paper) or RMSprop (as in its released code) for the logits."""
    optimizer = OPTIMIZERS[check_choice(name, "optimizer", tuple(OPTIMIZERS))]
    return optimizer(sharing.parameters(), lr=lr, weight_decay=decay)


def search_scheme(
    sharing: SoftSharing,
    objective: Callable[[Tensor], Tensor],
    optimizer: torch.optim.Optimizer,
    steps: int,
) -> Iterator[int]:
    """Lower `objective(A)`, one number per run, in place; yield the number of each step.

    The runs of `sharing` share neither weights nor gradients, so each goes as it would alone.
    """
    for step in range(steps):
        optimizer.zero_grad()
        objective(sharing.assignment).sum().backward()
        optimizer.step()
        yield step


def best_restart(labels: Tensor, objective: Tensor) -> Tensor:
    """Return the scheme with the lowest objective: `(*b, restarts, k)` to `(*b, k)`."""
    best = objective.argmin(-1)[..., None, None].expand(*labels.shape[:-2], 1, labels.shape[-1])
    return labels.gather(-2, best)[..., 0, :]
