"""`setnb doctor`: what is installed, what is missing, and how to get it."""

import operator
import os
import platform
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version

import torch

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
COMPARE = {">=": operator.ge, "<": operator.lt, "==": operator.eq}
REMEDIES = {
    "core": "pip install setnb",
    "notebook": "pip install 'setnb[notebook]'",
    "book": "make book, or pip install -c constraints.txt -e '.[book]' in a checkout",
    "test": "make test, or pip install -c constraints.txt -e '.[test]' in a checkout",
}


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
        mark = "ok     " if not self.remedy else "FAILED " if self.fatal else "missing"
        line = f"{mark}  {self.what:<24} {self.found}"
        return line + (f"\n{'':9}to get it: {self.remedy}" if self.remedy else "")


def examine() -> Iterator[Finding]:
    """Yield every finding: Python, packages by extra, device, data, browser."""
    yield Finding("Python", f"{platform.python_version()} on {platform.system()}")
    for extra in REMEDIES:
        yield from examine_packages(extra)
    yield examine_device()
    yield from examine_data()
    yield examine_browser()


def examine_packages(extra: str) -> Iterator[Finding]:
    """Compare what `extra` asks for (`core`: every install) with what is installed."""
    for requirement in requires("setnb") or []:
        wanted, _, marker = requirement.partition(";")
        asked_by = re.search(r"extra == ['\"](\w+)", marker)
        if (asked_by[1] if asked_by else "core") == extra and not wanted.startswith("setnb["):
            yield examine_package(wanted.strip(), extra)


def examine_package(wanted: str, extra: str) -> Finding:
    """Report whether an installed package satisfies `wanted`, such as `torch>=2.4`."""
    name = re.match(r"[\w.-]+", wanted)[0]
    what, needed = f"{extra}: {name}", extra == "core"
    try:
        installed = version(name)
    except PackageNotFoundError:
        return Finding(what, "not installed", REMEDIES[extra], needed)
    bounds = re.findall(r"(>=|<|==)([\d.]+)", wanted)
    if all(COMPARE[sign](release(installed), release(bound)) for sign, bound in bounds):
        return Finding(what, installed)
    return Finding(what, f"{installed}, but {wanted} is needed", REMEDIES[extra], needed)


def release(text: str) -> tuple[int, ...]:
    """Return the numbers a version starts with, without final zeros: 2.10.0+cpu is (2, 10).

    The package `packaging` knows more, but a bare install lacks it, and doctor must run there.
    """
    numbers = [int(part) for part in re.match(r"[\d.]*\d", text)[0].split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def examine_device() -> Finding:
    """Report where tensors are computed. A CPU is enough for every chapter."""
    if torch.cuda.is_available():
        return Finding("device", f"cuda, {torch.cuda.get_device_name()}")
    return Finding("device", f"cpu, {torch.get_num_threads()} threads (enough for every chapter)")


def find_system_browser() -> str | None:
    """Return the path of a Chromium or Chrome on the PATH, else None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def examine_browser() -> Finding:
    """Report the browser that the book's tests drive; readers use their own."""
    found = os.environ.get("CHROMIUM") or find_system_browser()
    if found:
        return Finding("browser for the tests", found)
    return Finding("browser for the tests", "none on the PATH", "make test, which installs one")
