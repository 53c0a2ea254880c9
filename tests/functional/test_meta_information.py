import pytest
import torch
from hypothesis import given

from setnb.functional import condition_elements, condition_pooled
from tests.strategies import sets


@given(sets(d=2))
def test_every_element_gets_the_same_z(x):
    z = torch.tensor([7.0, 8.0, 9.0], dtype=x.dtype)
    expected = [[*row, 7, 8, 9] for row in x.tolist()]
    assert condition_elements(x, z).tolist() == expected
    assert condition_elements(x, z).shape == (len(x), 5)


def test_each_set_of_a_batch_gets_its_own_z():
    x, z = torch.randn(2, 3, 4, 5), torch.randn(2, 3, 2)
    y = condition_elements(x, z)
    assert torch.equal(y[1, 2], condition_elements(x[1, 2], z[1, 2]))
    assert torch.equal(condition_pooled(x.sum(-2), z)[1, 2, 5:], z[1, 2])
    assert torch.equal(condition_pooled(x.sum(-2), z)[1, 2, :5], x[1, 2].sum(-2))


@pytest.mark.parametrize("z", [torch.zeros(2), torch.zeros(3, 2), torch.zeros(2, 2).int(), [0.0]])
def test_z_of_another_batch_is_refused(z):
    with pytest.raises(ValueError, match=r"z: expected a floating tensor of shape \(2, c\)"):
        condition_elements(torch.zeros(2, 3, 4), z)
    with pytest.raises(ValueError, match=r"z: expected a floating tensor of shape \(2, c\)"):
        condition_pooled(torch.zeros(2, 4), z)
