"""Bytes that autograd keeps for the backward pass, against the number of inner steps."""

import pytest
import torch

from setnb.nn import DSPN, IDSPN, SetEncoder


def saved_bytes(kind, steps, **options):
    """What one training step saves, storage by storage, so that nothing counts twice."""
    torch.manual_seed(0)
    model = kind(SetEncoder(2, 32, hidden=(32,)), 16, 2, steps=steps, **options)
    z, storages = torch.randn(4, 32), {}

    def keep(x):
        storages[x.untyped_storage().data_ptr()] = x.untyped_storage()
        return x

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda x: x):
        loss = model(z).square().mean()
    loss.backward()
    assert all(weight.grad is not None for weight in model.parameters())
    return sum(storage.nbytes() for storage in storages.values())


@pytest.mark.parametrize("gradient", ["identity", "cg", "damped", "neumann"])
def test_implicit_memory_does_not_grow_with_the_steps(gradient):
    few, many = (saved_bytes(IDSPN, steps, gradient=gradient) for steps in (10, 80))
    assert abs(many / few - 1) < 0.1


def test_unrolled_memory_grows_by_the_same_bytes_in_every_step():
    ten, twenty, eighty = (saved_bytes(DSPN, steps) for steps in (10, 20, 80))
    per_step = (twenty - ten) / 10
    assert abs((eighty - twenty) / 60 / per_step - 1) < 0.02
    assert 7 < eighty / ten < 8
    # One step of it costs about what all of the implicit one does.
    assert 0.3 < per_step / saved_bytes(IDSPN, 10) < 3
