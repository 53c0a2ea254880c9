"""Learning with sets and multisets: the package behind the book.

>>> import setnb
>>> setnb.probe(lambda x: x - x.mean(0)).verdict
'set-equivariant'
"""

from setnb import functional, losses, nn, probes
from setnb.functional import push_apart
from setnb.probes import (
    Report,
    assert_invariant,
    assert_multiset_equivariant,
    assert_set_equivariant,
    probe,
)
from setnb.sets import SetBatch, multiset_equal

__version__ = "0.1.0"

__all__ = [
    "Report",
    "SetBatch",
    "assert_invariant",
    "assert_multiset_equivariant",
    "assert_set_equivariant",
    "functional",
    "losses",
    "multiset_equal",
    "nn",
    "probe",
    "probes",
    "push_apart",
]
