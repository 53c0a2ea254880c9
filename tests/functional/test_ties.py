"""Ties found in the elements: against comparing all pairs, and where rounding hides them."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import setnb
from setnb.functional.ties import element_keys, first_equal
from setnb.nn import DSPN, SetEncoder


def by_comparing_all(x):
    same = (x[..., :, None, :] == x[..., None, :, :]).all(-1)
    return same.int().argmax(-1)


@given(st.data(), st.integers(1, 9), st.integers(1, 5), st.sampled_from(["float32", "float64"]))
def test_the_first_equal_element(data, n, d, dtype):
    kinds = data.draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))
    generator = torch.Generator().manual_seed(data.draw(st.integers(0, 99)))
    values = torch.randn(4, d, dtype=getattr(torch, dtype), generator=generator)
    x = torch.stack([values, values.flip(-1)])[:, kinds]  # nearly the same numbers, in other places
    assert torch.equal(first_equal(element_keys(x)), by_comparing_all(x))


@pytest.mark.parametrize("d", [1, 2, 3, 8, 17, 64, 68])
@pytest.mark.parametrize("n", [2, 3, 5, 7, 13, 64])
def test_equal_elements_have_equal_keys_wherever_they_stand(n, d):
    x = torch.randn(2, 1, d).expand(2, n, d).contiguous()
    assert not first_equal(element_keys(x)).any()
    y = torch.eye(d)[torch.arange(n) % d]  # corners of the simplex
    assert torch.equal(first_equal(element_keys(y)), torch.arange(n) % d)


def test_nan_equals_nothing_and_empty_stays_empty():
    x = torch.tensor([[0.0], [torch.nan], [0.0], [torch.nan]])
    assert first_equal(element_keys(x)).tolist() == [0, 1, 0, 3]
    assert first_equal(element_keys(torch.zeros(2, 0, 3))).shape == (2, 0)


def test_near_equals_are_told_apart():
    x = torch.tensor([[1.0, 2.0], [1.0, 2.0 + 2e-7], [1.0, 2.0]])
    assert first_equal(element_keys(x)).tolist() == [0, 1, 0]


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("n", [2, 3, 5, 7])
def test_a_decoder_keeps_its_symmetry_where_matrix_products_round_by_place(n, dtype):
    torch.manual_seed(0)
    decoder = DSPN(SetEncoder(2, 32, hidden=(32,)), n, 2, steps=3, lr=5).to(dtype)
    z = decoder.encoder(torch.randn(n, 2, dtype=dtype)).detach()
    report = setnb.probe(lambda y0: decoder.solve(z, y0=y0).value.detach(), n=n, d=2, dtype=dtype)
    assert report.verdict == "exclusively multiset-equivariant"


@pytest.mark.parametrize("n", [3, 5, 7])
def test_known_features_are_part_of_what_is_equal(n):
    torch.manual_seed(0)
    decoder = DSPN(SetEncoder(5, 32, hidden=(32,)), n, 3, steps=3, lr=5, start="zeros").double()
    z = decoder.encoder(torch.randn(n, 5, dtype=torch.float64)).detach()
    report = setnb.probe(lambda known: decoder(z, known=known).detach(), n=n, d=2)
    assert report.verdict == "exclusively multiset-equivariant"
