"""The feature rows: what the book sets out to do, and how far each of them is.

Chapter: ch-report
"""

import pandas as pd

from setnb import results
from setnb.data.files import data_path
from setnb.data.sums import intact
from setnb.experiments.registry import find_experiment
from setnb.report.measuring import measure
from setnb.report.sections import Section, find_sections

PAPERS = {
    "zaheer2017": "Deep Sets (Zaheer et al., 2017)",
    "cohenkarlik2020": "Regularised recurrence (Cohen-Karlik et al., 2020)",
    "zhang2019permoptim": "Optimised permutations (Zhang et al., 2019)",
    "zhang2022": "Multiset-equivariance (Zhang et al., 2022)",
    "yeh2022": "Equivariance discovery (Yeh et al., 2022)",
    "": "This book's own",
}


def load_rows() -> pd.DataFrame:
    """Return the list of rows: id, title, paper, wanted, chapter, experiment, reference_data.

    `paper` is a bib key, empty for what no paper has; `wanted` says how the row is to be shown;
    `chapter` is the label of the chapter it belongs to. `experiment` records its numbers, empty
    if there is none yet. `reference_data` names data that may be measured on but do not ship.
    """
    return pd.read_csv(intact(data_path("report/rows.csv")), dtype=str, keep_default_na=False)


def report_rows(sections: dict[str, Section] | None = None) -> pd.DataFrame:
    """Return the rows with the columns live, recorded, done, status, page and heading.

    A row is live when a chapter in the table of contents has a section labelled `row-<id>`, in
    small letters; None in this column means that the book is not there to look. It is recorded
    when `data/results` has runs of its experiment at the size of the preset "paper", made by the
    experiment's present version. Raises ValueError for an experiment that does not exist.
    """
    rows = load_rows()
    sections = find_sections() if sections is None else sections
    found = {} if sections is None else sections
    places = [found.get(f"row-{name.lower()}") for name in rows["id"]]
    live = [None if sections is None else place is not None for place in places]
    recorded = [is_recorded(name) for name in rows["experiment"]]
    return rows.assign(
        live=pd.Series(live, dtype=object),
        recorded=recorded,
        done=[has_all(*row) for row in zip(rows["wanted"], live, recorded, strict=True)],
        status=[
            say_status(*row) for row in zip(live, recorded, rows["reference_data"], strict=True)
        ],
        page=["" if place is None else place.page for place in places],
        heading=["" if place is None else place.heading for place in places],
    )


def is_recorded(experiment: str) -> bool:
    """Whether `data/results` has runs of this experiment at paper size; False for none named."""
    if not experiment:
        return False
    find_experiment(experiment)
    return experiment in results.recorded() and bool(measure(experiment)["paper_size"].any())


def has_all(wanted: str, live: bool | None, recorded: bool) -> bool:
    """Whether everything wanted of a row is there."""
    have = {"live": live is True, "recorded": recorded}
    return all(have[part] for part in wanted.split(" + "))


def say_status(live: bool | None, recorded: bool, reference_data: str = "") -> str:
    """Say what there is of a row: "live", "recorded", both, or "not yet"."""
    parts = {"live": live, "recorded": recorded}
    nothing = "not recorded" if live is None else "not yet"
    status = " + ".join(part for part, there in parts.items() if there) or nothing
    if recorded and reference_data:
        status += f" (on {reference_data}: not regenerable from the shipped data)"
    return status


def summarise(rows: pd.DataFrame) -> str:
    """Return one sentence: how many rows are complete, live and recorded."""
    recorded = rows["wanted"].str.contains("recorded")
    measured = f"{(rows['recorded'] & recorded).sum()} of {recorded.sum()} recorded"
    if rows["live"].isna().any():
        return f"{len(rows)} feature rows: {measured} (no book beside the package to look into)"
    live = rows["wanted"].str.contains("live")
    return (
        f"{len(rows)} feature rows: {rows['done'].sum()} complete; "
        f"{rows['live'].sum()} of {live.sum()} live, {measured}"
    )
