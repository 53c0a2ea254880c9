"""The feature rows and the sections they point to."""

import json
import re

import pandas as pd

from setnb import report, results
from setnb.cli import main
from setnb.experiments.registry import EXPERIMENTS
from setnb.report import rows, sections
from tests.host.test_package_hygiene import CHAPTERS

NAME = "digit_sum_text"


def test_rows_are_complete_and_name_chapters_papers_and_experiments_that_exist():
    table = report.load_rows()
    assert table["id"].is_unique
    assert list(table["id"].str[0].unique()) == list("DSPMEX")
    assert set(table["paper"]) == set(report.PAPERS) == {*results.PAPERS, ""}
    assert set(table["wanted"]) == {"live", "recorded", "live + recorded"}
    assert set(table["chapter"]) <= {f"ch-{name}" for name in CHAPTERS.split()}
    assert set(table["experiment"]) - {""} <= set(EXPERIMENTS)


def test_nothing_recorded_nothing_live(tmp_path, monkeypatch):
    (tmp_path / "published").mkdir()
    monkeypatch.setattr(results, "data_path", lambda _: tmp_path / "published")
    table = report.report_rows({})
    assert set(table["status"]) == {"not yet"}
    assert report.summarise(table).endswith("0 of 23 recorded")


def test_runs_at_paper_size_make_a_row_recorded_and_smaller_ones_do_not(write, record):
    place = sections.Section("book/04_deep", "ch-deep-sets-in-practice", "Sums of symbols")

    def row() -> pd.Series:
        return report.report_rows({"row-d8": place}).set_index("id").loc["D8"]

    write(record({"mae@5": 1.0}, preset="live"))
    assert (row()["status"], row()["done"]) == ("live", False)
    write(record({"mae@5": 1.0}, epochs=99))
    assert row()["status"] == "live"
    write(record({"mae@5": 1.0}, version=0))
    assert row()["status"] == "live"
    write(record({"mae@5": 1.0}, model="gru"))
    assert (row()["status"], row()["done"]) == ("live + recorded", True)
    assert (row()["page"], row()["heading"]) == ("book/04_deep", "Sums of symbols")


def test_status_in_words():
    assert rows.say_status(True, False) == "live"
    assert rows.say_status(False, False) == "not yet"
    assert rows.say_status(None, False) == "not recorded"
    marked = rows.say_status(False, True, "LDA concept sets")
    assert marked == "recorded (on LDA concept sets: not regenerable from the shipped data)"
    assert rows.has_all("live + recorded", True, True)
    assert not rows.has_all("live + recorded", None, True)


def test_without_the_book_it_says_so(tmp_path, monkeypatch):
    assert sections.find_sections(tmp_path) is None
    monkeypatch.setattr(rows, "find_sections", lambda: None)
    table = report.report_rows()
    assert table["live"].isna().all()
    assert "no book beside the package" in report.summarise(table)


def test_sections_are_found_by_label_in_the_pages_of_the_contents(tmp_path):
    text = "(ch-a)=\n# A\n\nText.\n\n(row-d1)=\n(row-d2)=\n## Both\n\n(eq-1)=\nno heading\n"
    for name in ("01_a", "02_left_out"):
        cell = {"cell_type": "markdown", "source": text.splitlines(keepends=True)}
        (tmp_path / f"{name}.ipynb").write_text(json.dumps({"cells": [cell]}))
    (tmp_path / "_toc.yml").write_text("root: intro\nchapters:\n  - file: 01_a\n  - file: b\n")
    both = sections.Section("01_a", "ch-a", "Both")
    assert sections.find_sections(tmp_path) == {
        "ch-a": sections.Section("01_a", "ch-a", "A"),
        "row-d1": both,
        "row-d2": both,
    }


def test_row_labels_of_the_book_stand_in_the_chapter_of_their_row():
    chapters = report.load_rows().set_index("id")["chapter"]
    found = {k: s for k, s in sections.find_sections().items() if k.startswith("row-")}
    assert {k: s.chapter for k, s in found.items()} == {
        k: chapters[k.removeprefix("row-").upper()] for k in found
    }


def test_the_command_sums_up(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("SETNB_RUNS", str(tmp_path))
    assert main(["report"]) == 0
    assert re.search(r"50 feature rows: \d+ complete; ", capsys.readouterr().out)
    assert main(["report", NAME]) == 0
    assert "feature rows" not in capsys.readouterr().out
