"""Numbering losses, against all pairs with autograd: `python -m benchmarks.numbering_loss`.

Two losses of class-specific numbering: cross-entropy of the predicted number, and the distance of
whole elements. Either way elements are matched within their class: a pair of two classes costs
`OTHER_CLASS` more.
"""

import torch
from torch import Tensor
from torch.nn.functional import one_hot

from benchmarks.timing import compare
from setnb.functional import match, pair_cost, pairwise_costs, permute

BATCH, N, CLASSES = 32, 64, 4
OTHER_CLASS = 1000.0


def numbering_loss(x: Tensor, y: Tensor, classes: Tensor, pair: str) -> Tensor:
    costs = pairwise_costs(x, y, pair) + other_class(classes)
    return pair_cost(x, permute(y, match(costs)), pair).mean(-1)


def plain_loss(x: Tensor, y: Tensor, classes: Tensor, pair: str) -> Tensor:
    costs = pair_cost(x[:, :, None], y[:, None], pair)
    found = match(costs + other_class(classes))
    return costs.gather(-1, found[..., None]).mean((-2, -1))


def other_class(classes: Tensor) -> Tensor:
    return OTHER_CLASS * (classes[:, :, None] != classes[:, None]).float()


def gradient(loss, x: Tensor, *rest) -> tuple[Tensor, ...]:
    x = x.detach().requires_grad_()
    value = loss(x, *rest)
    return value, *torch.autograd.grad(value.mean(), x)


def main() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)
    classes = torch.randint(CLASSES, (BATCH, N))
    kinds = one_hot(classes, CLASSES)
    numbers = (kinds.cumsum(1) * kinds).sum(-1) - 1
    target = one_hot(numbers, N).float()
    whole = torch.cat([kinds, target], -1)
    cases = [("cross_entropy", torch.randn(BATCH, N, N), target)]
    cases += [("euclidean", torch.randn(BATCH, N, CLASSES + N), whole)]
    for pair, x, y in cases:
        compare(
            f"numbering loss {tuple(x.shape)}, {pair}",
            lambda x=x, y=y, pair=pair: gradient(numbering_loss, x, y, classes, pair),
            lambda x=x, y=y, pair=pair: gradient(plain_loss, x, y, classes, pair),
            rounds=5,
        )


if __name__ == "__main__":
    main()
