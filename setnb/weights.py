"""Trained weights by name: what a chapter shows without training it, and where it came from.

`data/weights/manifest.json` says, for each name, the checksum of its file and the run that made it.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from safetensors.torch import load, save
from torch import Tensor, nn

from setnb.atomic import write_atomic
from setnb.checks import reject
from setnb.data.files import data_path

FOLDER, MANIFEST = "weights", "manifest.json"


def save_weights(path: Path, model: nn.Module) -> None:
    """Write a model's state to `path`, atomically and without pickle."""
    state = {name: value.detach().cpu().contiguous() for name, value in model.state_dict().items()}
    write_atomic(path, save(state))


def load_weights(name: str) -> dict[str, Tensor]:
    """Return the trained weights called `name`, a state dict on the CPU.

    Raises ValueError for a name that is not there and for a damaged file, FileNotFoundError for a
    missing one.
    """
    facts = manifest()
    if name not in facts:
        reject("name", expected=f"one of {', '.join(facts) or 'no weights yet'}", got=name)
    path = data_path(f"{FOLDER}/{name}.safetensors")
    content = path.read_bytes()
    got = hashlib.sha256(content).hexdigest()
    if got != facts[name]["sha256"]:
        reject(
            f"weights {path}",
            expected=f"sha256 {facts[name]['sha256']}",
            got=f"{got}, a damaged file of {len(content):,} bytes",
            remedy="Reinstall setnb, or check the file out again.",
        )
    return load(content)


def manifest() -> dict[str, dict[str, Any]]:
    """Return what is known of all trained weights: sha256, experiment, config, key, commit.

    Raises ValueError for a damaged list.
    """
    path = data_path(f"{FOLDER}/{MANIFEST}")
    try:
        return json.loads(path.read_bytes())
    except ValueError as error:
        reject(
            f"list of weights {path}",
            expected="JSON",
            got=f"a damaged file of {path.stat().st_size:,} bytes ({error})",
            remedy="Reinstall setnb, or check the file out again.",
        )


def publish(name: str, part: str, record: dict[str, Any], source: Path) -> None:
    """Ship the weights at `source`, made by the run of `record`, under `name`.

    The manifest is written last: an interrupted publication leaves the old weights in force only
    where the file was not replaced yet, and a checksum error otherwise.
    """
    content = source.read_bytes()
    folder = data_path(FOLDER)
    write_atomic(folder / f"{name}.safetensors", content)
    facts = manifest() | {
        name: {
            "sha256": hashlib.sha256(content).hexdigest(),
            "experiment": record["experiment"],
            "version": record["version"],
            "key": record["key"],
            "config": record["config"],
            "part": part,
            "commit": record["facts"]["commit"],
            "dirty": record["facts"]["dirty"],
        }
    }
    text = json.dumps(facts, indent=1, sort_keys=True) + "\n"
    write_atomic(folder / MANIFEST, text.encode())
