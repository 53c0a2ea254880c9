"""The report as it was built: every row, every recorded experiment, every erratum is on it."""

import html
import re

import numpy as np
import pandas as pd
import pytest
import torch

from setnb import experiments, report, results
from setnb import functional as F
from tests.book.reading import numbers

CHAPTER = "20_report"
ROWS = report.report_rows()


@pytest.fixture(scope="module")
def shown(executed_chapters) -> str:
    """Return everything that the chapter displayed or printed."""
    outputs = [o for c in executed_chapters[CHAPTER].cells for o in c.get("outputs", [])]
    parts = [o.get("text", "") or o.get("data", {}).get("text/html", "") for o in outputs]
    return html.unescape("\n".join(parts))


def test_every_row_is_shown_with_its_present_status(shown):
    for row in ROWS.to_dict("records"):
        _, _, line = shown.partition(f">{row['id']}</th>")
        line, _, _ = line.partition("</tr>")
        assert f">{row['status']}<" in line
        assert row["title"] in line
        assert row["heading"] in line
    assert report.summarise(ROWS) in shown


def test_every_recorded_experiment_and_erratum_is_shown(shown):
    for name in results.recorded():
        assert f"<h3>{name}</h3>" in shown
        for verdict in report.compare(name)["verdict"].unique():
            assert f">{verdict}<" in shown
    for erratum in report.load_errata()["right"]:
        assert f">{erratum}<" in shown


def test_links_to_live_sections_arrive(book_html):
    page = (book_html / "book" / "20_report.html").read_text(encoding="utf8")
    for row in ROWS[ROWS["page"] != ""].to_dict("records"):
        label = f"row-{row['id'].lower()}"
        name = row["page"].removeprefix("book/")
        assert f'href="{name}.html#{label}"' in page
        assert f'id="{label}"' in (book_html / f"{row['page']}.html").read_text(encoding="utf8")


def compared() -> pd.DataFrame:
    """Return all pairs of one measured and one printed number that have a verdict."""
    pairs = pd.concat([report.compare(name) for name in experiments.EXPERIMENTS])
    return pairs[pairs["verdict"].isin(["agrees", "better", "worse"])]


def test_about_half_agree_and_most_of_the_rest_are_worse_here(shown):
    counts = compared()["verdict"].value_counts()
    for name, count in counts.items():
        assert numbers(rf"\n +# {name}\n", shown) == [count]
    assert 0.3 < counts["agrees"] / counts.sum() < 0.7
    assert counts["worse"] > 2 * counts["better"]


def test_few_misses_are_near_the_limit(shown):
    (misses,) = numbers("# misses, by their distance", shown)
    assert misses == (compared()["verdict"] != "agrees").sum()
    near, between, far = numbers("2 to 3: #\n +3 to 10: #\n +beyond 10: #", shown)
    (unknown,) = numbers("no spread known: #", shown)
    assert near + between + far + unknown == misses
    assert 0 < near < 0.2 * misses < misses / 2 < far


def test_a_verdict_by_hand_is_that_of_the_report(shown):
    difference, limit = numbers("difference #, limit #", shown)
    assert difference < -limit < 0


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_the_signs_of_the_polynomial_alternate(size):
    x = torch.arange(1, size + 1, dtype=torch.float64).sqrt()
    a = F.elementary_symmetric(F.power_sums(x, size)).numpy()
    multiplied_out = np.poly(x.numpy())
    assert np.allclose(multiplied_out, (-1.0) ** np.arange(size + 1) * a)
    assert multiplied_out[1] == pytest.approx(-a[1])
    assert a[1] > 0


def test_exercises_have_solutions(executed_chapters):
    cells = executed_chapters[CHAPTER].cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    exercises = re.findall(r"```\{exercise\}\n:label: ([\w-]+)", text)
    assert 3 <= len(exercises) <= 5
    assert exercises == re.findall(r"```\{solution-start\} ([\w-]+)", text)
