"""Figures are drawn without a window, in the project's colour maps, and closed after each test."""

import pytest
from matplotlib import pyplot as plt

from setnb.viz.theme import register_colour_maps


@pytest.fixture(autouse=True)
def _closed():
    register_colour_maps()
    with plt.rc_context({"backend": "agg"}):
        yield
    plt.close("all")
