"""environment.yml (conda) asks for the same packages and bounds as pyproject.toml (pip)."""

import re
import tomllib
from itertools import chain

import yaml

from tests.project import ROOT

# The same package under the name that conda-forge gives it.
CONDA_NAMES = {"torch": "pytorch"}


def split(requirement: str) -> tuple[str, frozenset[str]]:
    name, bounds = re.fullmatch(r"([\w-]+)(.*)", requirement.replace(" ", "")).groups()
    return CONDA_NAMES.get(name, name), frozenset(filter(None, bounds.split(",")))


def asked_by_pip() -> dict[str, frozenset[str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    requirements = [*project["dependencies"], *extras["notebook"], *extras["book"]]
    return dict(split(r) for r in requirements if not r.startswith("setnb["))


def asked_by_conda() -> dict[str, frozenset[str]]:
    listed = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    by_pip = next(entry["pip"] for entry in listed if isinstance(entry, dict))
    packages = [entry for entry in listed if isinstance(entry, str)]
    return dict(split(r) for r in [*packages, *by_pip] if not r.startswith("-e"))


def test_conda_and_pip_ask_for_the_same_packages_and_bounds() -> None:
    conda = asked_by_conda()
    del conda["python"], conda["pip"], conda["make"]
    assert conda == asked_by_pip()


def test_both_ask_for_the_same_python() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert asked_by_conda()["python"] == {project["requires-python"]}


def test_every_dependency_is_pinned() -> None:
    pins = (ROOT / "constraints.txt").read_text().splitlines()
    pinned = {re.split("==", line)[0].lower().replace("_", "-") for line in pins}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = chain(project["dependencies"], *project["optional-dependencies"].values())
    names = {re.split(r"[<>=\[]", requirement)[0] for requirement in asked} - {"setnb"}
    assert names - pinned == set()
