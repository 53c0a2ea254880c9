"""FSPoolWeights: its state in Python, and the drawing in a page."""

import math

import pytest
import torch

from setnb.functional import fspool
from setnb.widgets import FSPoolWeights
from tests.widgets.driving import HANDLE, drag, python_code, said, update_time, value
from tests.widgets.hosting import assert_fits_a_phone

KNOT = "[role=slider][data-knot]"


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"values": []}, "values: expected 1 to 8 numbers from 0 to 1"),
        ({"values": [0.5] * 9}, "values: expected 1 to 8 numbers"),
        ({"values": [0.5, 1.5]}, "values: expected 1 to 8 numbers"),
        ({"values": [math.nan]}, "values: expected 1 to 8 numbers"),
        ({"knots": [1.0, 0.0]}, "knots: expected 5 numbers from -2.0 to 2.0"),
        ({"knots": [1.0, 0.0, 0.0, 0.0, 3.0]}, "knots: expected 5 numbers"),
        ({"knots": [1.0, 0.0, 0.0, 0.0, math.nan]}, "knots: expected 5 numbers"),
    ],
)
def test_bad_state(state, message):
    with pytest.raises(ValueError, match=message):
        FSPoolWeights(**state)


def test_state_is_set_from_python():
    widget = FSPoolWeights(values=[0, 1])
    widget.knots = [1, 0, 0, 0, -1]
    assert widget.state() == {"values": [0, 1], "knots": [1, 0, 0, 0, -1]}


@pytest.fixture
def widget():
    return FSPoolWeights()


def preset(root, name):
    root.locator(f"[data-preset='{name}']").click()


def resize(root, n):
    root.get_by_label(str(n), exact=True).last.check()


def values(root, handles=HANDLE):
    return [value(handle) for handle in root.locator(handles).all()]


def pooled(root):
    return float(said(root).split("y = ")[1].split(". ")[0].replace("−", "-"))


def test_informative_before_it_is_touched(root):
    assert "Elements 2 and 4 are equal, yet their gradients differ: 0.933 and 0." in said(root)
    assert "×2" in root.locator("svg").first.text_content()


def test_the_presets_are_what_they_are_called(root):
    x = [0.85, 0.5, 0.25, 0.5]
    for name, expected in [("sum", sum(x)), ("max − min", 0.6)]:
        preset(root, name)
        assert pooled(root) == pytest.approx(expected, abs=1e-3)
    preset(root, "max")
    assert pooled(root) == max(x)
    resize(root, 5)
    preset(root, "median-like")
    assert pooled(root) == torch.tensor(values(root)).median().item()


def test_equal_weights_are_said_to_be_equal(root):
    preset(root, "sum")
    assert "get the same gradient, 1" in said(root)


def test_dragging_an_element_away_from_its_equal(opened, root):
    second = root.locator(HANDLE).nth(1)
    drag(opened.page, second, 60)
    assert value(second) > 0.5
    assert "No two elements are equal" in said(root)
    root.locator("[data-action=meet]").click()
    assert "are equal" in said(root)


def test_keys_move_elements_and_knots(root):
    for handles, keys in [
        (HANDLE, [("End", 1), ("ArrowLeft", 0.99), ("Shift+ArrowDown", 0.989), ("Home", 0)]),
        (KNOT, [("End", 2), ("ArrowDown", 1.9), ("Shift+ArrowUp", 1.91), ("Home", -2)]),
    ]:
        control = root.locator(handles).first
        for key, expected in keys:
            control.press(key)
            assert value(control) == pytest.approx(expected)
        assert control.evaluate("node => node === document.activeElement")


def test_dragging_a_knot_changes_weights_and_value(opened, root):
    before, knot = pooled(root), root.locator(KNOT).first
    knot.scroll_into_view_if_needed()
    box = knot.locator(".setnb-knot").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    opened.page.mouse.move(x, y)
    opened.page.mouse.down()
    opened.page.mouse.move(x, y + 40, steps=5)
    opened.page.mouse.up()
    assert value(knot) < 1
    assert pooled(root) < before
    assert values(root) == [0.85, 0.5, 0.25, 0.5]


@pytest.mark.parametrize("n", [1, 2, 8])
def test_value_and_gradients_are_those_of_the_package(root, n):
    resize(root, n)
    x = torch.tensor(values(root), dtype=torch.float64, requires_grad=True)
    y = fspool(x[:, None], torch.tensor([values(root, KNOT)], dtype=torch.float64))
    y.backward()
    assert pooled(root) == pytest.approx(y.item(), abs=1e-3)
    texts = root.locator("svg .setnb-digits").all_text_contents()
    shown = [float(text.replace("−", "-")) for text in texts]
    largest_first = x.detach().sort(descending=True, stable=True).indices
    assert shown == pytest.approx(x.grad[largest_first].tolist(), abs=1e-3)


def test_all_equal_and_alone(root):
    for handle in root.locator(HANDLE).all():
        handle.press("Home")
    assert "Elements 1, 2, 3 and 4 are equal" in said(root)
    assert root.locator("[data-action=meet]").is_disabled()
    resize(root, 1)
    assert "its gradient is f(0) = 1.5" in said(root)


def test_reset_and_copy(root, capsys):
    before = said(root)
    preset(root, "max − min")
    root.locator(HANDLE).first.press("End")
    *setup, last = python_code(root).splitlines()
    names: dict = {}
    exec("\n".join(setup), names)
    rebuilt = eval(last, names)
    assert rebuilt.values == values(root)
    assert rebuilt.knots == values(root, KNOT)
    printed = capsys.readouterr().out
    assert float(printed.split()[0]) == pytest.approx(pooled(root), abs=1e-3)
    root.locator("[data-action=reset]").click()
    assert said(root) == before


def test_an_update_takes_less_than_a_frame(opened, root):
    resize(root, 8)
    assert update_time(opened.page) < 16
    assert update_time(opened.page, "[data-knot]", ("ArrowUp", "ArrowDown")) < 16


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_narrow_pages_and_both_themes(browser, tmp_path, theme):
    widget = FSPoolWeights(values=[0.2, 0.2, 0.2, 0.9, 0.9, 1, 0, 0.55], knots=[2, 0, 0, 0, -2])
    assert_fits_a_phone(browser, widget, tmp_path, theme)
