"""The probe against functions whose symmetry is known by proof."""

import numpy as np
import pytest
import torch

import setnb
from setnb import functional as F
from setnb import nn as snn

SET, EXCLUSIVE, INVARIANT, NONE = (
    "set-equivariant",
    "exclusively multiset-equivariant",
    "invariant",
    "not equivariant",
)


def sorted_step(x):
    """x + gradient of a weighted featurewise sort: push_apart for n elements."""
    x = x.clone().requires_grad_()
    weights = torch.linspace(1, -1, len(x), dtype=x.dtype)[:, None]
    (gradient,) = torch.autograd.grad((F.sort_elements(x) * weights).sum(), x)
    return x.detach() + gradient


def tell_near_equals_apart_by_place(x):
    """Separates elements closer than 1e-5 by list order: right for equal ones, wrong for near."""
    close = (x[:, None] - x[None]).abs().amax(-1) < 1e-5
    return x + close.tril(-1).sum(-1, keepdim=True)


CASES = [
    ("identity", lambda x: x, {}, SET),
    ("centre", lambda x: x - x.mean(0), {}, SET),
    ("one output per element, one-dimensional", lambda x: x.sum(1), {}, SET),
    ("broadcast mean", lambda x: x.mean(0).expand_as(x), {}, SET),
    ("averaged sort jacobian", F.averaged_sort_jacobian, {"d": 1}, SET),
    ("unique integers", F.shift_unique_integers, {"d": 1}, SET),
    ("push_apart", setnb.push_apart, {"n": 2, "d": 1}, EXCLUSIVE),
    ("sort jacobian", F.sort_jacobian, {"d": 1}, EXCLUSIVE),
    ("sorted step", sorted_step, {"n": 5, "d": 1}, EXCLUSIVE),
    ("sorted step, features", sorted_step, {"n": 5, "d": 3}, EXCLUSIVE),
    ("copy number", F.append_copy_number, {}, EXCLUSIVE),
    ("steep", lambda x: F.append_copy_number((3 * x).exp()), {}, EXCLUSIVE),
    ("sum", lambda x: x.sum(0), {}, INVARIANT),
    ("number", lambda x: float(x.max()), {}, INVARIANT),
    ("sort", lambda x: x.sort(0).values, {}, INVARIANT),
    ("gram of the sorted", lambda x: x.sort(0).values @ x.sort(0).values.T, {}, INVARIANT),
    ("set output of length n", lambda x: x.sum(0).repeat(2), {"n": 4}, INVARIANT),
    ("cumsum", lambda x: x.cumsum(0), {}, NONE),
    ("flip", lambda x: x.flip(0), {}, NONE),
    ("first", lambda x: x[0], {}, NONE),
    ("tiny", lambda x: 1e-9 * x.cumsum(0), {}, NONE),
    ("near-equals", tell_near_equals_apart_by_place, {}, NONE),
    ("asymmetric at duplicates only", lambda x: (x[0] == x[1]).all() * 1.0, {}, NONE),
    ("position", lambda x: x + torch.arange(len(x))[:, None], {}, NONE),
]


@pytest.mark.parametrize(
    ("fn", "options", "verdict"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_known_functions(fn, options, verdict):
    report = setnb.probe(fn, **options)
    assert report.verdict == verdict
    assert report.deterministic
    holds = {
        SET: report.set_error,
        EXCLUSIVE: report.multiset_error,
        INVARIANT: report.invariance_error,
    }
    assert verdict == NONE or holds[verdict] <= 1e-6
    assert verdict != EXCLUSIVE or report.set_error > 1e-3


@pytest.mark.parametrize(
    ("model", "verdict"),
    [
        (lambda: snn.EquivariantDeepSet(4, 8, 3), SET),
        (lambda: snn.EquivariantDeepSet(4, 8, 3, how="max"), SET),
        (lambda: snn.SelfAttentionBlock(4), SET),
        (lambda: snn.SelfAttentionBlock(4, positions="sinusoidal"), NONE),
        (lambda: snn.BiLSTM(4, 6, 3), NONE),
        (lambda: snn.RecurrentEncoder(4, 6), NONE),
        (lambda: snn.DeepSet(torch.nn.Linear(4, 8), torch.nn.Linear(8, 2)), INVARIANT),
    ],
)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_models(model, verdict, dtype):
    torch.manual_seed(0)
    model = model().to(dtype)
    assert setnb.probe(model, d=4).verdict == verdict
    assert setnb.probe(model, d=4, batched=True).verdict == verdict
    # A float32 network hidden behind a cast is judged by its own precision.
    assert setnb.probe(lambda x: model(x.to(dtype)), d=4).verdict == verdict


@pytest.mark.parametrize(("n", "d"), [(1, 1), (2, 1), (3, 2), (6, 3), (20, 8)])
def test_verdicts_do_not_depend_on_the_size_of_the_set(n, d):
    assert setnb.probe(lambda x: x - x.mean(0), n, d).verdict == SET
    if n > 1:
        assert setnb.probe(sorted_step, n, d).verdict == EXCLUSIVE
        assert setnb.probe(lambda x: x.cumsum(0), n, d).verdict == NONE
        assert setnb.probe(lambda x: x[-1], n, d).verdict == NONE


def test_numpy_functions():
    assert setnb.probe(lambda x: np.sort(x, 0), backend="numpy").verdict == INVARIANT
    assert setnb.probe(lambda x: x - x.mean(0), backend="numpy").verdict == SET
    assert setnb.probe(lambda x: torch.tensor(x).cumsum(0), backend="numpy").verdict == NONE
    assert setnb.probe(lambda x: x.numpy().sum()).verdict == INVARIANT


def test_settled_readings():
    def length_n(x):
        return x.sum(1)

    assert setnb.probe(length_n, output="elements").verdict == SET
    assert setnb.probe(length_n, output="set").verdict == NONE
    assert setnb.probe(lambda x: x, output="set").verdict == NONE
    assert setnb.probe(lambda x: x.T @ x, n=5, d=2, output="set").verdict == INVARIANT


def test_feature_ties_are_reported_apart():
    """A featurewise sort meets the definition except where elements tie in one feature."""
    report = setnb.probe(sorted_step, n=5, d=3)
    assert report.verdict == EXCLUSIVE
    assert report.feature_tie_error > 1e-3
    # By hand: (0, 1) and (0, 2) differ, so only P2 = P1 is admissible; the first column tie breaks.
    x = torch.tensor([[0.0, 1.0], [0.0, 2.0]])
    assert sorted_step(x)[:, 0].tolist() == sorted_step(x.flip(0))[:, 0].tolist()
    assert setnb.probe(lambda x: x - x.mean(0)).feature_tie_error <= 1e-6
    # A generic linear map first leaves no feature in which different elements agree.
    mix = torch.randn(3, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    assert setnb.probe(lambda x: sorted_step(x @ mix), n=5, d=3).feature_tie_error <= 1e-6


def test_tolerance_can_be_replaced():
    def almost(x):
        return x + 1e-5 * torch.arange(len(x))[:, None]

    assert setnb.probe(almost).verdict == NONE
    assert setnb.probe(almost, atol=1e-3).verdict == SET
    assert setnb.probe(lambda x: x, atol=0).verdict == SET
    assert setnb.probe(lambda x: x + 1e-15 * torch.arange(len(x))[:, None], atol=0).verdict == NONE


def test_unusual_outputs():
    assert setnb.probe(lambda x: torch.complex(x, x).conj()).verdict == SET
    assert setnb.probe(lambda x: (x > 0).all(1)).verdict == SET
    assert setnb.probe(lambda x: x.half()).verdict == SET
    assert setnb.probe(lambda x: x.sum(0).tolist()).verdict == INVARIANT
    assert setnb.probe(lambda x: x[:, None, :] * x[:, :, None]).verdict == SET


def test_a_reused_output_buffer_is_not_mistaken_for_invariance():
    buffer = torch.zeros(4, 2, dtype=torch.float64)
    assert setnb.probe(lambda x: buffer.copy_(2 * x)).verdict == SET
    assert setnb.probe(lambda x: torch.cumsum(x, 0, out=buffer)).verdict == NONE


@pytest.mark.parametrize("scale", [1e-5, 1e-2, 1.0, 1e5])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_the_unit_of_the_output_does_not_matter(scale, dtype):
    assert setnb.probe(lambda x: scale * x.cumsum(0), dtype=dtype).verdict == NONE
    assert setnb.probe(lambda x: scale * (x - x.mean(0)), dtype=dtype).verdict == SET
    verdict = setnb.probe(lambda x: scale * F.append_copy_number(x), dtype=dtype).verdict
    assert verdict == EXCLUSIVE


def test_rounding_noise_is_no_asymmetry():
    assert setnb.probe(lambda x: x.mean(0) - x.flip(0).mean(0)).verdict == INVARIANT
