"""Entropy and mutual information of Gaussians from points: Deep Sets against kernel regression.

Source: zaheer2017, section 4.1.1. Chapter: ch-deep-sets-in-practice. Row D7.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.optim.lr_scheduler import OneCycleLR

from setnb.checks import check_choice
from setnb.data.populations import make_populations, population_statistic
from setnb.experiments.running import Session
from setnb.functional.mean_embedding import fourier_embedding, mean_kernel, median_distance
from setnb.functional.ridge import RidgeFit, feature_ridge, kernel_ridge
from setnb.nn import DeepSet
from setnb.seeds import make_generator, seed_everything
from setnb.sets import SetBatch
from setnb.train import fit_resumably

VERSION = 2
MODELS = ("deep_sets", "sdm", "sdm_fourier", "plug_in")
STRENGTHS = torch.logspace(-8, 2, 21, dtype=torch.float64)  # of the ridge, per training set
SCALES = (0.25, 0.5, 1.0, 2.0, 4.0)  # bandwidths, in median distances between points
PILOT = 64  # training sets that choose the bandwidth


@dataclass(frozen=True, kw_only=True)
class Config:
    """`task` as in `make_populations`; `sets` are the training sets of `sizes` points each.

    `model` is "deep_sets", "sdm" (exact kernel), "sdm_fourier" (its random features) or "plug_in"
    (the statistic of the sample covariance: it is told that the sets are Gaussian and centred).
    """

    model: str = "deep_sets"
    task: str = "rotation"
    sets: int = 2**10
    sizes: tuple[int, int] = (300, 500)
    test_sets: int = 256
    hidden: int = 64
    batch: int = 16
    epochs: int = 6
    least_steps: int = 1500
    lr: float = 2e-3
    features: int = 1024
    seed: int = 0


PRESETS = {
    "smoke": Config(sets=32, sizes=(20, 30), test_sets=16, least_steps=20, features=64),
    "live": Config(sets=2**8, sizes=(100, 200), test_sets=256, least_steps=600, epochs=1),
    "paper": Config(),
}


def make_model(dim: int, hidden: int) -> DeepSet:
    """Build phi and rho of three dense layers each, with ReLU, around a mean.

    The mean, not the sum: the statistic does not depend on how many points were drawn.
    """
    phi = nn.Sequential(
        *(nn.Linear(dim, hidden), nn.ReLU()),
        *(nn.Linear(hidden, hidden), nn.ReLU()),
        *(nn.Linear(hidden, hidden), nn.ReLU()),
    )
    rho = nn.Sequential(
        *(nn.Linear(hidden, hidden), nn.ReLU()),
        *(nn.Linear(hidden, hidden), nn.ReLU()),
        nn.Linear(hidden, 1),
    )
    return DeepSet(phi, rho, how="mean")


def run(config: Config, session: Session) -> Iterator[dict]:
    """Fit one model and yield its squared error on new sets, and what fitting and asking cost.

    `mse` is in nats squared; `variance` is that of the test labels, the error of a constant.
    `fit_seconds` and `predict_seconds` are CPU seconds of this process, all threads together: other
    work on the machine does not change them. After an interruption `fit_seconds` counts the last
    part only.
    """
    check_choice(config.model, "model", MODELS)
    train = make_populations(
        config.task, config.sets, sizes=config.sizes, seed=config.seed, split="train"
    )
    x, y = make_populations(
        config.task, config.test_sets, sizes=config.sizes, seed=config.seed, split="test"
    )
    fits = {
        "deep_sets": fit_deep_sets,
        "sdm": fit_sdm,
        "sdm_fourier": fit_sdm_fourier,
        "plug_in": fit_plug_in,
    }
    start = time.process_time()
    predict = fits[config.model](config, session, *train)
    fitted = time.process_time()
    with torch.no_grad():
        answer = predict(x)
    asked = time.process_time()
    yield {"metric": "mse", "value": (answer.cpu() - y).double().square().mean().item()}
    yield {"metric": "variance", "value": y.double().var(correction=0).item()}
    yield {"metric": "fit_seconds", "value": fitted - start}
    yield {"metric": "predict_seconds", "value": asked - fitted}


def fit_deep_sets(config: Config, session: Session, x: SetBatch, y: Tensor):
    """Train on standardised labels; every step takes the next sets of a fresh shuffle."""
    centre, scale = y.mean(), y.std(correction=0)
    per_epoch = max(1, config.sets // config.batch)
    steps = max(config.least_steps, config.epochs * per_epoch)

    def batch(step: int) -> tuple[SetBatch, Tensor]:
        epoch, place = divmod(step, per_epoch)
        generator = make_generator(config.seed, "order", epoch)
        rows = torch.randperm(config.sets, generator=generator)[place * config.batch :]
        rows = rows[: config.batch]
        chosen = SetBatch(x.elements[rows], x.mask[rows]).to(session.device)
        return chosen, ((y[rows] - centre) / scale).to(session.device)

    seed_everything(config.seed)
    model = make_model(x.elements.shape[-1], config.hidden).to(session.device)
    optimizer = torch.optim.Adam(model.parameters(), lr=config.lr)
    schedule = OneCycleLR(optimizer, config.lr, total_steps=steps + 1)
    rows = fit_resumably(
        model,
        batch,
        lambda answer, target: nn.functional.mse_loss(answer[..., 0], target),
        optimizer,
        steps=steps,
        schedule=schedule,
        checkpoint=session.checkpoint("model"),
    )
    title = f"deep_sets, {config.task}, {config.sets} sets, seed {config.seed}"
    for _ in session.progress(rows, total=steps, title=title):
        pass

    def predict(sets: SetBatch) -> Tensor:
        parts = zip(sets.elements.split(64), sets.mask.split(64), strict=True)
        answers = [model(e.to(session.device), m.to(session.device))[..., 0] for e, m in parts]
        return torch.cat(answers).cpu() * scale + centre

    return predict


def fit_sdm(config: Config, session: Session, x: SetBatch, y: Tensor):
    """Ridge regression on the exact kernel between sets; the bandwidth is chosen on a few sets."""
    bandwidth = choose_bandwidth(x, y)
    kernel = mean_kernel(x.elements, None, bandwidth, x.mask)
    fit = kernel_ridge(kernel, y, STRENGTHS * len(y))
    return lambda new: fit.predict(
        mean_kernel(new.elements, x.elements, bandwidth, new.mask, x.mask)
    )


def fit_sdm_fourier(config: Config, session: Session, x: SetBatch, y: Tensor):
    """Ridge regression on random Fourier features of the same kernel."""
    bandwidth = choose_bandwidth(x, y)
    generator = make_generator(config.seed, "fourier")
    waves = torch.randn(x.elements.shape[-1], config.features, generator=generator)
    phases = 2 * torch.pi * torch.rand(config.features, generator=generator)

    def embed(sets: SetBatch) -> Tensor:
        return fourier_embedding(sets.elements, waves, phases, bandwidth, sets.mask)

    fit = feature_ridge(embed(x), y, STRENGTHS * len(y))
    return lambda new: fit.predict(embed(new))


def fit_plug_in(config: Config, session: Session, x: SetBatch, y: Tensor):
    """The statistic of the sample covariance: nothing to fit."""

    def predict(sets: SetBatch) -> Tensor:
        counts = sets.mask.sum(1)[:, None, None]
        points = sets.elements.double()
        return population_statistic(config.task, points.mT @ points / counts)

    return predict


def choose_bandwidth(x: SetBatch, y: Tensor) -> float:
    """Return the bandwidth of least leave-one-out error on the first `PILOT` training sets."""
    x, y = SetBatch(x.elements[:PILOT], x.mask[:PILOT]), y[:PILOT]
    middle = median_distance(x.elements[:4], x.mask[:4])

    def fit(scale: float) -> RidgeFit:
        kernel = mean_kernel(x.elements, None, scale * middle, x.mask)
        return kernel_ridge(kernel, y, STRENGTHS * len(y))

    return min(SCALES, key=lambda scale: fit(scale).loo_error) * middle
