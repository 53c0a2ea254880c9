"""Figures of sharing schemes show who shares with whom, in colour and in numbers."""

import numpy as np

from setnb.viz.palette import colour
from setnb.viz.sharing import BLOCK_HUES, plot_blocks, plot_soft_schemes


def written(ax):
    return {tuple(map(int, text.get_position())): text.get_text() for text in ax.texts}


def test_a_cell_has_the_number_and_the_colour_of_its_block():
    labels = np.array([[0, 1, 2], [7, 0, 1]])
    (ax,) = plot_blocks({"W": labels}).axes
    assert ax.get_title() == "W"
    assert written(ax) == {(j, i): str(labels[i, j]) for i in range(2) for j in range(3)}
    faces = {tuple(cell.get_center().astype(int)): cell.get_facecolor() for cell in ax.patches}
    assert faces[0, 0] == faces[1, 1]
    assert len({faces[0, 0], faces[1, 0], faces[2, 0]}) == 3
    assert faces[0, 1] == faces[0, 0]  # the eighth colour is the first again; its number is 7


def test_numbers_can_be_read_on_every_colour():
    def luminance(hue):
        parts = np.array([int(hue[i : i + 2], 16) / 255 for i in (1, 3, 5)])
        linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        return linear @ [0.2126, 0.7152, 0.0722]

    contrasts = [(luminance(colour(hue, "fill")) + 0.05) / 0.05 for hue in BLOCK_HUES]
    assert min(contrasts) >= 4


def test_panels_fill_rows_and_a_spare_one_is_empty():
    fig = plot_blocks({str(i): np.zeros((2, 2), dtype=int) for i in range(3)}, across=2)
    assert [ax.get_title() for ax in fig.axes] == ["0", "1", "2", ""]
    assert not fig.axes[3].axison


def test_entries_of_a_soft_scheme_are_written_in_hundredths():
    matrix = np.array([[0.996, 0.004], [0.25, 0.75]])
    (ax,) = plot_soft_schemes({"A": matrix}).axes
    assert written(ax) == {(0, 0): "100", (0, 1): "25", (1, 1): "75"}
    np.testing.assert_array_equal(ax.images[0].get_array(), matrix)
    assert ax.images[0].get_clim() == (0, 1)
