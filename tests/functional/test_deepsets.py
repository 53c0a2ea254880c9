import torch
from hypothesis import given

from setnb.functional import equivariant_linear
from tests.strategies import sets, tolerance


@given(sets(d=2))
def test_sum_form_is_lambda_identity_plus_gamma_ones(x):
    """Write the layer as one matrix acting on the whole set and compare."""
    n = len(x)
    own, shared = torch.randn(2, 2, 3, dtype=x.dtype).unbind(0)
    identity, ones = torch.eye(n, dtype=x.dtype), torch.ones(n, n, dtype=x.dtype)
    theta = torch.kron(identity, own.T.contiguous()) + torch.kron(ones, shared.T.contiguous())
    expected = (theta @ x.reshape(-1)).reshape(n, 3)
    y = equivariant_linear(x, own, shared, how="sum")
    torch.testing.assert_close(y, expected, atol=tolerance(x.dtype), rtol=1e-5)
