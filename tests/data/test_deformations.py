"""Warped images against scipy and against turns and shifts that need no interpolation."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from setnb.data import deform_images, load_digits, warp_images
from setnb.seeds import make_generator

IMAGES = load_digits("mnist", "test").images[:6]
STRAIGHT = torch.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])


def warp_alike(images, rows):
    return warp_images(images, torch.tensor(rows, dtype=images.dtype).expand(len(images), 2, 3))


@given(st.lists(st.floats(-1.5, 1.5), min_size=4, max_size=4), st.integers(0, 99))
def test_a_warp_is_the_affine_transform_of_scipy(entries, seed):
    linear = torch.tensor(entries, dtype=torch.float64).reshape(2, 2)
    shift = 6 * torch.rand(2, 1, generator=make_generator(seed)).double() - 3
    image = IMAGES[seed % 6].double()
    ours = warp_images(image[None], torch.cat([linear, shift], 1)[None])[0]
    # scipy counts rows before columns, from the corner; 13.5 is the centre of 28.
    there = linear.flip(0, 1).numpy()
    offset = 13.5 - there @ [13.5, 13.5] + shift.flip(0)[:, 0].numpy()
    padded = ndimage.affine_transform(
        image.numpy(), there, offset, order=1, mode="grid-constant", cval=0
    )
    assert ours == pytest.approx(padded, abs=1e-9)


def test_shifts_turns_and_nothing():
    assert torch.allclose(warp_alike(IMAGES, STRAIGHT.tolist()), IMAGES, atol=1e-5)
    left = warp_alike(IMAGES, [[1, 0, 3], [0, 1, 0]])
    assert torch.allclose(left[..., :-3], IMAGES[..., 3:], atol=1e-5)
    assert not left[..., -3:].any()
    turned = warp_alike(IMAGES, [[0, -1, 0], [1, 0, 0]])
    assert torch.allclose(turned, IMAGES.rot90(1, (1, 2)), atol=1e-5)


@given(st.integers(0, 6), st.integers(0, 99))
def test_a_deformed_image_stays_in_range_and_near(count, seed):
    images = IMAGES[:count]
    deformed = deform_images(images, generator=make_generator(seed))
    assert deformed.shape == images.shape
    assert ((deformed >= 0) & (deformed <= 1)).all()
    assert torch.equal(deformed, deform_images(images, generator=make_generator(seed)))
    for old, new in zip(images, deformed, strict=True):
        assert not torch.equal(old, new)
        # Centres of ink move by two pixels, and by what a turn about the middle adds.
        ink = [torch.stack(torch.where(image > 0.5)).float().mean(1) for image in (old, new)]
        assert (ink[0] - ink[1]).abs().max() < 4


def test_equal_images_are_deformed_differently_and_a_blank_one_not_at_all():
    twins = deform_images(IMAGES[:1].expand(5, 28, 28), generator=make_generator(0))
    assert len({twin.numpy().tobytes() for twin in twins}) == 5
    assert not deform_images(torch.zeros(3, 28, 28), generator=make_generator(0)).any()


def test_the_amounts_reach_their_limits_and_no_further():
    """A bright spot at the centre is only shifted, whatever the turn, stretch and slant."""
    spot = torch.zeros(4000, 28, 28, dtype=torch.float64)
    spot[:, 10:18, 10:18] = 1
    moved = deform_images(spot, generator=make_generator(0))
    places = torch.arange(28) - 13.5
    ink = moved.sum((1, 2))
    x = (moved.sum(1) * places).sum(1) / ink
    y = (moved.sum(2) * places).sum(1) / ink
    for centre in (x, y):
        assert 1.9 < centre.max() < 2.6
        assert -2.6 < centre.min() < -1.9
        assert abs(centre.mean()) < 0.1
    # The map's determinant, the square of the stretch but for the slant, scales the area.
    assert ink.min() / 64 > 0.7
    assert ink.max() / 64 < 1.4
