"""The report as it was built: every row, every recorded experiment, every erratum is on it."""

import html

import pytest

from setnb import report, results

ROWS = report.report_rows()


@pytest.fixture(scope="module")
def shown(executed_chapters) -> str:
    """Return everything that the chapter displayed or printed."""
    outputs = [o for c in executed_chapters["20_report"].cells for o in c.get("outputs", [])]
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
