"""Parity of binary lists: a small recurrent network, with or without SIRE, against Deep Sets.

Source: cohenkarlik2020, section 5 and appendix B. Chapter: ch-recurrence. Row S2.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim.lr_scheduler import CosineAnnealingLR

from setnb.checks import check_choice, reject
from setnb.data.epochs import epoch_rows
from setnb.experiments.order_penalty import make_penalty, measure_order
from setnb.experiments.running import Session
from setnb.experiments.whole_numbers import draw_lengths
from setnb.functional import sire_penalty
from setnb.nn import DeepSet, RecurrentEncoder, SequenceModel
from setnb.seeds import isolated_seed, make_generator, seed_everything
from setnb.sets import SetBatch
from setnb.train import fit_resumably, predict

VERSION = 1
GAIN = 16.0  # how much steeper than usual rho's hidden layer starts


@dataclass(frozen=True, kw_only=True)
class Config:
    """`model` is "rnn", of `neurons`, or "deep_sets", with two hidden layers of `width`.

    The first learns at the rate `lr`, the second at `set_lr`. `penalty`, for the RNN alone, is
    "none" or "sire", and `strength` its lambda: a mean over the numbers of a state, added to the
    cross-entropy in nats. Lists have `shortest` to `longest` elements, every length as likely; an
    accuracy is measured at `test_lengths` too.
    """

    model: str = "rnn"
    penalty: str = "none"
    strength: float = 0.01
    neurons: int = 20
    width: int = 100
    train_lists: int = 1_000
    shortest: int = 2
    longest: int = 10
    test_lists: int = 3_000
    test_lengths: tuple[int, ...] = (10, 20, 50, 100, 1_000)
    steps: int = 8_000
    batch: int = 100
    lr: float = 3e-3
    set_lr: float = 1e-3
    clip: float = 1.0
    seed: int = 0


PRESETS = {
    "smoke": Config(
        neurons=4, width=8, train_lists=40, test_lists=50, test_lengths=(4, 30), steps=6, batch=10
    ),
    "live": Config(test_lists=1_000, steps=4_000),
    "paper": Config(),
}


def make_model(config: Config, lists: SetBatch) -> nn.Module:
    """Build the network, `(b, n, 1)` to `(b,)`, the log-odds of an odd number of ones.

    The set model has one hidden layer before the sum and one after it, tanh both. As layers
    usually start, all neurons of the second are steepest at sums near 0, and training stops far
    from zero error; here each starts steepest at the sum of one of `lists`, and `GAIN` times as
    steep.
    """
    check_choice(config.model, "model", ("rnn", "deep_sets"))
    if config.model == "rnn":
        reader = RecurrentEncoder(1, config.neurons, cell="rnn")
        return SequenceModel(nn.Identity(), reader, log_odds(config.neurons))
    if config.penalty != "none":
        reject("penalty", expected='"none" for deep_sets, which has no state', got=config.penalty)
    phi = nn.Sequential(nn.Linear(1, config.width), nn.Tanh())
    after = nn.Linear(config.width, config.width)
    with torch.no_grad():
        some = torch.arange(config.width) % len(lists.mask)
        sums = DeepSet(phi, nn.Identity())(lists.elements[some], lists.mask[some])
        after.weight *= GAIN
        after.bias -= after.bias + (after.weight * sums).sum(1)
    return DeepSet(phi, nn.Sequential(after, nn.Tanh(), log_odds(config.width)))


def log_odds(dim: int) -> nn.Module:
    """Map `(b, dim)` to `(b,)`."""
    return nn.Sequential(nn.Linear(dim, 1), nn.Flatten(0))


def draw(
    count: int, lengths: tuple[int, int], generator: torch.Generator
) -> tuple[SetBatch, Tensor]:
    """Draw lists of fair bits, of uniform length, `(count, longest, 1)`, and their parities."""
    lists = draw_lengths(count, lengths, 2, generator)
    return lists, lists.elements.sum((1, 2)) % 2


def run(config: Config, session: Session) -> Iterator[dict]:
    """Train one model; yield what is right, and what order is worth.

    `train_accuracy` and `accuracy` are on lists of the training lengths, seen and new,
    `accuracy@n` on lists of n. `order` is the share of the log-odds' variance that is due to
    order, on the new lists; an RNN also has `sire`, the penalty there.
    """
    lengths = config.shortest, config.longest
    lists, parities = draw(config.train_lists, lengths, make_generator(config.seed, "train"))
    lists, parities = lists.to(session.device), parities.to(session.device)
    rows_of = epoch_rows(config.train_lists, config.batch, config.seed)

    def batch(step: int) -> tuple[SetBatch, Tensor]:
        rows = rows_of(step)
        return SetBatch(lists.elements[rows], lists.mask[rows]), parities[rows]

    seed_everything(config.seed)
    model = make_model(config, lists.to("cpu")).to(session.device)
    lr = config.lr if config.model == "rnn" else config.set_lr
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    penalty = None
    if isinstance(model, SequenceModel):
        penalty = make_penalty(model, config.penalty, config.strength)
    rows = fit_resumably(
        model,
        batch,
        nn.functional.binary_cross_entropy_with_logits,
        optimizer,
        steps=config.steps,
        schedule=CosineAnnealingLR(optimizer, config.steps),
        penalty=penalty,
        clip=config.clip,
        checkpoint=session.checkpoint("model"),
    )
    title = f"{config.model}, penalty {config.penalty}, seed {config.seed}"
    for _ in session.progress(rows, total=config.steps, title=title):
        pass
    yield {"metric": "train_accuracy", "value": accuracy(model, lists, parities)}
    yield from measure(model, config, session)


@torch.no_grad()
def accuracy(model: nn.Module, lists: SetBatch, parities: Tensor) -> float:
    """Return the share of lists whose log-odds have the right sign."""
    return ((predict(model, lists) > 0) == (parities > 0.5)).double().mean().item()


@torch.no_grad()
def measure(model: Any, config: Config, session: Session) -> Iterator[dict]:
    """Yield the metrics on lists that the training did not see."""

    def new(name: str, shortest: int, longest: int) -> tuple[SetBatch, Tensor]:
        generator = make_generator(config.seed, name)
        lists, parities = draw(config.test_lists, (shortest, longest), generator)
        return lists.to(session.device), parities.to(session.device)

    lists, parities = new("test", config.shortest, config.longest)
    yield {"metric": "accuracy", "value": accuracy(model, lists, parities)}
    for n in config.test_lengths:
        found = accuracy(model, *new(f"test {n}", n, n))
        yield {"metric": f"accuracy@{n}", "value": found}
    x, mask = lists.elements, lists.mask
    order = measure_order(model, x, mask, make_generator(config.seed, "orders"))
    yield {"metric": "order", "value": order}
    if config.model == "rnn":
        with isolated_seed(config.seed):
            sire = sire_penalty(model.read.step, model.read.state0, x, mask)
        yield {"metric": "sire", "value": sire.item()}
