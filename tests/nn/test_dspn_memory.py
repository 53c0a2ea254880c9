"""Bytes that autograd keeps for the backward pass, against the number of inner steps."""

import pytest
import torch

from setnb.memory import saved_bytes
from setnb.nn import DSPN, IDSPN, SetEncoder


def step_bytes(kind, steps, **options):
    """What one training step saves, storage by storage, so that nothing counts twice."""
    torch.manual_seed(0)
    model = kind(SetEncoder(2, 32, hidden=(32,)), 16, 2, steps=steps, **options)
    z = torch.randn(4, 32)
    return saved_bytes(lambda: model(z).square().mean())


@pytest.mark.parametrize("gradient", ["identity", "cg", "damped", "neumann"])
def test_implicit_memory_does_not_grow_with_the_steps(gradient):
    few, many = (step_bytes(IDSPN, steps, gradient=gradient) for steps in (10, 80))
    assert abs(many / few - 1) < 0.1


def test_unrolled_memory_grows_by_the_same_bytes_in_every_step():
    ten, twenty, eighty = (step_bytes(DSPN, steps) for steps in (10, 20, 80))
    per_step = (twenty - ten) / 10
    assert abs((eighty - twenty) / 60 / per_step - 1) < 0.02
    assert 7 < eighty / ten < 8
    # One step of it costs about what all of the implicit one does.
    assert 0.3 < per_step / step_bytes(IDSPN, 10) < 3
