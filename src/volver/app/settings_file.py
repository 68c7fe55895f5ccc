"""One writer of volver.toml at a time, and never half of it.

volver.toml              written whole, beside the old one, and put in its place
.volver/settings.lock    held by whoever changes it: segments or definitions
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK = "settings.lock"


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Nobody else changes the settings of a workspace through volver meanwhile."""
    inside = folder / ".volver"
    inside.mkdir(exist_ok=True)
    handle = os.open(inside / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def put(path: Path, text: str) -> None:
    """Write the file so that whoever reads it finds the old one or the new one, whole."""
    unfinished = path.with_name(f"{path.name}.part")
    with unfinished.open("wb") as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
    unfinished.chmod(path.stat().st_mode)
    unfinished.replace(path)
