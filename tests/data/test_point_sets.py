import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from setnb.data import digit_points, load_digits, make_polygons
from setnb.sets import SetBatch, multiset_equal


@given(st.floats(-10, 10), st.integers(1, 9))
def test_turned_by_one_vertex_the_set_is_the_same_and_the_list_moved_on(angle, n):
    angles = torch.tensor([angle, angle + 2 * math.pi / n], dtype=torch.float64)
    before, after = make_polygons(angles, n)
    assert multiset_equal(before, after, atol=1e-9)
    torch.testing.assert_close(after, before.roll(-1, 0))


@given(st.floats(-10, 10), st.integers(2, 9))
def test_vertices_lie_on_the_circle_with_equal_sides(angle, n):
    x = make_polygons(torch.tensor(angle).double(), n)
    torch.testing.assert_close(x.norm(dim=-1), torch.ones(n).double())
    sides = (x - x.roll(-1, 0)).norm(dim=-1)
    torch.testing.assert_close(sides, torch.full((n,), 2 * math.sin(math.pi / n)).double())


def test_a_square_by_hand():
    expected = torch.tensor([[1.0, 0], [0, 1], [-1, 0], [0, -1]])
    torch.testing.assert_close(make_polygons(torch.tensor(0.0), 4), expected)
    assert make_polygons(torch.zeros(2, 3), 5).shape == (2, 3, 5, 2)


def test_points_of_small_images_by_hand():
    images = torch.zeros(3, 3, 5)
    images[0, 0, 0] = images[0, 1, 2] = 1
    images[1, 2, 4] = 0.6
    points = digit_points(images)
    expected = [torch.tensor([[-1, 0.5], [0, 0]]), torch.tensor([[1, -0.5]]), torch.zeros(0, 2)]
    assert points.equals(SetBatch.from_list(expected))
    assert digit_points(images, threshold=0.7).counts.tolist() == [2, 0, 0]
    assert digit_points(images.double()).elements.dtype == torch.float64
    assert digit_points(torch.ones(1, 1, 1)).elements.tolist() == [[[0, 0]]]


def test_digits_can_be_painted_back():
    images = load_digits("mnist", "test").images[:5]
    for image, points in zip(images, digit_points(images).to_list(), strict=True):
        column, row = (points * 13.5 * torch.tensor([1, -1]) + 13.5).round().long().unbind(-1)
        painted = torch.zeros(28, 28, dtype=torch.bool)
        painted[row, column] = True
        assert torch.equal(painted, image > 0.5)


def test_bad_arguments_are_refused():
    with pytest.raises(ValueError, match="n: expected"):
        make_polygons(torch.tensor(0.0), 0)
    with pytest.raises(ValueError, match="angles: expected a float tensor"):
        make_polygons(torch.tensor(0), 3)
    with pytest.raises(ValueError, match="images: expected at least one image"):
        digit_points(torch.zeros(28, 28))


@given(st.integers(2, 6), st.floats(0.05, 1), st.integers(0, 9), st.floats(0, 0.2))
def test_continuous_slots_fail_at_some_angle(n, back, seed, wobble):
    """Slots that depend on the set follow their corners, and must be back after one side."""
    turn = torch.linspace(0, 1, 4001, dtype=torch.float64)
    followed = torch.where(turn < 1 - back, turn, (1 - turn) * (1 - back) / back)
    waves = torch.randn(n, 2, generator=torch.Generator().manual_seed(seed)).double()
    wave = wobble * (2 * math.pi * turn)[:, None, None].sin() * waves
    slots = make_polygons(2 * math.pi / n * followed, n) + wave
    corners = make_polygons(2 * math.pi / n * turn, n)
    assert multiset_equal(corners[0], corners[-1], atol=1e-9)
    torch.testing.assert_close(slots[0], slots[-1])
    farthest = torch.cdist(corners, slots).amin(-1).amax()
    assert farthest > 0.98 * math.sin(math.pi / n)
    # A list that follows its corners is no function of the set, and is never wrong.
    assert torch.cdist(corners, corners).amin(-1).amax() < 1e-6
