"""The Hessian of a set decoder's energy, and what each gradient mode makes of it."""

import pytest
import torch
from torch.autograd.functional import jacobian

from setnb.implicit import CG, Damped
from setnb.nn import DSPN, SetEncoder
from setnb.seeds import make_generator, seed_everything

N, DIM = 4, 4


def decoder(code, how="fspool", **options):
    seed_everything(1)
    return DSPN(SetEncoder(DIM, code, hidden=(32,), how=how), N, DIM, **options).double()


def some_set(name="set"):
    return torch.randn(N, DIM, generator=make_generator(0, name), dtype=torch.float64)


def hessian(model, z, y):
    return jacobian(model.inner_problem(z, n=N).slope, y).reshape(N * DIM, N * DIM)


def in_code(model, mode, z, v):
    """The gradient of `v . Y` in z."""
    model.gradient, z = mode, z.detach().requires_grad_()
    y = model.solve(z, y0=some_set("start")).value
    return torch.autograd.grad((y * v).sum(), z)[0]


@pytest.mark.parametrize("how", ["fspool", "sum", "mean"])
@pytest.mark.parametrize("code", [5, 8, 64])
def test_the_hessian_is_that_of_gauss_and_newton_and_no_richer_than_the_code(how, code):
    model, y = decoder(code, how), some_set()
    h = hessian(model, torch.randn(code).double(), y)
    j = jacobian(model.encoder, y).flatten(1)
    torch.testing.assert_close(h, j.T @ j / code)
    values = torch.linalg.eigvalsh(h)
    assert values.min() > -1e-12
    assert (values > 1e-10).sum() <= min(code, N * DIM)


def test_curvatures_of_an_untrained_encoder_are_small():
    model = decoder(64)
    assert torch.linalg.eigvalsh(hessian(model, torch.zeros(64).double(), some_set())).max() < 0.2


def test_with_a_short_code_exact_refuses_cg_goes_astray_and_damping_finds_what_there_is():
    model, v = decoder(8, steps=400, momentum=0.9), some_set("v")
    z = model.encoder(some_set()).detach()
    y = model.solve(z, y0=some_set("start"), trace=True).trace[-2]
    j = jacobian(model.encoder, y).flatten(1)
    true = j @ torch.linalg.pinv(j.T @ j, rtol=1e-10) @ v.flatten()
    damped = in_code(model, Damped(1e-6, 64), z, v) / 1e-6
    assert (damped - true).norm() < 0.05 * true.norm()
    assert (in_code(model, CG(16), z, v) - true).norm() > 0.1 * true.norm()
    with pytest.raises(ValueError, match="singular"):
        in_code(model, "exact", z, v)


def test_a_learned_start_makes_the_problem_solvable_again():
    model = decoder(8, steps=2000, momentum=0.9, start="learned")
    z, v = model.encoder(some_set()).detach(), some_set("v")
    pull, found = model.start_pull / (N * DIM), {}
    values = torch.linalg.eigvalsh(hessian(model, z, some_set()))
    assert values.min().item() == pytest.approx(pull, rel=1e-6)
    for name, mode in {"identity": "identity", "exact": "exact", "cg": CG(32)}.items():
        model.gradient = mode
        (found[name],) = torch.autograd.grad((model(z) * v).sum(), model.start)
    torch.testing.assert_close(found["identity"], pull * v)
    torch.testing.assert_close(found["cg"], found["exact"])


@pytest.mark.parametrize("mode", ["unrolled", "identity", Damped(0.1), "exact"], ids=str)
def test_at_the_solution_an_autoencoder_learns_nothing(mode):
    model, sets, v = decoder(64, steps=10), some_set(), some_set("v")
    model.gradient, lengths = mode, []
    for start in (sets, 0.1 * some_set("start")):
        y = model.solve(model.encoder(sets), y0=start).value
        parts = torch.autograd.grad((y * v).sum(), list(model.parameters()))
        lengths.append(torch.cat([part.flatten() for part in parts]).norm())
    assert lengths[0] < 1e-8 * lengths[1]
