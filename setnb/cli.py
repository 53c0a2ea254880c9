"""The command `setnb`. It needs the core only, so that `setnb doctor` can always run."""

import argparse
import importlib
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import torch

from setnb import laboratory


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return 0, 1 for failure, 2 for what cannot be done, 130 for Ctrl-C."""
    parser = make_parser()
    options, rest = parser.parse_known_args(arguments)
    options.rest = rest
    if rest and not getattr(options, "takes_fields", False):
        parser.error(f"unknown arguments: {' '.join(rest)}")
    try:
        return options.command(options)
    except (ValueError, OSError) as error:
        print(f"setnb: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nsetnb: stopped. The same command goes on from what is saved.", file=sys.stderr)
        return 130


def make_parser() -> argparse.ArgumentParser:
    """Build the parser: one subcommand, one function."""
    parser = argparse.ArgumentParser(prog="setnb", description="Learning with sets and multisets.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    doctor = commands.add_parser("doctor", help="say what is installed, what is missing, and why")
    doctor.set_defaults(command=run_doctor)

    probe = commands.add_parser("probe", help="test a function for invariance and equivariance")
    probe.set_defaults(command=run_probe)
    probe.add_argument("target", metavar="MODULE:FUNCTION", help="for example mymodels:encoder")
    probe.add_argument("--n", type=int, default=4, help="elements in a set (default %(default)s)")
    probe.add_argument("--d", type=int, default=2, help="features (default %(default)s)")
    probe.add_argument("--output", choices=["auto", "elements", "set"], default="auto")
    probe.add_argument("--batched", action="store_true", help="the function takes (b, n, d)")
    probe.add_argument("--backend", choices=["torch", "numpy"], default="torch")
    probe.add_argument("--dtype", choices=["float32", "float64"])
    probe.add_argument("--trials", type=int)
    probe.add_argument("--seed", type=int, default=0)
    probe.add_argument("--atol", type=float, help="tolerance, relative to the output")
    laboratory.add_commands(commands)
    return parser


def run_doctor(options: argparse.Namespace) -> int:
    """Print every finding; fail if the core cannot work."""
    from setnb.doctor import examine

    findings = list(examine())
    print(*findings, sep="\n")
    fatal = sum(finding.fatal for finding in findings)
    print("\nThe core works." if not fatal else f"\nThe core does not work: {fatal} failed.")
    return int(fatal > 0)


def run_probe(options: argparse.Namespace) -> int:
    """Print the probe's report on a function named on the command line."""
    from setnb.probes import probe

    given = {"dtype": options.dtype and getattr(torch, options.dtype), "trials": options.trials}
    report = probe(
        load_target(options.target),
        options.n,
        options.d,
        output=options.output,
        batched=options.batched,
        backend=options.backend,
        seed=options.seed,
        atol=options.atol,
        **{name: value for name, value in given.items() if value is not None},
    )
    print(report)
    return 0


def load_target(target: str) -> Callable:
    """Import `module:function`, looking in the current folder first.

    Raises ValueError when the name has another form, the module or the function is not there, or
    what is there cannot be called.
    """
    module_name, _, path = target.partition(":")
    if not module_name or not path:
        raise ValueError(f"target: expected MODULE:FUNCTION, got {target!r}.")
    if str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))
    try:
        found = importlib.import_module(module_name)
        for name in path.split("."):
            found = getattr(found, name)
    except (ModuleNotFoundError, AttributeError) as error:
        raise ValueError(
            f"target: expected something importable, got {target!r}: {error}. "
            "Run setnb in the folder that holds the module, or install it."
        ) from error
    if isinstance(found, type) or not callable(found):
        raise ValueError(
            f"target: expected a function or a module that is built, got {found!r}. "
            "Name an instance: model = MyModel(), then MODULE:model."
        )
    return found


if __name__ == "__main__":
    sys.exit(main())
