"""Trained set encoders as JSON: what the browser's copy of them is built from."""

import base64
from typing import Any

import torch

from setnb.nn import SetEncoder


def pack_encoder(encoder: SetEncoder) -> dict[str, Any]:
    """Return the encoder's pooling, its layer sizes, and its numbers: float32, base64.

    `data` holds the weight `(out, in)` and the bias of each layer, then the knots, if it has any.
    It takes 16 characters for 3 numbers. `unpackEncoder` in `js/setencoder.js` reads it.

    Source: zhang2022, appendix F
    Chapter: ch-dspn
    """
    tensors = [t for linear in encoder.linears for t in linear.parameters()]
    if encoder.how == "fspool":
        tensors.append(encoder.knots)
    numbers = torch.cat([t.detach().flatten() for t in tensors]).float().cpu().numpy()
    return {
        "how": encoder.how,
        "dims": [encoder.set_dim, *(linear.out_features for linear in encoder.linears)],
        "data": base64.b64encode(numbers.astype("<f4").tobytes()).decode("ascii"),
    }
