"""Writing files so that a crash leaves either the old file or the new one, never half of one."""

import os
import tempfile
from pathlib import Path


def write_atomic(path: Path, data: bytes) -> None:
    """Write `data` to `path`: into a temporary file beside it, flushed to disk, then renamed.

    Raises OSError naming `path` and a remedy when the folder cannot be written or the disk is
    full; a file that was there before is then still whole.
    """
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp lets nobody else read; a result is for everybody whom a plain file would be for.
        os.umask(mask := os.umask(0))
        os.chmod(temporary, 0o666 & ~mask)
        os.replace(temporary, path)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise OSError(
            error.errno,
            f"could not write {path}: {error.strerror}. Free some space, make the folder "
            "writable, or choose another one with SETNB_RUNS. What was there before is unchanged",
        ) from error
