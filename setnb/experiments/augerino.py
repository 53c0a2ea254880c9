"""Augerino over shifts for y = G x: predictions averaged over shifts drawn from a learned law."""

import torch
from torch import Tensor
from torch.nn.functional import gumbel_softmax, one_hot, pad

from setnb.experiments.shared_matrices import Moments, fit_free, squared_error

SAMPLES = 5  # of which one is the signal as it is
TEMPERATURE = 0.5
WIDTH = 0.1  # what the law's entropy is worth, in units of the error without augmentation


def average_shifts(matrix: Tensor, weights: Tensor) -> Tensor:
    """Return G averaged over shifts of the input, each undone on the output, `(*b, o, i)`.

    Shifts go from o - 1 to the left to o - 1 to the right, with `weights (*b, 2 o - 1)`; zeros move
    in. Every output is an average over the shifts that keep it in sight: for a G that is a
    cross-correlation they all agree.
    """
    outputs, inputs = matrix.shape[-2:]
    reach = outputs - 1
    padded = pad(matrix, (reach, reach, reach, reach))
    ones = pad(torch.ones(outputs, dtype=matrix.dtype, device=matrix.device), (reach, reach))
    starts = range(2 * outputs - 1)
    shifted = torch.stack([padded[..., s : s + outputs, s : s + inputs] for s in starts], -3)
    seen = torch.stack([ones[s : s + outputs] for s in starts])
    total = (weights[..., None, None] * shifted).sum(-3)
    return total / (weights @ seen)[..., None]


def draw_weights(logits: Tensor, *, hard: bool) -> Tensor:
    """Draw four shifts by the law, relaxed or hard, add the one by zero: `(*b, 2 o - 1)`."""
    drawn = gumbel_softmax(
        logits.expand(SAMPLES - 1, *logits.shape), tau=TEMPERATURE, hard=hard
    ).sum(0)
    middle = torch.tensor(logits.shape[-1] // 2, device=logits.device)
    return (drawn + one_hot(middle, logits.shape[-1])) / SAMPLES


def fit_augerino(data: Moments, *, steps: int, lr: float) -> tuple[Tensor, Tensor]:
    """Fit G, from least squares on, and the logits of the law of shifts; return both.

    Each step draws relaxed shifts anew and rewards a wide law.

    Source: benton2020, section 3
    """
    unit = squared_error(fit_free(data), data)
    matrix = fit_free(data).requires_grad_()
    logits = matrix.new_zeros(*matrix.shape[:-2], 2 * matrix.shape[-2] - 1).requires_grad_()
    optimizer = torch.optim.Adam([{"params": [matrix], "lr": lr}, {"params": [logits], "lr": 0.1}])
    for _ in range(steps):
        optimizer.zero_grad()
        error = squared_error(average_shifts(matrix, draw_weights(logits, hard=False)), data) / unit
        width = torch.special.entr(logits.softmax(-1)).sum(-1)
        (error - WIDTH * width).sum().backward()
        optimizer.step()
    return matrix.detach(), logits.detach()


def augerino_error(matrix: Tensor, logits: Tensor, data: Moments, *, draws: int = 100) -> Tensor:
    """Return the squared error where every sample is predicted from shifts of its own.

    The mean over `draws` groups of shifts, each used on all samples: the same expectation.
    """
    error = torch.zeros_like(data.yy)
    for _ in range(draws):
        drawn = draw_weights(logits, hard=True)
        error += squared_error(average_shifts(matrix, drawn), data) / draws
    return error
