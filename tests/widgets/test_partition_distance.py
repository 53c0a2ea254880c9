"""PartitionDistance in a page: moving elements, and what is said and marked."""

import re

import pytest
import torch

from setnb.functional import block_difference, partition_distance
from setnb.widgets import PartitionDistance
from tests.widgets.driving import python_code, said, update_time
from tests.widgets.hosting import assert_fits_a_phone

ELEMENT = "[data-grouping={}] [data-element='{}']"


@pytest.fixture
def widget():
    return PartitionDistance()


def labels(root, which):
    """Return the block of each element as a screen reader hears it."""
    handles = root.locator(f"[data-grouping={which}] [data-element]").all()
    names = [handle.get_attribute("aria-label") for handle in handles]
    return [int(re.search(rf"in block {which.upper()}(\d+)", name)[1]) - 1 for name in names]


def both(root):
    return [torch.tensor(labels(root, which)) for which in "ab"]


def assert_agrees(root):
    """See that marks, sentence and bounds say what the package computes."""
    a, b = both(root)
    distance, difference = partition_distance(a, b).item(), block_difference(a, b)
    assert f"PD = {distance}" in said(root)
    for which in "ab":
        drawing = root.locator(f"[data-grouping={which}]")
        assert drawing.locator(".setnb-ring.setnb-wrong").count() == distance
        assert drawing.locator(".setnb-cross").count() == distance
        assert drawing.locator("[aria-label$='must move']").count() == distance
    assert root.locator(".setnb-due.setnb-place").count() == distance
    matched = root.locator(".setnb-overlaps td.setnb-matched").all_text_contents()
    assert all(text.endswith("✓") for text in matched)
    assert sum(int(text[:-1]) for text in matched) == len(a) - distance
    assert root.locator(".setnb-overlaps tbody tr").count() == len(a.unique())
    bounds = root.locator("[data-bounds]").inner_text().replace(",", "")
    assert f"PD = {distance} ≤ {difference} ≤" in bounds


def choose(root, example):
    root.get_by_label("examples").select_option(example)


def test_informative_before_it_is_touched(root):
    assert said(root).startswith("Elements 3 and 4 must move to make B equal to A: PD = 2.")
    assert "keeps 2 + 2 = 4 of 6 in place" in said(root)
    assert said(root).endswith("disagree on 9 permutations.")
    assert_agrees(root)


def test_every_example(root):
    options = root.locator("select option").evaluate_all("all => all.map(one => one.value)")
    assert options == ["thirds", "greedy", "grid", "renamed", "ends", "pair", "leaver"]
    for example, distance in zip(options, [2, 3, 6, 0, 5, 1, 1], strict=True):
        choose(root, example)
        assert f"PD = {distance}" in said(root)
        assert_agrees(root)
    assert said(root).endswith("disagree on 600 permutations.")
    choose(root, "pair")
    assert said(root).endswith("disagree on 1 permutation.")
    choose(root, "grid")
    assert "another one keeps as many, and moves others" in said(root)


def test_keys_move_and_keep_the_focus(root):
    for which, i, key, expected in [
        ("b", 2, "ArrowUp", [0, 0, 0, 1, 2, 2]),
        ("b", 3, "3", [0, 0, 0, 1, 1, 1]),
        ("b", 5, "n", [0, 0, 0, 1, 1, 2]),
        ("b", 5, "Home", [0, 0, 0, 1, 1, 0]),
        ("b", 0, "End", [1, 0, 0, 1, 1, 0]),
        ("a", 0, "ArrowDown", [1, 0, 0, 1, 1, 1]),
        ("a", 0, "ArrowDown", [2, 0, 0, 1, 1, 1]),
        ("a", 0, "ArrowDown", [2, 0, 0, 1, 1, 1]),
    ]:
        element = root.locator(ELEMENT.format(which, i))
        element.press(key)
        assert labels(root, which) == expected
        assert element.evaluate("node => node === document.activeElement")
        assert_agrees(root)


def test_arrows_walk_from_element_to_element(opened, root):
    first = root.locator(ELEMENT.format("a", 0))
    first.press("ArrowRight")
    opened.page.keyboard.press("ArrowRight")
    third = root.locator(ELEMENT.format("a", 2))
    assert third.evaluate("node => node === document.activeElement")
    assert root.locator("[data-grouping=a] [tabindex='0']").count() == 1
    opened.page.keyboard.press("Tab")
    focused = root.locator(ELEMENT.format("b", 0))
    assert focused.evaluate("node => node === document.activeElement")


def drag_rows(page, element, rows):
    """Drag an element up or down by a number of rows, which are 38 pixels high."""
    element.scroll_into_view_if_needed()
    box = element.locator(".setnb-disc").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 38 * rows, steps=6)
    page.mouse.up()


def test_the_mouse_moves_an_element(opened, root):
    drag_rows(opened.page, root.locator(ELEMENT.format("b", 2)), -1)
    assert labels(root, "b") == [0, 0, 0, 1, 2, 2]
    drag_rows(opened.page, root.locator(ELEMENT.format("b", 3)), 1)
    assert labels(root, "b") == [0, 0, 0, 1, 1, 1]
    assert "group the elements alike: PD = 0" in said(root)
    drag_rows(opened.page, root.locator(ELEMENT.format("a", 0)), 2)
    assert labels(root, "a") == [2, 0, 0, 1, 1, 1]
    drag_rows(opened.page, root.locator(ELEMENT.format("a", 1)), -4)
    assert labels(root, "a") == [2, 0, 0, 1, 1, 1]
    assert_agrees(root)


def test_as_many_moves_as_the_distance_make_them_one(root):
    choose(root, "grid")
    move = root.locator("[data-action=move]")
    for left in range(5, -1, -1):
        move.click()
        assert f"PD = {left}" in said(root)
        assert_agrees(root)
    assert move.is_disabled()
    assert root.locator("select").input_value() == "own"


def test_more_and_fewer_elements(root):
    size = root.get_by_label("number of elements K")
    size.fill("10")
    assert labels(root, "b") == [0, 0, 1, 1, 2, 2, 3, 4, 5, 6]
    assert_agrees(root)
    size.fill("4")
    assert [labels(root, which) for which in "ab"] == [[0, 0, 0, 1], [0, 0, 1, 1]]
    assert_agrees(root)


def test_copied_python_gives_what_is_on_view(root, capsys):
    root.locator("[data-action=exchange]").click()
    root.locator(ELEMENT.format("a", 5)).press("n")
    *setup, last = python_code(root).splitlines()
    names = {}
    exec("\n".join(setup), names)
    a, b = both(root)
    expected = f"{partition_distance(a, b).item()} {block_difference(a, b)}\n"
    assert capsys.readouterr().out == expected
    assert eval(last, names).state() == {"a": a.tolist(), "b": b.tolist()}
    root.locator("[data-action=reset]").click()
    assert labels(root, "a") == [0, 0, 0, 1, 1, 1]
    assert root.locator(".setnb-python").count() == 0


def test_it_is_fast(opened, root):
    root.get_by_label("number of elements K").fill("10")
    selector = ELEMENT.format("b", 9)
    assert update_time(opened.page, selector, ("ArrowUp", "ArrowDown")) < 16


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "state",
    [{}, {"a": list(range(10)), "b": [0] * 10}, {"a": list(range(10)), "b": list(range(10))}],
)
def test_narrow_pages_and_both_themes(browser, tmp_path, state, theme):
    assert_fits_a_phone(browser, PartitionDistance(**state), tmp_path, theme)
