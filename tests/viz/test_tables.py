"""Tables as HTML, and the report's tables in words."""

import math
from xml.etree import ElementTree

import pandas as pd
import pytest

from setnb.viz import report as words
from setnb.viz.tables import table_html


def test_a_table_has_caption_scopes_and_a_region_that_scrolls():
    table = pd.DataFrame({"a": ["<b>", "y"], "b": [1.5, math.nan]})
    found = ElementTree.fromstring(
        table_html(table, "Tom & Ada", links={"a": ["x.html#row-1", ""]}).replace("–", "-")
    )
    assert found.attrib["aria-label"] == found.find("table/caption").text == "Tom & Ada"
    assert (found.attrib["role"], found.attrib["tabindex"]) == ("region", "0")
    assert "overflow-x:auto" in found.attrib["style"]
    heads = found.findall("table/thead/tr/th")
    assert [(h.text, h.attrib["scope"]) for h in heads] == [("a", "col"), ("b", "col")]
    first, second = found.findall("table/tbody/tr")
    assert first.find("th").attrib["scope"] == "row"
    assert (first.find("th/a").text, first.find("th/a").attrib["href"]) == ("<b>", "x.html#row-1")
    assert (second.find("th").text, second.find("td").text) == ("y", "-")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.5, "0.5 s"), (119, "119 s"), (120, "2 min"), (7200, "2 h"), (9000, "2.5 h")],
)
def test_durations(seconds, said):
    assert words.say_time(seconds) == said
    assert words.say_time(math.nan) is None


def test_a_check_is_named_in_words():
    assert words.say_test("tests/a.py::test_it_holds") == "tests/a.py: it holds"
    assert words.say_test("") == "not yet"


def test_a_live_row_links_to_its_section(monkeypatch):
    row = {"id": "D9", "title": "t", "wanted": "live", "status": "live", "page": "book/04_deep"}
    table = pd.DataFrame([{**row, "heading": "Sums"}, {**row, "page": "", "heading": ""}])
    monkeypatch.setenv("SETNB_BOOK", "1")
    assert 'href="04_deep.html#row-d9">Sums</a>' in words.rows_html(table, "Deep Sets")
    monkeypatch.delenv("SETNB_BOOK")
    html = words.rows_html(table, "Deep Sets")
    assert html.count("<a ") == 1
    assert 'href="04_deep.ipynb#row-d9"' in html


def test_measured_beside_published_in_words():
    pair = {
        "metric": "accuracy@50", "config": "model=gru;lr=1", "table": "prose", "dataset": "MNIST8m",
        "model": "GRU", "setting": "N=50", "published_metric": "set_error", "mean": 41.0,
        "std": 2.345, "seeds": 3, "device": "cpu", "commit": "abc", "wall_seconds": 90.0,
        "printed": "40", "published_std": math.nan, "verdict": "agrees", "why": "", "reason": "",
    }  # fmt: skip
    because = {"why": "Fewer images.", "reason": "Fewer images."}
    open_question = {"verdict": "worse", "why": "not yet explained"}
    pairs = pd.DataFrame([pair, pair | because, pair | because, pair | open_question])
    table = words.comparison_words(pairs)
    line = table.iloc[0]
    assert line["paper"] == "GRU, N=50, MNIST8m"
    assert (line["published"], line["measured"]) == ("set_error 40", "41 ± 2.3")
    assert (line["our setting"], line["a run takes"]) == ("model=gru, lr=1", "90 s")
    assert table["why"].fillna("").tolist() == ["", "note 1", "note 1", "not yet explained"]
    assert words.say_notes(pairs) == ["Note 1. Fewer images."]
    figure = pd.DataFrame([pair | {"published_metric": "", "printed": ""}])
    assert words.comparison_words(figure)["published"].isna().all()


def test_every_number_stands_once_a_column_per_model():
    measured = pd.DataFrame(
        {
            "metric": ["mae@5", "mae@5", "mae@10"],
            "mean": [1.0, 2.0, 3.0],
            "std": [0.1, math.nan, 0.3],
            "config.model": ["a", "b", "a"],
            "config.epochs": [7, 7, 7],
            "config.lengths": [[1], [1], [1, 2]],
        }
    )
    table = words.all_words(measured)
    assert list(table) == ["metric", "lengths", "a", "b"]
    assert list(table["metric"]) == ["mae@5", "mae@10"]
    assert list(table.iloc[0]) == ["mae@5", "[1]", "1 ± 0.1", "2"]
    assert table.iloc[1]["a"] == "3 ± 0.3"


def test_methods_compared_within_a_run_get_columns():
    measured = pd.DataFrame(
        {
            "metric": ["loss@none", "loss@oracle", "exact", "chosen@0"],
            "mean": [2.0, 1.0, 0.5, 3.0],
            "std": [0.1, 0.1, float("nan"), float("nan")],
            "seeds": [3, 3, 1, 1],
        }
    )
    table = words.all_words(measured).set_index("metric")
    assert list(table) == ["all", "none", "oracle"]
    assert table.loc["loss", "none"] == "2 ± 0.1"
    assert table.loc["exact", "all"] == "0.5"
    assert table.loc["chosen@0", "all"] == "3"
