"""VerdictGallery: its state in Python, and guessing in a page."""

import pytest

from setnb.probes import VERDICTS
from setnb.widgets import VerdictGallery
from setnb.widgets.verdict_gallery import GALLERY
from tests.widgets.driving import python_code, said
from tests.widgets.hosting import assert_fits_a_phone


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"function": "oracle"}, "function: expected one of"),
        ({"guesses": {"oracle": "invariant"}}, "guesses: expected one of"),
        ({"guesses": {"sort": "sorted"}}, "guess for sort: expected one of"),
    ],
)
def test_bad_state(state, message):
    with pytest.raises(ValueError, match=message):
        VerdictGallery(**state)


@pytest.fixture
def widget():
    return VerdictGallery()


def answer(root, verdict):
    root.locator(f"[data-value='{verdict}']").check()
    root.locator("[data-action=check]").click()


def test_it_asks_before_it_tells(root):
    assert "Guess first" in said(root)
    assert root.locator("pre").first.inner_text() == "f = lambda x: x.softmax(0)"
    assert root.locator(".setnb-chip").count() == 0
    assert root.locator("svg").count() == 0
    assert root.locator("[data-action=check]").is_disabled()
    assert root.locator("[data-action=previous]").is_disabled()


def test_a_right_guess_a_wrong_guess_and_the_score(root):
    answer(root, "set-equivariant")
    assert said(root).startswith("Right: f is set-equivariant.")
    assert root.locator(".setnb-chip").inner_text() == "set-equivariant"
    assert root.locator(".setnb-score").inner_text() == "1 of 1 right, 11 to go."
    root.locator("[data-action=next]").click()
    assert "Guess first" in said(root)
    answer(root, "not equivariant")
    assert said(root).startswith("You said not equivariant: f is exclusively multiset-equivariant.")
    assert root.locator(".setnb-score").inner_text() == "1 of 2 right, 10 to go."
    assert "Swapping 1 and 2" in root.locator("[data-case]").inner_text()
    assert root.locator("svg .setnb-faint").count() == 2
    root.locator("[data-action=previous]").click()
    assert said(root).startswith("Right")


def test_a_checked_guess_is_final(root):
    answer(root, "invariant")
    assert root.locator("[data-action=check]").is_disabled()
    assert root.locator("[data-value='not equivariant']").is_disabled()
    assert root.locator("[data-value=invariant]").is_checked()


def test_by_keyboard_through_the_whole_gallery(opened, root):
    verdicts = []
    for place in range(len(GALLERY)):
        root.locator("input[type=radio]").first.press("Space")
        opened.page.keyboard.press("ArrowRight")
        assert said(root).startswith(f"You say: {VERDICTS[1]}")
        root.locator("[data-action=check]").press("Enter")
        verdicts.append(root.locator(".setnb-chip").inner_text())
        if place < len(GALLERY) - 1:
            root.locator("[data-action=next]").press("Enter")
    assert root.locator("[data-action=next]").is_disabled()
    assert root.locator(".setnb-score").inner_text() == "3 of 12 right, all checked."
    assert sorted(verdicts) == sorted(3 * VERDICTS)


def test_reset_and_copy(root):
    before = said(root)
    root.locator("[data-action=next]").click()
    answer(root, "invariant")
    names: dict = {}
    code = python_code(root)
    exec(code, names)
    assert names["f"].__code__.co_argcount == 1
    assert 'VerdictGallery(function="rank", guesses={"rank":"invariant"})' in code
    root.locator("[data-action=reset]").click()
    assert said(root) == before
    assert root.locator("input:checked").count() == 0


def test_reset_forgets_a_choice_that_was_not_checked(root):
    before = said(root)
    root.locator("[data-value=invariant]").check()
    root.locator("[data-action=reset]").click()
    assert said(root) == before
    assert root.locator("input:checked").count() == 0


@pytest.mark.parametrize("name", ["rank", "sort", "median", "reversed_at_ties", "standardise"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_narrow_pages_and_both_themes(browser, tmp_path, theme, name):
    widget = VerdictGallery(function=name, guesses={name: "invariant"})
    assert_fits_a_phone(browser, widget, tmp_path, theme)
