import random

import numpy as np
import torch

from setnb.seeds import derive_seed, isolated_seed, make_generator


def test_streams_are_named_reproducible_and_different():
    assert derive_seed(0, "data", 1) == derive_seed(0, "data", 1)
    assert len({derive_seed(0, "data", i) for i in range(100)}) == 100
    assert derive_seed(0, "data") == 736872305540241488  # the same on every machine
    draws = [torch.rand(3, generator=make_generator(0, name)) for name in ("a", "a", "b")]
    assert torch.equal(draws[0], draws[1])
    assert not torch.equal(draws[0], draws[2])


def test_isolated_seed_leaves_every_global_state_as_it_was():
    def draw():
        return torch.rand(1).item(), np.random.rand(), random.random()  # noqa: NPY002

    torch.manual_seed(3), np.random.seed(3), random.seed(3)  # noqa: NPY002
    expected = [draw(), draw()]
    torch.manual_seed(3), np.random.seed(3), random.seed(3)  # noqa: NPY002
    first = draw()
    with isolated_seed(7):
        inside = draw()
    with isolated_seed(7):
        assert draw() == inside
    assert [first, draw()] == expected
