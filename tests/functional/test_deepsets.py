import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from setnb.functional import (
    POOLS,
    condition_elements,
    equivariant_factored,
    equivariant_linear,
    equivariant_scalar,
)
from tests.strategies import sets, tolerance


def close(y, expected):
    torch.testing.assert_close(y, expected, atol=10 * tolerance(y.dtype), rtol=1e-5)


@given(sets(d=2))
def test_sum_form_is_lambda_identity_plus_gamma_ones(x):
    """Write the layer as one matrix acting on the whole set and compare."""
    n = len(x)
    own, shared = torch.randn(2, 2, 3, dtype=x.dtype).unbind(0)
    identity, ones = torch.eye(n, dtype=x.dtype), torch.ones(n, n, dtype=x.dtype)
    theta = torch.kron(identity, own.T.contiguous()) + torch.kron(ones, shared.T.contiguous())
    expected = (theta @ x.reshape(-1)).reshape(n, 3)
    close(equivariant_linear(x, own, shared, how="sum"), expected)


@given(sets(d=2), st.sampled_from(POOLS))
def test_scalar_form_element_by_element(x, how):
    own, shared = torch.randn(2, dtype=x.dtype)
    pooled = {"sum": x.sum(0), "mean": x.sum(0) / max(len(x), 1)}.get(how)
    if how == "max":
        pooled = x.max(0).values if len(x) else x.sum(0)
    y = equivariant_scalar(x, own, shared, how=how)
    assert y.shape == x.shape
    for row, element in zip(y, x, strict=True):
        close(row, own * element + shared * pooled)


@given(sets(d=2), st.sampled_from(POOLS))
def test_factored_form_is_the_linear_form_with_opposite_weights(x, how):
    weight, bias = torch.randn(2, 3, dtype=x.dtype), torch.randn(3, dtype=x.dtype)
    y = equivariant_factored(x, weight, bias, how=how)
    close(y, equivariant_linear(x, weight, -weight, bias, how=how))


@given(sets(d=2), st.sampled_from(["mean", "max"]))
def test_factored_form_is_blind_to_what_all_elements_share(x, how):
    """A translation of the whole set changes nothing; nor does a z appended to the elements."""
    weight = torch.randn(2, 3, dtype=x.dtype)
    y = equivariant_factored(x, weight, how=how)
    close(equivariant_factored(x + x.new_tensor([2.0, -5.0]), weight, how=how), y)
    wider = torch.cat([weight, torch.randn(1, 3, dtype=x.dtype)])
    for z in (0.0, 4.0):
        close(equivariant_factored(condition_elements(x, x.new_tensor([z])), wider, how=how), y)


def test_factored_form_of_a_singleton_is_the_bias():
    bias = torch.randn(3)
    for how in ("mean", "max"):
        y = equivariant_factored(torch.randn(1, 2), torch.randn(2, 3), bias, how=how)
        torch.testing.assert_close(y, bias[None])


@given(sets(d=2, min_n=1), st.sampled_from(["mean", "max"]))
def test_for_one_linear_layer_conditioning_is_a_bias_that_depends_on_z(x, how):
    """At the elements or after pooling, z moves all elements by the same vector."""
    own, shared = torch.randn(2, 5, 3, dtype=x.dtype).unbind(0)
    z = torch.randn(3, dtype=x.dtype)
    plain = equivariant_linear(x, own[:2], shared[:2], how=how)
    at_elements = equivariant_linear(condition_elements(x, z), own, shared, how=how)
    close(at_elements, plain + z @ (own[2:] + shared[2:]))
    after_pooling = equivariant_linear(x, own[:2], shared, z=z, how=how)
    close(after_pooling, plain + z @ shared[2:])


@pytest.mark.parametrize("layer", ["linear", "scalar", "factored"])
def test_wrong_pooling_and_masks_are_refused(layer):
    w, one = torch.zeros(2, 3), torch.tensor(1.0)
    call = {
        "linear": lambda x, **o: equivariant_linear(x, w, w, **o),
        "scalar": lambda x, **o: equivariant_scalar(x, one, one, **o),
        "factored": lambda x, **o: equivariant_factored(x, w, **o),
    }[layer]
    with pytest.raises(ValueError, match="how: expected one of 'sum', 'mean', 'max'"):
        call(torch.zeros(4, 2), how="median")
    with pytest.raises(ValueError, match="mask: expected a bool tensor of shape"):
        call(torch.zeros(4, 2), mask=torch.ones(2, dtype=torch.bool))
