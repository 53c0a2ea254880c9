"""How wide must the sum be? Learned phi and rho for every latent width at once.

A network `rho(sum_i phi(x_i))` is to return the elements of a set, in order. The sum has N numbers,
the set M. Below N = M no continuous phi and rho can be exact; how far off they stay is measured.

Source: wagstaff2019, section 5. Chapter: ch-sum-decomposition. Row D2.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import relu
from torch.optim.lr_scheduler import LambdaLR

from setnb.checks import check_choice
from setnb.experiments.running import Session
from setnb.functional import power_sums
from setnb.seeds import make_generator, seed_everything
from setnb.train import fit_resumably

VERSION = 1
TARGETS = ("elements", "maximum")


@dataclass(frozen=True, kw_only=True)
class Config:
    """`model` says what phi is: "learned", or "power_sums" with only rho learned.

    `size` is M, `latents` are the widths N. `target` is "elements" (all of them, in order) or
    "maximum" (a function so gentle that one exponential nearly does it).
    """

    model: str = "learned"
    target: str = "elements"
    size: int = 4
    latents: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 8)
    hidden: int = 64
    steps: int = 5_000
    batch: int = 128
    lr: float = 5e-3
    test_sets: int = 10_000
    seed: int = 0


PRESETS = {
    "smoke": Config(latents=(1, 4), hidden=8, steps=20, test_sets=100),
    "live": Config(size=3, latents=(1, 2, 3, 4, 6), hidden=32, steps=1500, test_sets=2000),
    "paper": Config(),
}


class StackedDeepSets(nn.Module):
    """Several Deep Sets trained as one: network i has `latents[i]` sums between phi and rho.

    `(b, n)` scalars to `(networks, b, outputs)`. The sums a narrow network lacks are held at zero,
    so the networks share no weight and no gradient, and each learns as it would alone.
    """

    kept: Tensor

    def __init__(self, latents: tuple[int, ...], hidden: int, outputs: int, *, model: str) -> None:
        super().__init__()
        widest, count = max(latents), len(latents)
        narrow = torch.tensor(latents)[:, None, None]
        self.register_buffer("kept", (torch.arange(widest) < narrow).float())
        self.model = check_choice(model, "model", ("learned", "power_sums"))
        fixed = [1] * count
        full = [hidden] * count
        self.phi = nn.ModuleList()
        if model == "learned":
            widths = [(1, hidden, fixed), (hidden, hidden, full), (hidden, widest, full)]
            self.phi.extend(StackedLinear(*width) for width in widths)
        widths = [(widest, hidden, list(latents)), (hidden, hidden, full), (hidden, outputs, full)]
        self.rho = nn.ModuleList(StackedLinear(*width) for width in widths)

    def forward(self, x: Tensor) -> Tensor:
        if self.model == "power_sums":
            sums = power_sums(x, self.kept.shape[-1])[..., 1:] * self.kept
        else:
            flat = x.reshape(1, -1, 1).expand(len(self.kept), -1, -1)
            sums = apply(self.phi, flat).unflatten(1, x.shape).sum(2) * self.kept
        return apply(self.rho, sums / math.sqrt(x.shape[-1]))


class StackedLinear(nn.Module):
    """One linear layer per network, initialised as `nn.Linear` is for its number of inputs."""

    def __init__(self, d: int, k: int, inputs: list[int]) -> None:
        super().__init__()
        bound = torch.tensor(inputs, dtype=torch.float32)[:, None, None].rsqrt()
        self.weight = nn.Parameter((2 * torch.rand(len(inputs), d, k) - 1) * bound)
        self.bias = nn.Parameter((2 * torch.rand(len(inputs), 1, k) - 1) * bound)

    def forward(self, x: Tensor) -> Tensor:
        return torch.baddbmm(self.bias, x, self.weight)


def apply(layers: nn.ModuleList, x: Tensor) -> Tensor:
    """Apply the layers with a ReLU between each two."""
    for layer in layers[:-1]:
        x = relu(layer(x))
    return layers[-1](x)


def make_batch(count: int, config: Config, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Draw sets of scalars, uniform in [-1, 1], `(count, size)`, and what is asked of them."""
    x = 2 * torch.rand(count, config.size, generator=generator) - 1
    check_choice(config.target, "target", TARGETS)
    target = x.sort(-1, descending=True).values
    return x, target if config.target == "elements" else target[:, :1]


def run(config: Config, session: Session) -> Iterator[dict]:
    """Train all widths together; yield `rmse@N` for each and, as N = 0, of the best constant."""
    outputs = config.size if config.target == "elements" else 1

    def batch(step: int) -> tuple[Tensor, Tensor]:
        generator = make_generator(config.seed, "train", step)
        x, target = make_batch(config.batch, config, generator)
        return x.to(session.device), target.to(session.device)

    seed_everything(config.seed)
    model = StackedDeepSets(config.latents, config.hidden, outputs, model=config.model)
    model = model.to(session.device)
    optimizer = torch.optim.Adam(model.parameters(), lr=config.lr)
    schedule = LambdaLR(optimizer, lambda step: (1 + math.cos(math.pi * step / config.steps)) / 2)
    rows = fit_resumably(
        model,
        batch,
        # The sum over networks: each gradient is that of its own mean squared error.
        lambda answer, target: (answer - target).square().mean((1, 2)).sum(),
        optimizer,
        steps=config.steps,
        schedule=schedule,
        checkpoint=session.checkpoint("model"),
        every=2000,
    )
    for _ in session.progress(rows, total=config.steps, title=f"seed {config.seed}"):
        pass
    x, target = make_batch(config.test_sets, config, make_generator(config.seed, "test"))
    with torch.no_grad():
        answers = model(x.to(session.device)).cpu()
    constant = target.mean(0).expand_as(target)[None]
    for latent, answer in zip((0, *config.latents), torch.cat([constant, answers]), strict=True):
        rmse = (answer - target).square().mean().sqrt().item()
        yield {"metric": f"rmse@{latent}", "value": rmse}
