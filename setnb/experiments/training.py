"""What a run trains, apart from who drives it: alone, or together with runs of the same shape."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from setnb.experiments.running import Session
from setnb.sets import SetBatch
from setnb.train import DivergedError, fit_resumably


@dataclass(frozen=True, kw_only=True)
class Training:
    """One run from its first step to its metrics.

    Adam with `lr` takes `steps` steps on `network`; `state`, the network or what is around it, is
    what a checkpoint holds. `batch(step)` depends on its argument alone, and on the network if it
    measures it. `loss(answers, targets)` is one number; where both have one more axis in front,
    one number for each entry of that axis. `finish(diverged)` yields the run's metrics.
    """

    title: str
    network: nn.Module
    state: nn.Module
    batch: Callable[[int], tuple[SetBatch | Tensor, Tensor]]
    loss: Callable[[Tensor, Tensor], Tensor]
    lr: float
    steps: int
    every: int
    checkpoint: Path | None
    finish: Callable[[bool], Iterator[dict]]

    def optimizer(self) -> torch.optim.Adam:
        """Return a new optimiser of the network."""
        return torch.optim.Adam(self.network.parameters(), lr=self.lr)


class KeepBest(nn.Module):
    """A model beside a copy of what it was when it did best; both belong to one checkpoint."""

    accuracy: Tensor

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model, self.best = model, deepcopy(model).requires_grad_(False)
        self.register_buffer("accuracy", torch.tensor(-1.0))

    def forward(self, *inputs: Tensor) -> Tensor:
        return self.model(*inputs)

    def offer(self, accuracy: float) -> None:
        """Keep the present weights if they do better than those kept."""
        if accuracy > self.accuracy:
            self.best.load_state_dict(self.model.state_dict())
            self.accuracy.fill_(accuracy)


class KeepCurve(nn.Module):
    """A model beside what was measured while it learned; both belong to one checkpoint."""

    curve: Tensor

    def __init__(self, model: nn.Module, points: int) -> None:
        super().__init__()
        self.model = model
        self.register_buffer("curve", torch.full((points,), torch.nan))

    def forward(self, *inputs: Tensor) -> Tensor:
        return self.model(*inputs)


def train(training: Training, session: Session) -> Iterator[dict]:
    """Train one run alone and yield its metrics; one that diverges keeps its last finite state."""
    rows = fit_resumably(
        training.state,
        training.batch,
        training.loss,
        training.optimizer(),
        steps=training.steps,
        checkpoint=training.checkpoint,
        every=training.every,
    )
    diverged = False
    try:
        for _ in session.progress(rows, total=training.steps, title=training.title):
            pass
    except DivergedError:
        diverged = True
    yield from training.finish(diverged)
