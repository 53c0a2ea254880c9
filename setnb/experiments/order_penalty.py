"""What the experiments on recurrence share: the penalty by name, and invariance as measured."""

from collections.abc import Callable
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from setnb.checks import check_choice, reject
from setnb.functional import share_of_order, shuffle_real, sire_penalty, sub_penalty
from setnb.nn import SequenceModel
from setnb.sets import SetBatch
from setnb.train import predict

PENALTIES = {"sire": sire_penalty, "sub": sub_penalty}
ORDERS = 10


def make_penalty(
    model: SequenceModel, name: str, strength: float, *, reach: int | None = None
) -> Callable[[SetBatch | Tensor], Tensor] | None:
    """Return `strength` times the penalty of the model's recurrence on a batch; None for "none".

    Its draws come from torch's global generator, whose state is part of every checkpoint.
    """
    check_choice(name, "penalty", ("none", *PENALTIES))
    if name == "none":
        return None
    if reach is not None and name != "sire":
        reject("reach", expected="None with a penalty other than SIRE", got=reach)
    measure = PENALTIES[name] if reach is None else partial(sire_penalty, reach=reach)

    def penalty(inputs: SetBatch | Tensor) -> Tensor:
        sets = inputs if isinstance(inputs, SetBatch) else SetBatch.full(inputs)
        read: Any = model.read
        return strength * measure(read.step, read.state0, model.phi(sets.elements), sets.mask)

    return penalty


def measure_order(
    model: nn.Module, x: Tensor, mask: Tensor | None, generator: torch.Generator
) -> float:
    """Return the share of the answers' variance that is due to order, over ten orders of each."""
    answers = []
    with torch.no_grad():
        for _ in range(ORDERS):
            again, counts = shuffle_real(x, mask, generator=generator)
            real = torch.arange(x.shape[1], device=x.device) < counts[:, None]
            inputs = again if mask is None else SetBatch(again, real)
            answers.append(predict(model, inputs))
    return share_of_order(torch.stack(answers))
