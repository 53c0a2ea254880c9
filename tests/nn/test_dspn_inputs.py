"""DSPN and iDSPN: padding, sizes, batches, and what they refuse."""

import pytest
import torch

from setnb.functional import permute, project_simplex
from setnb.nn import DSPN, IDSPN
from tests.nn.decoders import BOTH, HOW, Foreign, encoder_of, make, randn


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize("start", ["normal", "zeros", "learned"])
@pytest.mark.parametrize("project", [None, project_simplex])
def test_padding_is_zero_and_never_matters(kind, start, project):
    model = make(kind, known=1, steps=4, start=start, project=project)
    z, known, mask = randn(3, 16).requires_grad_(), randn(3, 4, 1), randn(3, 4, seed=3) > -0.3
    assert (~mask).any(-1).all()
    outcomes = []
    for poison in (0.0, torch.nan, torch.inf, 1e300):
        x = known.masked_fill(~mask[..., None], poison).requires_grad_()
        y = model(z, known=x, mask=mask, generator=torch.Generator().manual_seed(0))
        grads = torch.autograd.grad(y.square().sum(), [z, x, *model.encoder.parameters()])
        assert not y[~mask].any()
        assert not grads[1][~mask].any()
        outcomes.append((y, *grads))
    for other in outcomes[1:]:
        torch.testing.assert_close(other, outcomes[0])


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("foreign", [False, True])
def test_a_padded_set_is_as_if_its_padding_were_absent(how, foreign):
    model = make(IDSPN, how, steps=4, known=1)
    model.encoder = Foreign(model.encoder) if foreign else model.encoder
    z, known, y0 = randn(1, 16), randn(1, 5, 1), randn(1, 5, 2)
    mask = torch.tensor([[False, True, True, False, True]])
    y0[~mask] = torch.nan
    solution = model.solve(z, known=known, mask=mask, y0=y0)
    keep = [1, 2, 4]
    absent = model.solve(z, known=known[:, keep], y0=y0[:, keep])
    torch.testing.assert_close(solution.value[:, keep], absent.value)
    torch.testing.assert_close(solution.residual, absent.residual)


@pytest.mark.parametrize("n", [0, 1, 4, 9])
@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize("how", HOW)
def test_sets_of_every_size_and_batches_of_every_shape(how, kind, n):
    model = make(kind, how, n=n, known=1, steps=3)
    for batch in ((), (3,), (0,), (2, 3)):
        z = randn(*batch, 16).requires_grad_()
        y = model(z, known=randn(*batch, n, 1))
        assert y.shape == (*batch, n, 2)
        assert torch.isfinite(y).all()
        assert torch.isfinite(torch.autograd.grad(y.sum(), z)[0]).all()
    # The size comes from what is given with z.
    assert make(kind, how, n=7, known=1)(randn(2, 16), known=randn(2, n, 1)).shape == (2, n, 2)
    assert make(kind, how, n=7)(randn(2, 16), mask=torch.ones(2, n).bool()).shape == (2, n, 2)


def test_each_set_of_a_batch_is_alone():
    model, z, y0 = make(IDSPN), randn(2, 3, 16), randn(2, 3, 4, 2)
    together = model.solve(z, y0=y0).value
    torch.testing.assert_close(model.solve(z[1, 2], y0=y0[1, 2]).value, together[1, 2])


def test_starts():
    z = randn(2000, 16)
    first, second = (
        make(steps=1, lr=1e-30)(z, generator=torch.Generator().manual_seed(0)) for _ in range(2)
    )
    assert torch.equal(first, second)
    assert abs(first.std() - 0.1) < 0.002
    model = make(start_std=0.5, steps=1, lr=1e-30)
    assert abs(model(z).std() - 0.5) < 0.01
    assert not torch.equal(model(z), model(z))
    learned = make(start="learned", start_std=0.5, n=2000, steps=1, lr=1e-30)
    assert abs(learned.start.std() - 0.5) < 0.02
    torch.testing.assert_close(learned(z[:2])[1], learned.start.detach(), check_stride=False)


def test_predictions_come_near_the_vector_that_was_asked_for():
    """Encode a set, run the encoder backwards: the answer has nearly the same vector."""
    model, x = make(IDSPN, steps=60), randn(5, 4, 2)
    z = model.encoder(x)
    solution = model.solve(z, trace=True)
    problem = model.inner_problem(z, n=4)
    energies = torch.stack([problem.energy(y) for y in solution.trace])
    assert energies[-1].sum() < 0.02 * energies[0].sum()


def test_projected_predictions_lie_on_the_simplex():
    y = make(IDSPN, project=project_simplex)(randn(3, 16))
    assert (y >= 0).all()
    torch.testing.assert_close(y.sum(-1), torch.ones(3, 4).double())


def test_the_order_of_the_start_is_the_order_of_the_answer():
    model, z, y0 = make(IDSPN), randn(3, 16), randn(3, 4, 2)
    perm = torch.tensor([2, 0, 3, 1])
    moved = model.solve(z, y0=permute(y0, perm)).value
    torch.testing.assert_close(moved, permute(model.solve(z, y0=y0).value, perm))


def test_what_does_not_fit_is_refused():
    model, z = make(known=1), randn(3, 16)
    cases = {
        "z: expected a vector of 16": {"z": randn(3, 8), "known": randn(3, 4, 1)},
        r"known: expected features of shape \(3, 4, 'k'\)": {"known": randn(2, 4, 1)},
        r"y: expected a floating tensor \(\*b, n, 1\)": {"known": randn(3, 4, 2)},
        "mask: expected a bool tensor": {"known": randn(3, 4, 1), "mask": torch.ones(3, 4)},
        r"mask: expected a bool tensor of shape \(3, 4\)": {
            "known": randn(3, 4, 1),
            "mask": torch.ones(4).bool(),
        },
        r"y0: expected a start of shape \(3, 5, 2\)": {"y0": randn(3, 5, 1)},
    }
    for message, given in cases.items():
        with pytest.raises(ValueError, match=message):
            model.solve(**{"z": z, **given})
    with pytest.raises(ValueError, match=r"y: expected a floating tensor \(\*b, n, 3\)"):
        model(z)  # the known features are forgotten
    with pytest.raises(ValueError, match=r"z: expected \(3, 16\), as the encoder gives"):
        DSPN(Foreign(encoder_of()), 4, 2).double()(randn(3, 1))
    with pytest.raises(ValueError, match="set_size: expected sets of 4 elements"):
        make(start="learned")(z, mask=torch.ones(3, 5).bool())


def test_unknown_options_are_refused_when_built():
    for kind in BOTH:
        with pytest.raises(ValueError, match="start: expected one of 'normal'"):
            make(kind, start="ones")
        with pytest.raises(ValueError, match="gradient: expected one of 'unrolled'"):
            make(kind, gradient="magic")
        with pytest.raises(ValueError, match="steps: expected an integer"):
            make(kind, steps=0)
        with pytest.raises(ValueError, match="clip: expected a positive norm"):
            make(kind, clip=0.0)
        with pytest.raises(ValueError, match="set_dim: expected an integer"):
            kind(encoder_of(), 4, 0)
        with pytest.raises(ValueError, match="set_size: expected an integer"):
            kind(encoder_of(), -1, 2)
