"""Sums of handwritten digits: Deep Sets against LSTM and GRU, far beyond the training length.

Where the paper has eight million images (MNIST8m, deformed MNIST), we have the 8,000 shipped ones
to train on and 2,000 others to test on, and deform the former afresh each time they are drawn. The
sets too are drawn afresh: in all as many as three and a half passes over the paper's 100,000. The
test has 10,000 sets of each length. Ours are the encoder with softmax codes, the smooth loss, the
one-cycle rate, and in the live preset a curriculum.

Source: zaheer2017, section 4.1.2. Chapter: ch-deep-sets-in-practice. Row D9.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor, nn
from torch.optim.lr_scheduler import OneCycleLR

from setnb.checks import check_choice
from setnb.data import LabelledImages, deform_images, digit_sum_batch, load_digits, make_digit_sums
from setnb.experiments.running import Session
from setnb.functional import sum_pool
from setnb.nn import DeepSet, DigitEncoder, Readout, RecurrentEncoder, SequenceModel
from setnb.seeds import make_generator, seed_everything
from setnb.sets import SetBatch
from setnb.train import fit_resumably

VERSION = 1
CODES, HIDDEN, UNIT = 32, 64, 10
LONGEST = 10
CURRICULUM = ((0.3, 1), (0.6, 3), (1.0, LONGEST))  # (until this share of the steps, longest set)


@dataclass(frozen=True, kw_only=True)
class Config:
    """`model` is "deep_sets", "lstm" or "gru"; `images` is about how many are in a batch.

    `curriculum` has short sets first, which a short training needs; `deform` makes every training
    image a little different each time, which a long one gains from. `test_sets` is per length.
    """

    model: str = "deep_sets"
    steps: int = 12_000
    images: int = 160
    curriculum: bool = False
    deform: bool = True
    lr: float = 0.01
    test_lengths: tuple[int, ...] = tuple(range(5, 51, 5))
    test_sets: int = 10_000
    seed: int = 0


PRESETS = {
    "smoke": Config(steps=30, images=40, curriculum=True, test_lengths=(5, 10), test_sets=64),
    "live": Config(steps=1000, lr=0.015, curriculum=True, deform=False, test_sets=4000),
    "paper": Config(),
}


def make_model(name: str) -> DeepSet | SequenceModel:
    """Build a network on sets of images `(*b, n, 784)`, with a mask, to sums `(*b,)`.

    All have the same encoder, softmax codes of 32, and a linear readout without bias. Deep Sets
    adds the codes up, 40,400 weights in all; the others read them into a state of 64 (GRU 59,248,
    LSTM 65,520).
    """
    check_choice(name, "model", ("deep_sets", "lstm", "gru"))
    if name == "deep_sets":
        return DeepSet(DigitEncoder(CODES), Readout(CODES, unit=UNIT))
    read = RecurrentEncoder(CODES, HIDDEN, cell=name)
    return SequenceModel(DigitEncoder(CODES), read, Readout(HIDDEN, unit=UNIT))


def make_batch(config: Config, digits: LabelledImages, step: int) -> tuple[SetBatch, Tensor]:
    """Draw the training sets of one step and their sums: a function of seed and step alone."""
    generator = make_generator(config.seed, "batch", step)
    stages = CURRICULUM if config.curriculum else ((1.0, LONGEST),)
    sets, sums = digit_sum_batch(
        digits, step / config.steps, stages=stages, images=config.images, generator=generator
    )
    if config.deform:
        side = digits.images.shape[-1]
        real = sets.elements[sets.mask].unflatten(-1, (side, side))
        sets.elements[sets.mask] = deform_images(real, generator=generator).flatten(1)
    return sets, sums


def run(config: Config, session: Session) -> Iterator[dict]:
    """Train one model; yield `single_digit_error`, and `mae` and `accuracy` at every length."""
    digits = load_digits("mnist", "train")

    def batch(step: int) -> tuple[SetBatch, Tensor]:
        sets, sums = make_batch(config, digits, step)
        return sets.to(session.device), sums.to(session.device)

    seed_everything(config.seed)
    model = make_model(config.model).to(session.device)
    optimizer = torch.optim.Adam(model.parameters(), betas=(0.9, 0.99), fused=True)
    rows = fit_resumably(
        model,
        batch,
        partial(nn.functional.smooth_l1_loss, beta=0.3),
        optimizer,
        steps=config.steps,
        schedule=OneCycleLR(optimizer, config.lr, total_steps=config.steps, pct_start=0.2),
        checkpoint=session.checkpoint("model"),
    )
    title = f"{config.model}, seed {config.seed}"
    for _ in session.progress(rows, total=config.steps, title=title):
        pass
    yield from measure(model, config, session)


@torch.no_grad()
def measure(model: DeepSet | SequenceModel, config: Config, session: Session) -> Iterator[dict]:
    """Yield the error on single images, then mean absolute error and accuracy at every length.

    A sum is right when the answer rounds to it. Each test image is encoded once.
    """
    digits = load_digits("mnist", "test")
    codes = model.phi(digits.images.flatten(1).to(session.device)).cpu()
    alone = answer(model, codes[:, None].to(session.device)).cpu()
    wrong = (alone.round() != digits.labels).float().mean().item()
    yield {"metric": "single_digit_error", "value": wrong}
    for length in config.test_lengths:
        sets, sums = make_digit_sums(
            digits._replace(images=codes),
            config.test_sets,
            lengths=(length, length),
            generator=make_generator(config.seed, "test", length),
        )
        said = answer(model, sets.elements.to(session.device)).cpu()
        yield {"metric": f"mae@{length}", "value": (said - sums).abs().mean().item()}
        right = (said.round() == sums).float().mean().item()
        yield {"metric": f"accuracy@{length}", "value": right}


def answer(model: DeepSet | SequenceModel, codes: Tensor) -> Tensor:
    """Return what the model says about sets `(*b, n, 784)` whose images have these codes."""
    read = model.read if isinstance(model, SequenceModel) else sum_pool
    return model.rho(read(codes))
