"""Models that number multisets as the trained one does, made in no time: lively random weights."""

import torch

from setnb.functional import project_simplex
from setnb.nn import DSPN, SetCompleter, SetEncoder


def make_completer(
    classes: int = 3, n: int = 8, *, gain: float = 6.0, clip: float | None = 40.0, seed: int = 0
) -> SetCompleter:
    """Random weights; a `gain` large enough takes some elements into corners of the simplex."""
    torch.manual_seed(seed)
    encoder, inner = (SetEncoder(d, 16, hidden=(16,)) for d in (classes, classes + n))
    torch.nn.init.normal_(inner.knots, std=gain)
    decoder = DSPN(
        inner,
        n,
        n,
        steps=20,
        momentum=0.9,
        gradient="identity",
        project=project_simplex,
        clip=clip,
    )
    return SetCompleter(encoder, decoder).requires_grad_(False)
