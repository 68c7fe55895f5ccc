"""One job, in a process of its own: python -m volver.server.jobs.child KIND FOLDER [UPLOAD].

It knows no records and no web: it calls the library, and tells its parent a line of JSON at a time

    {"step": "fit", "share": 0.6}
    {"run": "2026-11-22-0123456789"}                or {"what": ..., "where": ..., "next_step": ...}

It ends when its parent does, however that ended: then its standard input is at its end.
"""

import json
import os
import sys
import threading
from pathlib import Path
from typing import Any, TextIO

from volver.app import faults
from volver.present.progress import STEPS

ORDER = [name for name in STEPS if name != "make"]
GENTLE = 5
"""How far pages go before jobs, as `nice` counts."""
LEAST = 0.01
"""Of the whole job, that is worth a line."""


class Told:
    """Progress as lines for the parent: how far the whole job is, by its steps."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._name, self._share = "", 0.0

    def step(self, name: str, done: float | None = None) -> None:
        """Say what is being done now; the share of the whole never goes back."""
        at = ORDER.index(name) if name in ORDER else 0
        share = max(self._share, (at + min(max(done or 0.0, 0.0), 1.0)) / len(ORDER))
        if name != self._name or share - self._share >= LEAST:
            self._name, self._share = name, share
            tell(self._out, {"step": name, "share": round(share, 4)})


def tell(out: TextIO, what: dict[str, Any]) -> None:
    """One line, at once."""
    out.write(json.dumps(what) + "\n")
    out.flush()


def work(kind: str, folder: Path, upload: str, progress: Told) -> str:
    """Do the job; the run that it published, or ""."""
    if kind == "refresh":
        from volver.app.run import run
        from volver.app.workspace import Workspace

        return run(Workspace.open(folder), None, progress, with_book=True).folder.name
    from volver.app.imports import take_in, take_out

    if kind == "import":
        take_in(folder, upload, progress)
    else:
        take_out(folder, upload)
    return ""


def _end_with_parent() -> None:
    """Wait for the end of the standard input, which the parent holds."""
    while os.read(0, 1024):
        pass
    os._exit(1)


def main() -> None:
    """Do one job and tell how it ended."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.nice(GENTLE)
    kind, folder, upload = sys.argv[1], Path(sys.argv[2]), "".join(sys.argv[3:4])
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # nothing else is ever said among the lines
    try:
        said = {"run": work(kind, folder, upload, Told(out))}
    except Exception as error:  # noqa: BLE001 - the door: no traceback ever reaches a user
        fault = faults.in_words(error)
        said = {"what": fault.what, "where": fault.where, "next_step": fault.next_step}
    tell(out, said)


if __name__ == "__main__":
    main()
