"""One training step of iDSPN against its floor: `python -m benchmarks.inner_descent`.

The floor is the matrix products that the step cannot do without: those of 20 inner gradients and of
one backward pass through the last of them. Beside it stands the same step as autograd would do it,
with torch.sort. One thread, float32; processor time, in turn, the best of several rounds.
"""

import time
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn.functional import one_hot

from setnb.functional import number_within_classes, project_simplex
from setnb.functional.fspool import position_weights
from setnb.losses import hungarian_loss
from setnb.nn import IDSPN, SetEncoder

STEPS = 20


class PlainEncoder(nn.Module):
    """The network and FSPool of a `SetEncoder`, as one writes them first."""

    def __init__(self, encoder: SetEncoder) -> None:
        super().__init__()
        self.knots = encoder.knots
        layers = [part for linear in encoder.linears for part in (linear, nn.ReLU())]
        self.network = nn.Sequential(*layers[:-1])

    def forward(self, x: Tensor, mask: None = None) -> Tensor:
        ordered = self.network(x).sort(-2, descending=True).values
        weights = position_weights(self.knots, torch.tensor(x.shape[-2]), x.shape[-2])
        return (ordered * weights).sum(-2)


def floor(rows: int, free: int, width: int, latent: int) -> Callable[[], None]:
    """Return the products of `STEPS` inner gradients and a backward pass, known columns hoisted.

    `rows` elements in all, `free` features each. A gradient is two products up the network and two
    down. The backward pass goes through all four, with two products each, to the factor and to the
    weight; but the first one's factor is y, which needs no gradient.
    """
    y, h = torch.randn(rows, free), torch.randn(width, rows)
    f = torch.randn(latent, rows)
    first, second = torch.randn(width, free), torch.randn(latent, width)

    def products() -> None:
        for _ in range(STEPS):
            _ = first @ y.T, second @ h, second.T @ f, h.T @ first
        _ = first @ y.T, h @ y  # through the last product down: to the slope and to the weight
        _ = second @ h, f @ h.T  # through the one before
        _ = second.T @ f, f @ h.T  # through the second product up
        _ = h @ y  # through the first: to the weight only

    return products


def step(loss: Callable[[], Tensor], parameters: list[Tensor]) -> Callable[[], None]:
    def forward_and_backward() -> None:
        torch.autograd.grad(loss(), parameters, allow_unused=True)

    return forward_and_backward


def report(
    name: str,
    least: Callable[[], None],
    loss: Callable[[nn.Module], Callable[[], Tensor]],
    inner: SetEncoder,
    z: Tensor,
    rounds: int = 7,
) -> None:
    """Print the processor time of a step with either encoder, and how many times the floor."""
    parameters = [z, *inner.parameters()]
    ways = {
        "floor": least,
        "setnb": step(loss(inner), parameters),
        "autograd with torch.sort": step(loss(PlainEncoder(inner)), parameters),
    }
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(rounds):
        for way, run in ways.items():
            start = time.process_time()
            run()
            best[way] = min(best[way], time.process_time() - start)
    print(name)
    for way, seconds in best.items():
        print(f"  {way:28}{1e3 * seconds:9.1f} ms{seconds / best['floor']:8.2f} times the floor")


def numbering() -> None:
    """Batch 32, n = 64, 4 known and 64 free features, width and latent 256, on the simplex."""
    b, n, classes, width = 32, 64, 4, 256
    kinds = torch.randint(classes, (b, n))
    known, wanted = one_hot(kinds, classes).float(), one_hot(number_within_classes(kinds), n)
    z = torch.randn(b, width, requires_grad=True)
    inner = SetEncoder(classes + n, width, hidden=(width,))

    def loss(encoder: nn.Module) -> Callable[[], Tensor]:
        decoder = IDSPN(encoder, n, n, steps=STEPS, project=project_simplex, clip=40.0)
        return lambda: hungarian_loss(
            decoder(z, known=known), wanted.float(), "euclidean", groups=kinds
        ).mean()

    report("numbering", floor(b * n, n, width, width), loss, inner, z)


def random_multisets() -> None:
    """Batch 128, n = d = 8, width and latent 512, learned start, Huber loss."""
    b, n, d, width = 128, 8, 8, 512
    wanted, z = torch.randn(b, n, d), torch.randn(b, width, requires_grad=True)
    inner = SetEncoder(d, width, hidden=(width,))

    def loss(encoder: nn.Module) -> Callable[[], Tensor]:
        decoder = IDSPN(encoder, n, d, steps=STEPS, start="learned")
        return lambda: hungarian_loss(decoder(z), wanted, "huber").mean()

    report("random multisets", floor(b * n, d, width, width), loss, inner, z)


def main() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)
    numbering()
    random_multisets()


if __name__ == "__main__":
    main()
