"""Errata of the papers and of their code, as a table.

Chapter: ch-report
"""

import pandas as pd

from setnb.data.files import data_path
from setnb.data.sums import intact


def load_errata() -> pd.DataFrame:
    """Return the errata: paper, where, printed, right, checked (a test, empty if not yet)."""
    return pd.read_csv(intact(data_path("report/errata.csv")), dtype=str, keep_default_na=False)
