"""What chapter 16 printed in the build: orbits, overfitted schemes, a blind loss, two penalties."""

import math
import re

import pytest

from setnb.functional import set_partitions
from tests.book.reading import numbers

CHAPTER = "16_parameter_sharing"
DIGITS = {"float64": 2**-52, "float32": 2**-23}


def test_orbits_are_the_free_numbers(printed):
    found = re.findall(r"(.+): (\d+) orbits, (\d+) free numbers", printed)
    assert {name: (int(a), int(b)) for name, a, b in found} == {
        "cyclic shifts": (5, 5),
        "all permutations": (2, 2),
        "all permutations, one output": (1, 1),
        "reversal, 6 to 4": (12, 12),
    }


def test_six_weights_can_be_enumerated_and_25_cannot(printed):
    six, many = numbers("partitions: # of 6 weights, # of 25", printed)
    assert six == len(set_partitions(6))
    assert many > 1e18


def test_brute_force_fits_the_validation_noise_and_a_price_helps(printed):
    assert numbers("the truth is beaten in #% of 200 data sets", printed)[0] > 60
    rows = re.findall(r"([\d.]+) +([\d.]+) +([\d.]+) +([\d.]+) +([\d.]+)\n", printed)
    rows = [[float(number) for number in row] for row in rows]
    free = [row for row in rows if row[0] == 0]
    (priced,) = (row for row in rows if row[0] == 0.05)
    assert len(free) == 4
    none, brute, oracle, distance = zip(*(row[1:] for row in free), strict=True)
    for k, error, best in zip((4, 5, 6), none, oracle, strict=False):
        assert error == pytest.approx(k / 100, rel=0.15)  # one variance for each block
        assert best == pytest.approx(2 / 100, rel=0.15)
    assert all(o < b < n for o, b, n in zip(oracle[:3], brute[:3], none[:3], strict=True))
    assert list(distance[:3]) == sorted(distance[:3])
    assert brute[3] > none[3]
    assert priced[2] < 0.8 * brute[2]
    assert priced[4] < 0.3 * distance[2]


def test_an_exact_lower_level_makes_the_loss_blind(printed):
    pattern = r"{} \['#', '#', '#'\] slope #"
    *blind, slope = numbers(pattern.format("share"), printed)
    assert set(blind) == set(numbers("no sharing #\n", printed))
    assert slope < 1e-9
    *seen, slope = numbers(pattern.format("average"), printed)
    assert len(set(seen)) == 3
    assert slope > 0.1


@pytest.mark.parametrize("dtype", DIGITS)
def test_the_hole_of_the_plateau_is_a_matter_of_digits(printed, dtype):
    (jump,) = numbers(f"{dtype}: the jump is at #", printed)
    assert 1 < jump / DIGITS[dtype] < 300


def test_penalties_of_four_schemes(printed):
    entropy, nuclear, columns = (
        numbers(rf"{name} +# +# +# +#", printed) for name in ("entropy", "nuclear", "columns")
    )
    most, halves = 4 * math.log(4), 4 * math.log(2)
    assert entropy == pytest.approx([most, halves, 0, 0], abs=1e-3)
    assert nuclear == pytest.approx([1, math.sqrt(2), 2, math.sqrt(8)], abs=1e-3)
    assert columns == pytest.approx([2, 2, 2, math.sqrt(8)], abs=1e-3)


def searches(printed):
    """Return the errors, soft, hardened and refitted, the distance and the entropy left."""
    names = ("none", "entropy", "nuclear", "both", r"entropy \+ columns")
    return {name: numbers(rf"\n{name} +# +# +# +# +#", printed) for name in names}


def test_norms_find_the_blocks_and_entropy_alone_does_not(printed):
    distance = {name: row[3] for name, row in searches(printed).items()}
    alone = min(distance["none"], distance["entropy"])
    assert distance["both"] < distance["nuclear"] < 0.7 * alone
    assert distance[r"entropy \+ columns"] < 0.5 * alone


def test_under_the_nuclear_norm_the_scheme_stays_softer(printed):
    entropy = {name: row[4] for name, row in searches(printed).items()}
    assert entropy["nuclear"] > entropy["both"] > 2 * entropy[r"entropy \+ columns"]


def test_fitting_again_to_all_data_saves_error(printed):
    for _, hard, refitted, *_ in searches(printed).values():
        assert refitted < 0.75 * hard


def test_what_learns_nothing_wins_at_rank_one_and_collapses_at_two(printed):
    names = ("no sharing", "halved", "all shared", "penalties only", "searched")
    none, halved, shared, blind, searched = (numbers(rf"\n{n} +# +# +#", printed) for n in names)
    assert max(shared[:2]) < min(searched[:2])
    assert max(blind[:2]) < min(searched[:2])
    assert halved[0] < searched[0]
    assert min(halved[2], shared[2], blind[2]) > 20 * none[2]
    assert searched[2] < 0.85 * none[2]


def test_two_errors_of_the_series_nearly_meet(printed):
    cosine, part = zip(
        *(
            numbers(rf"\n{name} +# +#", printed)
            for name in ("exact", "CG", "Neumann, 20 terms", "20 terms, no factor")
        ),
        strict=True,
    )
    assert cosine[:2] == part[:2] == (1, 1)
    assert part[3] == pytest.approx(100 * part[2], rel=0.02)
    assert part[2] < 0.05 < 1.5 < part[3] < 5
    assert cosine[3] > cosine[2]
    (many,) = numbers(r"\n2,000 terms, no factor +[\d.]+ +#", printed)
    assert many > 80


def test_few_partitions_come_from_groups(printed):
    assert numbers(r"# of #: \[\(0, 0, 0, 0\)", printed) == [5, 15]


def test_direct_and_indirect_part_cancel_on_the_plateau(printed):
    direct, indirect, left = numbers("direct #, indirect #\nsum #", printed)
    assert direct == indirect > 0.1
    assert left < 1e-9


def test_an_outlier_alone_is_the_cheapest_split(printed):
    prices = [numbers(f"{a} and {6 - a}: # more", printed)[0] for a in (1, 2, 3)]
    expected = [math.sqrt(a) + math.sqrt(6 - a) - math.sqrt(6) for a in (1, 2, 3)]
    assert prices == sorted(prices) == pytest.approx(expected, abs=1e-3)


def test_exercises_have_solutions(chapter):
    text = "\n".join(cell.source for cell in chapter if cell.cell_type == "markdown")
    exercises = re.findall(r"```\{exercise\}\n:label: ([\w-]+)", text)
    assert 3 <= len(exercises) <= 5
    assert exercises == re.findall(r"```\{solution-start\} ([\w-]+)", text)
