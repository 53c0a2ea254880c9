"""ImplicitGradients: its state in Python, and the drawing in a page."""

import math
from ast import literal_eval

import pytest

from setnb.widgets import ImplicitGradients
from tests.widgets.driving import python_code, said
from tests.widgets.hosting import assert_fits_a_phone

MODES = ["U unrolled", "E exact", "C CG", "D damped", "N Neumann", "I identity"]


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"steps": 0}, "steps: expected an integer >= 1"),
        ({"steps": 201}, "steps: expected at most 200, got 201"),
        ({"wells": 3}, "wells: expected at most 2"),
        ({"cg_steps": 0}, "cg_steps: expected an integer >= 1"),
        ({"neumann_steps": -1}, "neumann_steps: expected an integer >= 0"),
        ({"lr": 2.0}, "lr: expected a number from 0.05 to 1.25"),
        ({"momentum": 1.0}, "momentum: expected a number from 0 to 0.95"),
        ({"condition": 0.5}, "condition: expected a number from 1 to 100"),
        ({"direction": math.nan}, "direction: expected a number from 0 to 360"),
        ({"gamma": 0.0}, "gamma: expected a number from 0.01 to 10"),
    ],
)
def test_bad_state(state, message):
    with pytest.raises(ValueError, match=message):
        ImplicitGradients(**state)


def test_state_is_set_from_python():
    widget = ImplicitGradients(steps=40, wells=2)
    widget.momentum = 0.9
    state = widget.state()
    assert (state["steps"], state["wells"], state["momentum"]) == (40, 2, 0.9)
    assert len(state) == 9


@pytest.fixture
def widget():
    return ImplicitGradients()


def control(root, label):
    return root.get_by_label(label)


def number(text):
    return literal_eval(text.replace("−", "-"))


def rows(root):
    """Return the table by mode: the gradient, the text on its direction, its length."""
    found = {}
    for row in root.locator(".setnb-gradients tbody tr").all():
        vector, direction, length = row.locator("td").all_inner_texts()
        head = row.locator("th").inner_text().splitlines()[0]
        found[head.split(",")[0].strip()] = number(vector), direction, length
    return found


def finite_differences(root, row):
    text = root.locator(".setnb-gradients tbody tr").nth(row).locator(".setnb-meaning")
    return number(text.inner_text().split(": ")[1])


def test_informative_before_it_is_touched(root):
    assert "The identity points 34° off, whatever T is" in said(root)
    assert "at a point that is not the minimum: 10° off" in said(root)
    assert list(rows(root)) == ["the truth", *MODES]
    names = root.locator("svg").last.text_content()
    assert all(mode.split(" ")[1] in names for mode in MODES)


def test_finite_differences_give_the_truth_and_the_unrolled_gradient(root):
    for steps in ["0", "9", "20"]:
        control(root, "T, inner steps").fill(steps)
        table = rows(root)
        assert finite_differences(root, 0) == pytest.approx(table["the truth"][0], abs=2e-3)
        assert finite_differences(root, 1) == pytest.approx(table["U unrolled"][0], abs=2e-3)


def test_with_more_steps_all_but_the_crude_modes_come_right(root):
    control(root, "T, inner steps").fill("30")
    assert "With T = 200" in said(root)
    assert "Exact is right to" in said(root)
    table = rows(root)
    for mode in ["U unrolled", "E exact"]:
        assert table[mode][0] == pytest.approx(table["the truth"][0], rel=1e-3)
    for mode in ["C CG", "I identity"]:
        assert table[mode][1] == "34°"


def test_two_steps_of_cg_are_exact_in_the_plane(root):
    assert "CG with 1 step keeps the direction of v, 34° off" in said(root)
    root.get_by_label("2", exact=True).check()
    assert "CG with 2 steps gives the same as exact" in said(root)
    table = rows(root)
    assert table["C CG"] == table["E exact"]


def test_neumann_without_steps_and_damping_without_limit_tend_to_the_identity(root):
    control(root, "steps of Neumann").fill("0")
    control(root, "γ of damped").fill("12")
    table = rows(root)
    assert table["N Neumann"] == table["I identity"]
    assert table["D damped"][0] == pytest.approx(table["I identity"][0], rel=0.01)


def test_in_a_round_bowl_the_identity_is_right(root):
    control(root, "κ: in one valley").fill("0")
    assert "The identity is right too" in said(root)
    table = rows(root)
    for mode in MODES:
        if mode not in ("U unrolled", "D damped"):
            assert table[mode][0] == pytest.approx(table["the truth"][0], abs=2e-3), mode


def test_the_identity_stays_within_the_wedge_and_may_still_miss_a_sign(root):
    control(root, "κ: in one valley").fill("12")
    wedge = root.locator(".setnb-formula").last.inner_text()
    widest = float(wedge.split("at most ")[1].split("°")[0])
    missed, angles = 0, []
    for step in range(0, 72, 4):
        control(root, "direction of v").fill(str(step))
        (truth, *_), (identity, angle, _) = (rows(root)[m] for m in ["the truth", "I identity"])
        angles.append(float(angle.strip("✓ °")))
        dot = sum(a * b for a, b in zip(truth, identity, strict=True))
        assert dot > 0
        flipped = any(a * b < -1e-3 for a, b in zip(truth, identity, strict=True))
        assert flipped == ("wrong sign" in said(root))
        missed += flipped
    assert max(angles) <= widest + 0.5
    assert max(angles) > widest - 10
    assert missed > 0


def test_on_a_ridge_exact_points_uphill_and_cg_may_give_nothing(root):
    root.get_by_label("two valleys and a ridge").check()
    control(root, "T, inner steps").fill("0")
    assert "E curves down in one direction (curvature −0.34)" in said(root)
    assert rows(root)["E exact"][1] == "✕ 137°, uphill"
    control(root, "direction of v").fill("6")
    assert "CG finds the curvature along v negative and gives 0" in said(root)
    assert rows(root)["C CG"] == ((0, 0), "— zero", "0 ×")
    control(root, "T, inner steps").fill("30")
    assert "Exact is right to" in said(root)


def test_reset_and_copy(root, capsys):
    before = said(root)
    control(root, "T, inner steps").fill("12")
    control(root, "momentum").fill("10")
    control(root, "direction of v").fill("3")
    control(root, "κ: in one valley").fill("6")
    root.get_by_label("two valleys and a ridge").check()
    *setup, last = python_code(root).splitlines()
    names: dict = {}
    exec("\n".join(setup), names)
    rebuilt = eval(last, names)
    assert (rebuilt.steps, rebuilt.momentum, rebuilt.direction) == (16, 0.5, 15)
    assert (rebuilt.condition, rebuilt.wells) == (10, 2)
    printed = [
        literal_eval(f"[{line.rpartition('[')[2]}") for line in capsys.readouterr().out.splitlines()
    ]
    table = rows(root)
    for mode, vector in zip([*MODES, "the truth"], printed, strict=True):
        assert table[mode][0] == pytest.approx(vector, abs=6e-4, rel=1e-3), mode
    root.locator("[data-action=reset]").click()
    assert said(root) == before


def test_keys_move_the_sliders(root):
    slider = control(root, "T, inner steps")
    slider.focus()
    slider.press("ArrowRight")
    assert said(root).startswith("With T = 12 ")
    assert slider.evaluate("node => node === document.activeElement")
    slider.press("Home")
    assert said(root).startswith("With T = 1 ")


# Milliseconds from a slider's move to the new layout; the fastest of many, for busy machines.
SLIDER_TIME = """(slider) => {
  const times = [];
  const move = async (i) => {
    slider.value = i % 2 ? slider.min : slider.max;
    const start = performance.now();
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await Promise.resolve();
    slider.getBoundingClientRect();
    times.push(performance.now() - start);
  };
  const all = async () => { for (let i = 0; i < 9; i++) await move(i); };
  // The first move may have led to where the slider was.
  return all().then(() => Math.min(...times.slice(1)));
}"""


@pytest.mark.parametrize("label", ["T, inner steps", "κ: in one valley", "steps of Neumann"])
def test_an_update_takes_less_than_a_frame(root, label):
    before = said(root)
    assert control(root, label).evaluate(SLIDER_TIME) < 16
    assert label == "steps of Neumann" or said(root) != before


@pytest.mark.parametrize("state", [{}, {"wells": 2, "steps": 1, "direction": 30}])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_narrow_pages_and_both_themes(browser, tmp_path, theme, state):
    assert_fits_a_phone(browser, ImplicitGradients(**state), tmp_path, theme)
