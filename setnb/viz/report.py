"""The reproduction report as it is read: its tables in words, and shown.

Chapter: ch-report
"""

import html
import math
from pathlib import PurePosixPath

import pandas as pd

from setnb import report
from setnb.viz.host import in_book
from setnb.viz.tables import table_html


def show_rows(rows: pd.DataFrame) -> None:
    """Display the feature rows, a table for each paper; `rows` as from `report_rows`."""
    _display(
        *(rows_html(part, report.PAPERS[key]) for key, part in rows.groupby("paper", sort=False))
    )


def rows_html(rows: pd.DataFrame, caption: str) -> str:
    """Return rows as a table; in the book, a live row links to its section."""
    suffix = ".html" if in_book() else ".ipynb"
    addresses = [
        f"{PurePosixPath(page).name}{suffix}#row-{name.lower()}" if page else ""
        for page, name in zip(rows["page"], rows["id"], strict=True)
    ]
    words = rows[["id", "status", "title", "wanted", "heading"]].rename(
        columns={"title": "row", "heading": "section"}
    )
    words["section"] = words["section"].where(words["section"] != "", None)
    return table_html(words, caption, links={"section": addresses})


def show_experiment(name: str) -> None:
    """Display one experiment: measured beside published, every recorded number, its origin."""
    parts = [f"<h3>{html.escape(name)}</h3>"]
    pairs = report.compare(name)
    if len(pairs):
        parts.append(table_html(comparison_words(pairs), f"{name}: measured beside published"))
        parts.append("".join(f"<p>{html.escape(note)}</p>" for note in say_notes(pairs)))
    parts.append(table_html(provenance_words(report.provenance(name)), f"{name}: the runs"))
    everything = table_html(all_words(report.measure(name)), f"{name}: every number")
    parts.append(f"<details><summary>Every recorded number</summary>{everything}</details>")
    _display(*parts)


def show_table(table: pd.DataFrame, caption: str) -> None:
    """Display any table."""
    _display(table_html(table, caption))


def show_errata() -> None:
    """Display the errata, a table for each paper."""
    errata = report.load_errata()
    errata["checked"] = errata["checked"].map(say_test)
    _display(
        *(
            table_html(part.drop(columns="paper"), f"Errata: {report.PAPERS[key]}")
            for key, part in errata.groupby("paper", sort=False)
        )
    )


def comparison_words(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return pairs as from `compare` in words, a line each; `why` names a note of `say_notes`."""
    lines = pairs.to_dict("records")
    notes = _notes(pairs)
    return pd.DataFrame(
        {
            "paper": [_join(p["model"], p["setting"], p["dataset"]) for p in lines],
            "where": pairs["table"],
            "published": [
                f"{p['published_metric']} {p['printed']}{_spread(p['published_std'])}".strip()
                or None
                for p in lines
            ],
            "measured": _numbers(pairs),
            "seeds": pairs["seeds"],
            "verdict": pairs["verdict"],
            "why": [notes.get(p["why"], p["why"]) or None for p in lines],
            "our metric": pairs["metric"],
            "our setting": pairs["config"].str.replace(";", ", "),
            "device": pairs["device"],
            "commit": pairs["commit"],
            "a run takes": pairs["wall_seconds"].map(say_time),
        }
    )


def say_notes(pairs: pd.DataFrame) -> list[str]:
    """Return the reasons of all pairs, each once, behind the name it has in the table."""
    return [f"{name.capitalize()}. {reason}" for reason, name in _notes(pairs).items()]


def _notes(pairs: pd.DataFrame) -> dict[str, str]:
    reasons = dict.fromkeys(pairs["reason"][pairs["reason"] != ""])
    return {reason: f"note {i}" for i, reason in enumerate(reasons, start=1)}


def provenance_words(runs: pd.DataFrame) -> pd.DataFrame:
    """Return runs as from `provenance` with times and memory in words."""
    return runs.assign(
        wall_seconds=runs["wall_seconds"].map(say_time),
        hours=runs["hours"].map(lambda hours: say_time(3600 * hours)),
        peak_mb=runs["peak_mb"].map("{:,.0f} MB".format),
    ).rename(columns={"wall_seconds": "a run takes", "hours": "all took", "peak_mb": "memory"})


def all_words(measured: pd.DataFrame) -> pd.DataFrame:
    """Return all recorded numbers: a line per metric and setting, a column per model.

    Of the settings only fields that vary are shown. An experiment without the field `model`
    compares methods within a run, and names them in its metrics: `loss@oracle`.
    """
    if "config.model" not in measured:
        parts = measured["metric"].str.extract(r"^(?P<name>.+?)(?:@(?P<method>[a-z_]+))?$")
        measured = measured.assign(metric=parts["name"])
        measured["config.model"] = parts["method"].fillna("all")
    fields = [c for c in measured if c.startswith("config.") and c != "config.model"]
    fields = [c for c in fields if measured[c].astype(str).nunique() > 1]
    lines = measured.assign(
        shown=_numbers(measured), **{c: measured[c].astype(str) for c in fields}
    )
    index = ["metric", *fields]
    order = lines[index].drop_duplicates()
    wide = lines.pivot(index=index, columns="config.model", values="shown").reset_index()
    return order.merge(wide, on=index).rename(columns=lambda c: c.removeprefix("config."))


def say_test(test: str) -> str:
    """Return a test's file and name in words, "not yet" for none."""
    path, _, name = test.partition("::")
    return f"{path}: {name.removeprefix('test_').replace('_', ' ')}" if test else "not yet"


def say_time(seconds: float) -> str | None:
    """Return a duration with its fitting unit, None for NaN."""
    if math.isnan(seconds):
        return None
    for unit, size in (("h", 3600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds:.3g} s"


def _numbers(table: pd.DataFrame) -> list[str | None]:
    return [
        None if math.isnan(mean) else f"{mean:.4g}{_spread(std)}"
        for mean, std in zip(table["mean"], table["std"], strict=True)
    ]


def _join(*words: str) -> str | None:
    return ", ".join(filter(None, words)) or None


def _spread(std: float) -> str:
    return "" if math.isnan(std) else f" ± {std:.2g}"


def _display(*parts: str) -> None:
    from IPython.display import HTML, display

    display(HTML("".join(parts)))
