"""Number the elements of every class: seven models, of which two may tell equal elements apart.

Source: zhang2022, section 4.1 and appendix E.1. Chapter: ch-numbering. Row M7.
"""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn
from torch.nn.functional import one_hot

from setnb.checks import check_choice
from setnb.data.epochs import epoch_rows
from setnb.experiments.running import Session
from setnb.experiments.training import KeepBest, Training, train
from setnb.functional import (
    class_features,
    number_within_classes,
    numbering_errors,
    project_simplex,
)
from setnb.losses import hungarian_loss
from setnb.nn import (
    DSPN,
    BiLSTM,
    EquivariantDeepSet,
    SetCompleter,
    SetEncoder,
    SetTransformer,
)
from setnb.seeds import derive_seed, isolated_seed, make_generator, seed_everything
from setnb.sets import SetBatch
from setnb.train import predict

VERSION = 1
ABSENT = -1
POSITIONS = {
    "transformer": "none",
    "transformer_positions": "sinusoidal",
    "transformer_random_positions": "random",
}
DESCENDING = ("dspn", "idspn")
MODELS = ("deep_sets", *POSITIONS, "bilstm", *DESCENDING)


@dataclass(frozen=True, kw_only=True)
class Config:
    """`hidden` is the width of DSPN's encoders and their latent, `width` that of the others.

    Sets have n elements, or `smallest` to n where that is not 0. `augment` shuffles every training
    set anew. `iterations` are the inner steps of DSPN and iDSPN.
    """

    model: str = "idspn"
    n: int = 64
    smallest: int = 0
    classes: int = 4
    train_sets: int = 640
    validation_sets: int = 6_400
    test_sets: int = 64_000
    augment: bool = False
    steps: int = 50_000
    batch: int = 128
    lr: float = 1e-3
    every: int = 500
    hidden: int = 256
    width: int = 64
    iterations: int = 20
    clip: float = 40.0
    seed: int = 0


PRESETS = {
    "smoke": Config(
        n=6,
        classes=2,
        train_sets=64,
        validation_sets=64,
        test_sets=128,
        steps=20,
        every=10,
        batch=32,
        hidden=16,
        width=16,
    ),
    "live": Config(
        n=8,
        classes=3,
        validation_sets=256,
        test_sets=1_000,
        steps=600,
        every=100,
        batch=64,
        hidden=64,
        width=32,
    ),
    "paper": Config(),
}


def make_model(config: Config) -> nn.Module:
    """Build one of the seven: `(b, n, classes)` one-hot to `(b, n, n)`, a score for each number."""
    c, n, width = config.classes, config.n, config.width
    check_choice(config.model, "model", MODELS)
    if config.model == "deep_sets":
        return EquivariantDeepSet(c, width, width, n)
    if config.model == "bilstm":
        return BiLSTM(c, width, n, layers=2)
    if config.model in POSITIONS:
        positions = POSITIONS[config.model]
        return SetTransformer(c, n, width=width, heads=8, positions=positions)
    encoder, inner = (SetEncoder(d, config.hidden, hidden=(config.hidden,)) for d in (c, c + n))
    momentum, gradient = {"dspn": (0.0, "unrolled"), "idspn": (0.9, "identity")}[config.model]
    decoder = DSPN(
        inner,
        n,
        n,
        steps=config.iterations,
        momentum=momentum,
        gradient=gradient,
        project=project_simplex,
        clip=config.clip,
    )
    return SetCompleter(encoder, decoder)


def draw(count: int, config: Config, *names: str) -> Tensor:
    """Draw multisets of classes, independent and uniform: `(count, n)`, padded with -1."""
    generator = make_generator(config.seed, *names)
    classes = torch.randint(config.classes, (count, config.n), generator=generator)
    if not config.smallest:
        return classes
    sizes = torch.randint(config.smallest, config.n + 1, (count, 1), generator=generator)
    return classes.masked_fill(torch.arange(config.n) >= sizes, ABSENT)


def to_batch(classes: Tensor, config: Config) -> SetBatch | Tensor:
    """Return what the models read: one-hot classes, with a mask where sizes differ."""
    features = class_features(classes.clamp(min=0), config.classes)
    return SetBatch(features, classes != ABSENT) if config.smallest else features


def numbering_loss(scores: Tensor, classes: Tensor, pair: str) -> Tensor:
    """Match scores and right numbers within each class; average the cost over the batch.

    `scores` are `(*r, b, n, n)`, `classes` `(*r, b, n)`, the answer `(*r)`.
    """
    wanted = one_hot(number_within_classes(classes), classes.shape[-1]).to(scores.dtype)
    mask = classes != ABSENT
    return hungarian_loss(scores, wanted, pair, mask=mask, groups=classes).mean(-1)


def program(config: Config) -> Hashable:
    """Return what runs must share to be trained as one tensor program; None if they must not be.

    Seed, rate, data and their shuffling may differ. A recurrent network has no axis of networks,
    and random positions are drawn from torch's global generator, which serves one run only.
    """
    if config.model in ("bilstm", "transformer_random_positions"):
        return None
    config = replace(config, train_sets=0, validation_sets=0, test_sets=0)
    return replace(config, seed=0, lr=0.0, augment=False)


def run(config: Config, session: Session) -> Iterator[dict]:
    """Train one model; yield the test accuracy of its best state, and how wrong it is at worst."""
    yield from train(prepare(config, session), session)


def prepare(config: Config, session: Session) -> Training:
    """Draw the data, build the model, and say how it is trained and tested."""
    sets = draw(config.train_sets, config, "train")
    rows_of = epoch_rows(config.train_sets, config.batch, config.seed)
    pair = "euclidean" if config.model in DESCENDING else "cross_entropy"
    seed_everything(config.seed)
    kept = KeepBest(make_model(config)).to(session.device)

    def validate() -> None:
        classes = draw(config.validation_sets, config, "validation")
        kept.offer(_right(errors(kept.model, classes, config, session)))

    def batch(step: int) -> tuple[SetBatch | Tensor, Tensor]:
        if step and step % config.every == 0:  # before the step, so that resuming repeats it
            validate()
        classes = sets[rows_of(step)]
        if config.augment:
            generator = make_generator(config.seed, "augment", step)
            order = torch.rand(classes.shape, generator=generator)
            order = order.masked_fill(classes == ABSENT, 2.0).argsort(-1)  # padding stays behind
            classes = classes.gather(-1, order)
        classes = classes.to(session.device)
        return to_batch(classes, config), classes

    def finish(diverged: bool) -> Iterator[dict]:
        validate()
        session.keep("best", kept.best)
        wrong = errors(kept.best, draw(config.test_sets, config, "test"), config, session)
        yield {"metric": "accuracy", "value": _right(wrong)}
        yield {"metric": "validation_accuracy", "value": kept.accuracy.item()}
        yield {"metric": "element_error", "value": wrong.float().mean().item() / config.n}
        yield {"metric": "worst_errors", "value": float(wrong.max())}
        yield {"metric": "diverged", "value": float(diverged)}

    return Training(
        title=f"{config.model}, seed {config.seed}",
        network=kept.model,
        state=kept,
        batch=batch,
        loss=lambda scores, classes: numbering_loss(scores, classes, pair),
        lr=config.lr,
        steps=config.steps,
        every=config.every,
        checkpoint=session.checkpoint("model"),
        finish=finish,
    )


def errors(model: nn.Module, classes: Tensor, config: Config, session: Session) -> Tensor:
    """Count the wrong numbers in each multiset; a model's own noise is the same in every call."""
    model.eval()
    found = []
    with torch.no_grad(), isolated_seed(derive_seed(config.seed, "noise")):
        for part in classes.split(640):
            part = part.to(session.device)
            numbers = predict(model, to_batch(part, config)).argmax(-1)
            # Padding is a class of its own; numbered rightly, it counts for nothing.
            numbers = torch.where(part == ABSENT, number_within_classes(part), numbers)
            found.append(numbering_errors(part, numbers).cpu())
    return torch.cat(found)


def _right(wrong: Tensor) -> float:
    return (wrong == 0).float().mean().item()
