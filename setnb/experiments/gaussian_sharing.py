"""Which means of a Gaussian are the same? A sharing scheme chosen on held-out draws.

Of `count` draws of k numbers some train and the others choose the scheme; the means are then fitted
to all draws under it. Every run and every restart is searched at once, in one tensor program.

Source: yeh2022, section 5.1 and appendix F.1. Chapter: ch-discovering. Row E3.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor

from setnb.checks import check_choice, check_count, reject
from setnb.experiments.running import Session
from setnb.experiments.sharing_search import (
    best_restart,
    make_optimizer,
    scheme_penalty,
    search_scheme,
)
from setnb.functional import (
    assignment_matrix,
    average_blocks,
    partition_distance,
    set_partitions,
    share,
)
from setnb.nn import SoftSharing
from setnb.seeds import make_generator, seed_everything

VERSION = 1
ENUMERABLE = 7  # brute force up to this k, which has 877 partitions


@dataclass(frozen=True, kw_only=True)
class Config:
    """`rank` is the number of different means; `fraction` the share of the draws that trains.

    `means` says what they are: "normal" with standard deviation `mean`, or "spaced": 0, mean,
    2 mean, ... With 3 that is what the paper's code has, where a rank of 1 means all zero.

    `lower` is how a soft A shares: "average" (`average_blocks`, the paper's code) or
    "least_squares" (`share` with `ridge`, the paper's text). `entropy` and `strength` weigh the
    penalties beside the validation error per parameter; they were chosen on other problems, as the
    paper prints none. `norm` is "nuclear" or "columns" (the paper's code).
    """

    k: int = 6
    rank: int = 1
    count: int = 100
    fraction: float = 0.3
    mean: float = 1.0
    means: str = "normal"
    lower: str = "average"
    ridge: float = 0.0
    entropy: float = 0.02
    strength: float = 0.01
    norm: str = "nuclear"
    spread: float = 1.0
    optimizer: str = "adam"
    lr: float = 2e-2
    decay: float = 1e-4
    steps: int = 1_000
    restarts: int = 3
    runs: int = 200
    seed: int = 0


PRESETS = {
    "smoke": Config(k=3, steps=5, runs=4),
    "live": Config(runs=40, steps=400, lr=5e-2),
    "paper": Config(),
}


@dataclass(frozen=True)
class Problems:
    """One row per run: the true scheme and means, and the mean of the draws of each part."""

    scheme: Tensor
    theta: Tensor
    train: Tensor
    valid: Tensor
    every: Tensor


def draw_problems(config: Config) -> Problems:
    """Draw schemes with exactly `rank` blocks, means, and the averages of unit-variance draws.

    Only averages matter to a squared error, so they are drawn as such, with variance 1 / number.
    """
    shape = (check_count(config.runs, "runs", minimum=2), check_count(config.k, "k"))
    if not 1 <= config.rank <= config.k:
        reject("rank", expected=f"from 1 to k = {config.k}", got=config.rank)
    trains = round(config.fraction * config.count)
    if not 0 < trains < config.count:
        reject("fraction", expected="draws to train and draws to choose by", got=config.fraction)
    generator = make_generator(config.seed, "problems")
    blocks = torch.randint(config.rank, shape, generator=generator)
    blocks[:, : config.rank] = torch.arange(config.rank)  # so that no block is empty
    scheme = blocks.gather(1, torch.rand(shape, generator=generator).argsort(1))
    check_choice(config.means, "means", ("normal", "spaced"))
    normal = torch.randn(shape, generator=generator)
    values = normal if config.means == "normal" else torch.arange(shape[1]).float().expand(shape)
    theta = config.mean * values.gather(1, scheme)
    train = theta + torch.randn(shape, generator=generator) / trains**0.5
    valid = theta + torch.randn(shape, generator=generator) / (config.count - trains) ** 0.5
    every = (trains * train + (config.count - trains) * valid) / config.count
    return Problems(scheme, theta, train, valid, every)


def run(config: Config, session: Session) -> Iterator[dict]:
    """Search; yield `mse`, `pd` (partition distance) and half of their 95 % intervals, per method.

    The methods: "none" (nothing shared), "oracle" (the true scheme), "relaxed" (the best restart
    after hardening), and for k of at most 7 the best of all schemes by the validation loss alone,
    "brute", and with the norm added, "brute_norm".
    """
    problems = draw_problems(config)
    schemes = {"none": torch.arange(config.k).expand_as(problems.scheme)}
    schemes["oracle"] = problems.scheme
    if config.k <= ENUMERABLE:
        schemes["brute"] = search_all(problems, config, strength=0.0)
        schemes["brute_norm"] = search_all(problems, config, strength=config.strength)
    schemes["relaxed"] = search_relaxed(problems, config, session)
    for method, scheme in schemes.items():
        error = (share(assignment_matrix(scheme), problems.every) - problems.theta).square().sum(1)
        yield from summary("mse", method, error)
        yield from summary("pd", method, partition_distance(scheme, problems.scheme).float())


def search_relaxed(problems: Problems, config: Config, session: Session) -> Tensor:
    """Return the schemes `(runs, k)` found by gradient steps on soft ones."""
    lower, device = lower_level(config), session.device
    train, valid = problems.train[:, None].to(device), problems.valid[:, None].to(device)
    seed_everything(config.seed)
    searches = (config.runs, check_count(config.restarts, "restarts"))
    sharing = SoftSharing(config.k, runs=searches, spread=config.spread).to(device)

    penalty = partial(
        scheme_penalty, entropy=config.entropy, strength=config.strength, norm=config.norm
    )

    def objective(assignment: Tensor) -> Tensor:
        loss = (lower(assignment, train) - valid).square().mean(-1)
        return loss + penalty(assignment)

    optimizer = make_optimizer(sharing, config.optimizer, lr=config.lr, decay=config.decay)
    steps = search_scheme(sharing, objective, optimizer, config.steps)
    title = f"k {config.k}, rank {config.rank}"
    for _ in session.progress(steps, total=config.steps, title=title):
        pass
    hard = assignment_matrix(sharing.labels)
    return best_restart(sharing.labels, objective(hard)).cpu()


def search_all(problems: Problems, config: Config, *, strength: float) -> Tensor:
    """Return the partitions `(runs, k)` that are best of all by validation loss and norm."""
    partitions = set_partitions(config.k)
    hard = assignment_matrix(partitions)
    # A hard scheme's projection is the same for every run: (partitions, k, k).
    projections = share(hard[:, None], torch.eye(config.k).expand(len(hard), -1, -1))
    shared = problems.train @ projections  # (partitions, runs, k)
    loss = (shared - problems.valid).square().mean(-1)
    norm = scheme_penalty(hard, entropy=0, strength=strength, norm=config.norm)
    return partitions[(loss + norm[:, None]).argmin(0)]


def lower_level(config: Config) -> Callable[[Tensor, Tensor], Tensor]:
    """Return how a soft A shares the averages of the training draws."""
    if check_choice(config.lower, "lower", ("average", "least_squares")) == "average":
        return average_blocks
    return lambda assignment, target: share(
        assignment, target.expand(assignment.shape[:-1]), ridge=config.ridge
    )


def summary(name: str, method: str, values: Tensor) -> Iterator[dict]:
    """Yield the mean over runs and half of its 95 % interval."""
    half = 1.96 * values.std() / len(values) ** 0.5
    yield {"metric": f"{name}@{method}", "value": values.mean().item()}
    yield {"metric": f"{name}_ci@{method}", "value": half.item()}
