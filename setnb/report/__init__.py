"""The reproduction report: what was published beside what was measured, row by row."""

from setnb.report.comparing import UNEXPLAINED, compare, coverage, load_comparisons, verdict
from setnb.report.errata import load_errata
from setnb.report.measuring import measure, provenance
from setnb.report.rows import PAPERS, load_rows, report_rows, summarise

__all__ = [
    "PAPERS",
    "UNEXPLAINED",
    "compare",
    "coverage",
    "load_comparisons",
    "load_errata",
    "load_rows",
    "measure",
    "provenance",
    "report_rows",
    "summarise",
    "verdict",
]
