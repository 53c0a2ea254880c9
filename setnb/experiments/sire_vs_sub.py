"""SIRE against SUB: a GRU learns sums from 200 lists, with either penalty at three strengths.

Source: cohenkarlik2020, appendix C. Chapter: ch-recurrence. Row S4.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim.lr_scheduler import CosineAnnealingLR

from setnb.experiments.order_penalty import make_penalty, measure_order
from setnb.experiments.running import Session
from setnb.experiments.training import KeepCurve
from setnb.experiments.whole_numbers import Symbols, draw_lists
from setnb.functional import sire_penalty, sub_penalty
from setnb.nn import Readout, RecurrentEncoder, SequenceModel
from setnb.seeds import isolated_seed, make_generator, seed_everything
from setnb.train import fit_resumably

VERSION = 1
POINTS = 20  # of the training curve, evenly spaced


@dataclass(frozen=True, kw_only=True)
class Config:
    """`model` names the penalty, "sire", "sub" or "none", and `strength` is its lambda.

    Lists have n whole numbers below `below`. Loss and penalty are on one scale: the loss is the
    mean absolute error in units of the answer, the penalty a mean over the numbers of a state.
    """

    model: str = "sire"
    strength: float = 64.0
    n: int = 10
    below: int = 20
    train_lists: int = 200
    test_lists: int = 2_000
    epochs: int = 1_000
    batch: int = 50
    width: int = 32
    hidden: int = 64
    lr: float = 2e-3
    seed: int = 0


PRESETS = {
    "smoke": Config(train_lists=20, test_lists=50, epochs=4, batch=10, width=4, hidden=8),
    "live": Config(epochs=150),
    "paper": Config(),
}


def make_model(config: Config) -> SequenceModel:
    """Build the network, `(b, n, 1)` to `(b,)`."""
    phi = Symbols(config.below, config.width)
    reader = RecurrentEncoder(config.width, config.hidden)
    return SequenceModel(phi, reader, Readout(config.hidden, unit=unit_of(config)))


def unit_of(config: Config) -> float:
    """Return the size of one unit of the answer: half the mean of the sums, or about that."""
    return config.n * config.below / 4


def draw(count: int, config: Config, *names: str) -> Tensor:
    """Draw lists of whole numbers: `(count, n, 1)`, as floats."""
    return draw_lists(count, config.n, config.below, make_generator(config.seed, *names))


def run(config: Config, session: Session) -> Iterator[dict]:
    """Train; yield how the loss fell, and what is right, off, and due to order in the end.

    `loss@e` is the mean absolute error on the training lists after e epochs. Test lists are new;
    `order` is a share of variance, `sire` and `sub` the penalties on them.
    """
    x = draw(config.train_lists, config, "train").to(session.device)
    per_epoch = config.train_lists // config.batch
    seed_everything(config.seed)
    model = make_model(config)
    kept = KeepCurve(model, POINTS).to(session.device)
    between = max(1, config.epochs // POINTS)

    def batch(step: int) -> tuple[Tensor, Tensor]:
        epoch, place = divmod(step, per_epoch)
        if place == 0 and epoch % between == 0 and epoch < POINTS * between:
            kept.curve[epoch // between] = mean_error(kept, x)
        order = torch.randperm(len(x), generator=make_generator(config.seed, "epoch", str(epoch)))
        rows = order[place * config.batch :][: config.batch]
        return x[rows], x[rows].sum((1, 2))

    steps = config.epochs * per_epoch
    optimizer = torch.optim.Adam(model.parameters(), lr=config.lr)
    rows = fit_resumably(
        kept,
        batch,
        lambda y, wanted: nn.functional.l1_loss(y, wanted) / unit_of(config),
        optimizer,
        steps=steps,
        schedule=CosineAnnealingLR(optimizer, steps),
        penalty=make_penalty(model, config.model, config.strength),
        checkpoint=session.checkpoint("model"),
    )
    title = f"{config.model} {config.strength:g} seed {config.seed}"
    for _ in session.progress(rows, total=steps, title=title):
        pass
    for k, value in enumerate(kept.curve[: -(-config.epochs // between)].tolist()):
        yield {"metric": f"loss@{k * between}", "value": value}
    session.keep("model", model)
    yield from measure(model, x, config)


@torch.no_grad()
def mean_error(model: nn.Module, x: Tensor) -> float:
    """Return the mean absolute error of the sums."""
    return (model(x) - x.sum((1, 2))).abs().mean().item()


@torch.no_grad()
def measure(model: SequenceModel, x: Tensor, config: Config) -> Iterator[dict]:
    """Yield the final metrics, on the training lists `x` and on new ones."""
    new = draw(config.test_lists, config, "test").to(x.device)
    right = (model(new) - new.sum((1, 2))).abs() < 0.5
    found = {
        "accuracy": right.double().mean().item(),
        "mae": mean_error(model, new),
        "train_mae": mean_error(model, x),
        "order": measure_order(model, new, None, make_generator(config.seed, "orders")),
    }
    read: Any = model.read
    with isolated_seed(config.seed):
        for name, penalty in {"sire": sire_penalty, "sub": sub_penalty}.items():
            found[name] = penalty(read.step, read.state0, model.phi(new)).item()
    yield from ({"metric": name, "value": value} for name, value in found.items())
