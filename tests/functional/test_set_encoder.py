"""The encoder's energy and its gradient written out, against autograd of plain torch."""

import itertools

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from setnb.functional import fspool, pool
from setnb.functional.set_encoder import (
    encode_set,
    encoding_energy_gradient,
    hoist_known,
    mean_weights,
    sort_weights,
    sum_weights,
)
from tests.strategies import DTYPES, sets

HOW = ["fspool", "sum", "mean"]
C = 4


def randn(*shape, seed=0):
    return torch.randn(*shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


def round_to(x, step):
    return (x / step).round().clamp(-1 / step, 1 / step) * step


def weights_of(dims, dtype=torch.float64, seed=0, step=None):
    """Random layers of these dimensions, and random knots; multiples of `step` if one is given."""
    layers, knots = [], randn(dims[-1], 6, seed=seed)
    for place, (a, b) in enumerate(itertools.pairwise(dims)):
        both = randn(b, a + 1, seed=100 * seed + place) / a**0.5
        both = (both if step is None else round_to(both, step)).to(dtype)
        layers.append((both[:, :-1], both[:, -1]))
    return layers, knots.to(dtype)


def plain(x, layers, knots, mask, how):
    """The encoder as anybody would write it."""
    for weight, bias in layers[:-1]:
        x = torch.relu(x @ weight.T + bias)
    x = x @ layers[-1][0].T + layers[-1][1]
    return fspool(x, knots, mask) if how == "fspool" else pool(x, mask, how=how)


def weigh_by(how, knots, n, mask):
    if how == "fspool":
        return sort_weights(knots, n, mask)
    return {"sum": sum_weights, "mean": mean_weights}[how](mask)


def energy(y, z, layers, knots, mask, how):
    return (plain(y, layers, knots, mask, how) - z).square().mean(-1).sum() / 2


def relative(got, expected):
    """The largest error, beside the largest value of its own set."""
    return ((got - expected).abs().amax((-2, -1)) / (1e-12 + expected.abs().amax((-2, -1)))).max()


@given(
    sets(max_n=6, d=2),
    st.sampled_from(HOW),
    st.sampled_from([(2, C), (2, 5, C), (2, 6, 3, C)]),
    st.integers(0, 3),
    st.data(),
)
def test_energy_and_gradient_are_those_of_plain_torch(x, how, dims, seed, data):
    """With duplicates, near-duplicates, masks, empty sets and singletons.

    Elements and weights are such that no product rounds, in whatever order it is added up: then
    equal elements have equal features in both implementations, and ties are broken alike.
    """
    x = round_to(x, 2.0**-10)[None].repeat(2, 1, 1)
    n, dtype = x.shape[1], x.dtype
    bits = data.draw(st.none() | st.lists(st.booleans(), min_size=2 * n, max_size=2 * n))
    mask = None if bits is None else torch.tensor(bits, dtype=torch.bool).reshape(2, n)
    layers, knots = weights_of(dims, dtype, seed, step=0.25)
    z = torch.tensor([[0.3, -0.2, 1.0, 2.0], [0.1, 0.0, -1.0, 0.5]], dtype=dtype)
    weigh = weigh_by(how, knots, n, mask)
    expected = plain(x, layers, knots, mask, how)
    close = {"atol": 2e-5 if dtype == torch.float32 else 1e-12, "rtol": 1e-5}
    torch.testing.assert_close(encode_set(x, layers, weigh), expected, **close)
    gradient = encoding_energy_gradient(x, z, layers, weigh)
    wanted = torch.func.grad(energy)(x, z, layers, knots, mask, how)
    assert gradient.shape == x.shape
    if n:
        assert relative(gradient, wanted) <= 1e-5
    if mask is not None:
        assert not gradient[~mask].any()


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("hidden", [(), (32,), (32, 16)])
def test_wide_random_encoders_agree_to_one_in_a_hundred_thousand(hidden, how, dtype):
    x, mask = randn(8, 20, 5), randn(8, 20, seed=1) > -0.5
    layers, knots = weights_of((5, *hidden, 24), dtype)
    z = randn(8, 24, seed=2)
    for m in (None, mask):
        weigh = weigh_by(how, knots, 20, m)
        gradient = encoding_energy_gradient(x.to(dtype), z.to(dtype), layers, weigh)
        layers64 = [(w.double(), b.double()) for w, b in layers]
        wanted = torch.func.grad(energy)(
            x.to(dtype).double(), z.to(dtype).double(), layers64, knots.double(), m, how
        )
        assert relative(gradient.double(), wanted) <= 1e-5


@pytest.mark.parametrize("how", HOW)
def test_known_features_are_hoisted_out_of_the_loop(how):
    layers, knots = weights_of((5, 7, C))
    known, y, z = randn(3, 6, 2), randn(3, 6, 3, seed=1), randn(3, C, seed=2)
    mask = randn(3, 6, seed=3) > -0.5
    for m in (None, mask):
        weigh = weigh_by(how, knots, 6, m)
        gradient = encoding_energy_gradient(y, z, layers, weigh, hoist_known(known, layers[0]))
        whole = torch.cat([known, y], -1)
        wanted = torch.func.grad(energy)(whole, z, layers, knots, m, how)[..., 2:]
        torch.testing.assert_close(gradient, wanted)


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("how", HOW)
def test_its_derivative_is_autograds_double_backward(how, masked):
    """In y, z, known features, every weight and every knot."""
    layers, knots = weights_of((4, 6, 5, C))
    leaves = [randn(2, 5, 3), randn(2, C, seed=1), randn(2, 5, 1, seed=2), knots]
    leaves = [leaf.requires_grad_() for leaf in leaves + [t for pair in layers for t in pair]]
    y, z, known, knots, *flat = leaves
    layers = list(zip(flat[::2], flat[1::2], strict=True))
    mask = torch.tensor([[1, 0, 1, 1, 1], [0, 0, 1, 0, 0]]).bool() if masked else None
    gradient = encoding_energy_gradient(
        y, z, layers, weigh_by(how, knots, 5, mask), hoist_known(known, layers[0])
    )
    whole = energy(torch.cat([known, y], -1), z, layers, knots, mask, how)
    (wanted,) = torch.autograd.grad(whole, y, create_graph=True)
    v = randn(2, 5, 3, seed=3)
    options = {"allow_unused": True, "materialize_grads": True}
    results = [torch.autograd.grad((g * v).sum(), leaves, **options) for g in (gradient, wanted)]
    assert results[1][0].any()
    for got, expected in zip(*results, strict=True):
        torch.testing.assert_close(got, expected)


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("how", HOW)
def test_encoders_side_by_side_are_those_encoders(how, masked):
    """With an axis of encoders in front of weights, knots, known features and masks."""
    each = [weights_of((5, 7, C), seed=seed) for seed in range(3)]
    knots = torch.stack([k for _, k in each])
    layers = [
        tuple(torch.stack(tensors) for tensors in zip(*pairs, strict=True))
        for pairs in zip(*(own for own, _ in each), strict=True)
    ]
    known, y, z = randn(3, 2, 6, 2), randn(3, 2, 6, 3, seed=1), randn(3, 2, C, seed=2)
    known[:, :, 1], y[:, :, 1] = known[:, :, 0], y[:, :, 0]
    mask = randn(3, 2, 6, seed=3) > -0.5 if masked else None

    def both(layers, knots, known, y, z, mask):
        weigh = weigh_by(how, knots, 6, mask)
        whole = encode_set(torch.cat([known, y], -1), layers, weigh)
        if how == "fspool":
            weigh = sort_weights(knots, 6, mask, known)
        offset = hoist_known(known, layers[0])
        return whole, encoding_energy_gradient(y, z, layers, weigh, offset)

    together = both(layers, knots, known, y, z, mask)
    for i, (own, own_knots) in enumerate(each):
        own_mask = None if mask is None else mask[i]
        alone = both(own, own_knots, known[i], y[i], z[i], own_mask)
        for got, expected in zip(together, alone, strict=True):
            torch.testing.assert_close(got[i], expected)


@pytest.mark.parametrize("how", HOW)
def test_the_empty_set_has_the_vector_zero(how):
    layers, knots = weights_of((2, 3, C))
    weigh = weigh_by(how, knots, 0, None)
    assert torch.equal(encode_set(randn(2, 0, 2), layers, weigh), torch.zeros(2, C).double())
    gradient = encoding_energy_gradient(randn(2, 0, 2), randn(2, C), layers, weigh)
    assert gradient.shape == (2, 0, 2)
    # What is masked is not there: the same vector as the empty set's.
    mask = torch.zeros(2, 3, dtype=torch.bool)
    masked = encode_set(randn(2, 3, 2), layers, weigh_by(how, knots, 3, mask))
    assert torch.equal(masked, torch.zeros(2, C).double())
    no_sets = encode_set(randn(0, 3, 2), layers, weigh_by(how, knots, 3, None))
    assert no_sets.shape == (0, C)
