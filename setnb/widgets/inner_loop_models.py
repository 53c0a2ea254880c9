"""The models that the DSPN inner loop shows when it is given none."""

from torch import nn

from setnb.experiments.trained import load_trained
from setnb.nn.set_encoder import ENCODER_POOLS


def default_models() -> dict[str, tuple[nn.Module, nn.Module]]:
    """Return `(encoder, decoder)` per pooling: autoencoders of six random points, as shipped.

    Source: zhang2022, equation (7)
    Chapter: ch-dspn
    """
    trained = {how: load_trained(f"inner_loop_{how}") for how in ENCODER_POOLS}
    return {how: (model.encoder, model.decoder) for how, model in trained.items()}
