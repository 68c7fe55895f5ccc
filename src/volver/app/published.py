"""One published run, opened once and asked many times: what stands behind pages."""

import json
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, TypeVar

from volver.app.look import whole_run
from volver.app.workspace import FILE, Workspace
from volver.domain.errors import NotFound, VolverError
from volver.store import open_engine, with_macros
from volver.store.engine import Cell
from volver.store.heap import one_heap
from volver.store.shelf import from_shelf
from volver.store.snapshot import Snapshot

MEMORY = 270_000_000
"""Bytes, of which a third are the engine's, for all threads that ask at once: with 170 in place
of 270 million, one question in six hundred at 1,000,000 customers found no room."""
LISTS = 4
"""Of members, that are kept: four bytes a customer each."""
ANSWERS = 300
"""That are remembered: each is a figure or a few, or one page of a list; 10 MB of them at most."""
Found = TypeVar("Found")


def answers_many() -> None:
    """What a process says of itself at its start that shows runs to many at once, and for long."""
    one_heap()


@dataclass(eq=False, repr=False)
class PublishedRun:
    """A published run, for one thread; it shows what it showed when it was opened.

    Whether its files are as they were published is checked once, when it is opened.
    """

    workspace: Workspace
    folder: Path
    snapshot: Snapshot
    """Answers from the tables that the run has put by."""
    card: Mapping[str, Any]
    """Its model card."""
    _shelf: Mapping[str, str] = field(default_factory=dict)
    """The tables that the run has put by, as queries name them."""
    _answers: OrderedDict[object, Any] = field(default_factory=OrderedDict)
    """Of all threads that ask this run."""
    _one: Lock = field(default_factory=Lock)
    """Whoever has it may change the answers."""
    _members: OrderedDict[object, str] = field(default_factory=OrderedDict)
    _written: tuple[int, int] = (0, 0)

    @classmethod
    def open(cls, folder: Path) -> "PublishedRun":
        """The newest run of a workspace.

        Raises NotFound where there is none, where it was changed since it was published, or where
        an earlier version made it.
        """
        here = Workspace.open(folder)
        return _opened(here, whole_run(here))

    def again(self) -> "PublishedRun":
        """The same run for another thread: within the same memory, and with what is remembered."""
        engine = with_macros(self.snapshot.engine.again())
        snapshot = replace(self.snapshot, engine=engine, tables=dict(self._shelf))
        return replace(self, snapshot=snapshot, _members=OrderedDict())

    @property
    def run_id(self) -> str:
        """The name of the run."""
        return self.folder.name

    def is_newest(self) -> bool:
        """Whether no other run has been published since; quick enough to ask at every page."""
        try:
            return self.workspace.runs.latest() == self.folder
        except NotFound:
            return False

    def renew(self) -> None:
        """Read volver.toml again if it was written since: its segments may have changed.

        One that cannot be read leaves what there was: the run itself is none the worse.
        """
        written = _written(self.workspace.folder)
        if written == self._written:
            return
        self._written = written
        with suppress(VolverError):
            self.workspace = Workspace.open(self.workspace.folder)

    def remembered(self, asked: object, find: Callable[[], Found]) -> Found:
        """What is found for a question, which a published run never answers otherwise.

        asked: hashable. The question asked longest ago is forgotten.
        """
        with self._one:
            if asked in self._answers:
                self._answers.move_to_end(asked)
                held: Found = self._answers[asked]
                return held
        found = find()  # two threads may both look; what they find is the same
        with self._one:
            self._answers[asked] = found
            if len(self._answers) > ANSWERS:
                self._answers.popitem(last=False)
        return found

    def members(self, asked: object, sql: str, given: Mapping[str, Cell]) -> str:
        """The table in the engine with the answer of a query of customers' `n`.

        asked: what the query depends on. The lists asked for longest ago make room.
        """
        if asked not in self._members:
            if len(self._members) == LISTS:
                self._members.popitem(last=False)
            taken = self._members.values()
            name = next(
                one for one in map("members_of_{}".format, range(LISTS)) if one not in taken
            )
            self.snapshot.materialise(name, sql, **given)
            self._members[asked] = name
        self._members.move_to_end(asked)
        return self.snapshot.tables[self._members[asked]]

    def close(self) -> None:
        """Let go of the files; once more does no harm."""
        self.snapshot.engine.close()

    def __enter__(self) -> "PublishedRun":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _opened(here: Workspace, folder: Path) -> PublishedRun:
    engine = open_engine(memory=MEMORY)
    try:
        snapshot = from_shelf(engine, folder)
        if "customer_list" not in snapshot.tables:
            raise NotFound(
                what="The newest run was made by an earlier version, and has no list of customers",
                where=folder.name,
                next_step="Run: volver run. It writes the run again; the orders are untouched.",
            )
        engine.confine(here.runs.folder.parent)
        card = json.loads((folder / "card.json").read_text("utf-8"))
    except BaseException:
        engine.close()
        raise
    shelf = dict(snapshot.tables)
    return PublishedRun(here, folder, snapshot, card, shelf, _written=_written(here.folder))


def _written(folder: Path) -> tuple[int, int]:
    """When volver.toml was written, and how long it is."""
    found = (folder / FILE).stat()
    return found.st_mtime_ns, found.st_size
