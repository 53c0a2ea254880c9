"""SumDecomposition: its state in Python, and the drawing in a page."""

import math

import pytest

from setnb.widgets import SumDecomposition
from setnb.widgets.sum_decomposition import PRECISIONS, SIZES
from tests.widgets.driving import HANDLE, drag, python_code, said, update_time, value
from tests.widgets.hosting import assert_fits_a_phone

WRONG = "svg .setnb-ring.setnb-wrong"


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"values": []}, "values: expected 1 to 8 numbers from 0 to 1"),
        ({"values": [0.5, 1.5]}, "values: expected 1 to 8 numbers"),
        ({"values": [0.5, math.nan]}, "values: expected 1 to 8 numbers"),
        ({"values": [0.5], "decomposition": "second_largest"}, "values: expected 2 to 8 numbers"),
        ({"values": [0.5], "decomposition": "product_of_two"}, "values: expected 2 numbers"),
        ({"decomposition": "median"}, "decomposition: expected one of"),
        ({"precision": "bfloat16"}, "precision: expected one of"),
        ({"sharpness": 0}, "sharpness: expected an integer"),
        ({"sharpness": 101}, "sharpness: expected an integer from 1 to 100"),
    ],
)
def test_bad_state(state, message):
    with pytest.raises(ValueError, match=message):
        SumDecomposition(**state)


@pytest.mark.parametrize(("name", "sizes"), SIZES.items())
def test_every_decomposition_takes_its_sizes(name, sizes):
    for n in sizes:
        widget = SumDecomposition(values=[i / 8 for i in range(n)], decomposition=name)
        assert widget.state()["decomposition"] == name


@pytest.fixture
def widget():
    return SumDecomposition()


def keep(root, precision):
    root.locator(f"[data-value='{precision}']").check()


def resize(root, n):
    root.get_by_label(str(n), exact=True).last.check()


def values(root):
    return [value(handle) for handle in root.locator(HANDLE).all()]


def error(root, row=".setnb-current"):
    """Return how far rho is off, as the table has it: the largest power of ten below."""
    text = root.locator(f"{row} td").last.inner_text()
    digits = "⁰¹²³⁴⁵⁶⁷⁸⁹"
    if "10⁻" in text:
        power = text.split("10⁻")[1]
        return 10.0 ** -int("".join(str(digits.index(c)) for c in power))
    return float(text)


def test_informative_before_it_is_touched(root):
    assert "off by up to" in said(root)
    assert root.locator(WRONG).count() == 2
    assert root.locator("svg .setnb-cross").count() == 2
    assert "2.5200" in root.locator("svg").text_content()


def test_more_digits_recover_the_elements(root):
    keep(root, "float64")
    assert "reads each element back" in said(root)
    assert root.locator(WRONG).count() == 0
    errors = [error(root, f"tr:has(th:text-is('{p}'))") for p in PRECISIONS]
    assert errors == sorted(errors)
    assert errors[0] < 1e-12 < 1e-2 < errors[-1]


def test_more_elements_and_closer_ones_lose_digits(root):
    keep(root, "float64")
    errors = []
    for n in (2, 5, 8):
        resize(root, n)
        root.locator("[data-action=spread]").click()
        errors.append(error(root))
    resize(root, 4)
    root.locator("[data-action=spread]").click()
    keep(root, "6 decimals")
    before = error(root)
    for _ in range(12):
        root.locator("[data-action=halve]").click()
    assert errors == sorted(errors)
    assert errors[2] > 1e3 * errors[0]
    assert error(root) > 10 * before


def test_dragging_and_keys_move_an_element(opened, root):
    first = root.locator(HANDLE).first
    drag(opened.page, first, 60)
    assert value(first) > 0.12
    for key, expected in [("End", 1), ("ArrowLeft", 0.99), ("Shift+ArrowLeft", 0.989), ("Home", 0)]:
        first.press(key)
        assert value(first) == pytest.approx(expected)
    assert first.evaluate("node => node === document.activeElement")


def test_equal_elements_are_a_stack_with_a_count(root):
    for handle in root.locator(HANDLE).all():
        handle.press("Home")
        handle.press("PageUp")
    assert "×5" in root.locator("svg").text_content()
    centres = {handle.get_attribute("transform") for handle in root.locator(HANDLE).all()}
    assert len(centres) == 5
    assert root.locator("[data-action=halve]").is_disabled()
    assert "not real" in said(root) or "are equal" in said(root)


def test_each_decomposition_reads_its_target(root):
    keep(root, "float64")
    for name, sizes in SIZES.items():
        root.locator("select").select_option(name)
        assert len(values(root)) in sizes
        if root.locator("input[type=range]").count():
            root.locator("input[type=range]").fill("100")
        assert root.locator(WRONG).count() == 0, name
        assert error(root) < 0.01


def test_a_soft_maximum_is_too_soft_and_a_sharp_one_overflows(root):
    keep(root, "float32")
    root.locator("select").select_option("second_largest")
    slider = root.locator("input[type=range]")
    slider.fill("2")
    soft = error(root)
    slider.fill("20")
    assert error(root) < soft
    slider.fill("100")
    assert "too large for float32" in said(root)
    assert root.locator(".setnb-current").inner_text().split("\t")[1:] == [
        "overflow",
        "nothing to read",
    ]


def test_sizes_fill_the_widest_gap(root):
    resize(root, 6)
    assert values(root) == [0.12, 0.34, 0.55, 0.6, 0.91, 0.76]
    resize(root, 1)
    assert values(root) == [0.12]
    assert root.locator("[data-action=halve]").is_disabled()


def rebuild(root):
    """Run the copied code and return the widget that its last line makes."""
    names: dict = {}
    *setup, last = python_code(root).splitlines()
    exec("\n".join(setup), names)
    return eval(last, names)


def test_reset_and_copy(root):
    before = said(root)
    keep(root, "2 decimals")
    root.locator(HANDLE).first.press("Home")
    rebuilt = rebuild(root)
    assert rebuilt.values == values(root)
    assert rebuilt.precision == "2 decimals"
    root.locator("[data-action=reset]").click()
    assert said(root) == before


@pytest.mark.parametrize("name", [name for name in SIZES if name != "power_sums"])
def test_the_copied_code_prints_what_the_sentence_says(root, capsys, name):
    root.locator("select").select_option(name)
    for precision in PRECISIONS[1:4]:
        keep(root, precision)
        assert rebuild(root).decomposition == name
        printed = float(capsys.readouterr().out.split("(")[1].split(",")[0])
        read = float(said(root).split("ρ reads ")[1].split(" ")[0])
        assert read == pytest.approx(printed, abs=1e-4)


def test_an_update_takes_less_than_a_frame(opened, root):
    resize(root, 8)
    assert update_time(opened.page) < 16


@pytest.mark.parametrize("decomposition", ["power_sums", "maximum"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_narrow_pages_and_both_themes(browser, tmp_path, theme, decomposition):
    numbers = [0.25, 0, 1, 0.25, 0.26, 0.7, 0.72, 0.4]
    widget = SumDecomposition(values=numbers, decomposition=decomposition, precision="float64")
    assert_fits_a_phone(browser, widget, tmp_path, theme)
