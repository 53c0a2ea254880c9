"""ThetaPainter: its state in Python, and the drawing in a page."""

import pytest
import torch

from setnb.functional import project_equivariant
from setnb.probes import probe
from setnb.widgets import ThetaPainter
from tests.widgets.driving import HANDLE, drag, python_code, said, update_time, value
from tests.widgets.hosting import assert_fits_a_phone

CHIP = ".setnb-chip"
CUMULATIVE = [[1, 0, 0], [1, 1, 0], [1, 1, 1]]


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"theta": [[1.0]]}, "theta: expected 2 to 6 rows"),
        ({"theta": [[1.0, 2.0], [0.0]]}, "theta: expected 2 to 6 rows"),
        ({"theta": [[1.0, 3.0], [0.0, 1.0]]}, "theta: expected 2 to 6 rows"),
        ({"theta": [[1.0, float("nan")], [0.0, 1.0]]}, "theta: expected 2 to 6 rows"),
        ({"values": [1.0, 2.0]}, "values: expected 4 numbers"),
        ({"values": [1.0, 2.0, 3.0, 9.0]}, "values: expected 4 numbers"),
    ],
)
def test_bad_state(state, message):
    with pytest.raises(ValueError, match=message):
        ThetaPainter(**state)


def test_values_follow_the_size_of_theta():
    widget = ThetaPainter(theta=[[1, 0], [0, 1]], values=[0.5, -1])
    assert widget.values == [0.5, -1]
    widget.theta = CUMULATIVE
    assert widget.values == [0.5, -1, 0]


@pytest.fixture
def widget():
    return ThetaPainter()


def cell(root, i, j):
    return root.locator(f'[data-cell="{i},{j}"]')


def theta(root):
    entries = [value(entry) for entry in root.locator("[data-cell]").all()]
    return torch.tensor(entries, dtype=torch.float64).reshape(round(len(entries) ** 0.5), -1)


def test_informative_before_it_is_touched(root):
    assert root.locator(CHIP).inner_text() == "not equivariant"
    assert "is worst" in said(root)
    assert root.locator("svg .setnb-cross").count() > 0


def test_clicking_paints_and_clicking_again_takes_it_away(root):
    cell(root, 0, 1).click()
    assert theta(root)[0, 1] == 1
    cell(root, 0, 1).click()
    assert theta(root)[0, 1] == 0
    root.get_by_label("−2", exact=True).check()
    cell(root, 0, 1).click()
    assert theta(root)[0, 1] == -2


def test_mending_the_one_odd_entry_makes_it_equivariant(root):
    root.get_by_label("0", exact=True).check()
    cell(root, 1, 3).click()
    assert root.locator(CHIP).inner_text() == "set-equivariant"
    assert "λ = 1 and γ = 0" in said(root)
    assert root.locator("[data-action=project]").is_disabled()
    assert root.locator("svg .setnb-cross").count() == 0


def test_dragging_paints_a_row(opened, root):
    boxes = [cell(root, 2, j).bounding_box() for j in range(4)]
    centres = [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in boxes]
    opened.page.mouse.move(*centres[0])
    opened.page.mouse.down()
    for centre in centres[1:]:
        opened.page.mouse.move(*centre, steps=4)
    opened.page.mouse.up()
    opened.page.mouse.move(*centres[0])
    assert theta(root)[2].tolist() == [1, 1, 1, 1]
    assert theta(root)[1].tolist() == [0, 1, 0, 2]


def test_keys_walk_change_and_type(opened, root):
    first = cell(root, 0, 0)
    for key, expected in [
        ("ArrowUp", 1.5),
        ("Shift+ArrowDown", 1.45),
        ("Home", -2),
        ("Delete", 0),
    ]:
        first.press(key)
        assert value(first) == pytest.approx(expected)
    keyboard = opened.page.keyboard
    keyboard.press("ArrowRight")
    for key, text in [("-", "−"), ("1", "−1"), (".", "−1"), ("2", "−1.2"), ("5", "−1.25")]:
        keyboard.press(key)
        assert cell(root, 0, 1).locator("text").text_content() == text
    keyboard.press("Enter")
    assert cell(root, 1, 1).evaluate("node => node === document.activeElement")
    keyboard.press("9")
    assert theta(root)[:2, :2].tolist() == [[0, -1.25], [0, 2]]
    keyboard.press("Backspace")
    assert theta(root)[1, 1] == 0
    keyboard.press("ArrowLeft")
    keyboard.press("ArrowLeft")
    assert cell(root, 0, 3).evaluate("node => node === document.activeElement")
    assert root.locator("[data-cell][tabindex='0']").count() == 1


def test_project_is_the_projection_of_the_package(root):
    root.locator("[data-action=random]").click()
    before = theta(root)
    root.locator("[data-action=project]").click()
    torch.testing.assert_close(theta(root), project_equivariant(before), atol=1e-6, rtol=0)
    assert root.locator(CHIP).inner_text() == "set-equivariant"
    assert root.locator("svg .setnb-cross").count() == 0


@pytest.mark.parametrize(
    "start",
    [CUMULATIVE, [[1, 1], [-1, -1]], [[2, -1, -1], [-1, 2, -1], [-1, -1, 2]], [[0, 1], [-1, 0]]],
)
def test_the_chip_is_the_verdict_of_the_python_probe(root, start):
    n = len(start)
    root.get_by_label(str(n), exact=True).last.check()
    for i in range(n):
        for j in range(n):
            cell(root, i, j).press(str(abs(start[i][j])))
            if start[i][j] < 0:
                for key in ("Backspace", "-", str(-start[i][j])):
                    cell(root, i, j).press(key)
    painted = torch.tensor(start, dtype=torch.float64)
    assert torch.equal(theta(root), painted)
    verdict = probe(lambda x: painted @ x, n=n, d=1).verdict
    assert root.locator(CHIP).inner_text() == verdict


def test_moving_an_element_moves_its_output(opened, root):
    before = root.locator("svg").last.text_content()
    first = root.locator(HANDLE).first
    drag(opened.page, first, -15)
    assert value(first) < 1
    assert root.locator("svg").last.text_content() != before
    first.press("Home")
    for _ in range(6):
        opened.page.keyboard.press("PageUp")
    assert value(first) == 3


def test_a_set_of_equal_elements_may_not_show_it(root):
    root.get_by_label("2", exact=True).last.check()
    cell(root, 1, 0).press("1")
    cell(root, 1, 1).press("0")
    assert "differ at places 1, 2" in said(root)
    for handle in root.locator(HANDLE).all():
        handle.press("Home")
    assert "This X does not show it" in said(root)
    assert root.locator(CHIP).inner_text() == "not equivariant"


def test_sizes_grow_as_the_identity(root):
    root.get_by_label("6", exact=True).check()
    assert torch.equal(theta(root)[4:, 4:], torch.eye(2, dtype=torch.float64))
    assert root.locator(HANDLE).count() == 6
    root.locator("[data-cell]").last.press("ArrowUp")
    root.get_by_label("2", exact=True).last.check()
    assert torch.equal(theta(root), torch.eye(2, dtype=torch.float64))
    assert root.locator("[data-cell][tabindex='0']").count() == 1


def test_reset_and_copy(root):
    before = said(root)
    cell(root, 0, 2).press("ArrowDown")
    names: dict = {}
    code = python_code(root)
    exec(code, names)
    assert names["theta"] == theta(root).tolist()
    assert "values=[1.0, -1.0, 0.5, 2.0]" in code
    root.locator("[data-action=reset]").click()
    assert said(root) == before


def test_an_update_takes_less_than_a_frame(opened, root):
    root.get_by_label("6", exact=True).check()
    assert update_time(opened.page) < 16
    assert update_time(opened.page, "[data-cell]", ("ArrowUp", "ArrowDown")) < 16


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_narrow_pages_and_both_themes(browser, tmp_path, theme):
    numbers = torch.linspace(-2, 2, 36).reshape(6, 6).tolist()
    widget = ThetaPainter(theta=numbers, values=[2, -1, 0.5, 2, 1, 0])
    assert_fits_a_phone(browser, widget, tmp_path, theme)
