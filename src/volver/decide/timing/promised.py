"""What was promised and is due: by the day alone, whatever the customer is worth (mission R3).

A promise is kept once its interaction is resolved; a date to get in touch again, once the company
has been in touch after the day on which it was set.
"""

from datetime import date

from volver.domain.due import Owed, Owing
from volver.store.snapshot import Snapshot

OWED = """
WITH reached AS (
  SELECT customer_id, MAX(day) AS last_out
  FROM interactions
  WHERE v_word(direction) = 'out' AND NOT customer_id IS NULL
  GROUP BY customer_id
), open AS (
  SELECT
    interactions.interaction_id, interactions.customer_id, interactions.day, interactions.channel,
    interactions.owner, interactions.promise,
    CASE WHEN interactions.resolved_day IS NULL AND interactions.promise_due <= $until
      THEN interactions.promise_due END AS promise_due,
    CASE WHEN COALESCE(reached.last_out, interactions.day) <= interactions.day
        AND interactions.next_contact <= $until
      THEN interactions.next_contact END AS next_contact
  FROM interactions
  LEFT JOIN reached ON reached.customer_id = interactions.customer_id
)
SELECT interaction_id, customer_id, day, channel, owner, promise, promise_due, next_contact
FROM open
WHERE NOT promise_due IS NULL OR NOT next_contact IS NULL
ORDER BY v_bytewise(interaction_id)
"""


def owed(snapshot: Snapshot, day: date) -> tuple[Owed, ...]:
    """Promises and contacts that are due on a day or overdue, the longest due first."""
    if "interactions" not in snapshot.company:
        return ()
    found: list[Owed] = []
    kinds: tuple[Owing, ...] = ("promise", "contact")
    for number, who, since, channel, owner, promise, due, again in snapshot.rows(OWED, until=day):
        customer = None if who is None else str(who)
        for kind, when in zip(kinds, (due, again), strict=True):
            if when is not None:
                what = promise if kind == "promise" else None
                found.append(Owed(str(number), customer, kind, when, since, channel, owner, what))
    return tuple(sorted(found, key=lambda one: (one.due, one.interaction_id, one.kind)))
