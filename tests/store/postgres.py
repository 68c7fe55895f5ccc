"""A PostgreSQL of our own for the length of a test run, where its programs are installed.

It listens on a socket in a folder of its own and nowhere else.
"""

import csv
import io
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from volver.store.engine import Engine

NULL = "\\N"
TYPES = {"VARCHAR": "TEXT", "DOUBLE": "DOUBLE PRECISION", "TINYINT": "SMALLINT"}
UNPRIVILEGED = "nobody"  # PostgreSQL refuses to serve as root


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server; every statement is a session of its own."""

    programs: Path
    folder: Path

    def run(self, sql: str, given: str = "") -> str:
        """What psql answers, as CSV."""
        command = [
            self.programs / "psql", "--host", self.folder, "--username", "volver", "--no-psqlrc",
            "--csv", "--tuples-only", "--quiet", "--pset", f"null={NULL}",
            "--set", "ON_ERROR_STOP=1", "--command", sql, "postgres",
        ]  # fmt: skip
        done = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def rows(self, sql: str, like: Iterable[tuple]) -> list[tuple]:
        """The answer of a query, each column read as the type that it has in rows `like` it."""
        kinds = [
            next((type(value) for value in column if value is not None), str)
            for column in zip(*like, strict=True)
        ]
        answer = csv.reader(io.StringIO(self.run(sql)))
        return [
            tuple(_read(text, kind) for text, kind in zip(row, kinds, strict=True))
            for row in answer
        ]

    def load(self, table: str, types: Mapping[str, str], rows: Iterable[tuple]) -> None:
        """Make a table anew, its columns of types that DuckDB names, and fill it."""
        text = io.StringIO()
        writer = csv.writer(text)
        for row in rows:
            writer.writerow(NULL if value is None else value for value in row)
        columns = ", ".join(f"{name} {TYPES.get(kind, kind)}" for name, kind in types.items())
        self.run(f"DROP TABLE IF EXISTS {table}; CREATE TABLE {table} ({columns})")
        copy = f"COPY {table} ({', '.join(types)}) FROM STDIN WITH (FORMAT csv, NULL '{NULL}')"
        self.run(copy, text.getvalue())

    def copy(self, engine: Engine, table: str) -> None:
        """Load a table of another engine."""
        types = {row[0]: row[1] for row in engine.rows(f"DESCRIBE {table}")}
        self.load(table, types, engine.rows(f"FROM {table}"))


def _read(text: str, kind: type) -> Any:
    if text == NULL:
        return None
    if kind is bool:
        return text == "t"
    return kind.fromisoformat(text) if issubclass(kind, date) else kind(text)


def programs() -> Path | None:
    """Where the server's programs are, newest first."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max((path.parent for path in versions), key=lambda p: float(p.parent.name), default=None)


@contextmanager
def serving(programs: Path) -> Iterator[Postgres]:
    """A server from its first file to its last."""
    as_whom: dict[str, Any] = {}
    folder = Path(tempfile.mkdtemp(prefix="volver-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, UNPRIVILEGED)
        as_whom = {"user": UNPRIVILEGED, "extra_groups": []}
    data, log = folder / "data", folder / "log"
    # A collation that does not sort by bytes, as most servers have one.
    locale = ["--locale-provider=icu", "--icu-locale=en-US", "--encoding=UTF8"]
    create = [programs / "initdb", "--pgdata", data, "--username=volver", "--auth=trust", *locale]
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
    control = [programs / "pg_ctl", "--pgdata", data, "--silent", "--wait"]

    def run(command: list[Any]) -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, **as_whom)

    try:
        run([*create, "--no-sync", "--no-instructions"])
        run([*control, "--log", log, "--options", options, "start"])
        try:
            yield Postgres(programs, folder)
        finally:
            run([*control, "--mode", "immediate", "stop"])
    finally:
        shutil.rmtree(folder)
