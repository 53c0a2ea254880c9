"""Class-specific numbering: the k elements of a class get 0, ..., k-1, in any order."""

import torch
from jaxtyping import Bool, Int
from torch import Tensor
from torch.nn.functional import one_hot


def number_within_classes(classes: Int[Tensor, "*b n"]) -> Int[Tensor, "*b n"]:
    """Return one right numbering: every element's count of earlier elements of its class.

    `[a, a, b, a]` gives `[0, 1, 0, 2]`. Multiset-equivariant, exclusively. Empty stays empty.

    Source: zhang2022, section 4.1
    Chapter: ch-numbering
    """
    same = classes[..., :, None] == classes[..., None, :]
    return same.tril(-1).sum(-1)


def wrong_numbers(
    classes: Int[Tensor, "*b n"], numbers: Int[Tensor, "*b n"]
) -> Bool[Tensor, "*b n"]:
    """Say of each element whether its number is too high for its class, or was given before.

    What remains in a class of k elements are different numbers below k. Empty stays empty.

    Source: zhang2022, appendix F
    Chapter: ch-numbering
    """
    in_class = classes[..., :, None] == classes[..., None, :]
    earlier = in_class.tril(-1) & (numbers[..., :, None] == numbers[..., None, :])
    return (numbers >= in_class.sum(-1)) | earlier.any(-1)


def numbering_errors(
    classes: Int[Tensor, "*b n"], numbers: Int[Tensor, "*b n"]
) -> Int[Tensor, "*b"]:
    """Count the elements whose number is wrong, however a right numbering is chosen.

    A class of k elements should show 0, ..., k-1; each of these that is missing is one error.
    Invariant to a permutation of both arguments; 0 for the empty set.

    Source: zhang2022, appendix F
    Chapter: ch-numbering
    """
    return wrong_numbers(classes, numbers).sum(-1)


def class_features(classes: Int[Tensor, "*b n"], count: int) -> Tensor:
    """Return classes as one-hot features `(*b, n, count)`.

    Source: zhang2022, appendix F. Chapter: ch-numbering
    """
    return one_hot(classes, count).to(torch.get_default_dtype())
