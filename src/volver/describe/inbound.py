"""Contacts that customers began and that nobody has finished, with their deadlines.

In the order of arrival and deadline only: it reads interactions and nothing else, and a contract
of pyproject.toml keeps it from whoever knows what a customer is worth.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from volver.describe.contact_sources import USUAL, Targets
from volver.domain.inbound import Waiting
from volver.store.snapshot import Snapshot

OPEN = """
WITH others AS (
  SELECT *
  FROM interactions
  WHERE v_bytewise(interaction_id) < 'volver-' OR v_bytewise(interaction_id) >= 'volver.'
), ends AS (
  SELECT MAX(resolved_day) AS last_end FROM others
)
SELECT
  others.interaction_id, others.customer_id, others.opened_at, others.channel, others.reason,
  others.is_complaint, others.response_minutes, others.promise, others.promise_due
FROM others
CROSS JOIN ends
WHERE others.resolved_day IS NULL AND others.resolution_minutes IS NULL AND others.outcome IS NULL
  AND NOT v_word(others.direction) = 'out'
  AND (others.is_complaint OR (ends.last_end IS NOT NULL AND v_word(others.type) NOT IN (
    'visit', 'open', 'click', 'view', 'impression', 'search', 'download', 'engage',
    'basket', 'cart', 'checkout', 'signup', 'subscribe', 'trial', 'demo', 'quote'
  )))
ORDER BY others.opened_at, v_bytewise(others.interaction_id)
LIMIT $most
"""
"""What was noted down on the pages, as volver-1 and so on, is told from there: it may have ended
since. Where a log never says when anything ended, its complaints alone are taken for open."""
MOST = 500
"""Of a list; those who have waited longest are on it."""


def waiting(snapshot: Snapshot, targets: Targets = USUAL, most: int = MOST) -> list[Waiting]:
    """Open contacts of a snapshot, those that came first; not in turn yet."""
    if "interactions" not in snapshot.company:
        return []
    return [
        Waiting(
            id=str(number),
            customer_id=None if customer is None else str(customer),
            arrived=_utc(opened),
            deadline=deadline(_utc(opened), channel or "", minutes is not None, due, targets),
            channel=channel or "",
            about=reason or "",
            is_complaint=bool(is_complaint),
            promise=promise or "",
        )
        for number, customer, opened, channel, reason, is_complaint, minutes, promise, due in (
            snapshot.rows(OPEN, most=most)
        )
    ]


def deadline(
    arrived: datetime,
    channel: str,
    is_answered: bool,
    promised: date | None,
    targets: Targets = USUAL,
) -> datetime:
    """By when somebody should hear from us: what was promised, else the target of the channel.

    >>> came = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> deadline(came, "Chat", False, None).isoformat()
    '2026-01-05T09:05:00+00:00'
    >>> deadline(came, "Chat", False, date(2026, 1, 7)).isoformat()
    '2026-01-07T23:59:00+00:00'
    """
    if promised is not None:
        return datetime.combine(promised, time(23, 59), UTC)
    limits = targets.resolution if is_answered else targets.response
    return arrived + timedelta(minutes=_minutes(limits, channel))


def _minutes(limits: Mapping[str, float], channel: str) -> float:
    return limits.get(channel.strip().lower(), limits.get("*", 1_440))


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
