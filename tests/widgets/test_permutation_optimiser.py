"""PermutationOptimiser: the drawing in a page. Its Python side has a file of its own."""

import ast

import pytest
import torch
from playwright.sync_api import Browser

from setnb.functional import descend_permutation, normalised_costs, place_softly
from setnb.nn import PairCosts
from setnb.widgets import PermutationOptimiser
from tests.widgets.driving import HANDLE, drag, python_code, said, update_time, value
from tests.widgets.hosting import assert_fits_a_phone, open_widget

ACTION, COST, SHARE = "[data-action={}]", "[data-cost='{},{}']", "[data-share='{},{}']"
TIED = "their rows of P are equal, and y mixes 1 and −1"


@pytest.fixture
def widget():
    return PermutationOptimiser()


def click(root, action):
    root.locator(ACTION.format(action)).click()


def choose(root, option):
    root.locator(f"[data-value='{option}']").check()


def at_step(root, t):
    root.get_by_label("step t").fill(str(t))


def values(root):
    return [value(handle) for handle in root.locator(HANDLE).all()]


def shares(root):
    """Return P as its cells show it."""
    n = root.locator(HANDLE).count()
    texts = root.locator("[data-share] .setnb-value").all_text_contents()
    return torch.tensor([float(text) for text in texts]).reshape(n, n)


def outputs(root):
    """Return y as its discs show it: the last discs of the second drawing."""
    texts = root.locator("svg").nth(1).locator(".setnb-value").all_text_contents()
    return [float(text.replace("−", "-")) for text in texts[-root.locator(HANDLE).count() :]]


def said_number(root, before):
    """Return the number after `before` in what is said, which may have a power of ten."""
    text = said(root).split(before)[1].split()[0].rstrip(".,;")
    plain = text.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--"))
    return float(plain.replace("×10", "e"))


def run_copied(root, capsys, **names):
    """Run the copied code; return y, the cost it prints, and the widget it makes."""
    *setup, last = python_code(root).splitlines()
    exec("\n".join(setup), names)
    y, cost = capsys.readouterr().out.rsplit(maxsplit=1)
    return ast.literal_eval(y), float(cost), eval(last, names)


def test_informative_before_it_is_touched(root):
    assert said(root).startswith("After 6 steps element 2 is 0.96 at position 1; cost −3.78")
    assert "Its hard order, 2, 4, 5, 1, 3, is a best one." in said(root)
    assert root.locator(".setnb-best").count() == 5
    x = torch.tensor(values(root), dtype=torch.float64)
    costs, start = normalised_costs((x[:, None] - x)[None]), x.new_zeros(5, 5)
    p = descend_permutation(costs, start, 3.0, 6)[-1]
    torch.testing.assert_close(shares(root).double(), p, atol=0.0051, rtol=0)
    y = place_softly(x[:, None], p)[:, 0]
    assert outputs(root) == pytest.approx(y.tolist(), abs=0.0051)
    assert said_number(root, "entropy ") == pytest.approx(
        torch.special.entr(p).sum(-1).mean().item(), abs=0.0051
    )


def test_the_uniform_start_has_a_gradient(root):
    at_step(root, 0)
    assert said(root).startswith("Before the first step P is uniform")
    assert "Cost 0, entropy 1.61 nats per row" in said(root)
    assert "Its gradient is not 0" in said(root)
    assert root.locator(ACTION.format("back")).is_disabled()
    assert len(set(outputs(root))) == 1
    click(root, "step")
    assert said(root).startswith("After 1 step element ")


def test_the_proper_gradient_decides_later_and_fades(root):
    at_step(root, 12)
    paper = said_number(root, "entropy ")
    choose(root, "proper")
    assert said_number(root, "entropy ") > 2 * paper
    choose(root, "paper")
    at_step(root, 24)
    assert said_number(root, "gradient is ") > 1 > 10 * said_number(root, "the proper one ")
    root.get_by_label("step size").fill("50")
    choose(root, "proper")
    assert "which is how it costs less than any order" in said(root)
    root.get_by_label("Sinkhorn rounds").fill("20")
    assert "less than any order" not in said(root)


def test_orders_and_those_that_f_cannot_find(root):
    at_step(root, 24)
    assert outputs(root) == pytest.approx([-1.2, -0.3, 0.1, 0.6, 1.3], abs=0.02)
    choose(root, "descending")
    assert outputs(root) == pytest.approx([1.3, 0.6, 0.1, -0.3, -1.2], abs=0.02)
    root.get_by_role("button", name="1 and −1 by size").click()
    assert TIED in said(root)
    p = shares(root)
    assert p[0].tolist() == p[3].tolist() == [0, 0, 0.5, 0.5, 0]
    assert outputs(root)[2:4] == [0, 0]
    root.get_by_role("button", name="rock, paper, scissors").click()
    assert "After 24 steps P is uniform" in said(root)
    assert "The gradient is 0 as well" in said(root)
    root.locator(HANDLE).first.press("ArrowRight")
    assert "is a best one" in said(root)


def test_equal_elements_have_equal_rows(root):
    click(root, "meet")
    x = values(root)
    assert sorted(x)[1:3] == [-0.3, -0.3]
    assert "Elements 4 and 5 are equal: so are their rows of P" in said(root)
    assert shares(root)[3].tolist() == shares(root)[4].tolist()
    for handle in root.locator(HANDLE).all():
        handle.press("Home")
    assert said(root).startswith("All elements are equal to f")
    assert root.locator(ACTION.format("meet")).is_disabled()
    assert set(outputs(root)) == {-1.5}


def test_dragging_and_keys_change_an_element(opened, root):
    first = root.locator(HANDLE).first
    drag(opened.page, first, 12)
    assert 0.6 < value(first) < 1.5
    for key, expected in [("End", 1.5), ("ArrowLeft", 1.4), ("Shift+ArrowDown", 1.39)]:
        first.press(key)
        assert value(first) == expected
        assert first.evaluate("node => node === document.activeElement")


def test_keys_walk_through_the_cells(root):
    for cell, at in [(COST, "costs"), (SHARE, "at position")]:
        root.locator(cell.format(0, 0)).focus()
        for key, place in [("ArrowRight", (0, 1)), ("End", (0, 4)), ("ArrowDown", (1, 4))]:
            root.page.keyboard.press(key)
            focused = root.locator(cell.format(*place))
            assert focused.evaluate("node => node === document.activeElement")
            assert focused.get_attribute("tabindex") == "0"
        assert at in focused.get_attribute("aria-label")
    assert root.locator("[role=gridcell][tabindex='0']").count() == 2
    root.get_by_label("3", exact=True).check()
    assert root.locator("[role=gridcell][tabindex='0']").count() == 2


def test_playing_stops_at_the_end_and_on_pause(opened, root):
    before = said(root)
    opened.page.wait_for_timeout(500)
    assert said(root) == before  # nothing plays by itself
    at_step(root, 22)
    click(root, "play")
    assert root.locator("[aria-live]").get_attribute("aria-live") == "off"
    opened.page.wait_for_function("() => document.body.innerText.includes('24 of 24')")
    play = root.locator(ACTION.format("play"))
    assert play.inner_text() == "Play"
    assert root.locator("[aria-live]").get_attribute("aria-live") == "polite"
    play.click()
    opened.page.wait_for_function("() => document.body.innerText.includes('2 of 24')")
    play.click()
    paused = said(root)
    opened.page.wait_for_timeout(500)
    assert said(root) == paused


@pytest.mark.parametrize("gradient", ["paper", "proper"])
@pytest.mark.parametrize("comparison", ["ascending", "descending", "size", "circle"])
def test_copied_python_gives_what_is_on_view(root, capsys, comparison, gradient):
    before = said(root)
    choose(root, comparison)
    choose(root, gradient)
    root.locator(HANDLE).nth(2).press("ArrowDown")
    root.get_by_label("step size").fill("17")
    root.get_by_label("Sinkhorn rounds").fill("7")
    at_step(root, 9)
    y, cost, rebuilt = run_copied(root, capsys)
    assert outputs(root) == pytest.approx(y, abs=0.0051)
    assert said_number(root, "cost ") == pytest.approx(cost, abs=0.0051)
    assert (rebuilt.values, rebuilt.comparison) == (values(root), comparison)
    assert (rebuilt.gradient, rebuilt.rate) == (gradient, 1.7)
    assert (rebuilt.iters, rebuilt.step) == (7, 9)
    click(root, "reset")
    assert said(root) == before
    assert root.locator(".setnb-python").count() == 0


def test_a_learned_comparison(browser: Browser, tmp_path, capsys):
    torch.manual_seed(0)
    costs = PairCosts(1)
    watched = open_widget(browser, PermutationOptimiser(costs), tmp_path)
    root = watched.page.locator("[data-widget]")
    for comparison in ("learned", "size"):
        choose(root, comparison)
        y, cost, rebuilt = run_copied(root, capsys, costs=costs)
        assert outputs(root) == pytest.approx(y, abs=0.0051)
        assert said_number(root, "cost ") == pytest.approx(cost, abs=0.0051)
        assert rebuilt.comparison == comparison
        assert rebuilt.weights["readout"] == costs.readout.weight[0].tolist()
    assert costs.readout.weight.dtype == torch.float32  # the copied code left it as it was
    assert watched.errors == []
    watched.context.close()


def test_an_update_takes_less_than_a_frame(opened, root):
    root.get_by_label("8", exact=True).check()
    assert len(values(root)) == 8
    root.get_by_label("Sinkhorn rounds").fill("20")
    assert update_time(opened.page) < 16


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("gradient", ["paper", "proper"])
def test_narrow_pages_and_both_themes(browser, tmp_path, gradient, theme):
    x = [0.6, -1.2, 1.5, -0.3, 0.1, -1.2, 0.95, -1.45]
    widget = PermutationOptimiser(PairCosts(1), values=x, gradient=gradient, comparison="circle")
    assert_fits_a_phone(browser, widget, tmp_path, theme)
