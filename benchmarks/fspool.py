"""FSPool forward and backward, against torch.sort and autograd: `python -m benchmarks.fspool`."""

import torch
from torch import Tensor

from benchmarks.timing import compare
from setnb.functional import fspool, position_weights

SHAPE, PIECES = (128, 64, 256), 20


def plain_fspool(x: Tensor, knots: Tensor, mask: Tensor | None = None) -> Tensor:
    n = x.shape[-2]
    counts = torch.tensor(n) if mask is None else mask.sum(-1)
    if mask is not None:
        x = x.masked_fill(~mask[..., None], -torch.inf)
    values = x.sort(-2, descending=True).values
    if mask is not None:
        values = values.masked_fill((torch.arange(n) >= counts[:, None])[..., None], 0)
    return (values * position_weights(knots, counts, n)).sum(-2)


def gradients(pool, x: Tensor, knots: Tensor, mask: Tensor | None) -> tuple[Tensor, ...]:
    x, knots = x.detach().requires_grad_(), knots.detach().requires_grad_()
    y = pool(x, knots, mask)
    return y, *torch.autograd.grad(y.sum(), (x, knots))


def main() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)
    x, knots = torch.randn(SHAPE), torch.randn(SHAPE[-1], PIECES + 1)
    mask = torch.arange(SHAPE[1]) < torch.randint(1, SHAPE[1] + 1, (SHAPE[0], 1))
    cases = {"": (x, None), ", masked": (x, mask), ", float64": (x.double(), None)}
    for name, (values, m) in cases.items():
        w = knots.to(values.dtype)
        compare(
            f"FSPool {SHAPE}{name}",
            lambda values=values, w=w, m=m: gradients(fspool, values, w, m),
            lambda values=values, w=w, m=m: gradients(plain_fspool, values, w, m),
        )


if __name__ == "__main__":
    main()
