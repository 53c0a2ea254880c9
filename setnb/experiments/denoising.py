"""Denoising steps with a matrix: which of its entries may be shared, and does it pay?

A signal jumps once, at any place, under noise; y = G x is to be the clean signal. A sharing scheme
for G is chosen on held-out signals. Every seed and restart is searched at once.

Source: yeh2022, appendix D.1. Chapter: ch-discovering. Row E6.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from setnb.checks import check_count
from setnb.experiments.augerino import augerino_error, fit_augerino
from setnb.experiments.gaussian_sharing import summary
from setnb.experiments.running import Session
from setnb.experiments.shared_matrices import (
    find_scheme,
    fit_free,
    fit_shared,
    measure_moments,
    squared_error,
    toeplitz_labels,
)
from setnb.functional import partition_distance
from setnb.seeds import make_generator

VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Config:
    """Signals of `length` numbers under normal noise of standard deviation `noise`.

    At most `values` different entries of G are searched for. `relaxation`, `ridge`, `entropy` and
    `strength` say what is asked of a soft A: see `soft_error` and `scheme_penalty`.
    """

    length: int = 20
    noise: float = 10.0
    values: int = 40
    train_signals: int = 50
    valid_signals: int = 100
    test_signals: int = 10_000
    relaxation: str = "draws"
    ridge: float = 1e-3
    entropy: float = 0.0
    strength: float = 3e-3
    spread: float = 0.01
    lr: float = 0.05
    search_steps: int = 400
    restarts: int = 2
    augerino_steps: int = 300
    seeds: int = 5
    seed: int = 0


PRESETS = {
    "smoke": Config(length=4, values=5, test_signals=50, search_steps=5, augerino_steps=5, seeds=3),
    "live": Config(length=8, values=16, test_signals=1_000, search_steps=200),
    "paper": Config(),
}


class Matrices(nn.Module):
    """What was learned for the first seed, as weights that a chapter can draw."""

    def __init__(self, **matrices: Tensor) -> None:
        super().__init__()
        for name, matrix in matrices.items():
            self.register_buffer(name, matrix)


def draw_steps(count: int, config: Config, name: str) -> tuple[Tensor, Tensor]:
    """Draw noisy and clean steps, `(seeds, count, length)` each.

    A clean step is `b` up to a place t and `b + s` from t on: s uniform in [1, 50], b in [-5, 5], t
    in 0, ..., length, so that some do not jump within sight.
    """
    generator = make_generator(config.seed, name)
    shape = (config.seeds, count, 1)

    def uniform(low: float, high: float) -> Tensor:
        share = torch.rand(shape, dtype=torch.float64, generator=generator)
        return low + (high - low) * share

    height, base = uniform(1, 50), uniform(-5, 5)
    place = torch.randint(config.length + 1, shape, generator=generator)
    clean = height * (torch.arange(config.length) >= place) + base
    noise = torch.randn(clean.shape, dtype=torch.float64, generator=generator)
    return clean + config.noise * noise, clean


def run(config: Config, session: Session) -> Iterator[dict]:
    """Search, refit; yield per method the mean squared error to the clean signal, `loss`.

    Methods: "none" (nothing shared), "toeplitz" (one value per diagonal), "ours", and "augerino",
    which has no scheme. For ours also `blocks`, how many values there are, and `pd`, the partition
    distance to the Toeplitz scheme. `loss_ci` and so on are half of the 95 % interval over seeds.
    """
    check_count(config.seeds, "seeds", minimum=2)
    x, y = draw_steps(config.train_signals, config, "train")
    x_valid, y_valid = draw_steps(config.valid_signals, config, "valid")
    train, valid = measure_moments(x, y), measure_moments(x_valid, y_valid)
    every = measure_moments(torch.cat([x, x_valid], 1), torch.cat([y, y_valid], 1))
    test = measure_moments(*draw_steps(config.test_signals, config, "test"))

    title = f"noise {config.noise:g}"
    ours = find_scheme(train, valid, config, session, values=config.values, title=title)
    diagonals = toeplitz_labels(config.length, config.length).expand(config.seeds, -1)
    matrices = {
        "none": fit_free(every),
        "toeplitz": fit_shared(diagonals, every),
        "ours": fit_shared(ours, every),
    }
    averaged, law = fit_augerino(every, steps=config.augerino_steps, lr=config.lr / 100)
    losses = {method: squared_error(matrix, test) for method, matrix in matrices.items()}
    losses["augerino"] = augerino_error(averaged, law, test)
    for method, loss in losses.items():
        yield from summary("loss", method, loss)
    yield from summary("pd", "ours", partition_distance(ours, diagonals).double())
    yield from summary("blocks", "ours", ours.max(-1).values.double() + 1)
    session.keep("matrices", Matrices(**{name: g[0].float() for name, g in matrices.items()}))
