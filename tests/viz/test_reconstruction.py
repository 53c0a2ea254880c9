"""The figures of auto-encoded multisets join what is matched and average over seeds."""

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt

from setnb.viz.reconstruction import (
    AUTOENCODERS,
    by_iterations,
    plot_loss_by_cost,
    plot_reconstructions,
)


@pytest.fixture(autouse=True)
def _closed():
    with plt.rc_context({"backend": "agg"}):
        yield
    plt.close("all")


def test_every_element_is_joined_to_its_reconstruction():
    truth = np.arange(12.0).reshape(2, 3, 2) / 10
    fig = plot_reconstructions({"FSPool": (truth, truth + 0.1)})
    first, second = fig.axes
    assert first.get_title() == "FSPool"
    for ax, points in ((first, truth[0]), (second, truth[1])):
        ends = np.stack([line.get_xydata() for line in ax.lines])
        np.testing.assert_allclose(ends[:, 0], points)
        np.testing.assert_allclose(ends[:, 1], points + 0.1)


def run(model, how, iterations, seed, loss):
    config = {"model": model, "how": how, "n": 4, "d": 4, "latent": 8, "iterations": iterations}
    shared = {f"config.{key}": value for key, value in config.items()} | {"seed": seed}
    values = {"loss": loss, "diverged": 0.0}
    return [{**shared, "metric": m, "value": v} for m, v in values.items()]


def test_recorded_rows_become_losses_by_iterations():
    table = by_iterations(pd.DataFrame(run("idspn_momentum", "sum", 10, 2, 0.5)))
    row = {"model": "… sums instead", "n": 4, "d": 4, "latent": 8, "iterations": 10, "seed": 2}
    assert table.to_dict("records") == [{**row, "loss": 0.5, "diverged": 0.0}]


def test_losses_are_drawn_over_their_cost():
    rows = run("dspn", "fspool", 10, 0, 0.2) + run("dspn", "fspool", 10, 1, 0.4)
    rows += run("idspn", "fspool", 10, 0, 0.3)
    cost = {name: 1.0 for name, *_ in AUTOENCODERS.values()} | {"DSPN": 2.0}
    fig = plot_loss_by_cost(by_iterations(pd.DataFrame(rows)), cost)
    dspn, idspn = fig.axes[0].lines
    np.testing.assert_allclose(dspn.get_xydata(), [[20, 0.3]])
    np.testing.assert_allclose(idspn.get_xydata(), [[10, 0.3]])
    assert dspn.get_marker() != idspn.get_marker()
