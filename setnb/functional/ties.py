"""Which elements of a multiset are equal, decided from the elements themselves.

Features that a network computes of equal elements may differ in the last bit: a matrix product
rounds by place. Who sorts such features must look at the elements to know that they tie.
"""

import torch
from jaxtyping import Float, Int
from torch import Tensor

from setnb.functional.sorting import sort_perm_rows


def element_keys(x: Float[Tensor, "*b n d"], first: int = 1) -> Float[Tensor, "*b n"]:
    """Return a number that equal elements share, and that no others do but by an odd chance.

    A sum of the features with weights sin(first), sin(first + 1), ..., in double precision. Keys of
    further features, from `first = d + 1` on, may be added to it. NaN where an element holds one.

    Source: zhang2022, Definition 2
    Chapter: ch-dspn
    """
    weights = torch.arange(first, first + x.shape[-1], device=x.device, dtype=torch.float64).sin()
    return (x.detach().double() * weights).sum(-1)


def first_equal(keys: Float[Tensor, "*b n"]) -> Int[Tensor, "*b n"]:
    """Return, for each element, the place of the first element with the same key.

    `[3., 1., 3.]` gives `[0, 1, 0]`. NaN equals nothing, itself included.

    Source: zhang2022, Definition 2
    Chapter: ch-dspn
    """
    perm = sort_perm_rows(keys)
    ordered = keys.gather(-1, perm)
    places = torch.arange(keys.shape[-1], device=keys.device).expand_as(perm)
    begins = torch.ones_like(perm, dtype=torch.bool)
    begins[..., 1:] = ordered[..., 1:] != ordered[..., :-1]
    start = torch.where(begins, places, 0).cummax(-1).values if keys.numel() else places
    return torch.empty_like(perm).scatter(-1, perm, perm.gather(-1, start))
