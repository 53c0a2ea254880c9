"""PushApart: its state in Python, and the drawing in a page."""

import json

import pytest

from setnb.widgets import PushApart
from tests.widgets.driving import HANDLE, drag, python_code, said, update_time, value
from tests.widgets.hosting import assert_fits_a_phone


@pytest.mark.parametrize("values", [[1.0], [1.0, 2.0, 3.0], [0.0, 9.0], [float("nan"), 0.0]])
def test_bad_values(values):
    with pytest.raises(ValueError, match=r"values: expected two numbers from -2.5 to 2.5, got"):
        PushApart(values=values)


def test_unknown_function():
    with pytest.raises(ValueError, match="function: expected one of 'push_apart', 'from_mean'"):
        PushApart(function="sort")


def test_state_is_set_from_python():
    widget = PushApart(values=[0, 0])
    widget.function = "from_mean"
    assert widget.state() == {"values": [0.0, 0.0], "function": "from_mean"}


@pytest.fixture
def widget():
    return PushApart()


def test_informative_before_it_is_touched(root):
    assert "f gives [0, 3]" in said(root)
    assert "✓ equals f(PX)" in root.inner_text()


def test_dragging_until_they_meet(opened, root):
    first, second = root.locator(HANDLE).nth(0), root.locator(HANDLE).nth(1)
    gap = second.bounding_box()["x"] - first.bounding_box()["x"]
    drag(opened.page, first, 40)
    assert 1 < value(first) < 2
    first.press("Home")
    second.press("Home")
    assert value(first) == value(second) == -2.5
    assert "The two elements are equal" in said(root)
    assert "✕ differs from f(PX) by 2" in root.inner_text()
    assert gap > 0


def test_keys(opened):
    second = opened.page.locator(HANDLE).nth(1)
    for key, expected in [
        ("ArrowRight", 2.1),
        ("Shift+ArrowLeft", 2.09),
        ("PageDown", 1.1),
        ("End", 2.5),
    ]:
        second.press(key)
        assert value(second) == pytest.approx(expected)
    assert second.evaluate("node => node === document.activeElement")


def test_gap_goes_down_to_a_millionth_and_to_zero(root):
    slider = root.locator("input[type=range]")
    slider.fill("1")
    assert "10⁻⁶ apart" in said(root)
    assert "the outputs stay 2 apart" in said(root)
    slider.fill("0")
    assert "The two elements are equal" in said(root)
    root.get_by_label("x + (x − mean)").check()
    assert "leave as equals" in said(root)


def test_swapping_the_list_order_swaps_the_output(root):
    root.locator("[data-action=swap]").click()
    assert "f gives [3, 0]" in said(root)


def test_reset_and_copy(root):
    before = said(root)
    root.locator('[data-preset="0,0"]').click()
    root.get_by_label("x + (x − mean)").check()
    names: dict = {}
    exec(python_code(root), names)
    assert 'function="from_mean"' in python_code(root)
    root.locator("[data-action=reset]").click()
    assert said(root) == before
    assert root.locator(".setnb-python").count() == 0


def test_an_update_takes_less_than_a_frame(opened):
    assert update_time(opened.page) < 16


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_narrow_pages_and_both_themes(browser, tmp_path, theme):
    assert_fits_a_phone(browser, PushApart(values=[0.0, 0.0]), tmp_path, theme)


def test_static_state_is_what_the_page_starts_from():
    html = PushApart(values=[0.5, -0.5]).static_html()
    assert 'data-widget="push_apart"' in html
    state = html.split('data-state="')[1].split('"')[0].replace("&quot;", '"')
    assert json.loads(state) == {"values": [0.5, -0.5], "function": "push_apart"}
