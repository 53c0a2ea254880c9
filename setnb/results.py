"""Results: what was measured (`load`), what was published, and how the first is recorded."""

import json
from pathlib import Path

import pandas as pd

from setnb.atomic import write_atomic
from setnb.checks import check_choice, reject
from setnb.data.files import data_path, verified_path
from setnb.data.sums import intact, list_sum
from setnb.runs import Json, read_all

PAPERS = ("zaheer2017", "cohenkarlik2020", "zhang2019permoptim", "zhang2022", "yeh2022")
FACTS = ("commit", "dirty", "device", "dtype", "threads", "torch", "wall_seconds", "peak_mb")
RUN = ("experiment", "version", "key", "config", "seed")
COLUMNS = (*RUN, "metric", "value", *FACTS, "started_utc")


def load(name: str) -> pd.DataFrame:
    """Return the recorded results of experiment `name`: a row per run and metric.

    The columns of the table, then one column per config field (`config.preset`, …), so that a
    figure can select and group. Raises FileNotFoundError naming the recorded experiments when
    there are no results of that name, ValueError for a damaged table.
    """
    path = _table(name)
    if not path.is_file():
        raise FileNotFoundError(
            f"results of {name!r}: expected one of {recorded()}, found none. "
            f"Make them with `setnb run {name}` and `setnb report {name} --publish`."
        )
    return with_config(pd.read_csv(intact(path)))


def recorded() -> list[str]:
    """Return the names of the experiments that have recorded results, sorted."""
    return sorted(path.stem for path in _table("").parent.glob("*.csv"))


def published(paper: str) -> pd.DataFrame:
    """Return the numbers printed in a paper, one cell a row, as transcribed with the data.

    `paper` is a bib key: zaheer2017, cohenkarlik2020, zhang2019permoptim, zhang2022, yeh2022.
    `value` and `std` are numbers, NaN where the print is unreadable (see `source_note`);
    `printed` is the value as text, with the digits that the paper gives.
    """
    check_choice(paper, "paper", PAPERS)
    table = pd.read_csv(verified_path(f"published/{paper}.csv"), dtype={"value": str})
    return table.assign(printed=table["value"], value=pd.to_numeric(table["value"]))


def origin(table: pd.DataFrame) -> str:
    """Say in one sentence where the rows of `load` or a sweep come from, for a caption."""
    runs = table.drop_duplicates("key")
    seeds = runs.groupby(runs["config"].map(_without_seed)).size()
    count = f"{seeds.min()}" if seeds.min() == seeds.max() else f"{seeds.min()} to {seeds.max()}"
    commits = ", ".join(
        sorted({f"{c}{'+' * d}" for c, d in zip(runs["commit"], runs["dirty"], strict=True)})
    )
    hours = runs["wall_seconds"].sum() / 3600
    return (
        f"Recorded: {len(runs)} runs in {hours:.1f} h on {', '.join(sorted(set(runs['device'])))}, "
        f"seeds per setting: {count}, commit {commits}."
    )


def _without_seed(config: str) -> str:
    return json.dumps({k: v for k, v in json.loads(config).items() if k != "seed"})


def tidy(record: Json) -> pd.DataFrame:
    """Turn one run's record into the rows of its table."""
    shared = {name: record[name] for name in ("experiment", "version", "key", "seed")}
    shared["config"] = json.dumps(record["config"], sort_keys=True)
    rows = [{**shared, **row, **record["facts"]} for row in record["metrics"]]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def with_config(table: pd.DataFrame) -> pd.DataFrame:
    """Add a column `config.<field>` for each field of the configs in the table."""
    configs = pd.json_normalize([json.loads(text) for text in table["config"]], max_level=0)
    return table.join(configs.add_prefix("config."))


def publish(name: str) -> Path:
    """Fold the store's finished runs of `name` into `data/results/<name>.csv`, and return it.

    Runs already in the table are replaced by key; runs of an older experiment version go. The
    table is written atomically and sorted, so publishing twice changes nothing. A damaged table is
    left alone (ValueError). The checksum is written last: an interruption in between is an error.
    """
    records = read_all(name)
    if not records:
        reject("runs", expected=f"finished runs of {name!r} in the store", got="none")
    version = max(record["version"] for record in records)
    path = _table(name)
    fresh = pd.concat([tidy(record) for record in records])
    if path.is_file():
        old = pd.read_csv(intact(path))
        fresh = pd.concat([old[~old["key"].isin(fresh["key"])], fresh])
    fresh = fresh[fresh["version"] == version].sort_values(["config", "key"], kind="stable")
    write_atomic(path, fresh.to_csv(index=False).encode())
    list_sum(path)
    return path


def _table(name: str) -> Path:
    return data_path("published").parent / "results" / f"{name}.csv"
