"""DSPN and iDSPN: their symmetry, their starts and their gradients."""

import pytest
import torch

import setnb
from setnb.functional import project_simplex
from setnb.implicit import CG
from setnb.nn import DSPN, IDSPN
from tests.nn.decoders import BOTH, HOW, Foreign, encoder_of, make, randn

SYMMETRY = {"fspool": "exclusively multiset-equivariant"}


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
