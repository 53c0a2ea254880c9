"""Every widget at two widths, as it comes and driven to its ends: no text leaves its drawing."""

import pytest

from setnb import widgets
from tests.widgets.driving import HANDLE
from tests.widgets.hosting import open_widget

# A phone, and the book's column, which is the narrowest that puts two drawings side by side.
WIDTHS = (360, 648)
SLIDERS = f"{HANDLE}, input[type=range]"

# Texts that stick out of their drawing sideways, and whatever sticks out of panel or widget.
STICKING_OUT = """(root) => {
  const outside = (node, frame) => {
    const [box, limits] = [node, frame].map((each) => each.getBoundingClientRect());
    return box.width && (box.left < limits.left - 1 || box.right > limits.right + 1);
  };
  const texts = [...root.querySelectorAll("svg:not(.setnb-plane) text")]
    .filter((node) => outside(node, node.closest("svg")));
  const others = [...root.querySelectorAll("*")]
    .filter((node) => !node.closest("svg, pre"))
    .filter((node) => outside(node, node.closest(".setnb-panels > *") ?? root));
  return [...texts, ...others].map((node) => `${node.nodeName} ${node.textContent.slice(0, 40)}`);
}"""


def press_all(root, key):
    for control in root.locator(SLIDERS).all():
        control.press(key)


def options(root):
    """Choose each option of each menu and of each choice, in turn."""
    offered = root.locator("select option")
    for option in offered.evaluate_all("nodes => nodes.map((node) => node.dataset.value)"):
        root.locator("select").select_option(option)
        yield f"menu: {option}"
    radios, place = root.locator("input[type=radio]"), 0
    while place < radios.count():  # a choice may change how many there are
        radios.nth(place).check(force=True)
        yield f"choice: {radios.nth(place).get_attribute('data-value')}"
        place += 1


def states(root):
    """Bring the widget into one state after the other, and name each."""
    yield "first"
    for key in ("Home", "End"):
        press_all(root, key)
        yield f"all at {key}"
    for state in options(root):
        yield f"{state}, after all at End"
    root.locator("[data-action=reset]").click()
    for state in options(root):
        yield state


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", sorted(widgets.MODULES))
def test_nothing_is_clipped(browser, tmp_path, name, width):
    widget = getattr(widgets, name)()
    watched = open_widget(browser, widget, tmp_path, viewport={"width": width, "height": 900})
    root = watched.page.locator("[data-widget]")
    for state in states(root):
        assert root.evaluate(STICKING_OUT) == [], state
        assert root.locator("[data-action=restart]").count() == 0, state
    assert watched.errors == []
    watched.context.close()
