"""Where Django keeps the records: a file of SQLite, or a PostgreSQL that site.toml names."""

import os
from typing import Any

from volver.server.site import RECORDS, Site

SECONDS_TO_CONNECT = 10
KEPT = 60
"""Seconds for which a connection to PostgreSQL is used again."""


def database(site: Site) -> dict[str, Any]:
    """Django's description of it."""
    told = site.records
    if told is None:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": site.folder / RECORDS,
            "OPTIONS": {
                # A writer waits for its turn from the start of its transaction, so that none that
                # has read is refused when it writes.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": told.name,
        "USER": told.user,
        "PASSWORD": told.password,
        "HOST": told.host,
        "PORT": told.port,
        "CONN_MAX_AGE": KEPT,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": SECONDS_TO_CONNECT, **told.options},
    }


def keep_to_ourselves(site: Site) -> None:
    """Make the file of the records, readable by its owner alone, before anybody writes to it."""
    if site.records is None:
        path = site.folder / RECORDS
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
