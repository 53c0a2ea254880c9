"""Pure tensor functions: the equations of the book, each written once."""

from setnb.functional.attention import attend, sinusoidal_positions
from setnb.functional.commutant import (
    commutator_residual,
    equivariant_coefficients,
    equivariant_matrix,
    generating_perms,
    project_equivariant,
)
from setnb.functional.comparing import compare_pairs
from setnb.functional.decompositions import (
    DECOMPOSITIONS,
    PRINTED_SECOND_LARGEST,
    Decomposition,
)
from setnb.functional.deepsets import (
    equivariant_factored,
    equivariant_linear,
    equivariant_scalar,
)
from setnb.functional.fspool import fspool, fspool_fixed, fsunpool, position_weights
from setnb.functional.matching import list_distance, match, multiset_distance
from setnb.functional.mean_embedding import fourier_embedding, mean_kernel, median_distance
from setnb.functional.meta_information import condition_elements, condition_pooled
from setnb.functional.multiset_examples import (
    append_copy_number,
    keep_first,
    push_apart,
    shift_unique_integers,
    single_out,
    subtract_mean,
)
from setnb.functional.numbering import (
    class_features,
    number_within_classes,
    numbering_errors,
    wrong_numbers,
)
from setnb.functional.order_penalties import sire_penalty, sub_penalty
from setnb.functional.ordering import (
    cost_form,
    later_minus_earlier,
    normalised_costs,
    total_cost,
    total_cost_gradient,
)
from setnb.functional.padding import clear_padding
from setnb.functional.pair_costs import PAIRS, pair_cost, pairwise_costs
from setnb.functional.partition import (
    assignment_matrix,
    canonical_labels,
    overlaps,
    partition_distance,
    partition_labels,
)
from setnb.functional.permutation_descent import descend_permutation, hard_order, place_softly
from setnb.functional.permutations import (
    check_perm,
    invert_perm,
    make_perms,
    permutation_matrix,
    permute,
)
from setnb.functional.pooling import POOLS, max_pool, mean_pool, pool, sum_pool
from setnb.functional.recurrence import share_of_order, shuffle_real, states_along
from setnb.functional.ridge import feature_ridge, kernel_ridge
from setnb.functional.roots import invert_power_sums, polynomial_roots
from setnb.functional.sensitivity import (
    power_sum_amplification,
    power_sum_condition,
    power_sum_inverse_jacobian,
    power_sum_jacobian,
    recovery_error,
)
from setnb.functional.set_codes import (
    decode_multiset,
    encode_multiset,
    exact_universe,
    safe_base,
    set_code,
)
from setnb.functional.set_partitions import (
    set_partitions,
)
from setnb.functional.sharing import (
    average_blocks,
    column_norms,
    entropy_penalty,
    nuclear_norm,
    share,
)
from setnb.functional.sharing_error import (
    sharing_error,
    sharing_gap_bound,
)
from setnb.functional.sharing_group import (
    block_difference,
    block_permutations,
    group_difference,
    orbit_scheme,
    symmetry_group,
)
from setnb.functional.simplex import project_simplex
from setnb.functional.sinkhorn import sinkhorn, sinkhorn_residual
from setnb.functional.sorting import (
    averaged_sort_jacobian,
    sort_elements,
    sort_jacobian,
    sort_perm,
)
from setnb.functional.symmetric import (
    elementary_symmetric,
    elementary_symmetric_by_determinant,
    power_sums,
)
from setnb.functional.tiles import cut_tiles, equal_orders, join_tiles, resize_for

__all__ = [
    "DECOMPOSITIONS",
    "PAIRS",
    "POOLS",
    "PRINTED_SECOND_LARGEST",
    "Decomposition",
    "append_copy_number",
    "assignment_matrix",
    "attend",
    "average_blocks",
    "averaged_sort_jacobian",
    "block_difference",
    "block_permutations",
    "canonical_labels",
    "check_perm",
    "class_features",
    "clear_padding",
    "column_norms",
    "commutator_residual",
    "compare_pairs",
    "condition_elements",
    "condition_pooled",
    "cost_form",
    "cut_tiles",
    "decode_multiset",
    "descend_permutation",
    "elementary_symmetric",
    "elementary_symmetric_by_determinant",
    "encode_multiset",
    "entropy_penalty",
    "equal_orders",
    "equivariant_coefficients",
    "equivariant_factored",
    "equivariant_linear",
    "equivariant_matrix",
    "equivariant_scalar",
    "exact_universe",
    "feature_ridge",
    "fourier_embedding",
    "fspool",
    "fspool_fixed",
    "fsunpool",
    "generating_perms",
    "group_difference",
    "hard_order",
    "invert_perm",
    "invert_power_sums",
    "join_tiles",
    "keep_first",
    "kernel_ridge",
    "later_minus_earlier",
    "list_distance",
    "make_perms",
    "match",
    "max_pool",
    "mean_kernel",
    "mean_pool",
    "median_distance",
    "multiset_distance",
    "normalised_costs",
    "nuclear_norm",
    "number_within_classes",
    "numbering_errors",
    "orbit_scheme",
    "overlaps",
    "pair_cost",
    "pairwise_costs",
    "partition_distance",
    "partition_labels",
    "permutation_matrix",
    "permute",
    "place_softly",
    "polynomial_roots",
    "pool",
    "position_weights",
    "power_sum_amplification",
    "power_sum_condition",
    "power_sum_inverse_jacobian",
    "power_sum_jacobian",
    "power_sums",
    "project_equivariant",
    "project_simplex",
    "push_apart",
    "recovery_error",
    "resize_for",
    "safe_base",
    "set_code",
    "set_partitions",
    "share",
    "share_of_order",
    "sharing_error",
    "sharing_gap_bound",
    "shift_unique_integers",
    "shuffle_real",
    "single_out",
    "sinkhorn",
    "sinkhorn_residual",
    "sinusoidal_positions",
    "sire_penalty",
    "sort_elements",
    "sort_jacobian",
    "sort_perm",
    "states_along",
    "sub_penalty",
    "subtract_mean",
    "sum_pool",
    "symmetry_group",
    "total_cost",
    "total_cost_gradient",
    "wrong_numbers",
]
