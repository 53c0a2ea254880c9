"""Checksums of the tables that grow, listed in their folder: recorded results, report lists.

The list is what `sha256sum *.csv` prints, so it is made and checked without Python as well. The
other data never change, and `sources.toml` has their checksums.
"""

import hashlib
from pathlib import Path

from setnb.atomic import write_atomic
from setnb.checks import reject

SUMS = "SHA256SUMS"
GROWING = ("report", "results")


def intact(path: Path) -> Path:
    """Return `path` if its checksum is the one listed beside it.

    Raises ValueError when it is not or none is listed, FileNotFoundError without a list.
    """
    expected = read_sums(path.parent).get(path.name, "none listed")
    content = path.read_bytes()
    got = hashlib.sha256(content).hexdigest()
    if got != expected:
        reject(
            f"table {path}",
            expected=f"sha256 {expected}",
            got=f"{got} ({len(content):,} bytes)",
            remedy="If nobody changed it on purpose it is damaged: reinstall setnb, or check the "
            f"file out again. {_how_to_list(path.parent)}",
        )
    return path


def list_sum(path: Path) -> None:
    """List the checksum of a table that has just been written."""
    folder = path.parent
    sums = read_sums(folder) if (folder / SUMS).exists() else {}
    sums[path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
    text = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
    write_atomic(folder / SUMS, text.encode())


def read_sums(folder: Path) -> dict[str, str]:
    """Return the listed checksum of each table in `folder`, by file name."""
    if not (folder / SUMS).is_file():
        raise FileNotFoundError(
            f"checksums: expected {folder / SUMS}, found none. Reinstall setnb, or check the file "
            f"out again. {_how_to_list(folder)}"
        )
    lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def _how_to_list(folder: Path) -> str:
    return f"After a change on purpose: cd {folder} && sha256sum *.csv > {SUMS}"
