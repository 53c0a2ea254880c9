"""Download one pinned package with its registry's own client and unpack it.

Every package ends up in ``<cache>/<registry>-<name>-<version>``, once. The cache is
``$SETNB_MAKE_CACHE`` or ``setnb-make`` in the system's temporary folder. Someone without the
client passes an unpacked folder instead: ``--package NAME=FOLDER`` (see ``save.main``).
"""

import os
import shutil
import subprocess
import tarfile
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

given: dict[str, Path] = {}  # package name -> unpacked folder, from the command line


def cache() -> Path:
    folder = Path(os.environ.get("SETNB_MAKE_CACHE", Path(tempfile.gettempdir()) / "setnb-make"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def npm(name: str, version: str) -> Path:
    """Unpacked npm package, without running any of its scripts."""

    def get(folder: Path) -> None:
        call(["npm", "pack", "--silent", "--ignore-scripts", f"{name}@{version}"], folder)
        unpack_tar(only(folder, "*.tgz"), folder)

    return fetched("npm", name, version, get) / "package"


def npm_install(name: str, version: str, *others: str) -> Path:
    """``node_modules`` with ``name`` and the ``others`` (each ``package@version``)."""

    def get(folder: Path) -> None:
        call(
            ["npm", "install", "--silent", "--ignore-scripts", "--no-save", "--prefix", ".",
             f"{name}@{version}", *others],
            folder,
        )  # fmt: skip

    return fetched("npm-install", name, version, get) / "node_modules"


def pypi(name: str, version: str) -> Path:
    """Unpacked wheel, without its dependencies."""

    def get(folder: Path) -> None:
        call(["pip", "download", "--quiet", "--no-deps", "-d", ".", f"{name}=={version}"], folder)
        with zipfile.ZipFile(only(folder, "*.whl")) as wheel:
            wheel.extractall(folder)

    return fetched("pypi", name, version, get)


def debian(name: str, version: str) -> Path:
    """Unpacked Debian package (root is not needed; ``dpkg-deb`` and ``apt-get`` are)."""

    def get(folder: Path) -> None:
        call(["apt-get", "download", f"{name}={version}"], folder)
        call(["dpkg-deb", "--extract", str(only(folder, "*.deb")), "."], folder)

    return fetched("debian", name, version, get)


def fetched(registry: str, name: str, version: str, get: Callable[[Path], None]) -> Path:
    """The package's folder; ``get`` fills a scratch folder that is renamed only when complete."""
    if name in given:
        return given[name]
    target = cache() / f"{registry}-{name.replace('/', '-').lstrip('@')}-{version}"
    if not target.exists():
        scratch = Path(tempfile.mkdtemp(dir=cache()))
        try:
            get(scratch)
            scratch.rename(target)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    return target


def call(command: list[str], folder: Path) -> None:
    if shutil.which(command[0]) is None:
        raise FileNotFoundError(
            f"expected the client {command[0]!r} on the PATH, found none; "
            "install it or pass --package NAME=FOLDER with the unpacked package"
        )
    subprocess.run(command, cwd=folder, check=True)


def only(folder: Path, pattern: str) -> Path:
    found = list(folder.glob(pattern))
    if len(found) != 1:
        raise FileNotFoundError(f"expected one {pattern} in {folder}, got {len(found)}")
    return found[0]


def unpack_tar(path: Path, folder: Path) -> None:
    with tarfile.open(path) as archive:
        archive.extractall(folder, filter="data")
