"""Arithmetic on lists of symbols: a GRU, a GRU with the SIRE penalty, and Deep Sets.

The symbols are the numbers 0 to 99. With n of them a list has a duplicate with probability
`1 - 100 * 99 * ... * (101 - n) / 100^n`: 9.7 % of the lists of five and 37.2 % of the lists of ten.
Elsewhere the unique sum is the sum, and the unique count is n. `accuracy_duplicates` is the
accuracy on those lists alone, where a constant or a plain sum is found out.

Source: cohenkarlik2020, appendix B. Chapter: ch-recurrence. Row S3.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim.lr_scheduler import CosineAnnealingLR

from setnb.checks import check_choice
from setnb.data.epochs import epoch_rows
from setnb.experiments.order_penalty import make_penalty, measure_order
from setnb.experiments.running import Session
from setnb.experiments.whole_numbers import (
    Symbols,
    draw_lists,
    has_duplicates,
    spread,
    unique_count,
    unique_sum,
    variance,
)
from setnb.functional import sire_penalty
from setnb.nn import DeepSet, Readout, RecurrentEncoder, SequenceModel
from setnb.seeds import isolated_seed, make_generator, seed_everything
from setnb.train import fit_resumably

VERSION = 1
MODELS = ("gru", "sire", "deep_sets")
TASKS: dict[str, Callable[[Tensor], Tensor]] = {
    "sum": lambda x: x.sum(-1),
    "unique_sum": unique_sum,
    "unique_count": unique_count,
    "range": spread,
    "variance": variance,
}


@dataclass(frozen=True, kw_only=True)
class Config:
    """`task` is one of TASKS; `model` is "gru", "sire" (a GRU with the penalty) or "deep_sets".

    Lists have n whole numbers below `below`; the paper does not print how many it trains on.
    `strength` is lambda, for SIRE alone: the loss is the mean absolute error in standard deviations
    of the answers, the penalty a mean over the numbers of a state.
    """

    task: str = "sum"
    model: str = "sire"
    n: int = 5
    strength: float = 64.0
    below: int = 100
    train_lists: int = 10_000
    test_lists: int = 5_000
    epochs: int = 25
    batch: int = 256
    width: int = 32
    hidden: int = 64
    lr: float = 1e-2
    seed: int = 0


PRESETS = {
    "smoke": Config(train_lists=100, test_lists=200, epochs=2, batch=20, width=4, hidden=8),
    "live": Config(epochs=10),
    "paper": Config(),
}


def draw(config: Config, split: str) -> tuple[Tensor, Tensor]:
    """Draw the lists `(count, n, 1)` of the "train" or "test" split, and what is asked of them."""
    count = {"train": config.train_lists, "test": config.test_lists}[split]
    x = draw_lists(count, config.n, config.below, make_generator(config.seed, split))
    return x, TASKS[config.task](x[..., 0])


def scale_of(wanted: Tensor) -> tuple[Tensor, Tensor]:
    """Return the mean and the standard deviation of the answers: networks learn them in its units.

    The tasks are then on one scale: a variance of 750 and a count between 3 and 5.
    """
    return wanted.mean(), wanted.std()


def make_model(config: Config) -> nn.Module:
    """Build the network, `(b, n, 1)` to `(b,)`: symbols are read, or mapped and added up."""
    check_choice(config.model, "model", MODELS)
    symbols = Symbols(config.below, config.width)
    readout = Readout(config.hidden)
    if config.model != "deep_sets":
        return SequenceModel(symbols, RecurrentEncoder(config.width, config.hidden), readout)
    phi = nn.Sequential(symbols, nn.Linear(config.width, config.hidden), nn.Tanh())
    rho = nn.Sequential(nn.Linear(config.hidden, config.hidden), nn.ReLU(), readout)
    return DeepSet(phi, rho)


def run(config: Config, session: Session) -> Iterator[dict]:
    """Train; yield what is right, how far off it is, and what is due to order, on new lists.

    The accuracy is of the rounded answer, `mse` takes its place for the variance. `order` is a
    share of variance; `sire`, the penalty, is measured for the recurrent models.
    """
    x, wanted = (part.to(session.device) for part in draw(config, "train"))
    centre, unit = scale_of(wanted)
    rows_of = epoch_rows(config.train_lists, config.batch, config.seed)

    def batch(step: int) -> tuple[Tensor, Tensor]:
        rows = rows_of(step)
        return x[rows], (wanted[rows] - centre) / unit

    seed_everything(config.seed)
    model = make_model(config).to(session.device)
    steps = config.epochs * (config.train_lists // config.batch)
    optimizer = torch.optim.Adam(model.parameters(), lr=config.lr)
    penalty = None
    if isinstance(model, SequenceModel) and config.model == "sire":
        penalty = make_penalty(model, "sire", config.strength)
    rows = fit_resumably(
        model,
        batch,
        nn.functional.l1_loss,
        optimizer,
        steps=steps,
        schedule=CosineAnnealingLR(optimizer, steps),
        penalty=penalty,
        checkpoint=session.checkpoint("model"),
    )
    title = f"{config.task} of {config.n}, {config.model}, seed {config.seed}"
    for _ in session.progress(rows, total=steps, title=title):
        pass
    yield from measure(model, config, session)


@torch.no_grad()
def measure(model: nn.Module, config: Config, session: Session) -> Iterator[dict]:
    """Yield the metrics on the test lists."""
    x, wanted = (part.to(session.device) for part in draw(config, "test"))
    centre, unit = scale_of(draw(config, "train")[1].to(session.device))
    off = (centre + unit * model(x) - wanted).abs()
    found = {"mae": off.mean().item()}
    if config.task == "variance":
        found["mse"] = off.square().mean().item()
    else:
        right = (off < 0.5).double()
        found["accuracy"] = right.mean().item()
        found["accuracy_duplicates"] = right[has_duplicates(x[..., 0])].mean().item()
    found["order"] = measure_order(model, x, None, make_generator(config.seed, "orders"))
    if isinstance(model, SequenceModel):
        read: Any = model.read
        with isolated_seed(config.seed):
            found["sire"] = sire_penalty(read.step, read.state0, model.phi(x)).item()
    yield from ({"metric": name, "value": value} for name, value in found.items())
