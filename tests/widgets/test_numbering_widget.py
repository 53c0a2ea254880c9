"""Numbering: typing and arranging a multiset, and the numbers that a model gives it."""

import ast
import re

import pytest
import torch
from playwright.sync_api import Browser

from setnb.experiments.class_numbering import Config, make_model
from setnb.functional import numbering_errors
from setnb.widgets import Numbering
from tests.widgets.completers import make_completer
from tests.widgets.driving import python_code, said, update_time
from tests.widgets.hosting import assert_fits_a_phone, open_widget

ACTION, PLACE = "[data-action={}]", "[data-place='{}']"


@pytest.fixture
def model():
    return make_completer()


@pytest.fixture
def widget(model):
    return Numbering(model)


def click(root, action):
    root.locator(ACTION.format(action)).click()


def at_step(root, t):
    root.get_by_label("step t").fill(str(t))


def typed(root):
    return root.locator("input[type=text]")


def listed(root):
    """Return the letters of the discs on the left, which should be those of the text field."""
    letters = "".join(root.locator("[data-place] .setnb-letter").all_text_contents())
    assert typed(root).input_value() == letters
    return letters


def numbered(root):
    """Return the numbers of the discs on the right."""
    texts = root.locator(".setnb-letter").all_text_contents()
    return [int(text[1:]) for text in texts if len(text) > 1]


def run_copied(root, capsys, **names):
    """Run the copied code; return the numbers it prints and the widget it makes."""
    *setup, last = python_code(root).splitlines()
    exec("\n".join(setup), names)
    return ast.literal_eval(capsys.readouterr().out), eval(last, names)


def test_informative_before_it_is_touched(root):
    assert listed(root) == "aabbb"
    assert said(root).startswith("Before the first step ")
    assert root.get_by_role("img").get_attribute("aria-label").count(",") == 20
    assert root.locator("rect.setnb-best").count() == 5


def test_every_wrong_number_has_a_ring_and_a_cross(root):
    typed(root).fill("aaaabbcc")
    for t in range(0, 21, 4):
        at_step(root, t)
        numbers = torch.tensor(numbered(root))
        errors = numbering_errors(torch.tensor([0, 0, 0, 0, 1, 1, 2, 2]), numbers).item()
        assert root.locator(".setnb-ring.setnb-wrong").count() == errors
        assert root.locator(".setnb-cross").count() == errors
        shown = re.search(r"(\d) of 8 (is|are) wrong", said(root))
        assert (int(shown[1]) if shown else 0) == errors
        assert root.locator("[aria-label$=', wrong']").count() == errors


def test_typing_keeps_the_letters_that_the_model_knows(root):
    typed(root).fill("Cab, x9 c")
    assert listed(root) == "cabc"
    typed(root).press("End")
    typed(root).press_sequentially("zbbbbbbbb")
    assert listed(root) == "cabcbbbb"
    typed(root).fill("")
    assert said(root) == "The empty multiset has nothing to number. Type a letter."
    click(root, "step")
    assert root.locator("[data-place]").count() == 0


def test_buttons_add_and_remove(root):
    root.locator("[data-add=c]").click()
    root.locator("[data-remove=a]").click()
    assert listed(root) == "abbbc"
    root.locator("[data-remove=a]").click()
    assert root.locator("[data-remove=a]").is_disabled()
    for _ in range(4):
        root.locator("[data-add=a]").click()
    assert listed(root) == "bbbcaaaa"
    assert root.locator("[data-add=b]").is_disabled()
    root.get_by_role("button", name="abcabcab").click()
    assert listed(root) == "abcabcab"


def test_keys_arrange_the_list_and_keep_the_focus(root):
    for place, key, letters, after in [
        (1, "ArrowDown", "ababb", 2),
        (2, "End", "abbba", 4),
        (4, "c", "abbbc", 4),
        (4, "Enter", "abbba", 4),
        (4, "Backspace", "abbb", 3),
        (3, "Home", "babb", 0),
        (0, "Delete", "abb", 0),
    ]:
        root.locator(PLACE.format(place)).press(key)
        assert listed(root) == letters
        focused = root.locator(PLACE.format(after))
        assert focused.evaluate("node => node === document.activeElement")


def test_the_mouse_moves_an_element_and_a_click_changes_it(opened, root):
    def centre(place):
        box = root.locator(PLACE.format(place)).locator(".setnb-disc").bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    target = centre(3)
    opened.page.mouse.move(*centre(0))
    opened.page.mouse.down()
    opened.page.mouse.move(*target, steps=8)
    opened.page.mouse.up()
    assert listed(root) == "abbab"
    opened.page.mouse.click(*target)
    assert listed(root) == "abbbb"


def test_starts(root):
    first = numbered(root)
    click(root, "redraw")
    assert numbered(root) != first
    root.locator("[data-value=zeros]").check()
    assert numbered(root) == [0] * 5
    assert "two a’s share number 0, three b’s share number 0: 3 of 5 are wrong" in said(root)
    assert "sorting breaks their ties" in root.inner_text()
    at_step(root, 20)
    assert len(set(numbered(root)[:2])) + len(set(numbered(root)[2:])) > 2


def test_playing_stops_at_the_end_and_on_pause(opened, root):
    before = said(root)
    opened.page.wait_for_timeout(500)
    assert said(root) == before  # nothing plays by itself
    at_step(root, 18)
    click(root, "play")
    assert root.locator("[aria-live]").get_attribute("aria-live") == "off"
    opened.page.wait_for_function("() => document.body.innerText.includes('20 of 20')")
    play = root.locator(ACTION.format("play"))
    assert play.inner_text() == "Play"
    assert root.locator("[aria-live]").get_attribute("aria-live") == "polite"
    play.click()
    opened.page.wait_for_function("() => document.body.innerText.includes('2 of 20')")
    play.click()
    paused = said(root)
    opened.page.wait_for_timeout(500)
    assert said(root) == paused
    click(root, "back")
    assert said(root).startswith("After 1 step ")


@pytest.mark.parametrize("letters", ["aabbb", "c", "", "abcabcab"])
def test_copied_python_gives_the_numbers_on_view(model, root, capsys, letters):
    typed(root).fill(letters)
    click(root, "redraw")
    at_step(root, 9)
    printed, rebuilt = run_copied(root, capsys, model=model)
    assert printed == numbered(root)
    state = (rebuilt.letters, rebuilt.start, rebuilt.seed, rebuilt.iteration)
    assert state == (letters, "random", 1, 9)
    assert rebuilt.own_model
    assert model.decoder.encoder.knots.dtype == torch.float32
    click(root, "reset")
    assert listed(root) == "aabbb"
    assert root.locator(".setnb-python").count() == 0


def test_a_model_of_the_shipped_size_is_small_and_fast(browser: Browser, tmp_path):
    config = Config(n=8, classes=3, hidden=64, smallest=1)
    widget = Numbering(make_model(config), letters="abcabcab")
    assert len(widget.static_html()) < 200_000
    watched = open_widget(browser, widget, tmp_path)
    assert update_time(watched.page, "[data-place='3']", ("ArrowDown", "ArrowUp")) < 16
    watched.context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("classes", "n"), [(3, 8), (7, 16)])
def test_narrow_pages_and_both_themes(browser, tmp_path, classes, n, theme):
    letters = ("abcdefg"[:classes] * n)[:n]
    widget = Numbering(make_completer(classes, n), letters=letters, iteration=3)
    assert_fits_a_phone(browser, widget, tmp_path, theme)
