"""The functions of appendix B.3 and their continuity in JavaScript against the package."""

import pytest
import torch

from setnb import functional, probe
from setnb.functional import make_perms
from setnb.probes import continuity_curve
from setnb.widgets.continuity_explorer import FUNCTIONS
from tests.parity.inputs import make_inputs

PAIRS = [[1.0, 1.0], [1.0, 2.0], [-0.3, 0.7], [0.0, 0.0], [2.0, -1.5]]


def test_the_menu_holds_what_python_takes(js):
    assert js("Object.keys(m.BOXES)") == list(FUNCTIONS)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_outputs(js, name):
    for n in [2] if name == "push_apart" else [1, 2, 3, 5]:
        for values in make_inputs(n, seed=n):
            x = torch.tensor(values, dtype=torch.float64)[:, None]
            expected = getattr(functional, name)(x)
            found = torch.tensor(js("m.BOXES[a[0]].run(a[1])", name, values)).double()
            torch.testing.assert_close(found, expected, atol=1e-6, rtol=1e-6)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_box_has_the_verdict_of_the_probe(js, name):
    expected = probe(getattr(functional, name), n=2, d=1).verdict
    assert js("m.BOXES[a[0]].verdict", name) == expected


@pytest.mark.parametrize("gap", [1e-6, 1e-3, 0.3])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_same_moves_give_the_same_distances(js, name, gap):
    for values in PAIRS:
        x = torch.tensor(values, dtype=torch.float64)[:, None]
        generator = torch.Generator().manual_seed(1)
        curve = continuity_curve(getattr(functional, name), x, [gap], generator=generator)
        # The moves that the curve drew, drawn again.
        generator = torch.Generator().manual_seed(1)
        steps = torch.randn(16, 2, generator=generator, dtype=torch.float64)
        steps = steps / steps.abs().sum(-1, keepdim=True)
        perms = make_perms(16, 2, generator=generator)
        moves = values, gap, steps.tolist(), perms.tolist()
        found = js("m.continuityAt(m.BOXES[a[0]].run, ...a.slice(1))", name, *moves)
        assert found["list"] == pytest.approx(curve.list_distance.item(), abs=1e-6)
        assert found["multiset"] == pytest.approx(curve.multiset_distance.item(), abs=1e-6)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_starts_at_a_set_that_tells(js, name):
    moves = "[[1, 0], [0, 1]], [[1, 0], [1, 0]]"
    box = js("m.BOXES[a[0]]", name)
    found = js(f"m.continuityAt(m.BOXES[a[0]].run, m.BOXES[a[0]].start, 1e-6, {moves})", name)
    assert (found["multiset"] < 1e-3) == box["continuous"]
