"""The commands around experiments: list, run, sweep, report."""

import argparse
from typing import Any

from setnb.experiments import EXPERIMENTS, run, sweep
from setnb.experiments.registry import find_experiment


def add_commands(commands) -> None:
    """Add the four subcommands to `setnb`'s parser."""
    parser = commands.add_parser("list", help="name the experiments, their presets and fields")
    parser.set_defaults(command=run_list)

    parser = commands.add_parser("run", help="run one experiment, or go on where it stopped")
    parser.set_defaults(command=run_one)
    _add_common(parser)

    parser = commands.add_parser("sweep", help="run many: seeds and a grid, on cores or on Dask")
    parser.set_defaults(command=run_sweep)
    _add_common(parser)
    parser.add_argument("--seeds", type=int, default=1, help="seeds 0 to N-1 (default %(default)s)")
    parser.add_argument("--grid", action="append", default=[], metavar="FIELD=A,B,C")
    parser.add_argument("--jobs", type=int, default=1, help="processes (default %(default)s)")
    parser.add_argument("--threads", type=int, default=1, help="torch threads in each process")
    parser.add_argument(
        "--batched",
        action=argparse.BooleanOptionalAction,
        help="train runs of one shape together, as one tensor program (default: on CUDA)",
    )
    parser.add_argument("--dask", metavar="ADDRESS", help="scheduler of an existing cluster")

    parser = commands.add_parser("report", help="show the finished runs in the store")
    parser.set_defaults(command=run_report)
    parser.add_argument("name", nargs="?", help="an experiment; all of them if left out")
    parser.add_argument("--publish", action="store_true", help="fold them into data/results")


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", help="an experiment; see `setnb list`")
    parser.add_argument("--preset", default="live", help="smoke, live or paper (default live)")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda (default auto)")
    parser.epilog = "Any field of the config can be replaced: --epochs 3 or epochs=3."
    parser.set_defaults(takes_fields=True)
    parser.allow_abbrev = False  # --n is a field, not the beginning of --no-batched


def run_list(options: argparse.Namespace) -> int:
    """Print every experiment with its summary, presets and fields."""
    for name in EXPERIMENTS:
        experiment = find_experiment(name)
        print(f"{name}: {(experiment.__doc__ or '').splitlines()[0]}")
        print(f"  presets: {', '.join(experiment.PRESETS)}")
        defaults = vars(experiment.PRESETS["paper"])
        print(f"  fields:  {', '.join(f'{k}={v}' for k, v in defaults.items())}")
    return 0


def run_one(options: argparse.Namespace) -> int:
    """Run one experiment and print its metrics."""
    table = run(
        options.name,
        preset=options.preset,
        device=options.device,
        **fields(options.rest),
    )
    print(table[["metric", "value"]].to_string(index=False))
    return 0


def run_sweep(options: argparse.Namespace) -> int:
    """Run a sweep and print the mean and spread of every metric over seeds."""
    grid = {name: values.split(",") for name, values in fields(options.grid).items()}
    table = sweep(
        options.name,
        preset=options.preset,
        seeds=options.seeds,
        grid=grid,
        jobs=options.jobs,
        dask=options.dask,
        device=options.device,
        threads=options.threads,
        batched=options.batched,
        **fields(options.rest),
    )
    print(summary(table, [f"config.{name}" for name in grid]).to_string())
    return 0


def run_report(options: argparse.Namespace) -> int:
    """Print what the store holds; with --publish, fold it into the recorded tables.

    Without a name it closes with how far the feature rows are.
    """
    import pandas as pd

    from setnb.report import report_rows, summarise
    from setnb.results import publish, tidy, with_config
    from setnb.runs import read_all, runs_folder

    if options.name:
        find_experiment(options.name)
    for name in [options.name] if options.name else list(EXPERIMENTS):
        records = read_all(name)
        print(f"{name}: {len(records)} finished runs in {runs_folder()}")
        if records:
            table = with_config(pd.concat([tidy(r) for r in records], ignore_index=True))
            print(summary(table, varied(table)).to_string())
        if records and options.publish:
            print(f"published in {publish(name)}")
    if not options.name:
        print(summarise(report_rows()))
    return 0


def varied(table) -> list[str]:
    """Return the config columns that take more than one value, the seed apart."""
    columns = [c for c in table if c.startswith("config.") and c != "config.seed"]
    return [c for c in columns if table[c].astype(str).nunique() > 1]


def summary(table, by: list[str]):
    """Return mean, standard deviation and number of runs for every metric, grouped by `by`."""
    table = table.assign(**{column: table[column].astype(str) for column in by})
    grouped = table.groupby([*by, "metric"], sort=False)["value"]
    return grouped.agg(["mean", "std", "count"])


def fields(words: list[str]) -> dict[str, Any]:
    """Read `--field value`, `--field=value` and `field=value` into a dict of texts."""
    found: dict[str, Any] = {}
    words = list(words)
    while words:
        name, equals, value = words.pop(0).removeprefix("--").partition("=")
        if not equals and not words:
            raise ValueError(f"field {name!r}: expected a value after it, got none.")
        found[name] = value if equals else words.pop(0)
    return found
