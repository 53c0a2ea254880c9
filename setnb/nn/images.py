"""A small convolutional encoder for handwritten digits, quick on one CPU core."""

from jaxtyping import Float
from torch import Tensor, nn

from setnb.checks import check_count, check_set

SIDE = 28


class DigitEncoder(nn.Module):
    """Turn each image into `dim` shares that add up to 1: a soft choice among `dim` codes.

    Maps `(*b, n, 784)` to `(*b, n, dim)`, each image on its own. A blank image (all zeros, as
    padding is) has the code 0 and is never run, so padding costs nothing and the empty set stays
    empty. Two convolutions, two dense layers, a softmax; about 40,000 weights.

    Elementwise in eval mode. In training mode batch normalisation also looks at the other images,
    of all sets alike and whatever their order; it needs two images that are not blank.

    Source: lecun1998mnist, section II
    Chapter: ch-deep-sets-in-practice
    """

    def __init__(self, dim: int = 32):
        super().__init__()
        self.dim = check_count(dim, "dim")
        self.net = nn.Sequential(
            nn.Unflatten(-1, (1, SIDE, SIDE)),
            nn.Conv2d(1, 16, 6, stride=2),
            nn.MaxPool2d(2),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.Conv2d(16, 32, 3),
            nn.BatchNorm2d(32),
            nn.ReLU(),
            nn.Flatten(),
            nn.Linear(512, 64),
            nn.BatchNorm1d(64),
            nn.ReLU(),
            nn.Linear(64, dim),
            nn.Softmax(-1),
        )

    def forward(self, x: Float[Tensor, "*b n 784"]) -> Float[Tensor, "*b n k"]:
        check_set(x, dim=SIDE**2)
        inked = (x != 0).any(-1)
        codes = x.new_zeros(*x.shape[:-1], self.dim)
        if inked.any():
            codes[inked] = self.net(x[inked])
        return codes
