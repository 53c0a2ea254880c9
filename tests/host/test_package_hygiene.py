"""Rules that hold for the whole package: light imports, honest docstrings, short files."""

import doctest
import importlib
import inspect
import os
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

import setnb
from tests.project import ROOT

HEAVY = "plotly matplotlib ipywidgets anywidget IPython tyro dask distributed skimage sklearn"
USE_WITHOUT_HEAVY = """
import sys
from importlib.machinery import ModuleSpec
heavy = set(sys.argv[1].split())

class Refuse:
    # Found, but not to be had: torch looks for some of them without importing them.
    def find_spec(self, name, path=None, target=None):
        return ModuleSpec(name, self) if name.partition(".")[0] in heavy else None

    def create_module(self, spec):
        raise ModuleNotFoundError(f"{spec.name} is blocked by this test")

    def exec_module(self, module):
        pass

sys.meta_path.insert(0, Refuse())
import setnb, setnb.cli, setnb.data, setnb.doctor, setnb.nn, setnb.train, setnb.widgets
print(setnb.probe(setnb.push_apart, n=2, d=1).verdict)
print(len(setnb.data.load_digits("mnist", "test").labels) > 0)
import setnb.experiments
print(len(setnb.experiments.run("digit_sum_text", preset="smoke", quiet=True)))
print(sorted(heavy & {name.partition(".")[0] for name in sys.modules}))
"""
PUBLIC = ["setnb", "setnb.data", "setnb.functional", "setnb.losses", "setnb.nn", "setnb.probes"]
# No paper and no chapter is about these: they fetch, check or hold.
PLUMBING = {"Counterexample", "Report", "check_perm", "data_path", "load_json", "load_npz"}
PLUMBING |= {"invert_perm", "make_perms", "sort_perm", "sources"}
CHAPTERS = """intro sets sum-decomposition equivariant-layers deep-sets-in-practice point-clouds
bayesian-sets recurrence optimised-permutations mosaics push-apart fspool dspn implicit-gradients
numbering scenes parameter-sharing partition-distance discovering laboratory report"""
MODULES = [module.name for module in pkgutil.walk_packages(setnb.__path__, "setnb.")]
LINE_LIMIT = 250


def tracked_files() -> list[str]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.splitlines() if (ROOT / name).is_file()]


def public_objects() -> Iterator[tuple[str, object]]:
    for name in PUBLIC:
        module = importlib.import_module(name)
        for public in module.__all__:
            if callable(getattr(module, public)):
                yield f"{name}.{public}", getattr(module, public)


def test_the_package_works_without_any_figure_or_widget_library(tmp_path) -> None:
    command = [sys.executable, "-c", USE_WITHOUT_HEAVY, HEAVY]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "SETNB_RUNS": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr
    # Two metrics at each of the two lengths of the smoke preset.
    assert done.stdout.splitlines() == ["exclusively multiset-equivariant", "True", "4", "[]"]


def test_every_public_object_names_its_source_and_chapter() -> None:
    lacking = [
        name
        for name, thing in public_objects()
        if name.rpartition(".")[2] not in PLUMBING
        for line in ("Source: ", "Chapter: ")
        if line not in (inspect.getdoc(thing) or "")
    ]
    assert lacking == []


def test_sources_are_in_the_bibliography_and_chapters_in_the_contents() -> None:
    keys = set(re.findall(r"^@\w+\{(\w+),", (ROOT / "book/references.bib").read_text(), re.M))
    chapters = {f"ch-{name}" for name in CHAPTERS.split()}
    unknown = []
    for path in (ROOT / "setnb").rglob("*.py"):
        text = path.read_text()
        named = set(re.findall(r"\bSource: (\w+)", text)) - keys
        named |= set(re.findall(r"\bChapter: ([\w-]+)", text)) - chapters
        unknown += [f"{path.relative_to(ROOT)}: {name}" for name in sorted(named)]
    assert unknown == []


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_give_what_they_say(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name))
    assert result.failed == 0


def test_some_docstrings_have_examples() -> None:
    finder = doctest.DocTestFinder()
    modules = [setnb, *map(importlib.import_module, MODULES)]
    assert sum(bool(test.examples) for module in modules for test in finder.find(module)) >= 2


def test_files_are_short() -> None:
    lengths = {
        path.relative_to(ROOT): path.read_text().count("\n")
        for folder in ("setnb", "book/_ext", "tools", "tests")
        for kind in ("*.py", "*.js")
        for path in (ROOT / folder).rglob(kind)
    }
    assert {path: n for path, n in lengths.items() if n > LINE_LIMIT} == {}


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    personal = re.compile(r"(?<![\w.:/-])/(?:root|work|home/\w+|Users/\w+)/\w")
    binary = {".npz", ".gz", ".safetensors", ".png", ".jpg", ".ico", ".woff2"}
    found = []
    for name in tracked_files():
        path = ROOT / name
        if path.suffix not in binary and (hit := personal.search(path.read_text("utf-8"))):
            found.append(f"{name}: {hit[0]}")
    assert found == []


def test_notebooks_are_stored_clean() -> None:
    command = [sys.executable, "tools/notebooks.py"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
