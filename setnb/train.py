"""Training: one plain loop that yields what happened; showing and saving it is for the caller."""

import math
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim.lr_scheduler import LRScheduler

from setnb.checkpoints import load_checkpoint, save_checkpoint
from setnb.checks import reject
from setnb.sets import SetBatch

Row = dict[str, Any]


class DivergedError(ValueError):
    """A training whose answers or loss ceased to be finite numbers."""


def fit(
    model: nn.Module,
    batches: Iterable[tuple[SetBatch | Tensor, Tensor]],
    loss: Callable[[Tensor, Tensor], Tensor],
    optimizer: torch.optim.Optimizer,
    *,
    schedule: LRScheduler | None = None,
    penalty: Callable[[Any], Tensor] | None = None,
    clip: float | None = None,
) -> Iterator[Row]:
    """Take one gradient step per batch and yield one row per step: `step`, `loss`, `lr`.

    A batch is `(inputs, target)`. A `SetBatch` is given to the model as `(elements, mask)`, a
    tensor as it is; `loss(prediction, target)` is a scalar. `step` counts from 1, `loss` is the
    value before the step, `lr` the rate the step was taken with. Nothing happens until a row is
    asked for, and the training ends where `batches` does; no batches, no rows. With a `penalty`,
    `penalty(inputs)`, a scalar, is added to the loss, and the row has it under its name. With a
    `clip`, gradients whose norm over all parameters is larger are shortened to it.

    Between rows the model is in eval mode and the step is complete, so the caller may measure,
    save or stop there. Tensors stay on their devices: model and batches must share one.

    Raises ValueError when the loss is not a scalar, and DivergedError, which is one, when an
    answer or the loss is not finite; the model then still has the weights it had before that step.

    Chapter: ch-deep-sets-in-practice
    """
    for step, (inputs, target) in enumerate(batches, start=1):
        lr = optimizer.param_groups[0]["lr"]
        model.train()
        optimizer.zero_grad()
        answer = predict(model, inputs)
        if not answer.isfinite().all():
            raise diverged("an answer", step, lr)
        objective = loss(answer, target)
        if objective.ndim:
            remedy = "Average it over the batch."
            reject("loss", expected="a scalar", got=objective, remedy=remedy)
        row = {"step": step, "loss": objective.item(), "lr": lr}
        if penalty is not None:
            added = penalty(inputs)
            row["penalty"] = added.item()
            objective = objective + added
        value = objective.item()
        if not math.isfinite(value):
            raise diverged(f"a loss of {value}", step, lr)
        objective.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        if schedule is not None:
            schedule.step()
        model.eval()
        yield row


def predict(model: nn.Module, inputs: SetBatch | Tensor) -> Tensor:
    """Call `model(elements, mask)` on a `SetBatch`, `model(x)` on a tensor."""
    if isinstance(inputs, SetBatch):
        return model(inputs.elements, inputs.mask)
    return model(inputs)


def diverged(what: str, step: int, lr: float) -> DivergedError:
    """Return the error that says where a training left the finite numbers, and what may help."""
    return DivergedError(
        f"loss: expected a finite number, got {what} at step {step} (learning rate {lr:.3g}). "
        "Lower the learning rate, clip the gradients, or look for NaN in the data."
    )


def fit_resumably(
    model: nn.Module,
    make_batch: Callable[[int], tuple[SetBatch | Tensor, Tensor]],
    loss: Callable[[Tensor, Tensor], Tensor],
    optimizer: torch.optim.Optimizer,
    *,
    steps: int,
    schedule: LRScheduler | None = None,
    penalty: Callable[[Any], Tensor] | None = None,
    clip: float | None = None,
    checkpoint: Path | None = None,
    every: int = 500,
) -> Iterator[Row]:
    """`fit` for `steps` steps, going on from `checkpoint` where there is one.

    `make_batch(step)`, step counting from 0, must depend on its argument alone; all other
    randomness must come from torch's global generators, whose state is part of the checkpoint.
    Then a training that was killed and started again ends with the same numbers. A checkpoint is
    written every `every` steps and at the end. Errors as in `fit` and `load_checkpoint`.

    Chapter: ch-deep-sets-in-practice
    """
    parts: dict[str, Any] = {"model": model, "optimizer": optimizer, "schedule": schedule}
    done = 0 if checkpoint is None else load_checkpoint(checkpoint, **parts)[0]
    model.eval()  # as between rows, also where no step is left
    batches = (make_batch(step) for step in range(done, steps))
    terms: dict[str, Any] = {"schedule": schedule, "penalty": penalty, "clip": clip}
    for row in fit(model, batches, loss, optimizer, **terms):
        step = done + row["step"]
        if checkpoint is not None and (step % every == 0 or step == steps):
            save_checkpoint(checkpoint, step=step, **parts)
        yield {**row, "step": step}
