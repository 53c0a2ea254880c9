"""The figures of learned orders show what they are given, on one scale and with names."""

import numpy as np

from setnb.viz.ordering import plot_comparisons, plot_cuts, plot_soft_permutations


def test_soft_permutations_share_a_scale_and_count_positions_from_one():
    panels = {f"t = {t}": np.full((2, 2), t / 8) for t in range(4)}
    fig = plot_soft_permutations(panels, ["a", "b"])
    shown = [ax for ax in fig.axes if ax.images]
    assert [ax.get_title() for ax in shown] == list(panels)
    for ax, p in zip(shown, panels.values(), strict=True):
        (image,) = ax.images
        np.testing.assert_array_equal(image.get_array(), p)
        assert image.get_clim() == (0, 1)
    fig.draw_without_rendering()
    # three to a row, and names where a row begins and a column ends
    assert [t.get_text() for t in shown[3].get_yticklabels()] == ["a", "b"]
    assert [t.get_text() for t in shown[3].get_xticklabels()] == ["1", "2"]
    assert len(fig.axes) == 6
    assert not fig.axes[5].axison


def test_comparisons_are_centred_at_zero_and_name_the_ends():
    values = np.array([[0, -3.0], [1, 0]])
    fig = plot_comparisons({"F": (np.array([0, 1000]), values)})
    image = fig.axes[0].images[0]
    assert image.get_clim() == (-3, 3)
    np.testing.assert_array_equal(image.get_array(), values)
    assert [t.get_text() for t in fig.axes[0].get_xticklabels()] == ["0", "1000"]


def test_cuts_differ_in_more_than_colour():
    numbers = np.arange(3)
    lines = {f"second = {k}": numbers - k for k in range(3)}
    (ax,) = plot_cuts({"F": (numbers, lines)}).axes
    *cuts, zero = ax.lines
    assert [line.get_label() for line in cuts] == list(lines)
    assert len({line.get_linestyle() for line in cuts}) == 3
    assert list(zero.get_ydata()) == [0, 0]
