"""Digits read pixel by pixel, shuffled a little: a GRU bound locally, everywhere, or not at all.

Every image is a list of pixels, shuffled inside windows of 4, then of 7: nothing goes far. Where
the paper has the 60,000 training images of MNIST we have the 8,000 shipped ones, and 2,000 others
to test on; every image is shuffled anew each time it is seen, which the paper leaves open.

Source: cohenkarlik2020, appendix B. Chapter: ch-recurrence. Row S6.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim.lr_scheduler import CosineAnnealingLR

from setnb.checks import check_choice, check_count, reject
from setnb.data import load_digits
from setnb.data.epochs import epoch_rows
from setnb.experiments.order_penalty import ORDERS, make_penalty, measure_order
from setnb.experiments.running import Session
from setnb.functional import sire_penalty
from setnb.functional.local_shuffles import furthest_move, shuffle_locally
from setnb.functional.recurrence import share_of_order
from setnb.nn import DeepSet, RecurrentEncoder, SequenceModel
from setnb.seeds import isolated_seed, make_generator, seed_everything
from setnb.train import fit_resumably

VERSION = 1
MODELS = ("gru", "local", "sire", "invariant")
CLASSES = 10
CLIP = 1.0  # of the gradient's norm
COMPARED = 200  # test images whose answers in several orders are compared


@dataclass(frozen=True, kw_only=True)
class Config:
    """`model` is "gru" (no penalty), "local" or "sire" (with one), or "invariant" (Deep Sets).

    `strength` is the penalty's lambda; "local" asks about swaps no further apart than the `windows`
    move a pixel, "sire" about all. `side` divides 28: 14 averages 2 x 2 pixels into one.
    """

    model: str = "local"
    side: int = 28
    windows: tuple[int, ...] = (4, 7)
    strength: float = 10.0
    hidden: int = 64
    epochs: int = 10
    batch: int = 50
    lr: float = 3e-3
    train_images: int = 8_000
    test_images: int = 2_000
    seed: int = 0


PRESETS = {
    "smoke": Config(side=7, hidden=8, epochs=2, batch=10, train_images=40, test_images=30),
    "live": Config(side=14, epochs=2, train_images=7_000, test_images=500),
    "paper": Config(),
}


def make_model(config: Config) -> nn.Module:
    """Build the network, `(b, n, 1)` to `(b, 10)`."""
    hidden = config.hidden
    if check_choice(config.model, "model", MODELS) == "invariant":
        relu = nn.ReLU()
        phi = nn.Sequential(nn.Linear(1, hidden), relu, nn.Linear(hidden, hidden), relu)
        rho = nn.Sequential(nn.Linear(hidden, hidden), relu, nn.Linear(hidden, CLASSES))
        return DeepSet(phi, rho, how="mean")
    return SequenceModel(nn.Identity(), RecurrentEncoder(1, hidden), nn.Linear(hidden, CLASSES))


def load_pixels(split: str, count: int, side: int) -> tuple[Tensor, Tensor]:
    """Return the first `count` images as lists of pixels, row after row, `(count, n, 1)`; labels.

    Images `side` wide are averages over squares of the shipped ones.
    """
    digits = load_digits("mnist", split)
    width = digits.images.shape[-1]
    if width % check_count(side, "side"):
        reject("side", expected=f"a divisor of {width}", got=side)
    images = nn.functional.avg_pool2d(digits.images[: check_count(count, "images")], width // side)
    return images.flatten(1)[..., None], digits.labels[:count]


def run(config: Config, session: Session) -> Iterator[dict]:
    """Train one model; yield its accuracy on new images, and what order is worth to it."""
    seed_everything(config.seed)
    model = make_model(config).to(session.device)
    pixels, labels = load_pixels("train", config.train_images, config.side)
    rows_of = epoch_rows(len(pixels), config.batch, config.seed)

    def batch(step: int) -> tuple[Tensor, Tensor]:
        rows = rows_of(step)
        shuffled = shuffled_lists(pixels[rows], config, "train", step)
        return shuffled.to(session.device), labels[rows].to(session.device)

    steps = config.epochs * (len(pixels) // config.batch)
    optimizer = torch.optim.Adam(model.parameters(), lr=config.lr)
    rows = fit_resumably(
        model,
        batch,
        nn.functional.cross_entropy,
        optimizer,
        steps=steps,
        schedule=CosineAnnealingLR(optimizer, steps),
        penalty=penalty_of(model, config),
        clip=CLIP,
        checkpoint=session.checkpoint("model"),
    )
    title = f"{config.model} side {config.side} seed {config.seed}"
    for _ in session.progress(rows, total=steps, title=title):
        pass
    session.keep("model", model)
    yield from measure(model, config, session)


def shuffled_lists(pixels: Tensor, config: Config, *names: str | int) -> Tensor:
    """Shuffle every list locally, with draws that depend on the names alone."""
    generator = make_generator(config.seed, "shuffle", *names)
    return shuffle_locally(pixels, config.windows, generator=generator)


def reach_of(config: Config) -> int:
    """Return how far a local shuffle moves a pixel at most."""
    return furthest_move(config.windows, config.side**2)


def penalty_of(model: Any, config: Config) -> Callable[[Any], Tensor] | None:
    """Return what is added to the loss: nothing, or SIRE with the model's reach."""
    if config.model not in ("local", "sire"):
        return None
    reach = reach_of(config) if config.model == "local" else None
    return make_penalty(model, "sire", config.strength, reach=reach)


@torch.no_grad()
def measure(model: nn.Module, config: Config, session: Session) -> Iterator[dict]:
    """Yield the share of test images recognised, and for a few of them what their order is worth.

    Each test image comes in one local shuffle. `order_local` is the share of the variance of the
    logits that is due to local shuffles, `order` to whole ones, and `sire_local` the penalty for
    local swaps, of recurrent models only.
    """
    pixels, labels = load_pixels("test", config.test_images, config.side)
    parts = shuffled_lists(pixels, config, "test").split(250)
    answers = torch.cat([model(part.to(session.device)).argmax(-1).cpu() for part in parts])
    few = pixels[:COMPARED]
    shuffled = [shuffled_lists(few, config, "again", k).to(session.device) for k in range(ORDERS)]
    whole = make_generator(config.seed, "orders")
    found = {
        "accuracy": (answers == labels).double().mean().item(),
        "order_local": share_of_order(torch.stack([model(x) for x in shuffled])),
        "order": measure_order(model, few.to(session.device), None, whole),
    }
    if isinstance(model, SequenceModel):
        read: Any = model.read
        with isolated_seed(config.seed):
            swaps = [
                sire_penalty(read.step, read.state0, x, reach=reach_of(config)) for x in shuffled
            ]
        found["sire_local"] = torch.stack(swaps).mean().item()
    yield from ({"metric": name, "value": value} for name, value in found.items())
