"""EquivarianceProbe with a function that the reader types: what is read, said and drawn."""

import pytest

from setnb.probes import probe
from setnb.widgets import EquivarianceProbe
from setnb.widgets.expressions import compile_expression
from tests.widgets.driving import HANDLE, python_code, said, update_time, value
from tests.widgets.hosting import assert_fits_a_phone

FIELD = "input.setnb-expression"


@pytest.fixture
def widget():
    return EquivarianceProbe(model="own")


def chip(root):
    return root.locator(".setnb-chip").inner_text()


def reply(root):
    return root.locator("[role=status]").inner_text()


def test_the_field_belongs_to_its_entry_of_the_menu(root):
    assert root.get_by_label("f(x) =").input_value() == "x - mean(x)"
    root.locator("select").select_option("mean")
    assert root.locator(FIELD).count() == 0
    root.locator("select").select_option("own")
    assert root.locator(FIELD).count() == 1


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("cumsum(x)", "not equivariant"),
        ("x - mean(x)", "set-equivariant"),
        ("max(x)", "invariant"),
        ("x + earlier(x)", "exclusively multiset-equivariant"),
        ("0 * x", "set-equivariant"),
    ],
)
def test_typing_a_function_gives_the_verdict_of_the_python_probe(root, text, verdict):
    root.locator(FIELD).fill("")
    root.locator(FIELD).press_sequentially(text)
    assert chip(root) == verdict == probe(compile_expression(text), n=4, d=1).verdict
    assert reply(root).startswith("Read: one number for the whole set" if "max" in text else "Read")


def test_what_is_wrong_is_said_beside_the_last_drawing(root):
    field, before = root.locator(FIELD), root.locator("svg").text_content()
    field.fill("x - mena(x)")
    assert "Character 5: Nothing is called “mena”. Did you mean mean?" in reply(root)
    assert "Still drawn: x - mean(x)." in reply(root)
    assert root.locator(".setnb-marked").text_content() == "x - mena(x)\n    ^"
    assert field.get_attribute("aria-invalid") == "true"
    described = field.get_attribute("aria-describedby")
    assert root.locator(f"[id={described}]").inner_text() == reply(root)
    assert root.locator("svg").text_content() == before
    assert chip(root) == "set-equivariant"
    field.fill("")
    assert "Nothing is typed yet" in reply(root)
    field.fill("x - median(x)")
    assert field.get_attribute("aria-invalid") == "false"
    assert root.locator(".setnb-marked").count() == 0


def test_the_caret_and_the_focus_stay_while_drawings_change(opened, root):
    field = root.locator(FIELD)
    field.focus()
    field.evaluate("node => node.setSelectionRange(1, 1)")
    for typed, caret in [(" ", 2), ("+", 3), (" ", 4), ("1", 5)]:
        opened.page.keyboard.type(typed)
        assert field.evaluate("node => node.selectionStart") == caret
        assert field.evaluate("node => node === document.activeElement")
    assert field.input_value() == "x + 1 - mean(x)"
    assert reply(root).startswith("Read")


@pytest.mark.parametrize("text", ["log(x)", "1 / x", "x**0.5", "exp(exp(exp(x)))", "10**10**10"])
def test_undefined_outputs_get_advice_in_place_of_a_verdict(root, text):
    root.locator(FIELD).fill(text)
    assert "f is undefined or too large at X = [" in reply(root)
    assert root.locator(".setnb-chip").count() == 0
    assert root.locator("[data-action=counterexample]").is_disabled()
    mended = reply(root).split("as in ")[1].removesuffix(".")
    root.locator(FIELD).fill(mended)
    assert chip(root) in ("set-equivariant", "invariant")


def test_an_element_may_be_moved_in_and_out_of_the_domain(opened, root):
    root.locator(FIELD).fill("sqrt(x + 1)")
    disc = root.locator(HANDLE).nth(1)
    disc.press("ArrowLeft")
    assert said(root).startswith("At this X, f is not a number")
    opened.page.keyboard.press("ArrowRight")
    assert said(root).startswith("Swapping 1 and 2 reordered the output")
    assert value(disc) == -1
    assert disc.evaluate("node => node === document.activeElement")


def test_counterexample_of_a_typed_function(root):
    root.locator(FIELD).fill("cumsum(x)")
    root.locator("[data-action=counterexample]").click()
    assert [value(root.locator(HANDLE).nth(i)) for i in range(2)] == [0, 1]


def test_reset_and_copy(root):
    root.locator(FIELD).fill("x * position(x)")
    code = python_code(root)
    names: dict = {}
    exec(code, names)
    assert 'EquivarianceProbe(model="own"' in code
    assert code.endswith('expression="x * position(x)")')
    assert probe(names["f"], n=4, d=1).verdict == chip(root)
    root.locator(FIELD).fill("x * (")
    root.locator("[data-action=reset]").click()
    assert root.locator(FIELD).input_value() == "x - mean(x)"
    assert reply(root).startswith("Read")


def test_the_keyboard_alone_types_and_opens_the_language(opened, root):
    root.locator("select").focus()
    opened.page.keyboard.press("Tab")
    opened.page.keyboard.press("ControlOrMeta+a")
    opened.page.keyboard.type("sort(x)")
    assert chip(root) == "invariant"
    opened.page.keyboard.press("Tab")
    opened.page.keyboard.press("Enter")
    assert "how many equal elements come before" in root.locator("details table").inner_text()
    root.locator("[data-action=shuffle]").click()
    assert root.locator("details").get_attribute("open") is not None


def test_every_word_of_the_language_is_listed(root):
    from setnb.widgets.expression_words import CONSTANTS, FUNCTIONS

    listed = " ".join(root.locator("details code").all_text_contents())
    words = set(listed.replace("(", " ").replace(",", " ").split())
    assert set(CONSTANTS) | set(FUNCTIONS) <= words


TYPING_TIME = """async (texts) => {
  const field = document.querySelector("input.setnb-expression"), times = [];
  for (const text of texts) {
    const start = performance.now();
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await Promise.resolve();
    field.getBoundingClientRect();
    times.push(performance.now() - start);
  }
  return Math.min(...times);
}"""


def test_an_update_takes_less_than_a_frame(opened):
    opened.page.get_by_label("6", exact=True).check()
    texts = [f"sort(x) - {i} * median(x) + tanh(x - mean(x)) * earlier(x)" for i in range(20)]
    assert opened.page.evaluate(TYPING_TIME, texts) < 16
    assert update_time(opened.page) < 16


@pytest.mark.parametrize(
    "text", ["1 / (x - 2)", "where(x > mean(x), x - 1000 * max(x), exp(5 * x))"]
)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_narrow_pages_and_both_themes(browser, tmp_path, theme, text):
    widget = EquivarianceProbe(model="own", expression=text, values=[2, -1, 0.5, 2, 1, 0])
    assert_fits_a_phone(browser, widget, tmp_path, theme)
