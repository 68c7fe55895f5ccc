"""Write down what is to be told, and tell it until it is heard or given up.

At least once: a process that is stopped while it tells, tells again after LEASE; the receiver
knows by the id what it has heard already. State is kept in the records alone, so that any process
may go on where another was stopped, and two at a time never tell the same.
"""

import hashlib
import hmac
import json
import secrets
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from volver.app.clock import now
from volver.server.accounts.models import Workspace
from volver.server.webhooks.events import Event, Fact, checked
from volver.server.webhooks.guard import Guard
from volver.server.webhooks.models import Delivery, Hook

WAITS = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 30, 2 * 60, 6 * 60, 12 * 60, 24 * 60)
)
"""Before the second try, the third, and so on; after the last it is given up."""
LEASE = timedelta(minutes=2)
"""How long a process may take for one try before another takes it up."""
KEPT = timedelta(days=30)
"""How long what was heard or given up stays in the records."""
MOST = 200
"""Tries at a call, so that a call ends."""
HEADER = "Volver-Signature"


def announce(
    workspace: Workspace, event: Event, facts: Mapping[str, Fact] | None = None
) -> list[Delivery]:
    """Write down, for each address that asked for it, that something happened; sends nothing.

    facts: figures of the whole business; ValueError for one that the event may not say.
    """
    hooks = Hook.objects.filter(workspace=workspace, ended_at=None)
    asked = [hook for hook in hooks if event.value in hook.events]
    return tell(asked, workspace, event, facts or {})


def tell(
    hooks: list[Hook], workspace: Workspace, event: Event, facts: Mapping[str, Fact]
) -> list[Delivery]:
    """The same for these addresses, whatever they asked for."""
    at, event_id = now(), f"evt_{secrets.token_hex(16)}"
    said = {
        "id": event_id,
        "event": event.value,
        "workspace": workspace.slug,
        "at": at.isoformat(timespec="seconds"),
        "data": checked(event, facts),
    }
    body = json.dumps(said, allow_nan=False)
    with transaction.atomic():
        return [
            Delivery.objects.create(
                hook=hook, event_id=event_id, event=event.value, body=body, due_at=at
            )
            for hook in hooks
        ]


def deliver_due(at: datetime, guard: Guard | None = None, most: int = MOST) -> Counter[str]:
    """Tell what is due, the longest waiting first; how many were heard, wait, or are given up."""
    guard, counted = guard or Guard(), Counter[str]()
    waiting = Delivery.objects.filter(state="waiting", due_at__lte=at).order_by("due_at", "pk")
    for key in list(waiting.values_list("pk", flat=True)[:most]):
        if (state := deliver(key, at, guard)) is not None:
            counted[state] += 1
    Delivery.objects.exclude(state="waiting").filter(tried_at__lt=at - KEPT).delete()
    return counted


def deliver(key: int, at: datetime, guard: Guard) -> str | None:
    """Try once; the state after it, None where another process has taken it up."""
    taken = Delivery.objects.filter(pk=key, state="waiting", due_at__lte=at)
    if not taken.update(due_at=at + LEASE, tries=F("tries") + 1, tried_at=at):
        return None
    one = Delivery.objects.select_related("hook").get(pk=key)
    if one.hook.ended_at is not None:
        one.state, one.outcome = "given up", "ended"
    else:
        body = one.body.encode()
        one.outcome = guard.send(one.hook.address, body, _headers(one, body, now()))
        _settle(one, at)
    one.save(update_fields=["state", "outcome", "due_at"])
    return one.state


def _settle(one: Delivery, at: datetime) -> None:
    if one.outcome.startswith("2"):
        one.state = "delivered"
    elif one.outcome == "410" or one.tries > len(WAITS):  # 410: gone for good, says the receiver
        one.state = "given up"
    else:
        one.due_at = at + WAITS[one.tries - 1]


def _headers(one: Delivery, body: bytes, at: datetime) -> dict[str, str]:
    moment = int(at.timestamp())
    mark = signature(one.hook.secret, moment, body)
    return {HEADER: f"t={moment},v1={mark}", "Volver-Event-Id": one.event_id}


def signature(secret: str, moment: int, body: bytes) -> str:
    """HMAC-SHA-256 over the moment in seconds, a point, and the body, as hexadecimal digits."""
    return hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
