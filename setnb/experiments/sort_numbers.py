"""Sort numbers seen in [0, 1], then in six other intervals: PO-U, and linear assignment.

Source: zhang2019permoptim, section 4.1 and appendix F.1. Chapter: ch-optimised-permutations.
Row P2.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from setnb.checks import check_choice
from setnb.experiments.running import Session
from setnb.functional import hard_order, permute, place_softly
from setnb.nn import LinearAssignment, PermutationOptimizer
from setnb.seeds import make_generator, seed_everything
from setnb.train import DivergedError, fit_resumably

VERSION = 1
INTERVALS = ((0, 1), (0, 10), (0, 1000), (1, 2), (10, 11), (100, 101), (1000, 1001))
MODELS = ("po_u", "linear")
SCALES = ("raw", "standard")


@dataclass(frozen=True, kw_only=True)
class Config:
    """`scale="standard"` shows the model each set less its mean, over its standard deviation."""

    model: str = "po_u"
    scale: str = "raw"
    n: int = 10
    batch: int = 512
    steps: int = 512
    lr: float = 0.1
    hidden: int = 16
    inner_steps: int = 6
    test_sets: int = 1_000
    seed: int = 0


PRESETS = {
    "smoke": Config(n=5, batch=32, steps=20, test_sets=50),
    "live": Config(n=10, batch=64, steps=512, test_sets=200),
    # The largest sets, 2^12 of them. Sets of up to 120 are sorted with the defaults, 2^18 of them.
    "paper": Config(n=1024, batch=8),
}


class Sorter(nn.Module):
    """A model that orders sets of numbers `(b, n, 1)`; answers with the soft order."""

    def __init__(self, config: Config):
        super().__init__()
        self.scale = check_choice(config.scale, "scale", SCALES)
        self.order: PermutationOptimizer | LinearAssignment
        if check_choice(config.model, "model", MODELS) == "po_u":
            self.order = PermutationOptimizer(1, config.hidden, config.inner_steps)
        else:
            self.order = LinearAssignment(1, config.n)

    def permutation(self, x: Tensor) -> Tensor:
        """Return P for sets of numbers."""
        if self.scale == "standard":
            spread = x.std(-2, keepdim=True, unbiased=False).clamp(min=torch.finfo(x.dtype).tiny)
            x = (x - x.mean(-2, keepdim=True)) / spread
        return self.order.permutation(x)

    def forward(self, x: Tensor) -> Tensor:
        return place_softly(x, self.permutation(x))


def draw(count: int, n: int, interval: tuple[int, int], generator: torch.Generator) -> Tensor:
    """Draw sets of n numbers from an interval: `(count, n, 1)`, in float64."""
    low, high = interval
    return low + (high - low) * torch.rand(count, n, 1, dtype=torch.float64, generator=generator)


def share_sorted(model: Sorter, x: Tensor, part: int = 50) -> float:
    """Return the share of sets that the hardened permutation sorts without a mistake."""
    with torch.no_grad():
        orders = torch.cat([hard_order(model.permutation(some)) for some in x.split(part)])
    found = permute(x, orders).squeeze(-1)
    return (found.diff(dim=-1) >= 0).all(-1).double().mean().item()


def run(config: Config, session: Session) -> Iterator[dict]:
    """Train on [0, 1] in float32; yield `perfect` on each interval in float64, and `rate`."""

    def batch(step: int) -> tuple[Tensor, Tensor]:
        generator = make_generator(config.seed, "train", str(step))
        x = draw(config.batch, config.n, (0, 1), generator).float().to(session.device)
        return x, x.sort(-2).values

    seed_everything(config.seed)
    model = Sorter(config).to(session.device)
    rows = fit_resumably(
        model,
        batch,
        nn.functional.mse_loss,
        torch.optim.Adam(model.parameters(), lr=config.lr),
        steps=config.steps,
        checkpoint=session.checkpoint("model"),
    )
    finite = True
    title = f"{config.model} {config.scale} n={config.n} seed {config.seed}"
    try:
        for _ in session.progress(rows, total=config.steps, title=title):
            pass
    except DivergedError:
        finite = False
    session.keep("model", model)
    model.double().eval()
    for low, high in INTERVALS:
        x = draw(config.test_sets, config.n, (low, high), make_generator(config.seed, "test"))
        share = share_sorted(model, x.to(session.device))
        yield {"metric": f"perfect@{low}-{high}", "value": share}
    if isinstance(model.order, PermutationOptimizer):
        yield {"metric": "rate", "value": model.order.rate.item()}
    yield {"metric": "diverged", "value": float(not finite)}
