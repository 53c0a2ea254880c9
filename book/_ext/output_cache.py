"""Executed outputs are kept only as long as the code and data that made them are the same."""

import hashlib
import shutil
from pathlib import Path

from setnb.report.sections import find_sections

INPUTS = ("setnb", "data", "constraints.txt")


def choose_cache(root: Path, build: Path) -> Path:
    """Return the folder for outputs made from the current INPUTS; drop those made from others.

    The cache itself looks at a chapter's cells only: a change in the library, in a data file or in
    the pinned packages would go unnoticed. So the folder's name is their hash, with that of the
    labelled sections, which the reproduction report reads.
    """
    caches = build / ".jupyter_cache"
    current = caches / hash_of_inputs(root)
    if not current.exists():
        shutil.rmtree(caches, ignore_errors=True)
        current.mkdir(parents=True)
    return current


def hash_of_inputs(root: Path) -> str:
    """Return a hash of the files below INPUTS, names and contents, and of the book's labels."""
    digest = hashlib.sha256(repr(find_sections(root)).encode())
    for name in INPUTS:
        start = root / name
        for path in sorted([start, *start.rglob("*")]):
            # A widget's JavaScript runs in the reader's browser, not while a chapter is executed.
            kept_out = "__pycache__" in path.parts or path.suffix == ".js"
            if path.is_file() and not kept_out:
                content = hashlib.sha256(path.read_bytes()).hexdigest()
                digest.update(f"{path.relative_to(root)} {content}\n".encode())
    return digest.hexdigest()[:16]
