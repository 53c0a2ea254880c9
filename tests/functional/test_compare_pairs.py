import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from setnb.functional import compare_pairs, comparing

DTYPES = (torch.float32, torch.float64)
DIM, HIDDEN, CHANNELS = 3, 5, 2


@pytest.fixture(params=[1, 3, 7, 20, 60, 2**18], ids="pieces of {}".format)
def piece(request, monkeypatch):
    """Cover one row at a time, some rows, some sets, and all at once."""
    monkeypatch.setattr(comparing, "PIECE", request.param)


def inputs(*batch, n, seed=0, dtype=torch.float64):
    generator = torch.Generator().manual_seed(seed)
    shapes = (*batch, n, DIM), (HIDDEN, 2 * DIM), (HIDDEN,), (CHANNELS, HIDDEN)
    return [torch.randn(*shape, generator=generator, dtype=dtype) for shape in shapes]


def ours(x, weight, bias, readout):
    one, other = weight.split(DIM, 1)
    return compare_pairs(x @ one.T + bias, x @ other.T, readout)


def concatenated(x, weight, bias, readout):
    """Put the pairs side by side and apply the two layers."""
    one, other = torch.broadcast_tensors(x[..., :, None, :], x[..., None, :, :])
    hidden = (torch.cat([one, other], -1) @ weight.T + bias).relu()
    return (hidden @ readout.T).movedim(-1, -3)


def value_and_gradients(fn, arguments):
    leaves = [a.clone().requires_grad_() for a in arguments]
    f = fn(*leaves)
    weights = torch.randn(f.shape, generator=torch.Generator().manual_seed(9), dtype=f.dtype)
    return [f.detach(), *torch.autograd.grad((f * weights).sum(), leaves)]


@pytest.mark.usefixtures("piece")
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("batch", [(), (1,), (4,), (2, 3), (0,)])
@pytest.mark.parametrize("n", [0, 1, 2, 5])
def test_equals_a_network_on_concatenated_pairs_in_pieces_of_any_size(batch, n, dtype):
    arguments = inputs(*batch, n=n, dtype=dtype)
    split = value_and_gradients(ours, arguments)
    expected = value_and_gradients(concatenated, arguments)
    assert split[0].shape == (*batch, CHANNELS, n, n)
    torch.testing.assert_close(
        split, expected, atol=1e-4 if dtype == torch.float32 else 1e-10, rtol=1e-5
    )


@pytest.mark.parametrize(("sets", "n"), [(5, 120), (1, 300)])
def test_equals_it_for_sets_that_fill_several_pieces(sets, n):
    arguments = inputs(sets, n=n)
    assert sets * n * n * HIDDEN > comparing.PIECE
    torch.testing.assert_close(
        value_and_gradients(ours, arguments), value_and_gradients(concatenated, arguments)
    )


@pytest.mark.usefixtures("piece")
def test_gradcheck():
    arguments = [a.requires_grad_() for a in inputs(2, n=3)]
    assert torch.autograd.gradcheck(ours, arguments)


@given(st.permutations(range(5)), st.integers(0, 999))
def test_permuting_elements_permutes_rows_and_columns(perm, seed):
    x, *weights = inputs(n=5, seed=seed)
    x[3] = x[1]
    f = ours(x, *weights)
    torch.testing.assert_close(ours(x[perm], *weights), f[:, perm][:, :, perm])
    torch.testing.assert_close(f[:, 3], f[:, 1])
    torch.testing.assert_close(f[:, :, 3], f[:, :, 1])


def test_units_at_zero_pass_no_gradient_on():
    """As in torch, the derivative of relu at 0 is 0."""
    first = torch.tensor([[0.0], [1.0]], requires_grad=True)
    second = torch.tensor([[0.0], [-1.0]], requires_grad=True)
    compare_pairs(first, second, torch.ones(1, 1)).sum().backward()
    assert first.grad.tolist() == [[0.0], [1.0]]
    assert second.grad.tolist() == [[1.0], [0.0]]


def test_second_derivatives_are_refused():
    arguments = [a.requires_grad_() for a in inputs(n=3)]
    (grad,) = torch.autograd.grad(ours(*arguments).square().sum(), arguments[0], create_graph=True)
    with pytest.raises(RuntimeError, match="once_differentiable"):
        grad.sum().backward()
