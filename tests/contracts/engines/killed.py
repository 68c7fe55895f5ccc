"""A run that dies at one of its moments, each of which has a name.

    python -m tests.contracts.engines.killed FOLDER [NUMBER]

Without a number the run lives, and prints the names in order. With one the process is killed the
instant that moment comes, as by a power cut: nothing is caught, flushed or rolled back.
"""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.app.shop import AS_OF_ALL

from volver.app import ingest
from volver.app.run import run
from volver.app.workspace import Workspace
from volver.domain.ports import Quiet
from volver.store import publish
from volver.store.engines.duckdb import DuckDbEngine

Moment = Callable[[str], None]
AT_HOME = ("execute", "rows", "columns", "store_columns", "store_batches", "write_file")
AT_THE_SOURCE = ("relation", "describe", "rows", "batches")


def noted(moment: Moment, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
    """A call that comes to its moment before it does anything."""

    def called(*given: Any, **named: Any) -> Any:
        sql = given[1].split()[:3] if given[1:] and isinstance(given[1], str) else []
        moment(f"{name} {' '.join(sql)}".strip())
        return method(*given, **named)

    return called


def written(moment: Moment, method: Callable[..., Any]) -> Callable[..., Any]:
    """A `write_table` with a moment before it, before each batch and after the last."""

    def batches(coming: Any) -> Iterator[Any]:
        for batch in coming:
            moment("write back: a batch")
            yield batch
        moment("write back: all batches are there")

    def called(self: Any, table: str, coming: Any) -> Any:
        moment("write back: begin")
        found = method(self, table, batches(coming))
        moment("write back: end")
        return found

    return called


@contextmanager
def moments(moment: Moment, source: Any) -> Iterator[None]:
    """Every call of the two engines, and every step of publishing, is a moment."""
    changes: list[tuple[Any, str, Any]] = []
    if source is not DuckDbEngine:
        for name in AT_THE_SOURCE:
            called = noted(moment, f"source {name}", getattr(source, name))
            changes.append((source, name, called))
    for name in AT_HOME:
        changes.append((DuckDbEngine, name, noted(moment, name, getattr(DuckDbEngine, name))))
    changes.append((source, "write_table", written(moment, source.write_table)))
    for name in ("_sign", "_flush", "_sync"):
        step = getattr(publish, name)
        changes.append(
            (publish, name, lambda path, n=name, s=step: (moment(f"publish {n}"), s(path)))
        )
    patches = [patch.object(where, name, new) for where, name, new in changes]
    for each in patches:
        each.start()
    try:
        yield
    finally:
        for each in patches:
            each.stop()


def main() -> None:
    """Run the workspace, or die."""
    folder, *number = sys.argv[1:]
    last = int(number[0]) if number else None
    passed: list[str] = []

    def moment(name: str) -> None:
        if len(passed) == last:
            os.kill(os.getpid(), signal.SIGKILL)
        passed.append(name)

    here = Workspace.open(Path(folder))
    ingest.FEW = 0
    with moments(moment, source_class(here.settings.engine or "")):
        run(here, AS_OF_ALL, Quiet())
    print("\n".join(passed))  # noqa: T201 - what it is for


def source_class(url: str) -> Any:
    """The adapter behind an address."""
    match url.partition(":")[0]:
        case "postgresql":
            from volver.store.engines.postgres import PostgresEngine

            return PostgresEngine
        case "spark":
            from volver.store.engines.spark import SparkEngine

            return SparkEngine
    return DuckDbEngine


if __name__ == "__main__":
    main()
