"""DSPN and iDSPN: their symmetry, their starts, their gradients, and masks."""

import pytest
import torch
from torch import nn

import setnb
from setnb.functional import permute, project_simplex
from setnb.implicit import CG
from setnb.nn import DSPN, IDSPN, SetEncoder

HOW = ["fspool", "sum", "mean"]
BOTH = [DSPN, IDSPN]
SYMMETRY = {"fspool": "exclusively multiset-equivariant"}


def encoder_of(how="fspool", set_dim=2, latent=16):
    torch.manual_seed(0)
    return SetEncoder(set_dim, latent, hidden=(16,), how=how).double()


def make(kind=DSPN, how="fspool", n=4, d=2, known=0, **options):
    return kind(encoder_of(how, d + known), n, d, **options).double()


def randn(*shape, seed=1):
    return torch.randn(*shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


class Foreign(nn.Module):
    """An encoder that hides what it is, so that its gradient must come from autograd."""

    def __init__(self, encoder):
        super().__init__()
        self.inside = encoder

    def forward(self, x, mask=None):
        return self.inside(x, mask)


def grads_of(loss, model):
    return dict(
        zip(
            [
                name.removeprefix("encoder.").removeprefix("inside.")
                for name, _ in model.named_parameters()
            ],
            torch.autograd.grad(loss, list(model.parameters())),
            strict=True,
        )
    )


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize("how", HOW)
def test_symmetry_in_the_start_and_in_known_features(kind, how):
    model, z = make(kind, how, steps=4), randn(16)
    report = setnb.probe(lambda y0: model.solve(z, y0=y0).value, n=4, d=2, trials=16)
    assert report.verdict == SYMMETRY.get(how, "set-equivariant")
    model = make(kind, how, known=2, steps=4, start="zeros")
    report = setnb.probe(lambda x: model(z, known=x), n=4, d=2, trials=16)
    assert report.verdict == SYMMETRY.get(how, "set-equivariant")


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("how", ["sum", "mean"])
def test_equal_elements_stay_equal_for_ever_under_sums_and_means(how, dtype):
    solution = (
        make(how=how, steps=20, momentum=0.5, start="zeros")
        .to(dtype)
        .solve(randn(3, 16).to(dtype), trace=True)
    )
    spread = (solution.trace - solution.trace[..., :1, :]).abs().max()
    assert spread <= 1e-6 if dtype == torch.float32 else spread <= 1e-14
    assert solution.value.abs().max() > 0.01


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_fspool_separates_equal_elements_at_once(dtype):
    model = make(steps=20, start="zeros").to(dtype)
    trace = model.solve(randn(3, 16).to(dtype), trace=True).trace
    apart = (trace[:, :, :, None] - trace[:, :, None]).abs().amax(-1) + torch.eye(4)
    assert (apart[0] == torch.eye(4)).all()
    assert (apart[1:] > 1e-4).all()


@pytest.mark.parametrize("gradient", ["unrolled", "identity", CG(3)])
@pytest.mark.parametrize("how", HOW)
def test_closed_form_and_autograd_give_one_answer_and_one_gradient(how, gradient):
    """Learned start, known features, masks: all that the energy holds."""
    options = {"gradient": gradient, "steps": 5, "start": "learned", "momentum": 0.5}
    z = randn(3, 16).requires_grad_()
    known, mask = randn(3, 4, 1, seed=2).requires_grad_(), randn(3, 4, seed=3) > -0.5
    results = []
    for wrap in (lambda encoder: encoder, Foreign):
        model = DSPN(wrap(encoder_of(how, 3)), 4, 2, **options).double()
        with torch.no_grad():
            model.start.copy_(randn(4, 2, seed=4))
        y = model(z, known=known, mask=mask)
        loss = (y * randn(3, 4, 2, seed=5)).sum()
        grads = grads_of(loss, model)
        loss = (model(z, known=known, mask=mask) * randn(3, 4, 2, seed=5)).sum()
        results.append((y, grads, torch.autograd.grad(loss, [z, known])))
    torch.testing.assert_close(results[1], results[0])
    assert all(grad.any() for grad in results[0][1].values())


@pytest.mark.parametrize("project", [None, project_simplex])
@pytest.mark.parametrize("how", HOW)
def test_the_energy_and_its_gradient_belong_together(how, project):
    model = make(how=how, known=1, start="learned", project=project)
    y, known, mask = randn(3, 4, 2), randn(3, 4, 1), randn(3, 4, seed=3) > -0.5
    problem = model.inner_problem(randn(3, 16), known, mask, n=4)
    expected = torch.func.grad(lambda y: problem.energy(y).sum())(y)
    torch.testing.assert_close(problem.slope(y), expected)
    assert problem.project is project


def test_energy_by_hand():
    model = make(start="learned", start_pull=0.3)
    y, z = randn(3, 4, 2), randn(3, 16)
    error = (model.encoder(y) - z).square().sum(-1) / (2 * 16)
    pull = 0.3 / 2 * (y - model.start).square().sum((-2, -1)) / 8
    torch.testing.assert_close(model.inner_problem(z, n=4).energy(y), error + pull)


def test_without_momentum_the_two_differ_in_their_gradients_alone():
    options, z = {"steps": 6, "start": "zeros"}, randn(3, 16).requires_grad_()
    unrolled, implicit = make(DSPN, **options), make(IDSPN, momentum=0.0, **options)
    assert torch.equal(unrolled(z), implicit(z))
    slow, fast = (torch.autograd.grad(m(z).square().sum(), z)[0] for m in (unrolled, implicit))
    assert not torch.allclose(slow, fast)
    assert torch.equal(
        make(IDSPN, **options)(z), make(DSPN, steps=6, momentum=0.9, start="zeros")(z)
    )


@pytest.mark.parametrize("steps", [1, 7])
@pytest.mark.parametrize("project", [None, project_simplex])
def test_a_learned_start_gets_its_gradient_from_the_pull(steps, project):
    """Under the identity: pull / (n d) times what comes in, summed over the batch."""
    model = make(IDSPN, start="learned", steps=steps, start_pull=0.3, project=project)
    v = randn(3, 4, 2, seed=2)
    (grad,) = torch.autograd.grad((model(randn(3, 16)) * v).sum(), model.start)
    if project is None:
        torch.testing.assert_close(grad, 0.3 / 8 * v.sum(0))
    else:  # what comes in has passed the projection
        torch.testing.assert_close(grad.sum(-1), torch.zeros(4).double())
        assert grad.any()


def test_a_learned_start_under_unrolling_is_as_finite_differences_say():
    model, z = make(start="learned", steps=3), randn(2, 16)

    def predict(start):
        return torch.func.functional_call(model, {"start": start}, z)

    assert torch.autograd.gradcheck(predict, randn(4, 2, seed=2).requires_grad_(), fast_mode=True)


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize("foreign", [False, True])
def test_evaluation_keeps_no_graph(kind, foreign):
    model = make(kind, steps=3)
    model.encoder = Foreign(model.encoder) if foreign else model.encoder
    z = randn(3, 16).requires_grad_()
    trained = model(z, generator=torch.Generator().manual_seed(0)).detach()
    for mode in (torch.no_grad, torch.inference_mode):
        with mode():
            y = model.eval()(z, generator=torch.Generator().manual_seed(0))
        assert y.grad_fn is None
        torch.testing.assert_close(y, trained)


@pytest.mark.parametrize("kind", BOTH)
def test_evaluation_saves_nothing_for_a_backward_pass(kind):
    model, z = make(kind, steps=3, start="learned"), randn(3, 16).requires_grad_()
    saved = []
    with torch.autograd.graph.saved_tensors_hooks(saved.append, lambda x: x):
        with torch.no_grad():
            model(z)
        assert not saved
        model(z)
    assert saved


def test_an_implicit_decoder_compiles_to_one_graph_with_its_gradient():
    model, results = make(IDSPN, steps=2, start="learned"), []
    for run in (model, torch.compile(model, fullgraph=True, backend="aot_eager")):
        z = randn(2, 16).requires_grad_()
        y = run(z)
        loss = (y * randn(2, 4, 2, seed=2)).sum()
        results.append((y, *torch.autograd.grad(loss, [z, *model.parameters()])))
    torch.testing.assert_close(results[1], results[0])


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
