"""Check the data files: every file against ``sources.toml``, or a rebuilt folder against them.

``python data/make/check.py`` compares size and sha256 of each listed file and looks for strays.
``python data/make/check.py --built FOLDER`` compares contents array by array instead, for a
machine whose zlib packs the same arrays into other bytes. The exit status is 1 on any difference.
"""

import argparse
import gzip
import hashlib
import json
import sys
import tomllib
from pathlib import Path

import numpy as np

DATA = Path(__file__).resolve().parent.parent


def damage(name: str, fact: dict) -> str | None:
    """What is wrong with a shipped file, or None."""
    path = DATA / name
    if not path.exists():
        return "missing; rebuild it with data/make/ or take it from version control"
    content = path.read_bytes()
    if len(content) != fact["bytes"]:
        return f"expected {fact['bytes']:,} bytes, got {len(content):,}"
    got = hashlib.sha256(content).hexdigest()
    return None if got == fact["sha256"] else f"expected sha256 {fact['sha256']}, got {got}"


def difference(name: str, folder: Path) -> str | None:
    """How a rebuilt file's contents differ from the shipped file's, or None."""
    if name.endswith(".json.gz"):
        same = unpacked_json(DATA / name) == unpacked_json(folder / name)
        return None if same else "contents differ"
    with np.load(DATA / name) as shipped, np.load(folder / name) as built:
        if shipped.files != built.files:
            return f"expected arrays {shipped.files}, got {built.files}"
        unequal = [
            key
            for key, array in shipped.items()
            if array.dtype != built[key].dtype or not np.array_equal(array, built[key])
        ]
        return f"arrays differ: {', '.join(unequal)}" if unequal else None


def unpacked_json(path: Path) -> list:
    """The items in the file's order, which a comparison of dicts would ignore."""
    return list(json.loads(gzip.decompress(path.read_bytes())).items())


def strays(listed: set[str]) -> list[str]:
    """Data files that no table describes."""
    found = [*DATA.glob("*.npz"), *DATA.glob("*.gz"), *DATA.glob("published/*.csv")]
    return sorted({f.relative_to(DATA).as_posix() for f in found} - listed)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--built", type=Path, help="folder with rebuilt files")
    built = parser.parse_args().built
    facts = tomllib.loads((DATA / "sources.toml").read_text("utf-8"))
    if built is None:
        verdicts = {name: damage(name, fact) for name, fact in facts.items()}
        verdicts |= dict.fromkeys(strays(set(facts)), "not listed in sources.toml")
    else:
        verdicts = {name: difference(name, built) for name in facts if (built / name).exists()}
    for name, trouble in verdicts.items():
        print(f"ok     {name}" if trouble is None else f"FAILED {name}: {trouble}")
    return int(not verdicts or any(verdicts.values()))


if __name__ == "__main__":
    sys.exit(main())
