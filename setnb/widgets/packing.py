"""Trained networks as JSON: what the browser's copies of them are built from."""

import base64
from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor

from setnb.nn import SequenceModel, SetEncoder


def pack_numbers(tensors: Iterable[Tensor]) -> str:
    """Return all numbers of the tensors, one tensor after the other: float32, base64.

    They take 16 characters for 3 numbers. `unpackNumbers` in `js/packed.js` reads them.

    Source: zhang2022, appendix F
    Chapter: ch-dspn
    """
    numbers = torch.cat([t.detach().flatten() for t in tensors]).float().cpu().numpy()
    return base64.b64encode(numbers.astype("<f4").tobytes()).decode("ascii")


def pack_encoder(encoder: SetEncoder) -> dict[str, Any]:
    """Return the encoder's pooling, its layer sizes, and its numbers.

    `data` holds the weight `(out, in)` and the bias of each layer, then the knots, if it has any.
    `unpackEncoder` in `js/setencoder.js` reads it.

    Source: zhang2022, appendix F
    Chapter: ch-dspn
    """
    tensors = [t for linear in encoder.linears for t in linear.parameters()]
    if encoder.how == "fspool":
        tensors.append(encoder.knots)
    return {
        "how": encoder.how,
        "dims": [encoder.set_dim, *(linear.out_features for linear in encoder.linears)],
        "data": pack_numbers(tensors),
    }


def pack_reader(model: SequenceModel) -> dict[str, Any]:
    """Return the sizes and the numbers of a GRU that reads whole numbers and answers with one.

    `data` holds the table of symbols, the weights and biases of the cell, then the readout.
    `unpackReader` in `js/recurrent.js` reads it.

    Source: cohenkarlik2020, appendix C
    Chapter: ch-recurrence
    """
    phi: Any = model.phi
    read: Any = model.read
    rho: Any = model.rho
    tensors = [phi.table.weight, *read.rnn.parameters(), rho.linear.weight]
    return {
        "below": phi.table.num_embeddings,
        "width": phi.table.embedding_dim,
        "hidden": read.rnn.hidden_size,
        "unit": rho.unit,
        "data": pack_numbers(tensors),
    }
