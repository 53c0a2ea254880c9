"""Auto-encode random multisets: DSPN, iDSPN, iDSPN with momentum; FSPool, sums and means.

Source: zhang2022, section 4.2 and appendix E.2. Chapter: ch-numbering. Row M8.
"""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from setnb.checks import check_choice
from setnb.data.epochs import epoch_rows
from setnb.experiments.running import Session
from setnb.experiments.training import Training, train
from setnb.losses import hungarian_loss
from setnb.nn import DSPN, SetAutoencoder, SetEncoder
from setnb.seeds import derive_seed, isolated_seed, make_generator, seed_everything

VERSION = 1
# Momentum, and how gradients pass through the inner descent.
MODELS = {
    "dspn": (0.0, "unrolled"),
    "idspn": (0.0, "identity"),
    "idspn_momentum": (0.9, "identity"),
}


@dataclass(frozen=True, kw_only=True)
class Config:
    """`how` pools in both encoders; `iterations` are the inner steps; elements are N(0, I)."""

    model: str = "idspn_momentum"
    how: str = "fspool"
    n: int = 8
    d: int = 8
    iterations: int = 10
    latent: int = 512
    start: str = "learned"
    start_std: float = 0.1
    train_sets: int = 64_000
    test_sets: int = 6_400
    epochs: int = 40
    batch: int = 128
    lr: float = 1e-3
    seed: int = 0


PRESETS = {
    "smoke": Config(n=2, d=2, latent=8, train_sets=128, test_sets=64, epochs=2, batch=32),
    "live": Config(n=4, d=4, latent=128, train_sets=16_000, test_sets=1_000, epochs=1, batch=32),
    "paper": Config(),
}


def make_model(config: Config) -> SetAutoencoder:
    """Build encoder and decoder; the three models and the poolings differ in nothing else."""
    check_choice(config.model, "model", tuple(MODELS))
    momentum, gradient = MODELS[config.model]
    encoder, inner = (
        SetEncoder(config.d, config.latent, hidden=(config.latent,), how=config.how)
        for _ in range(2)
    )
    decoder = DSPN(
        inner,
        config.n,
        config.d,
        steps=config.iterations,
        momentum=momentum,
        gradient=gradient,
        start=config.start,
        start_std=config.start_std,
    )
    return SetAutoencoder(encoder, decoder)


def draw(count: int, config: Config, *names: str) -> Tensor:
    """Draw random multisets, every number standard normal: `(count, n, d)`."""
    return torch.randn(count, config.n, config.d, generator=make_generator(config.seed, *names))


def program(config: Config) -> Hashable:
    """Return what runs must share to be trained as one tensor program: all but seed and rate."""
    return replace(config, seed=0, lr=0.0, test_sets=0)


def run(config: Config, session: Session) -> Iterator[dict]:
    """Train one autoencoder; yield its test `loss` in the end, and whether it `diverged`.

    It has diverged if a number ceased to be finite, then the last finite weights are tested, or if
    the loss ends above `zero_loss`, that of answering with zeros.
    """
    yield from train(prepare(config, session), session)


def prepare(config: Config, session: Session) -> Training:
    """Draw the data, build the model, and say how it is trained and tested."""
    sets = draw(config.train_sets, config, "train")
    rows_of = epoch_rows(config.train_sets, config.batch, config.seed)

    def batch(step: int) -> tuple[Tensor, Tensor]:
        x = sets[rows_of(step)].to(session.device)
        return x, x

    seed_everything(config.seed)
    model = make_model(config).to(session.device)

    def finish(diverged: bool) -> Iterator[dict]:
        session.keep("model", model)
        x = draw(config.test_sets, config, "test")
        model.eval()
        with torch.no_grad(), isolated_seed(derive_seed(config.seed, "noise")):
            answers = [model(part.to(session.device)).cpu() for part in x.split(640)]
        loss = hungarian_loss(torch.cat(answers).nan_to_num(), x, "huber").mean().item()
        zero = hungarian_loss(torch.zeros_like(x), x, "huber").mean().item()
        yield {"metric": "loss", "value": loss}
        yield {"metric": "zero_loss", "value": zero}
        yield {"metric": "diverged", "value": float(diverged or loss > zero)}

    return Training(
        title=f"{config.model} {config.how} n={config.n} d={config.d} seed {config.seed}",
        network=model,
        state=model,
        batch=batch,
        loss=lambda y, x: hungarian_loss(y, x, "huber").mean(-1),
        lr=config.lr,
        steps=config.epochs * (config.train_sets // config.batch),
        every=500,
        checkpoint=session.checkpoint("model"),
        finish=finish,
    )
