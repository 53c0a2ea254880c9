"""The figures of mosaics keep the tiles apart, the ranges shared, and the costs written."""

import numpy as np

from setnb.viz.mosaics import lay_out, limits, plot_pair_costs, plot_pictures


def test_tiles_stand_row_by_row_with_seams_around():
    tiles = np.arange(6.0)[:, None, None] * np.ones((6, 2, 1))
    sheet = lay_out(tiles, (2, 3))
    assert sheet.shape == (7, 7)
    assert np.isnan(sheet[[0, 3, 6]]).all()
    assert np.isnan(sheet[:, [0, 2, 4, 6]]).all()
    np.testing.assert_array_equal(sheet[1, 1::2], [0, 1, 2])
    np.testing.assert_array_equal(sheet[5, 1::2], [3, 4, 5])


def test_signed_pictures_are_centred_at_zero_and_sizes_start_there():
    pictures = [np.array([[-1.0, 0.5]]), np.array([[3.0, np.nan]])]
    assert limits(pictures, "setnb_diverging") == (-3, 3)
    assert limits(pictures, "setnb_sequential") == (0, 3)
    assert limits(pictures, "gray_r") == (-1, 3)


def test_pictures_of_one_map_share_the_range_of_their_row():
    row = [np.zeros((2, 2)), np.full((2, 2), -2.0), np.ones((2, 2))]
    maps = ["gray_r", "setnb_diverging", "setnb_diverging"]
    fig = plot_pictures({"a": row, "b": [np.ones((2, 2))]}, ["i", "j"], maps)
    assert [ax.get_ylabel() for ax in fig.axes[::3]] == ["a", "b"]
    assert [ax.get_title("center") for ax in fig.axes[:3]] == ["i", "j", ""]
    drawn = [ax.images[0] for ax in fig.axes[:3]]
    assert [image.get_clim() for image in drawn] == [(0, 0), (-2, 2), (-2, 2)]
    assert not fig.axes[4].images


def test_costs_are_written_beside_their_tiles():
    costs = np.array([[0, -0.5], [0.5, 0]])
    fig = plot_pair_costs({"within rows": costs}, np.random.default_rng(0).random((2, 3, 3)))
    (ax,) = fig.axes
    assert "within rows" in (ax.get_title("left"), ax.get_title())
    assert [text.get_text() for text in ax.texts] == ["0", "-0.50", "+0.50", "0"]
    matrix, *tiles = ax.images
    np.testing.assert_array_equal(matrix.get_array(), costs)
    assert len(tiles) == 4
