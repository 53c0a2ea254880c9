"""Hungarian loss, against all pairs with autograd: `python -m benchmarks.hungarian`."""

import torch
from torch import Tensor

from benchmarks.timing import compare
from setnb.functional import PAIRS, match, pair_cost
from setnb.losses import hungarian_loss

BATCH, N = 128, 64


def plain_loss(x: Tensor, y: Tensor, pair: str) -> Tensor:
    costs = pair_cost(x[:, :, None], y[:, None], pair)
    return costs.gather(-1, match(costs)[..., None]).mean((-2, -1))


def gradient(loss, x: Tensor, y: Tensor, pair: str) -> tuple[Tensor, ...]:
    x = x.detach().requires_grad_()
    value = loss(x, y, pair)
    return value, *torch.autograd.grad(value.mean(), x)


def main() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)
    for d in (8, 64):
        x, y = torch.randn(2, BATCH, N, d)
        for pair in PAIRS:
            target = y.softmax(-1) if pair == "cross_entropy" else y
            compare(
                f"Hungarian loss ({BATCH}, {N}, {d}), {pair}",
                lambda x=x, y=target, pair=pair: gradient(hungarian_loss, x, y, pair),
                lambda x=x, y=target, pair=pair: gradient(plain_loss, x, y, pair),
                rounds=5,
            )


if __name__ == "__main__":
    main()
