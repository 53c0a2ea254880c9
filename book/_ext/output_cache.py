"""Executed outputs are kept only as long as the code and data that made them are the same."""

import hashlib
import shutil
from pathlib import Path

from jupyter_cache import get_cache

from setnb.report.sections import find_sections

INPUTS = ("setnb", "data", "constraints.txt")
# This chapter reads the others: their labels and titles.
REPORT = "20_report.ipynb"


def choose_cache(root: Path, build: Path) -> Path:
    """Return the folder for outputs made from the current INPUTS; drop those made from others.

    The cache itself looks at a chapter's cells only: a change in the library, in a data file or in
    the pinned packages would go unnoticed. So the folder's name is their hash.
    """
    caches = build / ".jupyter_cache"
    current = caches / hash_of_inputs(root)
    if not current.exists():
        shutil.rmtree(caches, ignore_errors=True)
        current.mkdir(parents=True)
    forget_the_report(root, current)
    return current


def forget_the_report(root: Path, cache: Path) -> None:
    """Drop the report's outputs when a section was added, renamed or moved since they were made."""
    note, sections = cache / "sections.txt", repr(find_sections(root))
    if note.exists() and note.read_text(encoding="utf8") == sections:
        return
    outputs = get_cache(cache)
    for record in outputs.list_cache_records():
        if Path(record.uri).name == REPORT:
            outputs.remove_cache(record.pk)
    note.write_text(sections, encoding="utf8")


def hash_of_inputs(root: Path) -> str:
    """Return a hash of the files below INPUTS, names and contents."""
    digest = hashlib.sha256()
    for name in INPUTS:
        start = root / name
        for path in sorted([start, *start.rglob("*")]):
            # A widget's JavaScript runs in the reader's browser, not while a chapter is executed.
            kept_out = "__pycache__" in path.parts or path.suffix == ".js"
            if path.is_file() and not kept_out:
                content = hashlib.sha256(path.read_bytes()).hexdigest()
                digest.update(f"{path.relative_to(root)} {content}\n".encode())
    return digest.hexdigest()[:16]
