"""DSPNInnerLoop: the drawing in a page. Its Python side is tested in test_inner_loop_models.py."""

import ast

import pytest
import torch
from playwright.sync_api import Browser

from setnb.functional import multiset_distance
from setnb.nn import DSPN
from setnb.widgets import DSPNInnerLoop
from tests.widgets.driving import HANDLE, drag, python_code, said, update_time
from tests.widgets.hosting import assert_fits_a_phone, open_widget
from tests.widgets.test_inner_loop_models import make_model

ACTION = "[data-action={}]"


@pytest.fixture
def widget():
    return DSPNInnerLoop()


def click(root, action):
    root.locator(ACTION.format(action)).click()


def at_step(root, t):
    root.get_by_label("iteration t").fill(str(t))


def pool_with(root, how):
    root.locator(f"[data-value={how}]").check()


def stack_counts(root):
    return root.locator("svg").nth(1).locator(".setnb-count").all_text_contents()


def run_copied(root, capsys, **names):
    """Run the copied code; return the set it prints and the widget it makes."""
    *setup, last = python_code(root).splitlines()
    exec("\n".join(setup), names)
    printed = ast.literal_eval(capsys.readouterr().out)
    return torch.tensor(printed, dtype=torch.float64), eval(last, names)


def test_informative_before_it_is_touched(root):
    assert "After 20 steps with sum pooling the six points still move as one body" in said(root)
    assert stack_counts(root) == ["×6"]
    assert root.locator(".setnb-chip").inner_text() == "set-equivariant"
    assert "takes the six points 0 apart" in root.inner_text()


def test_fspool_parts_them_in_one_step(root):
    pool_with(root, "fspool")
    at_step(root, 0)
    assert "share one place: largest distance between points 0. What will a step do?" in said(root)
    assert stack_counts(root) == ["×6"]
    click(root, "step")
    assert "After 1 step with FSPool the six points have parted" in said(root)
    assert root.locator(".setnb-chip").inner_text() == "exclusively multiset-equivariant"
    click(root, "back")
    assert root.locator(ACTION.format("back")).is_disabled()
    pool_with(root, "mean")
    click(root, "step")
    assert "After 1 step with mean pooling the six points still move as one body" in said(root)


def test_another_start_is_another_one_and_random(root):
    at_step(root, 0)
    click(root, "redraw")
    first = said(root)
    assert "Before the first step the six points are spread out" in first
    click(root, "redraw")
    assert said(root) != first
    root.locator("[data-value=zeros]").check()
    assert "share one place" in said(root)


def test_the_mouse_drags_a_point(opened, root):
    before, point = said(root), root.locator(HANDLE).first
    drag(opened.page, point, 30)
    assert float(point.get_attribute("aria-valuenow")) > -1.2
    assert said(root) != before


def test_keys_move_a_point_both_ways(root):
    point = root.locator(HANDLE).nth(1)
    for key, text in [
        ("End", "across 2, up −1"),
        ("ArrowLeft", "across 1.9, up −1"),
        ("Shift+ArrowUp", "across 1.9, up −0.99"),
        ("PageUp", "across 1.9, up 0"),
    ]:
        point.press(key)
        assert point.get_attribute("aria-valuetext") == text
        assert point.evaluate("node => node === document.activeElement")


def test_equal_points_of_x_are_a_stack(root):
    root.get_by_role("button", name="two pairs of equals").click()
    wanted = root.locator("svg").first
    assert wanted.locator(".setnb-count").all_text_contents() == ["×2", "×2"]


def test_playing_stops_at_the_end_and_on_pause(opened, root):
    at_step(root, 38)
    click(root, "play")
    assert root.locator("[aria-live]").get_attribute("aria-live") == "off"
    opened.page.wait_for_function("() => document.body.innerText.includes('40 of 40')")
    play = root.locator(ACTION.format("play"))
    assert play.inner_text() == "Play"
    assert root.locator("[aria-live]").get_attribute("aria-live") == "polite"
    play.click()
    opened.page.wait_for_function("() => document.body.innerText.includes('2 of 40')")
    play.click()
    paused = said(root)
    opened.page.wait_for_timeout(600)
    assert said(root) == paused
    assert play.inner_text() == "Play"


def test_nothing_plays_by_itself(opened, root):
    before = said(root)
    opened.page.wait_for_timeout(600)
    assert said(root) == before


def test_too_large_a_step_runs_away_and_says_so(browser: Browser, tmp_path):
    encoder, idspn = make_model("sum")
    for weight in idspn.encoder.requires_grad_(False).parameters():
        weight.mul_(8)
    widget = DSPNInnerLoop({"sum": (encoder, idspn)}, start="random", iteration=1)
    watched = open_widget(browser, widget, tmp_path)
    root = watched.page.locator("[data-widget]")
    root.get_by_label("step size").fill("60")
    at_step(root, 40)
    assert "the six points have run away" in said(root)
    assert "beyond measure" in root.locator("svg").nth(1).get_attribute("aria-label")
    click(root, "reset")
    assert "After 1 step" in said(root)
    assert watched.errors == []
    watched.context.close()


@pytest.mark.parametrize("how", ["sum", "mean", "fspool"])
def test_copied_python_gives_the_set_on_view(root, capsys, how):
    pool_with(root, how)
    root.get_by_label("momentum").fill("12")
    root.locator(HANDLE).first.press("ArrowDown")
    click(root, "redraw")
    at_step(root, 9)
    found, rebuilt = run_copied(root, capsys)
    assert (rebuilt.pooling, rebuilt.start, rebuilt.seed) == (how, "random", 1)
    assert (rebuilt.momentum, rebuilt.lr, rebuilt.iteration) == (0.6, 1, 9)
    assert rebuilt.values[0] == [-1.2, 0.3]
    # What the page says of the set is true of the one that Python found.
    distance = multiset_distance(found, torch.tensor(rebuilt.values, dtype=torch.float64)).item()
    sizes = [float(text.rstrip(".")) for text in said(root).split() if text[0].isdigit()]
    assert torch.pdist(found).max().item() == pytest.approx(sizes[1], rel=0.06)
    assert distance == pytest.approx(sizes[2], rel=0.06)
    click(root, "reset")
    assert root.locator(".setnb-python").count() == 0


def test_models_of_one_s_own(browser: Browser, tmp_path, capsys):
    models = {"fspool": make_model(), "mean": make_model("mean")}
    widget = DSPNInnerLoop(models, pooling="fspool", values=[[1, 0], [1, 0], [0, 1], [-1, 0.5]])
    watched = open_widget(browser, widget, tmp_path)
    root = watched.page.locator("[data-widget]")
    assert root.locator("[data-value=sum]").count() == 0
    found, rebuilt = run_copied(root, capsys, models=models)
    assert rebuilt.state() == widget.state()
    encoder, idspn = models["fspool"]
    # The copied code left these models as they were.
    assert idspn.encoder.knots.dtype == torch.float32
    dspn = DSPN(idspn.encoder, 4, 2, steps=20, momentum=0.9, start="zeros").double()
    x = torch.tensor(widget.values, dtype=torch.float64)
    torch.testing.assert_close(found, dspn(encoder.double()(x)).detach())
    assert watched.errors == []
    watched.context.close()


def test_one_point(browser: Browser, tmp_path):
    watched = open_widget(browser, DSPNInnerLoop(values=[[0.5, 0.5]]), tmp_path)
    root = watched.page.locator("[data-widget]")
    assert "After 20 steps with sum pooling the point is at [(" in said(root)
    assert watched.errors == []
    watched.context.close()


def test_an_update_takes_less_than_a_frame(browser: Browser, tmp_path):
    values = [[0.2 * i - 1, 0.1 * i] for i in range(10)]
    watched = open_widget(browser, DSPNInnerLoop(values=values, pooling="fspool"), tmp_path)
    assert update_time(watched.page) < 16
    watched.context.close()


def test_the_page_stays_small(widget):
    assert len(widget.static_html()) < 200_000


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_narrow_pages_and_both_themes(browser, tmp_path, theme):
    widget = DSPNInnerLoop(pooling="fspool", values=[[1, 1], [1, 1], [-2, 2], [2, -2]])
    assert_fits_a_phone(browser, widget, tmp_path, theme)
