"""ContinuityExplorer: its state in Python, and the drawing in a page."""

import pytest

from setnb.widgets import ContinuityExplorer
from setnb.widgets.continuity_explorer import FUNCTIONS
from tests.widgets.driving import HANDLE, drag, python_code, said, update_time, value
from tests.widgets.hosting import assert_fits_a_phone

# What the sentence says of each function at its telling set: does each distance go to 0?
LIMITS = {
    "subtract_mean": "continuous both ways",
    "push_apart": "output 4 apart as a list",
    "sort_jacobian": "output 2.8 apart as a list",
    "single_out": "output 2 apart as a list",
    "averaged_sort_jacobian": "1.4 apart even as a multiset",
    "shift_unique_integers": "2 apart even as a multiset",
    "append_copy_number": "1 apart even as a multiset",
    "keep_first": "they stay 1 apart, even as multisets",
}


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"values": [1.0]}, "values: expected two numbers from -2.5 to 2.5"),
        ({"values": [0.0, 9.0]}, "values: expected two numbers"),
        ({"values": [float("nan"), 0.0]}, "values: expected two numbers"),
        ({"function": "sort"}, "function: expected one of 'subtract_mean'"),
        ({"epsilon": 0.0}, "epsilon: expected a number from 1e-06 to 1"),
        ({"epsilon": 2.0}, "epsilon: expected a number"),
        ({"epsilon": float("nan")}, "epsilon: expected a number"),
    ],
)
def test_bad_state(state, message):
    with pytest.raises(ValueError, match=message):
        ContinuityExplorer(**state)


def test_state_is_set_from_python():
    widget = ContinuityExplorer(values=[0, 2], epsilon=1)
    widget.swapped = True
    expected = {"values": [0, 2], "function": "push_apart", "epsilon": 1, "swapped": True}
    assert widget.state() == expected


@pytest.fixture
def widget():
    return ContinuityExplorer()


def table(root):
    """Return the rows of the table: the distances of the inputs and of the outputs."""
    rows = root.locator(".setnb-distances tbody tr").all()
    return [row.locator("td").all_inner_texts() for row in rows]


def test_informative_before_it_is_touched(root):
    assert "4 away as a list and 0.001 as a multiset" in said(root)
    assert "as lists: stays at 4" in root.locator("svg").last.text_content()


def test_every_function_says_what_happens_in_the_limit(root):
    for name in FUNCTIONS:
        root.locator("select").select_option(name)
        assert LIMITS[name] in said(root), name
        multisets_meet = "as multisets: stays" not in root.locator("svg").last.text_content()
        stated = root.locator(".setnb-verdict").inner_text().endswith("and multiset-continuous.")
        assert multisets_meet == stated, name


def test_epsilon_moves_the_multisets_together_and_the_lists_not(root):
    slider = root.locator("input[type=range]")
    slider.fill("0")
    assert table(root) == [["10⁻⁶", "4"], ["10⁻⁶", "10⁻⁶"]]
    slider.fill("48")
    assert table(root) == [["1", "5"], ["1", "1"]]


def test_swapping_y_at_equal_elements_brings_the_lists_together(root):
    root.get_by_label("swapped").check()
    assert table(root) == [["0.001", "0.001"], ["0.001", "0.001"]]


def test_a_swapped_y_is_far_as_a_list_where_elements_differ(root):
    root.locator("select").select_option("keep_first")
    dots = root.locator("svg").last.locator(".setnb-dot")
    assert table(root) == [["2", "1"], ["0.001", "1"]]
    assert dots.count() == 1
    root.get_by_label("as X has it").check()
    assert table(root) == [["0.001", "0.001"], ["0.001", "0.001"]]
    assert dots.count() == 2


def test_a_chosen_function_shows_what_it_is_there_for(root):
    for name in FUNCTIONS:
        root.locator("select").select_option(name)
        on_lists = table(root)[0][1]
        assert (float(on_lists) >= 1) == (name != "subtract_mean"), name


def test_dragging_and_keys_take_the_elements_apart(opened, root):
    first = root.locator(HANDLE).first
    drag(opened.page, first, -20)
    assert value(first) < 1
    assert "continuous both ways" in said(root)
    for key, expected in [("End", 2.5), ("ArrowLeft", 2.4), ("Shift+ArrowLeft", 2.39)]:
        first.press(key)
        assert value(first) == pytest.approx(expected)
    assert first.evaluate("node => node === document.activeElement")
    root.locator("[data-preset='1,1']").click()
    assert LIMITS["push_apart"] in said(root)


def test_the_multiset_matching_crosses_where_the_list_matching_does_not(root):
    ends = "lines => lines.map((line) => line.getAttribute('y1') === line.getAttribute('y2'))"
    assert root.locator("line.setnb-list").evaluate_all(ends) == [True, True]
    assert root.locator("line.setnb-multiset").evaluate_all(ends) == [False, False]
    root.get_by_label("swapped").check()
    assert root.locator("line.setnb-multiset").evaluate_all(ends) == [True, True]


def test_reset_and_copy(root, capsys):
    before = said(root)
    root.locator("select").select_option("append_copy_number")
    root.get_by_label("swapped").check()
    root.locator("input[type=range]").fill("8")
    *setup, last = python_code(root).splitlines()
    names: dict = {}
    exec("\n".join(setup), names)
    rebuilt = eval(last, names)
    assert rebuilt.values == [value(handle) for handle in root.locator(HANDLE).all()]
    assert (rebuilt.function, rebuilt.epsilon, rebuilt.swapped) == (
        "append_copy_number",
        1e-5,
        True,
    )
    on_lists, on_multisets = (float(text) for text in capsys.readouterr().out.split())
    assert on_multisets == pytest.approx(1, abs=1e-3)
    assert on_lists >= on_multisets
    root.locator("[data-action=reset]").click()
    assert said(root) == before


def test_an_update_takes_less_than_a_frame(opened):
    assert update_time(opened.page) < 16


@pytest.mark.parametrize("function", ["push_apart", "append_copy_number"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_narrow_pages_and_both_themes(browser, tmp_path, theme, function):
    widget = ContinuityExplorer(values=[-2.5, 2.5], function=function, swapped=True)
    assert_fits_a_phone(browser, widget, tmp_path, theme)
