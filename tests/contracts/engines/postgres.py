"""A PostgreSQL of our own for the length of a test run, where its programs are installed.

It listens on a socket in a folder of its own and nowhere else.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psycopg

UNPRIVILEGED = "nobody"  # PostgreSQL refuses to serve as root
GUARDED = "guarded"
"""The one user who is asked for a password."""
CLOSED = "closed"
"""A database that nobody may enter."""


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server, and its superuser."""

    folder: Path
    database: str = "postgres"

    def url(self, user: str = "volver", database: str | None = None, **more: str) -> str:
        """Its address for volver."""
        return f"postgresql:///{database or self.database}?" + urlencode(
            {"host": self.folder, "user": user} | more, quote_via=quote
        )

    def run(self, *statements: str) -> list[tuple[Any, ...]]:
        """Run statements as the superuser, each at once; the rows of the last one, if any."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            for statement in statements:
                cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []


def programs() -> Path | None:
    """Where the server's programs are, newest first."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max((path.parent for path in versions), key=lambda p: float(p.parent.name), default=None)


def missing() -> str | None:
    """What to run where the server is not installed."""
    return None if programs() else "sudo scripts/postgres.sh"


@contextmanager
def serving() -> Iterator[Postgres]:
    """A server from its first file to its last."""
    installed = programs()
    assert installed is not None
    as_whom: dict[str, Any] = {}
    folder = Path(tempfile.mkdtemp(prefix="volver-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, UNPRIVILEGED)
        as_whom = {"user": UNPRIVILEGED, "extra_groups": []}
    data, log = folder / "data", folder / "log"
    # A collation that does not sort by bytes, as most servers have one.
    locale = ["--locale-provider=icu", "--icu-locale=en-US", "--encoding=UTF8"]
    create = [installed / "initdb", "--pgdata", data, "--username=volver", "--auth=trust", *locale]
    # Compiling queries (jit) takes longer than a few hundred rows do.
    options = (
        f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off -c jit=off"
    )
    control = [installed / "pg_ctl", "--pgdata", data, "--silent", "--wait"]

    def run(command: list[Any]) -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, **as_whom)

    try:
        run([*create, "--no-sync", "--no-instructions"])
        rules = data / "pg_hba.conf"
        who = f"local {CLOSED} all reject\nlocal all {GUARDED} scram-sha-256\nlocal all all trust\n"
        rules.write_text(who, "utf-8")
        run([*control, "--log", log, "--options", options, "start"])
        try:
            yield Postgres(folder)
        finally:
            run([*control, "--mode", "immediate", "stop"])
    finally:
        shutil.rmtree(folder)
