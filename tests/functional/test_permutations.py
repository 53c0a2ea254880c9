import pytest
import torch
from hypothesis import given

from setnb.functional import check_perm, invert_perm, make_perms, permutation_matrix, permute
from setnb.seeds import make_generator
from tests.strategies import sets_and_perms


@given(sets_and_perms())
def test_index_list_and_matrix_agree(case):
    x, perm = case
    assert torch.equal(permutation_matrix(perm, dtype=x.dtype) @ x, permute(x, perm))
    assert torch.equal(permute(permute(x, perm), invert_perm(perm)), x)


def test_drawn_permutations_are_permutations_and_uniform():
    perms = make_perms(6000, 3, generator=make_generator(0, "test"))
    check_perm(perms)
    counts = torch.unique(perms, dim=0, return_counts=True)[1]
    assert len(counts) == 6
    assert counts.min() > 850  # 1000 expected, standard deviation 29


@pytest.mark.parametrize("bad", [[0, 0], [1, 2], [0, 2]])
def test_what_is_not_a_permutation_is_refused(bad):
    with pytest.raises(ValueError, match="each of 0"):
        check_perm(torch.tensor(bad))
