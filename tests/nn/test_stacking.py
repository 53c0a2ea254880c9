"""Networks side by side answer and learn as each does alone."""

import pytest
import torch
from torch import nn

from setnb.functional import project_simplex
from setnb.nn import (
    DSPN,
    IDSPN,
    BiLSTM,
    EquivariantDeepSet,
    SetAutoencoder,
    SetCompleter,
    SetEncoder,
    SetTransformer,
)
from setnb.nn.stacking import answer_together, stack_parameters
from setnb.seeds import make_generator
from setnb.sets import SetBatch
from tests.nn.decoders import BOTH, HOW, randn

R, B, N, D = 3, 4, 5, 2


def many(make):
    torch.manual_seed(0)
    return [make().double() for _ in range(R)]


def autoencoder(kind=DSPN, how="fspool", **options):
    encoders = [SetEncoder(D, 12, hidden=(10,), how=how) for _ in range(2)]
    return SetAutoencoder(encoders[0], kind(encoders[1], N, D, **options))


def completer(kind=IDSPN, how="fspool"):
    first, second = (SetEncoder(d, 12, hidden=(10, 8), how=how) for d in (D, D + 3))
    return SetCompleter(first, kind(second, N, 3, steps=4, project=project_simplex, clip=0.01))


def streams():
    return [make_generator(seed, "noise") for seed in range(R)]


def check_alike(networks, inputs, *, draws=True):
    """Compare answers and gradients of all parameters; masks and duplicates included."""
    stack = stack_parameters(networks)
    together = answer_together(networks[0], stack, inputs, streams())
    v = randn(*together.shape, seed=9)
    found = torch.autograd.grad((together * v).sum(), list(stack.values()))
    for i, (network, stream) in enumerate(zip(networks, streams(), strict=True)):
        options = {"generator": stream} if draws else {}
        masked = isinstance(inputs, SetBatch)
        own = (inputs.elements[i], inputs.mask[i]) if masked else (inputs[i],)
        answer = network(*own, **options)
        torch.testing.assert_close(together[i], answer)
        wanted = torch.autograd.grad((answer * v[i]).sum(), list(network.parameters()))
        assert any(gradient.any() for gradient in wanted)
        for got, expected in zip(found, wanted, strict=True):
            torch.testing.assert_close(got[i], expected)


def sets_with_duplicates():
    x = randn(R, B, N, D, seed=3)
    x[:, :, 1] = x[:, :, 0]
    return x


def masked_sets():
    """Of every size, the empty set and the singleton included."""
    sizes = torch.randint(0, N + 1, (R, B), generator=make_generator(0, "sizes"))
    sizes[0, :2] = torch.tensor([0, 1])
    return SetBatch(sets_with_duplicates(), torch.arange(N) < sizes[..., None])


@pytest.mark.parametrize("start", ["normal", "zeros", "learned"])
@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("kind", BOTH)
def test_autoencoders(kind, how, start):
    networks = many(lambda: autoencoder(kind, how, steps=4, start=start))
    check_alike(networks, sets_with_duplicates())


@pytest.mark.parametrize("gradient", ["unrolled", "identity", "neumann", "cg", "damped", "exact"])
def test_every_way_to_a_gradient(gradient):
    networks = many(
        lambda: autoencoder(steps=3, momentum=0.5, gradient=gradient, start="learned", start_pull=5)
    )
    check_alike(networks, sets_with_duplicates())


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("kind", BOTH)
def test_completers_with_a_projection_and_clipped_slopes(kind, how, masked):
    networks = many(lambda: completer(kind, how))
    check_alike(networks, masked_sets() if masked else sets_with_duplicates())


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize(
    "make",
    [
        lambda: EquivariantDeepSet(D, 8, 8, 3),
        lambda: SetTransformer(D, 3, width=8, heads=2),
        lambda: SetTransformer(D, 3, width=8, heads=2, positions="sinusoidal"),
    ],
)
def test_other_networks_are_mapped(make, masked):
    inputs = masked_sets() if masked else sets_with_duplicates()
    check_alike(many(make), inputs, draws=False)


def test_several_batch_axes_and_none():
    encoders = many(lambda: SetEncoder(D, 6, hidden=(7,)))
    stack, x = stack_parameters(encoders), randn(R, 2, 3, N, D)
    for sets in (x, x[:, 0, 0]):
        answer = torch.func.functional_call(encoders[0], stack, (sets,))
        alone = torch.stack([e(s) for e, s in zip(encoders, sets, strict=True)])
        torch.testing.assert_close(answer, alone)


def test_one_network_that_is_not_a_number_leaves_the_others_alone():
    networks = many(autoencoder)
    with torch.no_grad():
        networks[1].decoder.encoder.knots.fill_(torch.nan)
    stack, x = stack_parameters(networks), sets_with_duplicates()
    answer = answer_together(networks[0], stack, x, streams())
    assert not answer[1].isfinite().any()
    for i in (0, 2):
        torch.testing.assert_close(answer[i], networks[i](x[i], generator=streams()[i]))
    for gradient in torch.autograd.grad(answer[[0, 2]].sum(), list(stack.values())):
        assert gradient[[0, 2]].isfinite().all()


def test_networks_of_several_shapes_are_refused():
    with pytest.raises(ValueError, match="networks of one shape"):
        stack_parameters([nn.Linear(2, 3), nn.Linear(3, 2)])
    with pytest.raises(ValueError, match="networks of one shape"):
        stack_parameters([autoencoder(how="fspool"), autoencoder(how="sum")])
    with pytest.raises(ValueError, match="at least one network"):
        stack_parameters([])


def test_the_stack_is_a_copy_of_leaves():
    networks = many(lambda: BiLSTM(D, 4, 3))
    stack = stack_parameters(networks)
    for name, parameter in networks[1].named_parameters():
        assert torch.equal(stack[name][1], parameter)
        assert stack[name].is_leaf
        assert stack[name].requires_grad
        assert stack[name].data_ptr() != parameter.data_ptr()
