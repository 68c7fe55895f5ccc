"""What the customers of a campaign had done before it, and what they brought while it ran."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from volver.domain.errors import BadInput
from volver.domain.history import Vector
from volver.store.snapshot import Snapshot

WINDOW = """
SELECT
  histories.customer_id,
  CAST(SUM(CASE WHEN customer_days.day < $begins THEN customer_days.orders ELSE 0 END) AS BIGINT)
    AS orders,
  CAST(SUM(CASE WHEN customer_days.day < $begins THEN customer_days.margin ELSE 0 END) AS DOUBLE)
    AS margin,
  MAX(CASE WHEN customer_days.day < $begins THEN customer_days.day END) AS last_day,
  CAST(SUM(CASE WHEN customer_days.day >= $begins AND customer_days.day <= $ends
    THEN customer_days.margin ELSE 0 END) AS DOUBLE) AS came
FROM customer_days
JOIN histories ON histories.n = customer_days.n
GROUP BY histories.customer_id
ORDER BY v_bytewise(histories.customer_id)
"""
FEATURES = ("orders", "margin", "days_since_last", "no_order_before")
"""Of each customer, on the day before the window."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Arrays in the order of the customers asked for."""

    features: Vector
    """Shape (n, 4), as FEATURES."""
    margin: Vector
    """Within the window, refunds taken off. Shape (n,)."""


def seen(snapshot: Snapshot, customers: Sequence[str], first: date, last: date) -> Seen:
    """Whoever is not in the orders had not ordered, and brought nothing.

    Raises BadInput where the window is not over on the observation date.
    """
    if not first <= last <= snapshot.as_of:
        raise BadInput(
            what=f"The days {first} to {last} of the campaign are not over in this run"
            if first <= last
            else f"The campaign ends on {last}, before it begins on {first}",
            where="--from, --until",
            next_step=f"Give days until {snapshot.as_of}, or run volver run on newer orders.",
        )
    found = snapshot.with_prepared("customer_days").rows(WINDOW, begins=first, ends=last)
    known = {str(who): rest for who, *rest in found}
    rows = np.zeros((len(customers), len(FEATURES)))
    margin = np.zeros(len(customers))
    for at, who in enumerate(customers):
        orders, before, day, came = known.get(who, (0, 0.0, None, 0.0))
        since = np.nan if day is None else (first - day).days
        rows[at], margin[at] = (orders, before, since, day is None), came
    silent = np.isnan(rows[:, 2])
    rows[silent, 2] = rows[~silent, 2].mean() if not silent.all() else 0.0
    return Seen(rows, margin)


def telling(names: Sequence[str], features: Vector) -> tuple[tuple[str, ...], Vector]:
    """Those features that are not the same for all. features: shape (n, k)."""
    differs = np.ptp(features, axis=0) > 0
    kept = tuple(name for name, one in zip(names, differs, strict=True) if one)
    return kept, features[:, differs]
