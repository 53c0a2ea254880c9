"""Find the shipped data files, check them against their checksums, and read them."""

import gzip
import hashlib
import json
import os
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from setnb.checks import reject

# The first is where a wheel keeps the data, the second where a checkout does.
_PLACES = (
    Path(__file__).resolve().parents[1] / "_data",
    Path(__file__).resolve().parents[2] / "data",
)


@cache
def sources() -> dict[str, dict[str, Any]]:
    """Facts about every shipped file, keyed by its name: origin, licence, attribution, checksum.

    They always come with the package, never from `$SETNB_DATA`: data moved elsewhere is held
    against what this version of the package expects. Raises FileNotFoundError when the package
    came without its data.
    """
    for place in _PLACES:
        if (place / "sources.toml").is_file():
            return tomllib.loads((place / "sources.toml").read_text(encoding="utf-8"))
    raise FileNotFoundError(
        f"expected sources.toml in {' or '.join(map(str, _PLACES))}, found none. "
        "Reinstall setnb from a wheel or a full checkout."
    )


def data_path(name: str) -> Path:
    """Path of the shipped file or folder `name`, such as `"mnist10k_npm.npz"` or `"published"`.

    Looks in `$SETNB_DATA` when that is set, otherwise in the installed package and then in the
    checkout. Does not read the file. Raises FileNotFoundError when nothing is there.
    """
    moved = os.environ.get("SETNB_DATA")
    places = (Path(moved),) if moved else _PLACES
    for place in places:
        if (place / name).exists():
            return place / name
    remedy = (
        "Unset SETNB_DATA to use the files that came with setnb, or copy the file there."
        if moved
        else "Reinstall setnb, or rebuild the file with data/make/ (see data/make/README.md)."
    )
    raise FileNotFoundError(
        f"data file {name!r}: expected it in {' or '.join(map(str, places))}, found none. {remedy}"
    )


def verified_path(name: str) -> Path:
    """`data_path(name)` of a file listed in `sources()` whose checksum is right.

    The file is read once per process, and again only when its size or time changes. Raises
    ValueError for a name that is not listed or a damaged file, FileNotFoundError for a missing one.
    """
    if name not in sources():
        reject("name", expected=f"one of {', '.join(sources())}", got=name)
    path = data_path(name)
    state = path.stat()
    got = _sha256(path, state.st_size, state.st_mtime_ns)
    if got != sources()[name]["sha256"]:
        reject(
            f"data file {path}",
            expected=f"sha256 {sources()[name]['sha256']}",
            got=f"{got} ({state.st_size:,} bytes)",
            remedy=f"The file is damaged or of another version: {_remedy(name)}",
        )
    return path


def load_npz(name: str) -> dict[str, np.ndarray]:
    """All arrays of a shipped `.npz`, after its checksum; errors as in `verified_path`.

    Nothing in it is unpickled, so a file cannot run code.
    """
    with np.load(verified_path(name), allow_pickle=False) as arrays:
        return dict(arrays)


def load_json(name: str) -> Any:
    """Contents of a shipped `.json.gz`, after its checksum; errors as in `verified_path`."""
    return json.loads(gzip.decompress(verified_path(name).read_bytes()))


@cache
def _sha256(path: Path, size: int, modified: int) -> str:
    """Size and time are part of the cache's key only, so that a changed file is read again."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _remedy(name: str) -> str:
    if os.environ.get("SETNB_DATA"):
        return "unset SETNB_DATA or copy the right file there."
    script = sources()[name].get("script")
    rebuild = f", or rebuild it with python data/make/{script}" if script else ""
    return f"reinstall setnb{rebuild}."
