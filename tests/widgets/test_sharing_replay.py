"""SharingReplay in a page: frames, penalties, and what is said and marked."""

import ast

import pytest
import torch

from setnb.functional import partition_distance, partition_labels
from setnb.widgets import SharingReplay
from setnb.widgets.sharing_searches import default_searches, record_searches
from tests.widgets.driving import python_code, said, update_time
from tests.widgets.hosting import assert_fits_a_phone

ACTION = "[data-action={}]"
LAST = 40


@pytest.fixture
def widget():
    return SharingReplay()


def click(root, action):
    root.locator(ACTION.format(action)).click()


def choose(root, penalty):
    root.locator(f"[data-value={penalty}]").check()


def at_frame(root, t):
    root.get_by_label("frame of the search").fill(str(t))


def shares(root):
    """Return A as its cells show it."""
    texts = root.locator("[data-share] .setnb-value").all_text_contents()
    return torch.tensor([float(text) for text in texts]).reshape(6, 6)


def test_informative_before_it_is_touched(root):
    assert said(root).startswith("Before the first step A is soft: entropy ")
    assert "PD = 3. After 400 steps PD is 0." in said(root)
    assert root.locator("[data-curves]").count() == 4


@pytest.mark.parametrize("penalty", ["none", "entropy", "nuclear", "columns"])
def test_every_penalty_shows_its_search(root, penalty):
    recorded = default_searches()
    search, scheme = recorded["searches"][penalty], torch.tensor(recorded["scheme"])
    choose(root, penalty)
    for t in (0, 7, LAST):
        at_frame(root, t)
        expected = torch.tensor(search["assignment"][t])
        torch.testing.assert_close(shares(root), expected, atol=0.0051, rtol=0)
        distance = partition_distance(expected, scheme).item()
        assert f"PD = {distance}." in said(root)
        found = root.locator("[data-grouping=S]")
        assert found.locator(".setnb-ring.setnb-wrong").count() == distance
        assert found.locator(".setnb-cross").count() == distance
        labels = ", ".join(str(label + 1) for label in partition_labels(expected).tolist())
        assert found.get_attribute("aria-label").endswith(f"are {labels}")
        framed = root.locator("[data-share]:has(.setnb-best)").evaluate_all(
            "all => all.map(node => node.dataset.share)"
        )
        assert framed == [f"{i},{j}" for i, j in enumerate(expected.argmax(-1).tolist())]
        drawn = root.locator("[data-curves=distance]").get_attribute("aria-label")
        assert f": {distance} now; " in drawn
    assert "After 400 steps PD" not in said(root)


def test_playing_stops_at_the_end_and_on_pause(opened, root):
    before = said(root)
    opened.page.wait_for_timeout(400)
    assert said(root) == before  # nothing plays by itself
    at_frame(root, LAST - 10)
    click(root, "play")
    assert root.locator("[aria-live]").get_attribute("aria-live") == "off"
    play = root.locator(ACTION.format("play"))
    opened.page.wait_for_function("() => document.body.innerText.includes('step 400')")
    assert play.inner_text() == "Play"
    assert root.locator("[aria-live]").get_attribute("aria-live") == "polite"
    play.click()
    opened.page.wait_for_function("() => document.body.innerText.includes('step 20')")
    play.click()
    paused = said(root)
    opened.page.wait_for_timeout(400)
    assert said(root) == paused
    at_frame(root, 1)
    click(root, "back")
    assert said(root).startswith("Before the first step")
    assert root.locator(ACTION.format("back")).is_disabled()
    click(root, "step")
    assert said(root).startswith("After 10 steps")


def test_arrow_keys_walk_through_the_matrix(opened, root):
    root.locator("[data-share='0,0']").press("ArrowDown")
    cell = root.locator("[data-share='1,0']")
    assert cell.evaluate("node => node === document.activeElement")
    assert cell.get_attribute("aria-label").startswith("parameter 2 takes value 1 with 0")


def test_copied_python_gives_the_frame_on_view(root, capsys):
    choose(root, "columns")
    at_frame(root, 9)
    *setup, last = python_code(root).splitlines()
    names = {}
    exec("\n".join(setup), names)
    distance, assignment = capsys.readouterr().out.split(" ", 1)
    assert f"PD = {distance}." in said(root)
    printed = torch.tensor(ast.literal_eval(assignment))
    torch.testing.assert_close(shares(root), printed, atol=0.0051, rtol=0)
    rebuilt = eval(last, names)
    assert (rebuilt.penalty, rebuilt.frame, rebuilt.own_frames) == ("columns", 9, False)
    click(root, "reset")
    assert said(root).startswith("Before the first step")
    assert root.locator(".setnb-python").count() == 0


def test_it_is_fast(opened, root):
    """A key on a cell redraws the whole widget."""
    assert update_time(opened.page, "[data-share='1,1']", ("ArrowUp", "ArrowDown")) < 16


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("k", [2, 8])
def test_narrow_pages_and_both_themes(browser, tmp_path, k, theme):
    frames = record_searches(k, 2, lower="least_squares", steps=6, frames=3)
    widget = SharingReplay(frames, penalty="none", frame=2)
    assert_fits_a_phone(browser, widget, tmp_path, theme)
