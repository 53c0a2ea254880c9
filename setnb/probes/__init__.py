"""The equivariance probe: hand it a function, get a verdict and the smallest counterexample."""

from setnb.probes.continuity import ContinuityCurve, continuity_curve
from setnb.probes.probing import (
    assert_invariant,
    assert_multiset_equivariant,
    assert_set_equivariant,
    probe,
)
from setnb.probes.report import VERDICTS, Counterexample, Report

__all__ = [
    "VERDICTS",
    "ContinuityCurve",
    "Counterexample",
    "Report",
    "assert_invariant",
    "assert_multiset_equivariant",
    "assert_set_equivariant",
    "continuity_curve",
    "probe",
]
