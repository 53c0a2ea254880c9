"""RecurrentInvariance: the drawing in a page. Its Python side has a file of its own."""

from itertools import permutations

import pytest
import torch
from playwright.sync_api import Browser

from setnb.functional.recurrence import states_along
from setnb.widgets import RecurrentInvariance
from setnb.widgets.recurrent_models import STRENGTHS, default_models
from tests.widgets.driving import python_code, said
from tests.widgets.hosting import assert_fits_a_phone, open_widget
from tests.widgets.test_recurrent_invariance_state import make_reader

ACTION, FIELD = "[data-action={}]", "[data-element='{}']"


@pytest.fixture
def widget():
    return RecurrentInvariance()


def click(root, action):
    root.locator(ACTION.format(action)).click()


def put(root, values):
    for i, v in enumerate(values):
        root.locator(FIELD.format(i)).fill(str(v))


def at_strength(root, strength):
    root.get_by_label("strength λ").fill(str(STRENGTHS.index(strength)))


def values(root):
    return [int(field.input_value()) for field in root.locator("[data-element]").all()]


@torch.no_grad()
def read(values, strength):
    """Return the different orders, and the states and the answers after all elements."""
    orders = sorted(set(permutations(values)))
    model = default_models()[strength].double()
    x = torch.tensor(orders, dtype=torch.float64)[..., None]
    states = states_along(model.read.step, model.read.state0, model.phi(x))
    return orders, states, model.rho(states[-1])


def number(text, before):
    """Return the number after `before`."""
    return float(text.split(before)[1].split()[0].rstrip(".,;:").replace("−", "-"))


def assert_said(root, values, strength, swap):
    """See that what is said of all orders and of the swap is what torch computes."""
    orders, states, answers = read(values, strength)
    text, total = said(root), sum(values)
    start = "Without the penalty" if strength == 0 else f"With λ = {strength:g}"
    assert text.startswith(f"{start} the {len(orders)} orders give answers between")
    assert number(text, "between ") == pytest.approx(answers.min().item(), abs=0.0051)
    assert number(text, " and ") == pytest.approx(answers.max().item(), abs=0.0051)
    spread = (answers.max() - answers.min()).item()
    assert number(text, "at most ") == pytest.approx(spread, rel=0.051)
    right = int(((answers - total).abs() < 0.5).sum())
    words = {0: "none of them rounds", len(orders): "all of them round"}
    assert f"the sum is {total}, and {words.get(right, f'{right} of {len(orders)}')}" in text
    own, other = list(values), list(values)
    other[swap - 1], other[swap] = own[swap], own[swap - 1]
    here, there = orders.index(tuple(own)), orders.index(tuple(other))
    assert number(text, f"{', '.join(map(str, own))} gives ") == pytest.approx(
        answers[here].item(), abs=0.0051
    )
    if own == other:
        assert "are equal, so swapping them changes nothing" in text
        return
    assert number(text, "swapped it gives ") == pytest.approx(answers[there].item(), abs=0.0051)
    both_read = (states[swap + 1][here] - states[swap + 1][there]).norm().item()
    assert number(text, "states are ") == pytest.approx(both_read, rel=0.051)


def test_informative_before_it_is_touched(root):
    assert_said(root, [2, 3, 5, 8], 0, 2)
    assert values(root) == [2, 3, 5, 8]
    assert root.locator(".setnb-ring.setnb-chosen").count() == 2
    assert root.locator("svg[role=img]").count() == 3


def test_orders_merge_as_lambda_grows(root):
    spreads = []
    for strength in STRENGTHS:
        at_strength(root, strength)
        assert_said(root, [2, 3, 5, 8], strength, 2)
        spreads.append(number(said(root), "at most "))
    assert spreads == sorted(spreads, reverse=True)
    assert spreads[0] > 8 * spreads[-1]


def test_one_point_for_every_path_that_has_read_the_same_prefix(root):
    marks = root.locator(".setnb-nodes").first.get_attribute("d").count("M")
    assert marks == 1 + 4 + 12 + 24 + 24
    put(root, [7, 3, 7, 3])
    marks = root.locator(".setnb-nodes").first.get_attribute("d").count("M")
    assert marks == 1 + 2 + 4 + 6 + 6  # equal elements are one to the reader


def test_equal_elements(root):
    put(root, [7, 3, 7, 3])
    assert_said(root, [7, 3, 7, 3], 0, 2)
    fills = root.locator("label .setnb-disc").evaluate_all("all => all.map((d) => d.style.fill)")
    assert fills[0] == fills[2] != fills[1] == fills[3]
    put(root, [4, 4, 4, 4])
    assert said(root).endswith("All elements are equal, so there is one order only.")
    assert "the sum is 16" in said(root)
    for action in ("previous", "next", "swap"):
        assert root.locator(ACTION.format(action)).is_disabled()
    put(root, [4, 4, 4, 9])
    assert_said(root, [4, 4, 4, 9], 0, 2)
    assert root.locator(ACTION.format("swap")).is_disabled()
    root.get_by_label("3 and 4").check()
    assert_said(root, [4, 4, 4, 9], 0, 3)


def test_a_swap_twice_changes_nothing(root):
    before = said(root)
    root.get_by_label("1 and 2").check()
    click(root, "swap")
    assert values(root) == [3, 2, 5, 8]
    assert_said(root, [3, 2, 5, 8], 0, 1)
    click(root, "swap")
    root.get_by_label("2 and 3").check()
    assert (values(root), said(root)) == ([2, 3, 5, 8], before)


def test_next_and_previous_go_through_all_orders(root):
    seen = []
    for _ in range(24):
        seen.append(tuple(values(root)))
        click(root, "next")
    assert seen == sorted(permutations([2, 3, 5, 8]))
    assert values(root) == [2, 3, 5, 8]
    click(root, "previous")
    assert values(root) == [8, 5, 3, 2]
    assert_said(root, [8, 5, 3, 2], 0, 2)


def test_three_elements(root):
    root.get_by_label("3 and 4").check()
    root.get_by_label("3", exact=True).check()
    assert values(root) == [2, 3, 5]
    assert_said(root, [2, 3, 5], 0, 2)
    assert "a list of three is new to it" in root.inner_text()
    root.get_by_label("4", exact=True).check()
    assert values(root) == [2, 3, 5, 7]
    assert "new to it" not in root.inner_text()


def test_fields_by_keyboard(opened, root):
    field = root.locator(FIELD.format(1))
    field.focus()
    for key, expected in [("ArrowUp", 4), ("ArrowDown", 3), ("ArrowDown", 2)]:
        opened.page.keyboard.press(key)
        assert values(root) == [2, expected, 5, 8]
        assert field.evaluate("node => node === document.activeElement")
    assert_said(root, [2, 2, 5, 8], 0, 2)
    field.fill("")
    assert_said(root, [2, 2, 5, 8], 0, 2)
    field.fill("12")
    assert values(root) == [2, 9, 5, 8]
    field.fill("")
    opened.page.keyboard.press("Tab")
    assert values(root) == [2, 9, 5, 8]
    root.get_by_label("strength λ").focus()
    opened.page.keyboard.press("End")
    assert_said(root, [2, 9, 5, 8], 1000, 2)


@pytest.mark.parametrize("strength", [0.0, 10.0])
def test_copied_python_gives_what_is_on_view(root, capsys, strength):
    before = said(root)
    put(root, [9, 0, 9, 1])
    at_strength(root, strength)
    root.get_by_label("1 and 2").check()
    *setup, last = python_code(root).splitlines()
    names = {}
    exec("\n".join(setup), names)
    lowest, highest, total = map(float, capsys.readouterr().out.split())
    assert number(said(root), "between ") == pytest.approx(lowest, abs=0.0051)
    assert number(said(root), " and ") == pytest.approx(highest, abs=0.0051)
    assert total == 19
    rebuilt = eval(last, names)
    assert (rebuilt.values, rebuilt.strength, rebuilt.swap) == ([9, 0, 9, 1], strength, 1)
    click(root, "reset")
    assert said(root) == before
    assert root.locator(".setnb-python").count() == 0


def test_models_of_ones_own(browser: Browser, tmp_path, capsys):
    torch.manual_seed(0)
    models = {0.0: make_reader(6), 2.5: make_reader(6)}
    watched = open_widget(browser, RecurrentInvariance(models, values=[5, 0, 1]), tmp_path)
    root = watched.page.locator("[data-widget]")
    root.get_by_label("strength λ").fill("1")
    assert said(root).startswith("With λ = 2.5 the 6 orders give answers between")
    assert root.get_by_role("button", name="far apart").is_disabled()
    *setup, last = python_code(root).splitlines()
    names = {"models": models}
    exec("\n".join(setup), names)
    lowest, highest, _ = map(float, capsys.readouterr().out.split())
    assert number(said(root), "between ") == pytest.approx(lowest, abs=0.0051)
    assert number(said(root), " and ") == pytest.approx(highest, abs=0.0051)
    assert eval(last, names).own_models
    assert watched.errors == []
    watched.context.close()


# Milliseconds from a new number, which every model reads in every order, to the new layout; the
# fastest of many, for busy machines.
UPDATE_TIME = """async () => {
  const times = [], field = document.querySelector("[data-element='0']");
  for (let i = 0; i < 21; i++) {
    field.value = String(i % 2 ? 0 : 9);
    const start = performance.now();
    field.dispatchEvent(new Event("input"));
    await Promise.resolve();
    field.getBoundingClientRect();
    times.push(performance.now() - start);
  }
  return Math.min(...times);
}"""


def test_an_update_takes_less_than_a_frame(opened, root):
    assert opened.page.evaluate(UPDATE_TIME) < 16
    assert_said(root, [9, 3, 5, 8], 0, 2)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("state", [{}, {"values": [9, 0, 9], "strength": 1000}])
def test_narrow_pages_and_both_themes(browser, tmp_path, state, theme):
    assert_fits_a_phone(browser, RecurrentInvariance(**state), tmp_path, theme)
