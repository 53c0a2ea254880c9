"""Memory counts against sizes known beforehand."""

from pathlib import Path

import pytest
import torch
from torch import nn

from setnb import memory
from setnb.implicit import GradientDescent, InnerProblem, solve
from setnb.memory import peak_cuda_bytes, peak_growth, saved_bytes

MIB = 2**20


def touch(mebibytes: int, times: int = 1) -> None:
    """Fill that much memory, let it go, and do so again."""
    for _ in range(times):
        torch.ones(mebibytes * MIB // 4)


def unroll(steps: int, gradient: str) -> None:
    """Take `steps` steps of descent on a slope whose graph keeps a mebibyte in each."""
    theta = torch.ones(MIB // 4, requires_grad=True)
    problem = InnerProblem(
        energy=lambda y: ((y - theta) ** 2).sum(-1) / 2, gradient=lambda y: y * theta, event_ndim=1
    )
    solver = GradientDescent(steps=steps, lr=0.5)
    solve(problem, torch.ones_like(theta), solver=solver, gradient=gradient).value.sum().backward()


def fail() -> None:
    raise KeyError("no such thing")


def test_a_product_keeps_what_its_derivative_needs():
    x, y = (torch.ones(1000, requires_grad=True) for _ in range(2))
    assert saved_bytes(lambda: x * y) == 2 * 4000
    assert saved_bytes(lambda: x + y) == 0
    assert saved_bytes(lambda: x.double().exp()) == 8000


def test_tensors_of_one_storage_count_once():
    x = torch.ones(1000, requires_grad=True)
    assert saved_bytes(lambda: x * x) == 4000
    assert saved_bytes(lambda: x * x.flip(0)) == 2 * 4000
    assert saved_bytes(lambda: x.reshape(10, 100).T * x.reshape(100, 10)) == 4000


def test_nothing_is_kept_without_a_graph():
    x = torch.ones(1000, requires_grad=True)
    with torch.no_grad():
        assert saved_bytes(lambda: x * x) == 0
    assert saved_bytes(lambda: x.detach() * 2) == 0
    assert saved_bytes(lambda: None) == 0


def test_what_was_let_go_inside_does_not_count():
    x = torch.ones(1000, requires_grad=True)

    def gradient_only():
        return torch.autograd.grad(x.exp().exp().sum(), x)[0]

    assert saved_bytes(gradient_only) == 0


def test_the_graph_counted_can_still_be_used():
    x, held = torch.ones(1000, requires_grad=True), []
    assert saved_bytes(lambda: held.append(x.exp().exp())) == 2 * 4000
    held[0].sum().backward()
    torch.testing.assert_close(x.grad, torch.ones(1000) * torch.e * torch.e**torch.e)


def test_a_layer_keeps_its_input_and_its_weight():
    layer = nn.Linear(30, 50, bias=False)
    x = torch.ones(7, 30)
    assert saved_bytes(lambda: layer(x)) == 4 * 7 * 30
    assert saved_bytes(lambda: layer(x.requires_grad_())) == 4 * (7 * 30 + 30 * 50)


def test_what_cannot_be_watched_is_refused():
    with pytest.raises(ValueError, match=r"uses torch\.func"):
        saved_bytes(lambda: torch.func.grad(torch.sin)(torch.tensor(1.0)))
    with pytest.raises(RuntimeError, match="size of tensor"):
        saved_bytes(lambda: torch.ones(2) + torch.ones(3))


def test_a_fresh_process_grows_by_what_a_call_needs_at_once():
    once, larger_thrice = peak_growth(touch, 50), peak_growth(touch, 250, 3)
    assert 190 * MIB < larger_thrice - once < 210 * MIB


def test_the_process_of_unrolling_grows_with_the_steps_and_that_of_the_identity_does_not():
    few, many = (peak_growth(unroll, steps, "identity") for steps in (20, 100))
    assert abs(many - few) < 10 * MIB
    assert peak_growth(unroll, 100, "unrolled") - many > 80 * MIB


def test_errors_of_the_call_come_back_from_the_process():
    with pytest.raises(KeyError, match="no such thing"):
        peak_growth(fail)


def test_without_proc_or_cuda_the_error_says_so(monkeypatch):
    monkeypatch.setattr(memory, "STATUS", Path("/nowhere"))
    with pytest.raises(ValueError, match="expected Linux"):
        peak_growth(touch, 1)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(ValueError, match="expected a CUDA device"):
        peak_cuda_bytes(lambda: None)


@pytest.mark.cuda
def test_cuda_memory_grows_by_what_a_call_needs_at_once():
    device = torch.device("cuda")

    def twice():
        for _ in range(2):
            torch.ones(64 * MIB // 4, device=device)

    assert 64 * MIB <= peak_cuda_bytes(twice) < 66 * MIB
