"""Sums of digits given as symbols: Deep Sets against LSTM and GRU, far beyond the training length.

Source: zaheer2017, section 4.1.2. Chapter: ch-deep-sets-in-practice. Row D8.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.optim.lr_scheduler import LambdaLR

from setnb.checks import check_choice
from setnb.data.epochs import epoch_rows
from setnb.experiments.running import Session
from setnb.experiments.whole_numbers import Symbols, draw_lengths
from setnb.nn import DeepSet, RecurrentEncoder, SequenceModel
from setnb.seeds import make_generator, seed_everything
from setnb.sets import SetBatch
from setnb.train import fit_resumably

VERSION = 1
EMBEDDING, SYMBOLS = 100, 10


@dataclass(frozen=True, kw_only=True)
class Config:
    """`model` is "deep_sets", "lstm" or "gru"; lengths are numbers of digits."""

    model: str = "deep_sets"
    train_sets: int = 100_000
    longest: int = 10
    test_lengths: tuple[int, ...] = tuple(range(5, 101, 5))
    test_sets: int = 10_000
    epochs: int = 30
    batch: int = 128
    lr: float = 1e-3
    eps: float = 1e-3
    seed: int = 0


PRESETS = {
    "smoke": Config(train_sets=512, test_lengths=(5, 10), test_sets=64, epochs=2),
    "live": Config(train_sets=10_000, test_lengths=(5, 10, 20, 50, 100), test_sets=1000, epochs=15),
    "paper": Config(),
}


def make_model(name: str) -> nn.Module:
    """Build the paper's networks for text, `(*b, n, 1)` with a mask to `(*b, 1)`.

    Deep Sets: embedding 100, dense 30 with tanh, sum, dense 1. The others read the embeddings.
    """
    check_choice(name, "model", ("deep_sets", "lstm", "gru"))
    if name == "deep_sets":
        phi = nn.Sequential(Symbols(SYMBOLS, EMBEDDING), nn.Linear(EMBEDDING, 30), nn.Tanh())
        return DeepSet(phi, nn.Linear(30, 1))
    hidden = {"lstm": 50, "gru": 80}[name]
    read = RecurrentEncoder(EMBEDDING, hidden, cell=name)
    return SequenceModel(Symbols(SYMBOLS, EMBEDDING), read, nn.Linear(hidden, 1))


def draw(
    count: int, lengths: tuple[int, int], generator: torch.Generator
) -> tuple[SetBatch, Tensor]:
    """Draw sets of digits 0–9 of uniform length, `(count, longest, 1)`, and their sums."""
    sets = draw_lengths(count, lengths, SYMBOLS, generator)
    return sets, sets.elements.sum((1, 2))


def run(config: Config, session: Session) -> Iterator[dict]:
    """Train one model and yield `mae` and `accuracy` at every test length."""
    sets, sums = draw(config.train_sets, (1, config.longest), make_generator(config.seed, "train"))
    steps = config.epochs * (config.train_sets // config.batch)

    rows_of = epoch_rows(config.train_sets, config.batch, config.seed)

    def batch(step: int) -> tuple[SetBatch, Tensor]:
        rows = rows_of(step)
        chosen = SetBatch(sets.elements[rows], sets.mask[rows]).to(session.device)
        return chosen, sums[rows].to(session.device)

    seed_everything(config.seed)
    model = make_model(config.model).to(session.device)
    optimizer = torch.optim.Adam(model.parameters(), lr=config.lr, eps=config.eps)
    schedule = LambdaLR(optimizer, lambda step: 0.5 ** (4 * step // steps))
    rows = fit_resumably(
        model,
        batch,
        lambda answer, target: nn.functional.l1_loss(answer[..., 0], target),
        optimizer,
        steps=steps,
        schedule=schedule,
        checkpoint=session.checkpoint("model"),
    )
    for _ in session.progress(rows, total=steps, title=f"{config.model}, seed {config.seed}"):
        pass
    yield from measure(model, config, session)


def measure(model: nn.Module, config: Config, session: Session) -> Iterator[dict]:
    """Yield mean absolute error and accuracy of the rounded sum, a pair for each length."""
    for length in config.test_lengths:
        generator = make_generator(config.seed, "test", length)
        x, target = draw(config.test_sets, (length, length), generator)
        with torch.no_grad():
            answer = model(x.elements.to(session.device))[..., 0].cpu()
        yield {"metric": f"mae@{length}", "value": (answer - target).abs().mean().item()}
        right = (answer.round() == target).float().mean().item()
        yield {"metric": f"accuracy@{length}", "value": right}
