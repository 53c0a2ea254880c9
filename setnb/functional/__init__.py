"""Pure tensor functions: the equations of the book, each written once."""

from setnb.functional.attention import attend, sinusoidal_positions
from setnb.functional.deepsets import equivariant_linear
from setnb.functional.matching import list_distance, match, multiset_distance
from setnb.functional.multiset_examples import (
    append_copy_number,
    push_apart,
    shift_unique_integers,
)
from setnb.functional.permutations import (
    check_perm,
    invert_perm,
    make_perms,
    permutation_matrix,
    permute,
)
from setnb.functional.pooling import POOLS, max_pool, mean_pool, pool, sum_pool
from setnb.functional.sorting import (
    averaged_sort_jacobian,
    sort_elements,
    sort_jacobian,
    sort_perm,
)

__all__ = [
    "POOLS",
    "append_copy_number",
    "attend",
    "averaged_sort_jacobian",
    "check_perm",
    "equivariant_linear",
    "invert_perm",
    "list_distance",
    "make_perms",
    "match",
    "max_pool",
    "mean_pool",
    "multiset_distance",
    "permutation_matrix",
    "permute",
    "pool",
    "push_apart",
    "shift_unique_integers",
    "sinusoidal_positions",
    "sort_elements",
    "sort_jacobian",
    "sort_perm",
    "sum_pool",
]
