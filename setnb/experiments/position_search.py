"""Learn which positions share a layer, and train networks whose scheme is fixed.

Many runs side by side, as in `position_network`. Source: yeh2022, Algorithm 1 and appendix F.2.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from setnb.checkpoints import load_checkpoint, save_checkpoint
from setnb.experiments.position_network import PositionNetwork
from setnb.functional import entropy_penalty, nuclear_norm
from setnb.implicit.attaching import attach
from setnb.implicit.gradients import Implicit
from setnb.implicit.problems import InnerProblem
from setnb.nn import SoftSharing

Lists = tuple[Tensor, Tensor]  # numbers (r, t, n) from 0, targets (r, t)


@dataclass(frozen=True, kw_only=True)
class SearchPlan:
    """How the two levels take turns.

    Every upper step follows `lower_steps` of the lower level, which goes on from where it was.
    `hypergradient` is how the upper level's gradient passes through the lower one's minimum. The
    weight of the entropy grows from 0 to `entropy` over the search: rows first agree, under the
    nuclear norm, weighed by `norm`, and commit to one column then.
    """

    lower_steps: int
    upper_steps: int
    lower_lr: float
    upper_lr: float
    hypergradient: Implicit
    entropy: float
    norm: float


class SearchState(nn.Module):
    """Both levels of all runs: the values psi and the scheme."""

    def __init__(self, network: PositionNetwork, runs: int, *, spread: float):
        super().__init__()
        self.psi = nn.Parameter(network.begin(runs))
        self.sharing = SoftSharing(network.n, runs=(runs,), spread=spread)


def search_scheme(
    network: PositionNetwork,
    state: SearchState,
    train: Lists,
    validation: Lists,
    plan: SearchPlan,
    *,
    checkpoint: Path | None = None,
) -> Iterator[dict]:
    """Yield a row for each upper step; `state` ends with the learned schemes.

    One Adam serves both levels: in each step only one level has gradients.
    """
    optimizer = torch.optim.Adam(
        [
            {"params": [state.psi], "lr": plan.lower_lr},
            {"params": list(state.sharing.parameters()), "lr": plan.upper_lr},
        ]
    )
    parts: dict[str, Any] = {"model": state, "optimizer": optimizer}
    done = 0 if checkpoint is None else load_checkpoint(checkpoint, **parts)[0]
    for step in range(done, plan.upper_steps):
        fixed = state.sharing.assignment.detach()
        for _ in range(plan.lower_steps):
            optimizer.zero_grad()
            network.error(state.psi, fixed, train).sum().backward()
            optimizer.step()
        optimizer.zero_grad()
        assignment = state.sharing.assignment
        psi = solved(network, state.psi, assignment, train, plan.hypergradient)
        error = network.error(psi, assignment, validation)
        growing = plan.entropy * step / plan.upper_steps
        penalties = growing * entropy_penalty(assignment) + plan.norm * nuclear_norm(assignment)
        (error + penalties).sum().backward(inputs=list(state.sharing.parameters()))
        optimizer.step()
        if checkpoint is not None and (step + 1) % 10 == 0:
            save_checkpoint(checkpoint, step=step + 1, **parts)
        yield {"step": step + 1, "validation": error.mean().item()}


def solved(
    network: PositionNetwork, psi: Tensor, assignment: Tensor, train: Lists, mode: Implicit
) -> Tensor:
    """Return psi as a function of the scheme: the minimum of the training error, it is taken for.

    The Hessian is that of the training error; the vector it meets comes from the validation.
    """
    problem = InnerProblem(
        energy=lambda values: network.error(values, assignment, train), event_ndim=1
    )
    point = psi.detach().requires_grad_()
    slope = problem.slope(point)
    return attach(problem, mode, point=point, slope=slope, value=psi.detach())


def train_fixed(
    network: PositionNetwork,
    assignment: Tensor,
    data: Lists,
    stopping: Lists,
    *,
    steps: int,
    lr: float,
    every: int = 50,
) -> Tensor:
    """Train networks whose schemes are fixed, from new values; return the psi of each run.

    Early stopping: of the values met every so many steps, a run keeps those with the least error on
    `stopping`.
    """
    psi = network.begin(len(assignment)).to(assignment.device).requires_grad_()
    optimizer = torch.optim.Adam([psi], lr=lr)
    best = psi.detach().clone()
    least = torch.full((len(psi),), torch.inf, device=psi.device)
    for step in range(1, steps + 1):
        optimizer.zero_grad()
        network.error(psi, assignment, data).sum().backward()
        optimizer.step()
        if step % every == 0 or step == steps:
            with torch.no_grad():
                error = network.error(psi, assignment, stopping)
                better = error < least
                least = torch.where(better, error, least)
                best[better] = psi[better]
    return best
