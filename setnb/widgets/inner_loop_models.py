"""The models that the DSPN inner loop shows when it is given none."""

from torch import nn

from setnb.nn import IDSPN, SetEncoder
from setnb.nn.set_encoder import ENCODER_POOLS
from setnb.seeds import derive_seed, isolated_seed

POINTS, LATENT, HIDDEN = 6, 48, 48


def default_models(seed: int = 0) -> dict[str, tuple[nn.Module, nn.Module]]:
    """Return `(encoder, iDSPN)` per pooling with random weights: z is then g(X) itself.

    Source: zhang2022, equation (7)
    Chapter: ch-dspn
    """
    with isolated_seed(derive_seed(seed, "widget", "dspn")):
        encoders = {how: SetEncoder(2, LATENT, hidden=(HIDDEN,), how=how) for how in ENCODER_POOLS}
    return {how: (g, IDSPN(g, POINTS, 2)) for how, g in encoders.items()}
