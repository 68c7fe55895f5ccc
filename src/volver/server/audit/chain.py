"""Write down what somebody did, and find out whether what was written still stands.

Each entry's mark is an HMAC over its content and the mark before it, under the server's secret:
whoever changes, takes out, puts in or swaps an entry without the secret breaks the chain there.
A tail that was cut off shows when the last mark was noted elsewhere: `head` gives it.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest

from volver.app.clock import now
from volver.server.audit.models import Entry

START = "0" * 64
LOCK = 0x766F6C766572
"""The number under which PostgreSQL knows the end of the chain; "volver" as bytes."""
MOST = 254
"""Characters of a subject."""


def record(
    request: HttpRequest | None,
    action: str,
    subject: str,
    details: Mapping[str, Any] | None = None,
    actor: str | None = None,
) -> Entry:
    """Add an entry; one writer at a time, so that the chain never forks."""
    workspace = getattr(getattr(request, "workspace", None), "slug", "")
    entry = Entry(
        at=now(),
        actor=_actor(request) if actor is None else actor,
        workspace=workspace,
        action=action,
        subject=subject[:MOST],
        details=dict(details or {}),
    )
    with transaction.atomic():
        _one_at_a_time()
        last = Entry.objects.order_by("-number").first()
        entry.number = 1 if last is None else last.number + 1
        entry.mark = mark_of(entry, START if last is None else last.mark)
        entry.save(force_insert=True)
    return entry


def _one_at_a_time() -> None:
    """Wait until nobody else adds an entry, up to the end of this transaction.

    SQLite's transactions write one at a time anyway. On PostgreSQL a lock on the last entry would
    not do: whoever waited for it still sees it as the last, and the first entry has none before.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.callproc("pg_advisory_xact_lock", [LOCK])


def mark_of(entry: Entry, before: str) -> str:
    """The mark of an entry after the one with the mark `before`."""
    content = json.dumps(
        [
            before,
            entry.number,
            entry.at.isoformat(),
            entry.actor,
            entry.workspace,
            entry.action,
            entry.subject,
            entry.details,
        ],
        ensure_ascii=False,
        sort_keys=True,
    )
    return hmac.new(_key(), content.encode(), hashlib.sha256).hexdigest()


def broken_at() -> int | None:
    """The number of the first entry that does not stand as it was written; None where all do."""
    before, expected = START, 1
    for entry in Entry.objects.order_by("number").iterator():
        if entry.number != expected or not hmac.compare_digest(entry.mark, mark_of(entry, before)):
            return min(entry.number, expected)
        before, expected = entry.mark, expected + 1
    return None


def head() -> tuple[int, str]:
    """The number and the mark of the last entry, to be noted elsewhere; (0, START) before any."""
    last = Entry.objects.order_by("-number").first()
    return (0, START) if last is None else (last.number, last.mark)


def _actor(request: HttpRequest | None) -> str:
    user = getattr(request, "user", None)
    return user.email if user is not None and user.is_authenticated else ""


def _key() -> bytes:
    return hashlib.sha256(b"volver audit " + settings.SECRET_KEY.encode()).digest()
