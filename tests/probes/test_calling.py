"""The probe as a guest: clear errors, and everything left as it was found."""

import numpy as np
import pytest
import torch
from torch import nn

import setnb
from setnb import nn as snn


@pytest.mark.parametrize(
    ("fn", "options", "message"),
    [
        (lambda x: x / 0, {}, "NaN or infinity"),
        (lambda x: x[:2], {}, "one row for each of the 4 elements"),
        (lambda x: torch.cat([x, x]), {}, "one row for each"),
        (lambda x: x.sum(0), {"output": "elements", "d": 3}, "one row for each"),
        (lambda x: (x, x), {}, r"lambda x: fn\(x\)\[0\]"),
        (lambda x: None, {}, "a tensor, an array or a number"),
        (lambda x: "a", {}, "a tensor, an array or a number"),
        (lambda x: x[:0], {"output": "set"}, "an empty array"),
        (lambda x: x @ torch.ones(9, 9).double(), {}, r"raised RuntimeError.*shape \(4, 2\)"),
        (lambda x: x.sort_() if False else x.mul_(2), {}, "writes to its input"),
        (lambda x: np.negative(x, out=x), {"backend": "numpy"}, "writes to its input"),
        (lambda x: x.transpose_(0, 1).T, {}, "writes to its input"),
        (lambda x: x[0], {"batched": True}, "one result for each"),
        (3, {}, "a function or module"),
        (abs, {"n": 0}, "n: expected an integer >= 1"),
        (abs, {"d": 1.5}, "d: expected an integer >= 1"),
        (abs, {"trials": 0}, "trials"),
        (abs, {"output": "rows"}, "'auto', 'elements', 'set'"),
        (abs, {"backend": "jax"}, "'torch', 'numpy'"),
        (abs, {"dtype": torch.int64}, "a floating type"),
        (abs, {"atol": -1.0}, "atol"),
    ],
)
def test_bad_input_is_named(fn, options, message):
    with pytest.raises(ValueError, match=message):
        setnb.probe(fn, **options)


def test_the_cause_is_kept():
    def broken(x):
        raise KeyError("no such thing")

    with pytest.raises(ValueError, match="KeyError") as info:
        setnb.probe(broken)
    assert isinstance(info.value.__cause__, KeyError)


def test_modes_and_random_states_are_put_back():
    model = nn.Sequential(nn.Linear(2, 2), nn.Dropout(0.5), nn.BatchNorm1d(2))
    model.train()
    model[1].eval()
    statistics = model[2].running_mean.clone()
    torch.manual_seed(1), np.random.seed(1)  # noqa: NPY002
    expected = torch.rand(2), np.random.rand()  # noqa: NPY002
    torch.manual_seed(1), np.random.seed(1)  # noqa: NPY002
    report = setnb.probe(model)
    assert torch.equal(torch.rand(2), expected[0])
    assert np.random.rand() == expected[1]  # noqa: NPY002
    assert report.verdict == "set-equivariant"
    assert [m.training for m in model.modules()] == [True, True, False, True]
    assert torch.equal(model[2].running_mean, statistics)


def test_they_are_put_back_after_an_error_too():
    model = nn.Sequential(nn.Linear(5, 2))
    before = torch.random.get_rng_state()
    with pytest.raises(ValueError, match="raised RuntimeError"):
        setnb.probe(model)
    assert model.training
    assert torch.equal(torch.random.get_rng_state(), before)


def test_random_functions_are_judged_under_fixed_noise_and_reported():
    same_noise_for_all = setnb.probe(lambda x: x + torch.randn(2))
    assert same_noise_for_all.verdict == "set-equivariant"
    assert not same_noise_for_all.deterministic
    assert "random" in str(same_noise_for_all)
    numpy_noise = setnb.probe(lambda x: x + np.random.rand(4, 1), backend="numpy")  # noqa: NPY002
    assert numpy_noise.verdict == "not equivariant"
    assert not numpy_noise.deterministic
    torch.manual_seed(0)
    positions = setnb.probe(snn.SelfAttentionBlock(4, positions="random"), d=4)
    assert positions.verdict == "not equivariant"
    assert not positions.deterministic


def test_a_function_with_a_memory_is_not_called_deterministic():
    calls = []

    def counting(x):
        calls.append(0)
        return x + len(calls)

    assert not setnb.probe(counting).deterministic


def test_gradients_inside_the_function_work_also_under_no_grad():
    def gradient(x):
        x = x.requires_grad_()
        return torch.autograd.grad((x**3).sum(), x)[0]

    with torch.no_grad():
        assert setnb.probe(gradient).verdict == "set-equivariant"


def test_dtype_follows_the_module_the_wish_or_float64():
    seen = []

    def record(x):
        seen.append(x.dtype)
        return x

    setnb.probe(record)
    setnb.probe(record, dtype=torch.float32)
    setnb.probe(record, dtype=np.float32, backend="numpy")
    kinds = [d for i, d in enumerate(seen) if i == 0 or d != seen[i - 1]]
    assert kinds == [torch.float64, torch.float32, np.dtype("float32")]
    assert setnb.probe(nn.Linear(2, 3)).dtype == "float32"
    assert setnb.probe(nn.Linear(2, 3).double()).dtype == "float64"
    assert setnb.probe(nn.Linear(2, 3).double().forward).dtype == "float64"


def test_same_seed_same_report():
    model = snn.BiLSTM(2, 3, 2)
    assert str(setnb.probe(model, seed=5)) == str(setnb.probe(model, seed=5))


@pytest.mark.parametrize(
    ("check", "message"),
    [
        (lambda: setnb.probe(lambda x: x.unique(), n=4, d=1), "the same shape for every set"),
        (
            lambda: setnb.assert_set_equivariant(lambda x: x.sum(0), output="set"),
            "expected an output per element",
        ),
        (lambda: setnb.probe(abs, dtype="foo"), "a floating type of torch"),
        (lambda: setnb.probe(abs, atol=float("inf")), "a finite number"),
        (lambda: setnb.probe(abs, seed=2**70), "below 2"),
        (lambda: setnb.probe(lambda x: 10**400), "a tensor, an array or a number"),
    ],
)
def test_odd_requests_are_named_too(check, message):
    with pytest.raises(ValueError, match=message):
        check()


def test_gradients_work_also_under_inference_mode():
    def gradient(x):
        x = x.requires_grad_()
        return torch.autograd.grad((x**3).sum(), x)[0]

    with torch.inference_mode():
        assert setnb.probe(gradient).verdict == "set-equivariant"
