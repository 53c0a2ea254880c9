import torch
from hypothesis import given

import setnb
from setnb.functional import averaged_sort_jacobian, push_apart, sort_elements, sort_jacobian
from tests.strategies import sets


@given(sets(d=3))
def test_sort_equals_torch_feature_by_feature(x):
    for c in range(3):
        assert torch.equal(sort_elements(x)[:, c], x[:, c].sort(descending=True).values)


@given(sets(d=1, min_n=1))
def test_closed_form_jacobian_is_the_one_autograd_finds(x):
    jacobian = torch.autograd.functional.jacobian(
        lambda v: sort_elements(v[:, None])[:, 0], x[:, 0]
    )
    assert torch.equal(sort_jacobian(x), jacobian.T)
    assert torch.equal(sort_jacobian(x).T @ x, sort_elements(x))


@given(sets(d=1, min_n=1))
def test_averaged_jacobian_is_doubly_stochastic_and_sorts(x):
    s = averaged_sort_jacobian(x)
    ones = torch.ones(len(x), dtype=x.dtype)
    torch.testing.assert_close(s.sum(0), ones)
    torch.testing.assert_close(s.sum(1), ones)
    torch.testing.assert_close(s.T @ x, sort_elements(x))


def test_proposition_2_by_hand():
    # Equal elements receive different rows, and swapping them changes nothing.
    assert sort_jacobian(torch.zeros(2, 1)).tolist() == [[1, 0], [0, 1]]
    report = setnb.probe(sort_jacobian, n=4, d=1)
    assert report.verdict == "exclusively multiset-equivariant"
    assert setnb.probe(averaged_sort_jacobian, n=4, d=1).verdict == "set-equivariant"


@given(sets(d=1, min_n=2, max_n=2))
def test_push_apart_is_a_step_along_the_gradient_of_a_sort(x):
    step = sort_jacobian(x) @ torch.tensor([[1.0], [-1.0]], dtype=x.dtype)
    assert setnb.multiset_equal(x + step, push_apart(x), atol=1e-6)
