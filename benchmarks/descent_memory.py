"""Memory of one training step against the inner steps: `python -m benchmarks.descent_memory`.

At the settings of numbering in `benchmarks.inner_descent`, for DSPN and iDSPN. Two measures: bytes
that autograd keeps for the backward pass, and how far a fresh process's peak resident size grows.
"""

import torch
from torch import Tensor
from torch.nn.functional import one_hot

from setnb.functional import number_within_classes, project_simplex
from setnb.losses import hungarian_loss
from setnb.memory import peak_growth, saved_bytes
from setnb.nn import DSPN, IDSPN, SetEncoder

MIB = 2**20
KINDS = {"DSPN": DSPN, "iDSPN": IDSPN}
STEPS = (10, 20, 40, 80)


def loss(kind: str, steps: int) -> Tensor:
    """Return the loss of one batch, its graph attached."""
    torch.manual_seed(0)
    b, n, classes, width = 32, 64, 4, 256
    kinds = torch.randint(classes, (b, n))
    wanted = one_hot(number_within_classes(kinds), n).float()
    encoder = SetEncoder(classes + n, width, hidden=(width,))
    decoder = KINDS[kind](encoder, n, n, steps=steps, project=project_simplex, clip=40.0)
    z = torch.randn(b, width, requires_grad=True)
    y = decoder(z, known=one_hot(kinds, classes).float())
    return hungarian_loss(y, wanted, "euclidean", groups=kinds).mean()


def step(kind: str, steps: int) -> None:
    """Take one step, forth and back, on one thread."""
    torch.set_num_threads(1)
    loss(kind, steps).backward()


def main() -> None:
    """Print both measures in MiB, a line per model and number of steps."""
    print(f"{'':8}{'steps':>6}{'kept for backward':>20}{'peak of a process':>20}")
    for kind in KINDS:
        for steps in STEPS:
            kept = saved_bytes(lambda kind=kind, steps=steps: loss(kind, steps)) / MIB
            peak = peak_growth(step, kind, steps) / MIB
            print(f"{kind:8}{steps:6}{kept:16.1f} MiB{peak:16.1f} MiB")


if __name__ == "__main__":
    # From its own module, so that a fresh process can import what it is to call.
    from benchmarks.descent_memory import main as run

    run()
