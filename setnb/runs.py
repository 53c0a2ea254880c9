"""The working store: one JSON file per finished run, named by a hash of what was run."""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from setnb.atomic import write_atomic
from setnb.checks import reject

Json = dict[str, Any]


def runs_folder() -> Path:
    """Return `$SETNB_RUNS`, or `runs` in the working directory."""
    return Path(os.environ.get("SETNB_RUNS") or "runs").absolute()


def run_key(experiment: str, version: int, config: Json) -> str:
    """Hash experiment, version and config (seed included) to the 16 hex digits that name a run."""
    text = json.dumps([experiment, version, config], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class RunFiles:
    """The files of one run: its result when finished, and what it keeps while it works."""

    folder: Path
    experiment: str
    key: str

    @property
    def result(self) -> Path:
        """The result: there once the run has finished."""
        return self.folder / self.experiment / f"{self.key}.json"

    def checkpoint(self, part: str) -> Path:
        """The checkpoint of one named training inside the run."""
        return self.folder / self.experiment / f"{self.key}.{part}.checkpoint"

    def weights(self, part: str) -> Path:
        """The trained weights of one network, which stay when the run has finished."""
        return self.folder / self.experiment / f"{self.key}.{part}.safetensors"

    def prepare(self) -> None:
        """See, before hours of work, that the store can be written; OSError with the remedy."""
        trial = self.checkpoint("trial")
        write_atomic(trial, b"")
        trial.unlink(missing_ok=True)

    def finish(self, record: Json) -> None:
        """Write the result with its checksum, then drop the checkpoints."""
        body = json.dumps(record, indent=1, sort_keys=True)
        text = json.dumps({"sha256": _digest(body)}) + "\n" + body + "\n"
        write_atomic(self.result, text.encode())
        for path in self.result.parent.glob(f"{self.key}.*.checkpoint"):
            path.unlink()

    def read(self) -> Json | None:
        """Return the result, None if the run has not finished; ValueError if it is damaged."""
        if not self.result.exists():
            return None
        return read_result(self.result)


def read_result(path: Path) -> Json:
    """Return one result after its checksum; ValueError naming the remedy if it is damaged."""
    try:
        head, body = path.read_text(encoding="utf8").split("\n", 1)
        body = body.removesuffix("\n")
        if json.loads(head)["sha256"] == _digest(body):
            return json.loads(body)
    except (ValueError, KeyError, TypeError):
        pass
    reject(
        f"result {path}",
        expected="a whole result of a finished run",
        got=f"a damaged file of {path.stat().st_size:,} bytes",
        remedy="Delete it and run the experiment again; its other runs are not touched.",
    )


def read_all(experiment: str, folder: Path | None = None) -> list[Json]:
    """Return every finished run of an experiment in the store, in the order of their keys."""
    place = (folder or runs_folder()) / experiment
    return [read_result(path) for path in sorted(place.glob("*.json"))]


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()
