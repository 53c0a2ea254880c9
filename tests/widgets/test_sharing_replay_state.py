"""SharingReplay in Python: its state, and the searches that it takes."""

import pytest

from setnb.widgets import SharingReplay
from setnb.widgets.sharing_searches import default_searches, record_searches


@pytest.fixture(scope="module")
def short():
    return record_searches(3, 1, steps=4, frames=2)


def test_state_is_set_from_python(short):
    widget = SharingReplay(frames=short, penalty="columns", frame=2)
    widget.frame = 1
    assert widget.state() == {
        "frames": short,
        "own_frames": True,
        "penalty": "columns",
        "frame": 1,
    }
    widget = SharingReplay()
    assert widget.frames == default_searches()
    assert (widget.own_frames, widget.penalty, widget.frame) == (False, "nuclear", 0)


def test_bad_state(short):
    with pytest.raises(ValueError, match="penalty: expected one of 'none', 'entropy', 'nuclear'"):
        SharingReplay(short, penalty="trace")
    with pytest.raises(ValueError, match="frame: expected a number from 0 to 2, got 3"):
        SharingReplay(short, frame=3)


def test_searches_that_do_not_fit(short):
    with pytest.raises(ValueError, match="frames: expected what record_searches"):
        SharingReplay({})
    one = {"none": short["searches"]["none"]}
    with pytest.raises(ValueError, match="frames: expected what record_searches"):
        SharingReplay({**short, "searches": one})
    with pytest.raises(ValueError, match="2 to 8 parameters, 2 pictures or more, got 3, 1"):
        SharingReplay({**short, "steps": [0]})
    cut = {**short["searches"], "none": {**one["none"], "loss": [0.1]}}
    with pytest.raises(ValueError, match="frames of none: expected 3 matrices of 3 rows"):
        SharingReplay({**short, "searches": cut})
    flat = {**short["searches"], "none": {**one["none"], "assignment": [[[1.0]]] * 3}}
    with pytest.raises(ValueError, match="frames of none: expected 3 matrices of 3 rows"):
        SharingReplay({**short, "searches": flat})
