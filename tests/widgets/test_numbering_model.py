"""The trained model that Numbering shows when it is given none."""

import pytest
import torch

from setnb.experiments.class_numbering import Config, draw, to_batch
from setnb.experiments.trained import load_trained
from setnb.functional import number_within_classes, numbering_errors
from setnb.sets import SetBatch
from setnb.train import predict
from setnb.weights import manifest
from setnb.widgets import Numbering
from setnb.widgets.numbering import TRAINED
from tests.widgets.driving import said
from tests.widgets.test_numbering_widget import at_step, click, numbered, run_copied, typed


@pytest.fixture
def widget():
    return Numbering()


def test_it_numbers_multisets_of_every_size():
    """Elements, not whole multisets, so that rare hard ones (all of one class) may fail."""
    config = Config(**manifest()[TRAINED]["config"])
    assert config.smallest == 1
    classes = draw(500, config, "another test")
    batch = to_batch(classes, config)
    assert isinstance(batch, SetBatch)
    with torch.no_grad():
        numbers = predict(load_trained(TRAINED), batch).argmax(-1)
    # Padding is a class of its own; numbered rightly, it counts for nothing.
    numbers = torch.where(batch.mask, numbers, number_within_classes(classes))
    wrong = numbering_errors(classes, numbers)
    assert (wrong == 0).float().mean() > 0.8
    assert wrong.sum() / batch.mask.sum() < 0.05


def test_the_page_stays_small(widget):
    assert not widget.own_model
    assert len(widget.static_html()) < 200_000


def test_it_numbers_aabbb(root):
    before = numbered(root)
    at_step(root, 20)
    after = numbered(root)
    assert (sorted(after[:2]), sorted(after[2:])) == ([0, 1], [0, 1, 2])
    assert "all five are right" in said(root)
    assert before != after


def test_elements_that_start_equal_part(root):
    root.locator("[data-value=zeros]").check()
    typed(root).fill("abbab")
    at_step(root, 20)
    assert "all five are right" in said(root)


def test_copied_python_needs_nothing_of_this_session(root, capsys):
    typed(root).fill("abccab")
    click(root, "redraw")
    at_step(root, 4)
    printed, rebuilt = run_copied(root, capsys)
    assert printed == numbered(root)
    assert rebuilt.state() == Numbering(letters="abccab", seed=1, iteration=4).state()
