"""`setnb doctor`: what is installed, what is missing, and how to get it."""

import operator
import os
import platform
import re
import shutil
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import torch

from setnb.data.files import data_path, sources, verified_path
from setnb.data.sums import GROWING, intact, read_sums

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
COMPARE = {">=": operator.ge, "<": operator.lt, "==": operator.eq}
REMEDIES = {
    "core": "pip install setnb",
    "notebook": "pip install 'setnb[notebook]'",
    "book": "make book, or pip install -c constraints.txt -e '.[book]' in a checkout",
    "test": "make test, or pip install -c constraints.txt -e '.[test]' in a checkout",
    "cluster": "pip install 'setnb[cluster]' (for sweeps on several machines only)",
    "photographs": "pip install 'setnb[photographs]' (for mosaics of colour photographs only)",
}
WRAP = textwrap.TextWrapper(100, subsequent_indent=" " * 19, break_on_hyphens=False)


@dataclass(frozen=True)
class Finding:
    """One line of the report; `remedy` is empty when all is well, `needed` marks the core."""

    what: str
    found: str
    remedy: str = ""
    needed: bool = False

    @property
    def fatal(self) -> bool:
        """Whether the package cannot work without this."""
        return self.needed and bool(self.remedy)

    def __str__(self) -> str:
        mark = "ok" if not self.remedy else "FAILED" if self.fatal else "missing"
        text = WRAP.fill(f"{mark:<9}{self.what:<10}{self.found}")
        return text + (f"\n{'':19}to get it: {self.remedy}" if self.remedy else "")


def examine() -> Iterator[Finding]:
    """Yield every finding: Python, packages by extra, device, data, browser."""
    yield Finding("Python", f"{platform.python_version()} on {platform.system()}")
    yield from examine_packages()
    yield examine_device()
    yield from examine_data()
    yield examine_browser()


def examine_packages() -> Iterator[Finding]:
    """Compare what each extra asks for (`core`: every install) with what is installed."""
    wanted: dict[str, list[str]] = {extra: [] for extra in REMEDIES}
    for requirement in requires("setnb") or []:
        package, _, marker = requirement.partition(";")
        asked_by = re.search(r"extra == ['\"](\w+)", marker)
        wanted[asked_by[1] if asked_by else "core"].append(package.strip())
    told: set[str] = set()
    for extra, packages in wanted.items():
        # Extras contain each other: each package is told under the first that asks for it.
        found = {package: compare(package) for package in packages if package not in told}
        told |= found.keys()
        fine = all(works for _, works in found.values())
        texts = [text for text, works in found.values() if fine or not works]
        remedy = "" if fine else REMEDIES[extra]
        yield Finding(extra, ", ".join(texts), remedy, needed=extra == "core")


def compare(wanted: str) -> tuple[str, bool]:
    """Say which version satisfies `wanted`, such as `torch>=2.4`, or what is wrong with it."""
    name = re.split("[<>=]", wanted)[0]
    try:
        installed = version(name)
    except PackageNotFoundError:
        return f"{name} is not installed", False
    bounds = re.findall(r"(>=|<|==)([\d.]+)", wanted)
    if all(COMPARE[sign](release(installed), release(bound)) for sign, bound in bounds):
        return f"{name} {installed}", True
    return f"{name} is {installed}, but {wanted} is needed", False


def release(text: str) -> tuple[int, ...]:
    """Return the numbers a version starts with, without final zeros: 2.10.0+cpu is (2, 10).

    The package `packaging` knows more, but a bare install lacks it, and doctor must run there.
    """
    numbers = [int(part) for part in re.split(r"[^\d.]", text)[0].split(".") if part]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def examine_device() -> Finding:
    """Report where tensors are computed. A CPU is enough for every chapter."""
    if torch.cuda.is_available():
        return Finding("device", f"cuda, {torch.cuda.get_device_name()}")
    return Finding("device", f"cpu, {torch.get_num_threads()} threads (enough for every chapter)")


def examine_data() -> Iterator[Finding]:
    """Hold each shipped file against its checksum: data that stay as they are, tables that grow."""
    lists: list[Callable[[], list[Callable[[], Path]]]] = [
        lambda: [partial(verified_path, name) for name in sources()],
        *(partial(_growing_tables, folder) for folder in GROWING),
    ]
    right = wrong = 0
    for listed in lists:
        checks: list[Callable[[], Path]] = []
        try:
            checks = listed()
        except FileNotFoundError as error:
            wrong += 1
            yield Finding("data", str(error), REMEDIES["core"], needed=True)
        for check in checks:
            try:
                check()
                right += 1
            except (ValueError, FileNotFoundError) as error:
                wrong += 1
                yield Finding("data", str(error), REMEDIES["core"], needed=True)
    yield Finding("data", f"{right} of {right + wrong} files, checksums right")


def _growing_tables(folder: str) -> list[Callable[[], Path]]:
    where = data_path(folder)
    return [partial(intact, where / name) for name in read_sums(where)]


def find_system_browser() -> str | None:
    """Return the path of a Chromium or Chrome on the PATH, else None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def examine_browser() -> Finding:
    """Report the browser that the book's tests drive; readers use their own."""
    found = os.environ.get("CHROMIUM") or find_system_browser()
    if found:
        return Finding("browser", found)
    return Finding("browser", "none on the PATH (for the tests only)", "make test")
