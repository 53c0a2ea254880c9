"""Augerino on sums of numbers: average over sampled permutations, and learn which to sample.

The baseline of `setnb.experiments.sum_of_numbers`, on the same data. The paper prints neither the
temperature nor the rounds of Sinkhorn's algorithm (.1 and 20 in its released code), nor a weight
that rewards wide distributions. Ours are .5, 20 and 1e-3.

Source: yeh2022, section 5.2 (after benton2020 and mena2018). Chapter: ch-discovering. Row E4.
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from setnb.experiments.position_network import SYMBOLS, PositionNetwork
from setnb.experiments.running import Session
from setnb.experiments.sum_of_numbers import Config as SumConfig
from setnb.experiments.sum_of_numbers import make_splits, with_interval
from setnb.functional import entropy_penalty, sinkhorn
from setnb.seeds import seed_everything
from setnb.train import fit_resumably

VERSION = 1
ROUNDS = 20  # of Sinkhorn's algorithm


@dataclass(frozen=True, kw_only=True)
class Config:
    """`samples` permutations are averaged, in training and test; `wide` rewards the entropy.

    The other fields are those of `sum_of_numbers`.
    """

    n: int = 10
    signed: bool = False
    samples: int = 3
    temperature: float = 0.5
    wide: float = 1e-3
    steps: int = 2_000
    lr: float = 1e-3
    order_lr: float = 1e-2
    width: int = 500
    hidden: int = 50
    test: int = 100_000
    runs: int = 5
    seed: int = 0


PRESETS = {
    "smoke": Config(n=3, steps=6, width=6, hidden=4, test=40, runs=2),
    "live": Config(n=4, steps=500, width=50, test=10_000, runs=3),
    "paper": Config(),
}


class Augerino(nn.Module):
    """The network without sharing, averaged over sampled soft permutations of its input.

    `(r, t, n)` numbers from 0 to `(r, t)` sums. `logits` `(r, n, n)` say how likely element j comes
    to position p: samples are `sinkhorn((logits + Gumbel noise) / temperature)`.
    """

    def __init__(self, network: PositionNetwork, runs: int, samples: int, temperature: float):
        super().__init__()
        self.network, self.samples, self.temperature = network, samples, temperature
        self.psi = nn.Parameter(network.begin(runs))
        self.logits = nn.Parameter(torch.zeros(runs, network.n, network.n))

    def sample(self) -> Tensor:
        """Draw permutations `(samples, r, n, n)`, whose rows are positions."""
        uniform = torch.rand(self.samples, *self.logits.shape, device=self.logits.device)
        gumbel = -(-uniform.clamp(1e-6, 1 - 1e-6).log()).log()
        return sinkhorn((self.logits + gumbel) / self.temperature, ROUNDS)

    def forward(self, x: Tensor) -> Tensor:
        runs, n = self.logits.shape[:2]
        own = torch.eye(n, device=x.device).expand(runs, n, n)
        made, parts = self.network.layers(self.psi, own)
        symbols = nn.functional.one_hot(x, SYMBOLS).to(made.dtype)
        total = torch.zeros((), device=x.device)
        for perms in self.sample():
            # What stands at a position is a mixture of numbers; its layer is linear in them.
            mixed = torch.einsum("rpj,rtjs->rtps", perms, symbols)
            read = torch.einsum("rtps,rpsh->rtph", mixed, made).relu()
            total = total + torch.einsum("rtph,rh->rt", read, parts["head"])
        return total / self.samples + parts["offset"][:, None]


def run(config: Config, session: Session) -> Iterator[dict]:
    """Train; yield `loss@augerino`, the squared error on the test, with half a 95 % interval."""
    shared = {field.name for field in dataclasses.fields(SumConfig)}
    values = {k: v for k, v in dataclasses.asdict(config).items() if k in shared}
    splits = make_splits(SumConfig(**values), session.device)
    seed_everything(config.seed)
    network = PositionNetwork(n=config.n, width=config.width, hidden=config.hidden)
    model = Augerino(network, config.runs, config.samples, config.temperature)
    model = model.to(session.device)
    kept = KeepLeast(model)
    optimizer = torch.optim.Adam(
        [
            {"params": [model.psi], "lr": config.lr},
            {"params": [model.logits], "lr": config.order_lr},
        ]
    )

    def batch(step: int) -> tuple[Tensor, Tensor]:
        if step and step % 50 == 0:
            kept.offer((model(splits.stopping[0]) - splits.stopping[1]).square().mean(1))
        return splits.data

    def loss(answer: Tensor, target: Tensor) -> Tensor:
        soft = sinkhorn(model.logits, ROUNDS)
        return (answer - target).square().mean(1).sum() - config.wide * entropy_penalty(soft).sum()

    rows = fit_resumably(
        kept,
        batch,
        loss,
        optimizer,
        steps=config.steps,
        checkpoint=session.checkpoint("model"),
    )
    title = f"Augerino, {config.n} positions, {config.samples} samples"
    for _ in session.progress(rows, total=config.steps, title=title):
        pass
    yield from with_interval("loss@augerino", test_error(kept, splits.test) * splits.unit**2)


class KeepLeast(nn.Module):
    """A model beside the values and logits of each run with the least error so far."""

    least: Tensor
    psi: Tensor
    logits: Tensor

    def __init__(self, model: Augerino) -> None:
        super().__init__()
        self.model = model
        self.register_buffer("least", torch.full((len(model.psi),), torch.inf))
        self.register_buffer("psi", model.psi.detach().clone())
        self.register_buffer("logits", model.logits.detach().clone())

    def forward(self, x: Tensor) -> Tensor:
        return self.model(x)

    @torch.no_grad()
    def offer(self, error: Tensor) -> None:
        """Keep the runs whose error is less than it was."""
        better = error < self.least
        self.least[better] = error[better]
        self.psi[better] = self.model.psi[better]
        self.logits[better] = self.model.logits[better]


@torch.no_grad()
def test_error(kept: KeepLeast, test: tuple[Tensor, Tensor]) -> Tensor:
    """Return each run's mean squared error with what was kept, `(r,)`, in pieces of the test."""
    kept.model.psi.copy_(kept.psi)
    kept.model.logits.copy_(kept.logits)
    x, target = test
    errors = [
        (kept.model(some) - wanted).square().sum(1)
        for some, wanted in zip(x.split(2_000, 1), target.split(2_000, 1), strict=True)
    ]
    return torch.stack(errors).sum(0) / x.shape[1]
