"""Time and memory of ordering sets by optimised permutations: `python -m benchmarks.permutation`.

Forward and backward of PO-U on one thread, against a plain reference in the same run: pairs
concatenated, f evaluated on both orders, Sinkhorn on whole matrices, autograd through everything.
Memory is what autograd keeps for the backward pass, each storage counted once, and for N = 1024
also the growth of a fresh process's peak. The targets at N = 100 are 0.5 times the reference's time
and 0.4 times its memory, and for N = 1024 less than 4 GB.
"""

import torch
from torch import Tensor

from benchmarks.timing import compare
from setnb.memory import peak_growth, saved_bytes
from setnb.nn import PermutationOptimizer

MIB = 2**20
SIZES = (16, 64, 100)
BATCH = 64


def plain_sinkhorn(logits: Tensor, iters: int) -> Tensor:
    """Normalise whole matrices, every one of which autograd keeps."""
    p = (logits - logits.amax(-1, keepdim=True)).exp()
    for _ in range(iters):
        p = p / p.sum(-1, keepdim=True)
        p = p / p.sum(-2, keepdim=True)
    return p


def plain_permutation(model: PermutationOptimizer, x: Tensor) -> Tensor:
    """Order x as the model does, in the plainest way."""
    b, n, d = x.shape
    one, other = x[:, :, None].expand(b, n, n, d), x[:, None].expand(b, n, n, d)

    def f(left: Tensor, right: Tensor) -> Tensor:
        hidden = model.costs.first(torch.cat([left, right], -1)).relu()
        return model.costs.readout(hidden).squeeze(-1)

    pair_costs = f(one, other) - f(other, one)
    costs = pair_costs / pair_costs.square().sum((1, 2), keepdim=True).sqrt()
    logits = torch.zeros(b, n, n)
    for _ in range(model.steps):
        p = plain_sinkhorn(logits, model.iters)
        later = p.flip(-1).cumsum(-1).flip(-1) - p
        earlier = p.cumsum(-1) - p
        logits = logits - model.rate.abs() * 2 * costs @ (later - earlier)
    return plain_sinkhorn(logits, model.iters)


def make(n: int, batch: int) -> tuple[PermutationOptimizer, Tensor, Tensor]:
    """Return a model, sets of numbers, and the weights of a loss that is linear in P."""
    torch.manual_seed(0)
    return PermutationOptimizer(1), torch.rand(batch, n, 1), torch.randn(batch, n, n)


def gradients(model: PermutationOptimizer, loss: Tensor) -> list[Tensor]:
    """Return the loss and the gradients of all parameters."""
    return [loss.detach(), *torch.autograd.grad(loss, list(model.parameters()))]


def step(n: int, batch: int) -> None:
    """Take one step, forth and back, on one thread."""
    torch.set_num_threads(1)
    model, x, weights = make(n, batch)
    gradients(model, (model.permutation(x) * weights).sum() / batch)


def main() -> None:
    """Print times and memory with their ratios to the reference's."""
    torch.set_num_threads(1)
    print(f"{'batch 64, T = 6':44}{'ours':>11}{'reference':>11}")
    for n in SIZES:
        model, x, weights = make(n, BATCH)

        def ours(model=model, x=x, weights=weights):
            return gradients(model, (model.permutation(x) * weights).sum() / BATCH)

        def plain(model=model, x=x, weights=weights):
            return gradients(model, (plain_permutation(model, x) * weights).sum() / BATCH)

        ratio = compare(f"forward and backward, N = {n}", ours, plain)
        print(f"{'':44}{'':22}= {1 / ratio:.2f} of the time")
        kept = saved_bytes(lambda model=model, x=x: model.permutation(x)) / MIB
        theirs = saved_bytes(lambda model=model, x=x: plain_permutation(model, x)) / MIB
        print(f"{'kept for backward':44}{kept:8.1f} MiB{theirs:7.1f} MiB{kept / theirs:6.2f}")
    peak = peak_growth(step, 1024, 1) / MIB
    print(f"{'peak of a fresh process, one set, N = 1024':44}{peak:8.1f} MiB")


if __name__ == "__main__":
    # From its own module, so that a fresh process can import what it is to call.
    from benchmarks.permutation import main as run

    run()
