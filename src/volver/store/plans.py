"""Plans as files: a line for each thing that happened, and nothing is ever taken out.

    .volver/plans/win-back.jsonl        what happened to the plan, the oldest first
    .volver/plans/kept-elsewhere.json   a note that plans are kept in a server's records from now on

A line is one write and one sync. What a power cut left of a last line is no event: it is cut off
before the next one is written.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from volver.domain.errors import BadInput, Busy
from volver.domain.plan import Event
from volver.domain.plan_events import (
    KeptElsewhere,
    changed_meanwhile,
    checked_name,
    event_of,
    no_such_plan,
    text_of,
)

NOTE = "kept-elsewhere.json"


class PlanFiles:
    """The plans of one workspace; keeps the contract of `domain.ports.PlanStore`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> list[str]:
        """Of all plans, in alphabetical order."""
        return sorted(path.stem for path in self._folder.glob("*.jsonl"))

    def events(self, name: str) -> list[Event]:
        """What happened to a plan; raises NotFound where there is none of that name."""
        path = self._path(name)
        if not path.is_file():
            raise no_such_plan(name)
        try:
            whole, _, _ = path.read_text("utf-8").rpartition("\n")
            return [event_of(line) for line in whole.split("\n") if line]
        except (ValueError, KeyError, TypeError):
            raise BadInput(
                what="The file of this plan has been changed by hand, or by another version",
                where=path.name,
                next_step="Put back what it was, or move it away and draft the plan anew.",
            ) from None

    def all_events(self) -> dict[str, list[Event]]:
        """What happened to every plan, in alphabetical order of their names."""
        return {name: self.events(name) for name in self.names()}

    def append(self, name: str, event: Event, known: int) -> None:
        """Add what happened; raises Busy where somebody else has added something since."""
        path = self._path(name)
        self._folder.mkdir(parents=True, exist_ok=True)
        line = text_of(event)
        if self.note() is not None:  # before a file of that name is made
            raise _handed_over(name)
        with held(path) as handle:
            there = os.pread(handle, os.fstat(handle).st_size, 0)
            whole = there[: there.rfind(b"\n") + 1]
            if whole.count(b"\n") != known:
                raise changed_meanwhile(name)
            if self.note() is not None:  # while this waited for its turn
                raise _handed_over(name)
            os.ftruncate(handle, len(whole))
            os.pwrite(handle, line.encode() + b"\n", len(whole))
            os.fsync(handle)

    def note(self) -> KeptElsewhere | None:
        """Who keeps the plans instead of these files; None where the files do."""
        with suppress(FileNotFoundError):
            try:
                plain = json.loads((self._folder / NOTE).read_text("utf-8"))
                return KeptElsewhere(str(plain["mark"]), str(plain["site"]))
            except (ValueError, KeyError, TypeError):
                raise BadInput(
                    what="The note that says where plans are kept cannot be read",
                    where=NOTE,
                    next_step="Move it away, then run: volver serve. It writes the note anew.",
                ) from None
        return None

    def hand_over(self, to: KeptElsewhere) -> dict[str, list[Event]]:
        """Note that plans are kept elsewhere from now on, and give what happened to each so far.

        Whoever was about to add something has either done so, and it is among what is given, or is
        refused. Raises Busy where somebody else keeps them already.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        self._write_note(to)
        found = {}
        for name in self.names():
            with held(self._path(name)):  # whoever is writing has finished
                found[name] = self.events(name)
        return {name: events for name, events in found.items() if events}

    def _write_note(self, to: KeptElsewhere) -> None:
        path, there = self._folder / NOTE, self.note()
        if there is not None and there.mark != to.mark:
            raise _kept_by_another()
        with NamedTemporaryFile("w", dir=self._folder, suffix=".part", delete=False) as file:
            json.dump({"mark": to.mark, "site": to.site}, file)
            file.flush()
            os.fsync(file.fileno())
        unfinished = Path(file.name)
        try:
            if there is None:
                os.link(unfinished, path)  # fails where somebody else was quicker
            else:
                unfinished.replace(path)
        except FileExistsError:
            raise _kept_by_another() from None
        finally:
            unfinished.unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._folder / f"{checked_name(name)}.jsonl"


def _kept_by_another() -> Busy:
    return Busy(
        what="The plans of this workspace are kept by another server",
        where=NOTE,
        next_step="Serve it with the folder that it was served with before: --site FOLDER.",
    )


def _handed_over(name: str) -> Busy:
    return Busy(
        what="Plans are kept in a server's records by now, and this came too late for the files",
        where=name,
        next_step="Do it again: it goes to the records.",
    )


@contextmanager
def held(path: Path) -> Iterator[int]:
    """The file, which nobody else writes meanwhile."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)
