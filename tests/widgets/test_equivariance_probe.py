"""EquivarianceProbe: its state in Python, and the drawing in a page."""

import pytest

from setnb.probes import VERDICTS, probe
from setnb.widgets import EquivarianceProbe
from setnb.widgets.probe_models import MODELS, make_model, sorted_push
from tests.widgets.driving import HANDLE, drag, python_code, said, update_time, value
from tests.widgets.hosting import assert_fits_a_phone


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"values": [1.0]}, "values: expected 2 to 6 numbers"),
        ({"values": [1.0, 9.0]}, "values: expected 2 to 6 numbers"),
        ({"values": [1, 2], "permutation": [2, 0, 1]}, "permutation: expected 2 places"),
        ({"values": [1, 2], "permutation": [0, 0]}, "permutation: expected each of 0..1 once"),
        ({"model": "oracle"}, "model: expected one of"),
        ({"seed": -1}, "seed: expected an integer"),
        ({"expression": "__import__('os')"}, "expression: expected .* got '_' at character 1"),
    ],
)
def test_bad_state(state, message):
    with pytest.raises(ValueError, match=message):
        EquivarianceProbe(**state)


def test_permutation_follows_the_number_of_values():
    widget = EquivarianceProbe(values=[1, 2, 3])
    assert widget.permutation == [0, 1, 2]
    widget.permutation = [2, 0, 1]
    widget.values = [3, 2, 1]
    assert widget.permutation == [2, 0, 1]
    widget.values = [1, 2]
    assert widget.permutation == [0, 1]


def test_seed_draws_other_weights():
    widget = EquivarianceProbe()
    before = widget.weights
    widget.seed = 1
    assert widget.weights != before
    assert len(widget.static_html()) < 200_000


def test_sorted_push_is_push_apart_for_more():
    assert probe(sorted_push, n=3, d=1).verdict == "exclusively multiset-equivariant"


@pytest.fixture
def widget():
    return EquivarianceProbe()


def chip(root):
    return root.locator(".setnb-chip").inner_text()


def test_informative_before_it_is_touched(root):
    assert said(root).startswith("Swapping 1 and 2 changed the output by ")
    assert chip(root) == "not equivariant"


def test_each_model_gets_the_verdict_of_the_python_probe(root):
    verdicts = set()
    for name in MODELS:
        root.locator("select").select_option(name)
        verdicts.add(chip(root))
        assert chip(root) == probe(make_model(name), n=4, d=1).verdict
        current = root.locator(".setnb-current th").all_inner_texts()
        assert current == ([] if chip(root) == "invariant" else [chip(root)])
    assert verdicts == set(VERDICTS)


def test_dragging_and_keys_change_the_output(opened, root):
    outputs = root.locator("svg").first.text_content()
    second = root.locator(HANDLE).nth(1)
    drag(opened.page, second, 30)
    assert value(second) > -1
    assert root.locator("svg").first.text_content() != outputs
    second.press("End")
    second.press("ArrowLeft")
    assert value(second) == 2.9


def test_the_focus_stays_while_marks_come_and_go(opened, root):
    root.locator("select").select_option("cumsum")
    first = root.locator(HANDLE).first
    first.press("Home")
    crosses = set()
    for _ in range(6):
        opened.page.keyboard.press("PageUp")
        crosses.add(root.locator("svg .setnb-cross").count())
    assert value(first) == 3
    assert len(crosses) > 1


def test_swapping_two_equal_elements(root):
    root.locator("select").select_option("sorted_push")
    root.locator("[data-action=identity]").click()
    assert "Elements 1 and 4 are equal" in said(root)
    root.locator("[data-pick]").nth(0).press("Enter")
    assert root.locator("[data-pick]").nth(0).get_attribute("aria-pressed") == "true"
    root.locator("[data-pick]").nth(3).click()
    assert "only outputs of equal elements changed places" in said(root)
    assert root.locator(".setnb-faint").count() == 2


def test_arrow_keys_move_an_element_and_keep_the_focus(root):
    picks = root.locator("[data-pick]")
    picks.nth(1).press("ArrowDown")
    assert "value 0.5" in picks.nth(1).get_attribute("aria-label")
    assert picks.nth(2).evaluate("node => node === document.activeElement")


def test_counterexample_is_the_one_to_check_by_hand(root):
    root.locator("select").select_option("cumsum")
    root.locator("[data-action=counterexample]").click()
    assert [value(root.locator(HANDLE).nth(i)) for i in range(2)] == [0, 1]
    assert "changed the output by 1" in said(root)
    root.locator("select").select_option("deep_sets")
    assert root.locator("[data-action=counterexample]").is_disabled()


def test_buttons_plant_shuffle_and_resize(root):
    root.get_by_label("6", exact=True).check()
    assert root.locator(HANDLE).count() == 6
    root.locator("[data-action=duplicate]").click()
    assert value(root.locator(HANDLE).nth(0)) == value(root.locator(HANDLE).nth(5))
    root.locator("[data-action=shuffle]").click()
    root.get_by_label("2", exact=True).check()
    assert root.locator("[data-pick]").count() == 2


def test_reset_and_copy(root):
    before = said(root)
    root.locator("select").select_option("cumsum")
    root.locator(HANDLE).nth(0).press("Home")
    names: dict = {}
    code = python_code(root)
    exec(code, names)
    assert 'model="cumsum", values=[-3.0, -1.0, 0.5, 2.0], permutation=[1, 0, 2, 3]' in code
    root.locator("[data-action=reset]").click()
    assert said(root) == before


def test_an_update_takes_less_than_a_frame(opened):
    opened.page.get_by_label("6", exact=True).check()
    assert update_time(opened.page) < 16


@pytest.mark.parametrize("model", ["bilstm", "sort_jacobian", "append_copy_number", "own"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_narrow_pages_and_both_themes(browser, tmp_path, theme, model):
    widget = EquivarianceProbe(model=model, values=[2, -1, 0.5, 2, 1, 0])
    assert_fits_a_phone(browser, widget, tmp_path, theme)
