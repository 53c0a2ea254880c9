"""Does a search find that a matrix is a cross-correlation? Toeplitz sharing from noisy signals.

Signals are filtered, `y[k] = sum_j x[k + j] g[j] + noise`, and G in y = G x is learned with a
sharing scheme chosen on held-out signals. Every seed and restart is searched at once.

Source: yeh2022, section 5.3 and appendix F.3. Chapter: ch-discovering. Row E5.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from setnb.checks import check_count, reject
from setnb.experiments.augerino import augerino_error, fit_augerino
from setnb.experiments.gaussian_sharing import summary
from setnb.experiments.running import Session
from setnb.experiments.shared_matrices import (
    find_scheme,
    fit_free,
    fit_shared,
    measure_moments,
    squared_error,
)
from setnb.functional import canonical_labels, partition_distance
from setnb.seeds import make_generator

VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Config:
    """Signals of `inputs` numbers, filtered by `kernel` numbers 1, 3, 5, ...: y is shorter.

    `variance` is that of the noise, on all but the test signals. `relaxation`, `ridge`, `entropy`
    and `strength` say what is asked of a soft A: see `soft_error` and `scheme_penalty`.
    """

    inputs: int = 4
    kernel: int = 3
    variance: float = 0.1
    train_signals: int = 50
    valid_signals: int = 100
    test_signals: int = 10_000
    relaxation: str = "draws"
    ridge: float = 1e-3
    entropy: float = 0.0
    strength: float = 1.0
    spread: float = 0.01
    lr: float = 0.1
    search_steps: int = 300
    restarts: int = 5
    augerino_steps: int = 300
    seeds: int = 20
    seed: int = 0


PRESETS = {
    "smoke": Config(inputs=3, kernel=2, test_signals=50, search_steps=5, augerino_steps=5, seeds=3),
    "live": Config(seeds=5, test_signals=1_000),
    "paper": Config(),
}


def make_filter(inputs: int, kernel: int) -> Tensor:
    """Return G, `(inputs - kernel + 1, inputs)`: row k holds g from column k on."""
    if not 1 <= kernel <= inputs:
        reject("kernel", expected=f"from 1 to inputs = {inputs}", got=kernel)
    g = 1 + 2 * torch.arange(kernel, dtype=torch.float64)
    matrix = torch.zeros(inputs - kernel + 1, inputs, dtype=torch.float64)
    for k, row in enumerate(matrix):
        row[k : k + kernel] = g
    return matrix


def true_scheme(inputs: int, kernel: int) -> Tensor:
    """Return the Toeplitz scheme of G, flattened: a block for each g[j] and one for all zeros.

    Zeros of different diagonals are one block, as no data could tell their values apart.
    """
    return canonical_labels(make_filter(inputs, kernel).long().flatten())


def draw_signals(count: int, variance: float, config: Config, name: str) -> tuple[Tensor, Tensor]:
    """Draw normal signals `(seeds, count, inputs)` and what the filter makes of them."""
    matrix, generator = make_filter(config.inputs, config.kernel), make_generator(config.seed, name)
    shape = (config.seeds, count)
    x = torch.randn(*shape, config.inputs, dtype=torch.float64, generator=generator)
    noise = torch.randn(*shape, len(matrix), dtype=torch.float64, generator=generator)
    return x, x @ matrix.mT + variance**0.5 * noise


def run(config: Config, session: Session) -> Iterator[dict]:
    """Search, refit; yield per method the squared error `loss`, `pd` and the share `exact` of PD 0.

    Methods: "none" (nothing shared), "oracle" (the Toeplitz scheme), "ours", and "augerino", which
    has no scheme. `loss_ci` and `pd_ci` are half of the 95 % interval over seeds.
    """
    check_count(config.seeds, "seeds", minimum=2)
    x, y = draw_signals(config.train_signals, config.variance, config, "train")
    x_valid, y_valid = draw_signals(config.valid_signals, config.variance, config, "valid")
    train, valid = measure_moments(x, y), measure_moments(x_valid, y_valid)
    every = measure_moments(torch.cat([x, x_valid], 1), torch.cat([y, y_valid], 1))
    test = measure_moments(*draw_signals(config.test_signals, 0.0, config, "test"))

    k = train.yx[0].numel()
    title = f"{config.inputs} inputs, kernel {config.kernel}"
    ours = find_scheme(train, valid, config, session, values=k, title=title)
    truth = true_scheme(config.inputs, config.kernel).expand(config.seeds, -1)
    matrix, law = fit_augerino(every, steps=config.augerino_steps, lr=config.lr / 10)
    losses = {
        "none": squared_error(fit_free(every), test),
        "oracle": squared_error(fit_shared(truth, every), test),
        "ours": squared_error(fit_shared(ours, every), test),
        "augerino": augerino_error(matrix, law, test),
    }
    for method, loss in losses.items():
        yield from summary("loss", method, loss)
    schemes = {"none": torch.arange(k).expand_as(truth), "ours": ours}
    for method, scheme in schemes.items():
        distance = partition_distance(scheme, truth).double()
        yield from summary("pd", method, distance)
        yield {"metric": f"exact@{method}", "value": (distance == 0).double().mean().item()}
