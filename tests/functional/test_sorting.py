import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import setnb
from setnb.functional import (
    averaged_sort_jacobian,
    push_apart,
    sort_elements,
    sort_jacobian,
    sort_perm,
)
from tests.strategies import sets

FLOATS = (torch.float32, torch.float64, torch.bfloat16, torch.float16)


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


@given(st.integers(0, 9), st.sampled_from(FLOATS), st.integers(0, 1000))
def test_ties_are_broken_by_list_order_in_every_precision(n, dtype, seed):
    generator = torch.Generator().manual_seed(seed)
    values = torch.tensor([0.0, -0.0, 1.0, -1.0, 1e-40, torch.inf, -torch.inf, 3e4], dtype=dtype)
    x = values[torch.randint(len(values), (2, n, 3), generator=generator)]
    assert torch.equal(sort_perm(x), torch.argsort(x, dim=-2, descending=True, stable=True))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_neighbouring_numbers_are_told_apart(dtype):
    for base in (1.0, -1.0, 0.0, 1e-30, -1e30):
        steps = [torch.tensor([base], dtype=dtype)]
        for _ in range(20):
            steps.append(torch.nextafter(steps[-1], torch.tensor(torch.inf, dtype=dtype)))
        assert sort_perm(torch.stack(steps))[:, 0].tolist() == list(range(20, -1, -1))


@given(sets(d=2, max_n=5), st.data())
def test_padding_stands_last_whatever_it_holds(x, data):
    mask = torch.tensor(data.draw(st.lists(st.booleans(), min_size=len(x), max_size=len(x))))
    mask = mask.bool()
    poison = data.draw(st.sampled_from([torch.nan, torch.inf, -torch.inf, 0.0, 1.0]))
    x[: len(x) // 3] = -torch.inf  # real elements at the very end of the scale
    padded = x.masked_fill(~mask[:, None], poison)
    real = int(mask.sum())
    expected = torch.zeros_like(x)
    expected[:real] = sort_elements(x[mask])
    assert torch.equal(sort_elements(padded, mask), expected)
    perm = sort_perm(padded, mask)
    assert mask[perm[:real]].all()
    assert (perm.sort(0).values == torch.arange(len(x))[:, None]).all()


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_sorting_inside_transforms(dtype):
    x = torch.randn(4, 5, 3, dtype=dtype, generator=torch.Generator().manual_seed(0))
    ranks = torch.arange(5.0, dtype=dtype)[:, None]

    def score(v):
        return (sort_elements(v) * ranks).square().sum()

    expected = torch.autograd.functional.jacobian(score, x)
    torch.testing.assert_close(torch.func.grad(score)(x), expected)
    torch.testing.assert_close(torch.func.vmap(torch.func.grad(score))(x), expected)
    tangent = torch.func.jvp(score, (x,), (x,))[1]
    torch.testing.assert_close(tangent, (expected * x).sum())
    squared = 2 * (ranks**2).expand(5, 3)
    by_value = torch.zeros_like(x).scatter(-2, sort_perm(x), squared.expand_as(x))
    hessian = torch.func.hessian(score)(x).reshape(x.numel(), -1)
    torch.testing.assert_close(hessian, torch.diag(by_value.flatten()))


@pytest.mark.cuda
def test_on_a_gpu_ties_break_the_same_way():
    x = torch.randint(-2, 3, (4, 9, 3)).float()
    mask = torch.rand(4, 9) > 0.3
    found = sort_perm(x.cuda(), mask.cuda())
    assert found.is_cuda
    assert torch.equal(found.cpu(), sort_perm(x, mask))
