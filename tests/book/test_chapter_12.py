"""What chapter 12 printed in the build: descents, trained decoders and the turning square."""

import re

import pytest


@pytest.fixture(scope="module")
def chapter(executed_chapters):
    return executed_chapters["12_dspn"].cells


@pytest.fixture(scope="module")
def printed(chapter):
    """Return all that the cells printed, as one text."""
    outputs = [o for cell in chapter for o in cell.get("outputs", [])]
    return "\n".join(o.text for o in outputs if o.output_type == "stream")


def read_table(name, chapter):
    """Return a table by the name of its index, as a dict of rows."""
    shown = [o.get("data", {}).get("text/plain", "") for c in chapter for o in c.get("outputs", [])]
    text = next(text for text in shown if f"\n{name} " in text)
    head, _, *rows = (re.split(r"\s{2,}", line.strip()) for line in text.splitlines())
    return {row[0]: dict(zip(head, map(float, row[1:]), strict=True)) for row in rows}


def number(pattern, text):
    found = re.search(pattern.replace("#", r"(-?\d+\.\d+)"), text)
    assert found, pattern
    return float(found[1])


def test_seven_of_eight_random_encoders_find_the_house(printed):
    energies = re.search(r"step 100: (.*)", printed)[1].split()
    assert len(energies) == 8
    assert sum(float(e) < 1e-6 for e in energies) == 7


def test_more_steps_help_and_the_sum_stays_behind_for_long(chapter):
    losses = read_table("loss after steps", chapter)
    sums = [row["sum"] for row in losses.values()]
    assert sums == sorted(sums, reverse=True)
    sort = {int(steps): row["fspool"] for steps, row in losses.items()}
    assert max(sort[20], sort[40], sort[160]) < sort[10]
    assert sort[160] > 0.9 * sort[40]
    assert sums[-1] > sort[5]


def test_training_steepens_the_encoder_up_to_the_limit_of_its_step(chapter):
    rows = read_table("top eigenvalue", chapter)
    relative = {name: row["curvature"] / row["limit, 2 / step"] for name, row in rows.items()}
    assert relative.pop("fresh") < 0.2
    assert set(relative) == {"sum", "fspool", "short steps"}
    assert all(0.7 < share < 1.2 for share in relative.values())


def test_slots_jump_and_the_set_follows_the_square(printed):
    bound = number("bound for continuous slots: #", printed)
    assert bound == pytest.approx(0.5**0.5, abs=1e-3)
    assert number("worst corner of all angles: #", printed) < bound / 3
    jump = number(r"largest jump of a slot: +#", printed)
    stir = number(r"largest jump of the set: +#", printed)
    assert jump > 1
    assert number(r"the square itself moves: +#", printed) < stir < jump / 20


def test_sum_pooling_needs_the_noise_in_the_start(printed):
    rows = re.findall(r"\n(0\.\d+) +(0\.\d+) +(0\.\d+)", printed)
    noise = {float(std): (float(a), float(b)) for std, a, b in rows}
    assert set(noise) == {0.01, 0.1, 0.316}
    assert noise[0.01][0] > 2 * noise[0.316][0]
    sums, sorts = zip(*noise.values(), strict=True)
    assert max(sorts) / min(sorts) < max(sums) / min(sums)


def test_at_the_same_price_a_line_search_is_behind(printed):
    found = re.findall(r"(.+): price (\d+), energy (\S+)", printed)
    price = {name: int(calls) for name, calls, _ in found}
    energy = {name: float(reached) for name, _, reached in found}
    assert max(price.values()) < 1.2 * min(price.values())
    search = energy.pop("line search from 100")
    assert set(energy) == {"step 10, momentum .5", "step 30"}
    assert search > 10 * max(energy.values())


def test_exercises_have_solutions(chapter):
    text = "\n".join(cell.source for cell in chapter if cell.cell_type == "markdown")
    exercises = re.findall(r"```\{exercise\}\n:label: ([\w-]+)", text)
    assert 3 <= len(exercises) <= 5
    assert exercises == re.findall(r"```\{solution-start\} ([\w-]+)", text)
