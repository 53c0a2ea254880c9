"""Small decoders to test, and an encoder that hides what it is."""

import torch
from torch import nn

from setnb.nn import DSPN, IDSPN, SetEncoder

HOW = ["fspool", "sum", "mean"]
BOTH = [DSPN, IDSPN]


def encoder_of(how="fspool", set_dim=2, latent=16):
    torch.manual_seed(0)
    return SetEncoder(set_dim, latent, hidden=(16,), how=how).double()


def make(kind=DSPN, how="fspool", n=4, d=2, known=0, **options):
    return kind(encoder_of(how, d + known), n, d, **options).double()


def randn(*shape, seed=1):
    return torch.randn(*shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


class Foreign(nn.Module):
    """An encoder that hides what it is, so that its gradient must come from autograd."""

    def __init__(self, encoder):
        super().__init__()
        self.inside = encoder

    def forward(self, x, mask=None):
        return self.inside(x, mask)
