"""Hypothesis strategies for sets where symmetry usually breaks: duplicates, near-ties, empty."""

import torch
from hypothesis import strategies as st

DTYPES = (torch.float32, torch.float64)


@st.composite
def sets(draw, *, min_n=0, max_n=6, d=2, dtypes=DTYPES, ties=True):
    """One `(n, d)` set: few distinct integer rows (so duplicates are common), some nudged."""
    n = draw(st.integers(min_n, max_n))
    dtype = draw(st.sampled_from(dtypes))
    values = st.integers(-2, 2) if ties else st.integers(-1000, 1000)
    rows = draw(st.lists(st.tuples(*[values] * d), min_size=n, max_size=n))
    x = torch.tensor(rows, dtype=dtype).reshape(n, d)
    nudges = draw(st.lists(st.sampled_from([0.0, 0.0, 0.0, 1e-3]), min_size=n, max_size=n))
    return x + torch.tensor(nudges, dtype=dtype).reshape(n, 1)


@st.composite
def sets_and_perms(draw, **options):
    """A set and a permutation of its rows."""
    x = draw(sets(**options))
    return x, torch.tensor(draw(st.permutations(range(len(x)))), dtype=torch.long)


def tolerance(dtype):
    return 1e-4 if dtype == torch.float32 else 1e-10
