"""Sums of numbers with a layer for each position: which positions should share their layer?

The learned scheme against none and the true one. In the signed variant numbers at even positions,
counted from 0, are subtracted. For Augerino see `setnb.experiments.sum_augerino`.

Source: yeh2022, section 5.2 and appendix F.2. Chapter: ch-discovering. Row E4.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from setnb.experiments.position_network import SYMBOLS, PositionNetwork
from setnb.experiments.position_search import (
    Lists,
    SearchPlan,
    SearchState,
    search_scheme,
    train_fixed,
)
from setnb.experiments.running import Session
from setnb.functional import assignment_matrix, partition_distance
from setnb.implicit.gradients import Neumann
from setnb.seeds import make_generator, seed_everything

VERSION = 1
METHODS = ("none", "oracle", "learned")


@dataclass(frozen=True, kw_only=True)
class Config:
    """`n` positions, `runs` data sets side by side, `restarts` searches on each.

    Of the restarts' hard schemes, and of sharing nothing, the one is kept that has the least
    validation error when trained anew. `terms` and
    `alpha` are those of Neumann's series; the other fields are in `SearchPlan`.
    """

    n: int = 4
    signed: bool = False
    train: int = 100
    validation: int = 150
    stopping: int = 250
    test: int = 100_000
    width: int = 500
    hidden: int = 50
    lower_steps: int = 50
    upper_steps: int = 100
    lower_lr: float = 1e-3
    upper_lr: float = 1e-1
    terms: int = 20
    alpha: float = 1e-3
    entropy: float = 2e-2
    norm: float = 1e-2
    spread: float = 0.3
    restarts: int = 3
    final_steps: int = 2_000
    runs: int = 5
    seed: int = 0


PRESETS = {
    "smoke": Config(
        n=2, test=50, width=6, hidden=4, lower_steps=3, upper_steps=4, final_steps=10, runs=2
    ),
    "live": Config(test=10_000, width=50, upper_steps=60, final_steps=1_000, runs=3),
    "paper": Config(lower_steps=250),
}


def signs(config: Config) -> Tensor:
    """Return +1 or -1 for each position."""
    places = torch.arange(config.n)
    return torch.where(places % 2 == 0, -1.0, 1.0) if config.signed else torch.ones(config.n)


def true_scheme(config: Config) -> Tensor:
    """Return which positions may share: all, or those of one sign."""
    return torch.arange(config.n) % 2 if config.signed else torch.zeros(config.n).long()


def draw(config: Config, count: int, *names: str, noise: float = 0.5) -> Lists:
    """Draw lists of 1 to 10 as `(runs, count, n)` from 0, and their sums with uniform noise."""
    generator = make_generator(config.seed, *names)
    x = torch.randint(SYMBOLS, (config.runs, count, config.n), generator=generator)
    off = noise * (2 * torch.rand(config.runs, count, generator=generator) - 1)
    return x, ((x + 1) * signs(config)).sum(-1) + off


@dataclass(frozen=True)
class Splits:
    """All data of all runs, targets standardised by those of `data`, training and validation."""

    train: Lists
    validation: Lists
    data: Lists
    stopping: Lists
    test: Lists
    unit: Tensor


def make_splits(config: Config, device: torch.device) -> Splits:
    """Draw the data; the test has no noise."""
    train, validation = draw(config, config.train, "train"), draw(config, config.validation, "val")
    stopping = draw(config, config.stopping, "stop")
    test = draw(config, config.test, "test", noise=0)
    data = (torch.cat([train[0], validation[0]], 1), torch.cat([train[1], validation[1]], 1))
    centre, unit = data[1].mean(1, keepdim=True), data[1].std(1, keepdim=True)

    def standard(lists: Lists) -> Lists:
        return lists[0].to(device), ((lists[1] - centre) / unit).to(device)

    return Splits(
        standard(train),
        standard(validation),
        standard(data),
        standard(stopping),
        standard(test),
        unit=unit[:, 0].to(device),
    )


def repeated(lists: Lists, times: int) -> Lists:
    """Give each data set `times` runs, next to each other."""
    return lists[0].repeat_interleave(times, 0), lists[1].repeat_interleave(times, 0)


def run(config: Config, session: Session) -> Iterator[dict]:
    """Search, choose, train all methods; yield means over runs and half a 95 % interval.

    `loss@m` is the squared error on the test in the targets' own units, `pd@m` the partition
    distance to the true scheme, `exact` the share of runs with distance 0, `separated` of those
    where no block has positions of both signs, `chosen@s` run s's own distance.
    """
    splits = make_splits(config, session.device)
    seed_everything(config.seed)
    network = PositionNetwork(n=config.n, width=config.width, hidden=config.hidden)
    learned = learn_schemes(network, splits, config, session)
    true = true_scheme(config).expand(config.runs, -1).to(session.device)
    own = torch.arange(config.n, device=session.device).expand(config.runs, -1)
    schemes = dict(zip(METHODS, (own, true, learned), strict=True))
    data, stopping, test = (
        repeated(lists, len(METHODS)) for lists in (splits.data, splits.stopping, splits.test)
    )
    assignment = assignment_matrix(torch.stack(list(schemes.values()), 1)).flatten(0, 1)
    seed_everything(config.seed)
    psi = train_fixed(
        network, assignment, data, stopping, steps=config.final_steps, lr=config.lower_lr
    )
    with torch.no_grad():
        errors = torch.stack(
            [
                network.error(psi[i : i + 1], assignment[i : i + 1], (x[None], y[None]))[0]
                for i, (x, y) in enumerate(zip(*test, strict=True))
            ]
        )
    losses = errors.reshape(config.runs, -1) * splits.unit[:, None] ** 2
    for i, (method, labels) in enumerate(schemes.items()):
        yield from with_interval(f"loss@{method}", losses[:, i])
        yield from with_interval(f"pd@{method}", partition_distance(labels, true).double())
    distances = partition_distance(learned, true)
    yield {"metric": "exact", "value": (distances == 0).double().mean().item()}
    finer = partition_distance(learned * config.n + true, learned) == 0
    yield {"metric": "separated", "value": finer.double().mean().item()}
    for s, distance in enumerate(distances.tolist()):
        yield {"metric": f"chosen@{s}", "value": distance}


def learn_schemes(
    network: PositionNetwork, splits: Splits, config: Config, session: Session
) -> Tensor:
    """Return the learned scheme of each seed, `(runs, n)`."""
    runs = config.runs * config.restarts
    state = SearchState(network, runs, spread=config.spread).to(session.device)
    train, validation = (
        repeated(lists, config.restarts) for lists in (splits.train, splits.validation)
    )
    plan = SearchPlan(
        lower_steps=config.lower_steps,
        upper_steps=config.upper_steps,
        lower_lr=config.lower_lr,
        upper_lr=config.upper_lr,
        hypergradient=Neumann(config.terms, config.alpha),
        entropy=config.entropy,
        norm=config.norm,
    )
    rows = search_scheme(
        network, state, train, validation, plan, checkpoint=session.checkpoint("search")
    )
    for _ in session.progress(rows, total=config.upper_steps, title=f"{config.n} positions"):
        pass
    found = state.sharing.labels.reshape(config.runs, config.restarts, -1)
    return choose_scheme(network, found, splits, config)


def choose_scheme(
    network: PositionNetwork, found: Tensor, splits: Splits, config: Config
) -> Tensor:
    """Return of each run's schemes `(runs, restarts, n)`, or none shared, the best `(runs, n)`.

    Each is trained anew on the training data; the validation data decide. A soft A can look right
    and harden to something else, and sharing nothing is then the better answer.
    """
    own = torch.arange(config.n, device=found.device).expand(config.runs, 1, -1)
    labels = torch.cat([found, own], 1)
    assignment = assignment_matrix(labels).flatten(0, 1)
    train, validation, stopping = (
        repeated(lists, labels.shape[1])
        for lists in (splits.train, splits.validation, splits.stopping)
    )
    psi = train_fixed(
        network, assignment, train, stopping, steps=config.final_steps, lr=config.lower_lr
    )
    with torch.no_grad():
        error = network.error(psi, assignment, validation)
    best = error.reshape(config.runs, -1).argmin(1)
    return labels[torch.arange(config.runs, device=best.device), best]


def with_interval(name: str, values: Tensor) -> Iterator[dict]:
    """Yield the mean over runs and, under `name_ci`, half its 95 % interval."""
    before, at, after = name.partition("@")
    yield {"metric": name, "value": values.mean().item()}
    half = 1.96 * values.std().item() / len(values) ** 0.5 if len(values) > 1 else 0.0
    yield {"metric": f"{before}_ci{at}{after}", "value": half}
