"""Recorded searches for a sharing scheme: what the sharing-scheme replay plays."""

from functools import cache
from typing import Any

import torch
from torch import Tensor

from setnb.checks import check_count
from setnb.experiments.gaussian_sharing import Config, Problems, draw_problems, lower_level
from setnb.experiments.sharing_search import make_optimizer, scheme_penalty, search_scheme
from setnb.functional import (
    assignment_matrix,
    canonical_labels,
    column_norms,
    entropy_penalty,
    nuclear_norm,
    partition_distance,
)
from setnb.nn import SoftSharing
from setnb.seeds import seed_everything

PENALTIES = {
    "none": (False, False, "nuclear"),
    "entropy": (True, False, "nuclear"),
    "nuclear": (True, True, "nuclear"),
    "columns": (True, True, "columns"),
}


@cache
def default_searches() -> dict[str, Any]:
    """Return the searches that the replay shows when it is given none; not to be changed."""
    return record_searches()


def record_searches(
    k: int = 6,
    rank: int = 2,
    *,
    lower: str = "average",
    ridge: float = 0.0,
    entropy: float = 0.02,
    strength: float = 0.01,
    steps: int = 400,
    frames: int = 40,
    seed: int = 4,
) -> dict[str, Any]:
    """Search one scheme of `k` Gaussian means under each penalty, and record the way there.

    Of the k means `rank` differ. The four searches start from one soft A and see the same draws;
    they add to the validation loss nothing ("none"), the entropy, or the entropy and a norm
    ("nuclear", "columns"), weighed by `entropy` and `strength`. `lower` and `ridge` say how a soft
    A shares, as in `setnb.experiments.gaussian_sharing`. One search of one draw proves nothing:
    with the default `seed` both norms find the truth, with seed 3 no penalty does.

    Returns plain numbers of three digits: `steps`, at which `frames + 1` pictures were taken; the
    true `scheme`; its `truth`, one number for each curve; and `searches`, for each penalty the
    `assignment` (frames + 1, k, k), the `loss` on validation draws, the `entropy` per parameter,
    the nuclear norm as `norm`, the `columns` norms and the partition `distance` once hardened.

    Source: yeh2022, section 5.1
    Chapter: ch-parameter-sharing
    """
    config = Config(k=k, rank=rank, runs=2, seed=seed, lower=lower, ridge=ridge, lr=5e-2)
    every = check_count(steps, "steps") // check_count(frames, "frames") or 1
    problems, average = draw_problems(config), lower_level(config)
    seed_everything(seed)
    sharing = SoftSharing(k, runs=(len(PENALTIES),))
    sharing.logits.data[1:] = sharing.logits.data[0]

    def loss(assignment: Tensor) -> Tensor:
        return (average(assignment, problems.train[0]) - problems.valid[0]).square().mean(-1)

    def objective(assignment: Tensor) -> Tensor:
        penalties = [
            scheme_penalty(one, entropy=entropy * hard, strength=strength * few, norm=norm)
            for one, (hard, few, norm) in zip(assignment, PENALTIES.values(), strict=True)
        ]
        return loss(assignment) + torch.stack(penalties)

    def measure(assignment: Tensor) -> dict[str, Tensor]:
        return {
            "loss": loss(assignment),
            "entropy": entropy_penalty(assignment) / k,
            "norm": nuclear_norm(assignment),
            "columns": column_norms(assignment),
            "distance": partition_distance(assignment, truth(problems, len(assignment))),
        }

    pictures = [sharing.assignment.detach()]
    optimizer = make_optimizer(sharing, config.optimizer, lr=config.lr, decay=config.decay)
    for step in search_scheme(sharing, objective, optimizer, every * frames):
        if (step + 1) % every == 0:
            pictures.append(sharing.assignment.detach())
    measured = [{"assignment": picture, **measure(picture)} for picture in pictures]
    hard = measure(assignment_matrix(problems.scheme[:1]))
    return {
        "steps": [every * frame for frame in range(frames + 1)],
        "scheme": canonical_labels(problems.scheme[0]).tolist(),
        "truth": {name: rounded(value[0]) for name, value in hard.items()},
        "searches": {
            penalty: {name: [rounded(m[name][run]) for m in measured] for name in measured[0]}
            for run, penalty in enumerate(PENALTIES)
        },
    }


def truth(problems: Problems, copies: int) -> Tensor:
    """Return the true scheme as labels, once for each of several searches."""
    return problems.scheme[0].expand(copies, -1)


def rounded(values: Tensor) -> Any:
    """Return a tensor as nested lists of numbers of three digits."""
    if values.ndim:
        return [rounded(value) for value in values]
    return int(values) if not values.is_floating_point() else float(f"{values.item():.3g}")
