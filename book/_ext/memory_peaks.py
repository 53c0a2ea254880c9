"""The peak memory of each chapter's kernel, sampled while the build executes it."""

import json
import os
import threading
from contextlib import suppress
from pathlib import Path

import psutil
from myst_nb.core.execute.cache import NotebookClientCache

SECONDS_BETWEEN_SAMPLES = 0.2


class PeakOfChildren(threading.Thread):
    """Sample the memory that this process's children hold together; keep the most, in bytes."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.bytes = 0
        self._ended = threading.Event()

    def run(self) -> None:
        """Sample until the block ends."""
        while not self._ended.wait(SECONDS_BETWEEN_SAMPLES):
            held = 0
            for process in psutil.Process(os.getpid()).children(recursive=True):
                # A process may end between being listed and being asked.
                with suppress(psutil.Error):
                    held += process.memory_info().rss
            self.bytes = max(self.bytes, held)

    def __enter__(self) -> "PeakOfChildren":
        self.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._ended.set()
        self.join()


def measure_executions(file: Path) -> None:
    """From now on, note the peak of each chapter that is executed in `file`."""
    original = NotebookClientCache.start_client

    def start_client(self: NotebookClientCache) -> None:
        with PeakOfChildren() as peak:
            original(self)
        # Outputs that came from the cache took no kernel: their peak is noted already.
        if peak.bytes:
            note_peak(file, Path(self.path).stem, peak.bytes)

    NotebookClientCache.start_client = start_client


def note_peak(file: Path, chapter: str, peak: int) -> None:
    """Write the peak of one chapter to the file of all."""
    file.write_text(json.dumps(read_peaks(file) | {chapter: peak}, indent=1), encoding="utf8")


def read_peaks(file: Path) -> dict[str, int]:
    """Return chapter -> bytes; chapters that were never measured are absent."""
    return json.loads(file.read_text(encoding="utf8")) if file.exists() else {}
