import pytest
import torch

from setnb.functional import push_apart
from setnb.probes import continuity_curve
from setnb.seeds import make_generator

GAPS = [1e-1, 1e-4]


def test_curves_of_known_functions():
    x = torch.tensor([[0.0, 1.0], [2.0, 1.0], [2.0, 1.0]]).double()
    same = continuity_curve(lambda x: x, x, GAPS)
    torch.testing.assert_close(same.list_distance, same.gaps)
    assert (same.multiset_distance <= same.gaps * (1 + 1e-9)).all()
    scaled = continuity_curve(lambda x: -3 * x, x, GAPS)
    torch.testing.assert_close(scaled.list_distance, 3 * scaled.gaps)
    constant = continuity_curve(lambda x: 0 * x, x, GAPS)
    assert constant.list_distance.tolist() == constant.multiset_distance.tolist() == [0, 0]
    # Outputs by place do not move with the elements, and are the same multiset in any order.
    places = continuity_curve(lambda x: torch.arange(3.0)[:, None].double(), x, GAPS)
    assert places.multiset_distance.tolist() == [0, 0]


def test_away_from_ties_push_apart_is_continuous_on_lists_too():
    curve = continuity_curve(push_apart, torch.tensor([[0.0], [1.0]]).double(), GAPS)
    torch.testing.assert_close(curve.list_distance, curve.gaps)


def test_the_same_generator_gives_the_same_curve():
    x = torch.zeros(3, 2)
    curves = [
        continuity_curve(torch.sin, x, GAPS, generator=make_generator(0, "moves"), directions=3)
        for _ in range(2)
    ]
    assert torch.equal(curves[0].multiset_distance, curves[1].multiset_distance)


def test_gradients_inside_the_function_are_allowed():
    def step(x):
        x = x.clone().requires_grad_()
        return x + torch.autograd.grad(x.square().sum(), x)[0]

    curve = continuity_curve(step, torch.ones(2, 1).double(), GAPS)
    torch.testing.assert_close(curve.list_distance, 3 * curve.gaps)
    assert not curve.list_distance.requires_grad


@pytest.mark.parametrize(
    ("fn", "x", "gaps", "options", "message"),
    [
        (torch.sin, torch.zeros(0, 2), GAPS, {}, r"x: expected one set"),
        (torch.sin, torch.zeros(2, 3, 1), GAPS, {}, r"x: expected one set"),
        (torch.sin, torch.ones(3, 1), [1e-9], {}, r"gaps: expected larger ones for torch.float32"),
        (lambda x: x.sum(0), torch.ones(3, 2), GAPS, {}, r"fn\(x\): expected"),
        (lambda x: x[:2], torch.ones(3, 2), GAPS, {}, r"fn\(x\): expected one output per element"),
        (torch.sin, torch.ones(3, 1), GAPS, {"directions": 0}, "directions"),
    ],
)
def test_what_cannot_be_measured_is_refused(fn, x, gaps, options, message):
    with pytest.raises(ValueError, match=message):
        continuity_curve(fn, x, gaps, **options)
