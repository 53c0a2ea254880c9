"""One number for a whole set: the code `sum_x base^-c(x)`, what it can hold, and what it cannot.

An element is known by its counter c(x), one of 0, 1, 2, …; exact codes are Python fractions.
"""

from collections.abc import Iterable
from fractions import Fraction

import torch
from jaxtyping import Float
from torch import Tensor

from setnb.checks import check_count, reject


def encode_multiset(elements: Iterable[int], *, base: int = 4) -> Fraction:
    """Add up `phi(x) = base^-c(x)` over the elements, exactly. The empty set gives 0.

    Permutation-invariant. Different sets have different codes, and so have different multisets in
    which no element occurs `base` times or more. Beyond that codes collide: `base` copies of one
    element weigh as much as one copy of the element before it.

    >>> encode_multiset([0, 2, 2])
    Fraction(9, 8)
    >>> encode_multiset([1, 1, 1, 1]) == encode_multiset([0])
    True

    Source: zaheer2017, proof of Theorem 2
    Chapter: ch-sum-decomposition
    """
    check_count(base, "base", minimum=2)
    counters = [check_count(c, "elements", minimum=0) for c in elements]
    return sum((Fraction(1, base**c) for c in counters), Fraction(0))


def decode_multiset(code: Fraction | float, *, base: int = 4) -> tuple[int, ...]:
    """Return the counters, ascending, whose code is `code`, reading its digits in `base`.

    The whole part counts copies of element 0 and the i-th digit those of element i: the inverse of
    `encode_multiset` as long as no other element occurs `base` times. A float is taken exactly as
    stored. Raises ValueError for a negative number, or one whose digits never end.

    >>> decode_multiset(1 + 2 / 16)
    (0, 2, 2)

    Source: zaheer2017, proof of Theorem 2
    Chapter: ch-sum-decomposition
    """
    check_count(base, "base", minimum=2)
    rest = Fraction(code)
    if rest < 0:
        reject("code", expected="a sum of positive powers", got=str(code))
    elements: list[int] = []
    # A fraction with denominator base^k has k digits, and k <= log2(denominator).
    for c in range(rest.denominator.bit_length() + 1):
        copies = int(rest)
        elements += [c] * copies
        rest = (rest - copies) * base
    if rest:
        reject("code", expected=f"a number with finitely many digits in base {base}", got=str(code))
    return tuple(elements)


def set_code(copies: Float[Tensor, "*b u"], *, base: int = 4) -> Float[Tensor, "*b"]:
    """Compute `sum_c copies_c base^-c` in the arithmetic of `copies`: the code a network can hold.

    `copies[c]` says how often element c of a universe of u occurs (0 or 1 for a set). It is exact
    up to `exact_universe` elements; after that a far element is lost beside a near one.

    Source: zaheer2017, proof of Theorem 2
    Chapter: ch-sum-decomposition
    """
    check_count(base, "base", minimum=2)
    weights = float(base) ** -torch.arange(copies.shape[-1], dtype=torch.float64)
    return (copies * weights.to(copies)).sum(-1)


def exact_universe(dtype: torch.dtype, *, base: int = 4, most: int = 1) -> int:
    """Return the size of the largest universe all of whose codes `dtype` holds without rounding.

    Each element may occur up to `most` times. With t bits in the significand and b = log2(base),
    u elements need `b (u - 1) + bits(most) <= t`. Raises ValueError unless `base` is a power of two
    (in any other base no code but whole numbers is exact) greater than `most`.

    >>> exact_universe(torch.float64), exact_universe(torch.float32)
    (27, 12)

    Source: goldberg1991, section 1
    Chapter: ch-sum-decomposition
    """
    if base.bit_count() != 1 or base <= check_count(most, "most"):
        reject("base", expected=f"a power of two greater than {most}", got=base)
    significand = 1 - round(torch.tensor(torch.finfo(dtype).eps).log2().item())
    return (significand - most.bit_length()) // (base.bit_length() - 1) + 1


def safe_base(most: int) -> int:
    """Return the least power of two that codes multisets with up to `most` copies of an element.

    No base is safe for every multiset: the code of Theorem 2 is one of *sets*.

    >>> [safe_base(most) for most in (1, 3, 4)]
    [2, 4, 8]

    Source: zaheer2017, proof of Theorem 2
    Chapter: ch-sum-decomposition
    """
    return 1 << check_count(most, "most").bit_length()
