"""What customers have done so far, as columns in the order of `histories.n`."""

from datetime import date, timedelta

import numpy as np

from volver.domain.history import Vector
from volver.domain.parts import Part, Parting
from volver.store.engine import Columns, as_float
from volver.store.snapshot import Snapshot

BEHAVIOUR = """
SELECT
  n,
  repeat_count + 1 AS occasions,
  age,
  age - first_to_last AS days_since_last,
  first_to_last,
  CAST(margin_to_date AS DOUBLE) AS margin
FROM histories
ORDER BY n
"""
EXPECTED = """
SELECT value FROM forecasts ORDER BY n
"""
EARNED = """
SELECT n, CAST(SUM(margin) AS DOUBLE) AS margin
FROM customer_days
WHERE day > $start
GROUP BY n
"""
YEAR = timedelta(days=365)


def behaviour(snapshot: Snapshot) -> Columns:
    """n, occasions, age, days_since_last, first_to_last and margin (to date)."""
    return snapshot.columns(BEHAVIOUR)


def expected(snapshot: Snapshot) -> Vector | None:
    """Each customer's value, shape (n,); None where nobody has one."""
    if "forecasts" not in snapshot.tables:
        return None
    value = as_float(snapshot.columns(EXPECTED)["value"])
    return value if len(value) and np.isfinite(value).all() else None


def earned(snapshot: Snapshot, customers: int, start: date | None = None) -> Vector:
    """Each customer's margin of orders after a day, shape (customers,); None: of the last year."""
    days = snapshot.with_prepared("customer_days")
    found = days.columns(EARNED, start=start or snapshot.as_of - YEAR)
    margin = np.zeros(customers)
    margin[found["n"]] = found["margin"]
    return margin


def parts_of(parting: Parting, margin: Vector, value: Vector | None) -> tuple[Part, ...]:
    """Each part as a whole."""
    k = len(parting.parts)
    size = np.bincount(parting.code, minlength=k)
    brought = np.bincount(parting.code, margin, k)
    worth = None if value is None else np.bincount(parting.code, value, k)
    return tuple(
        Part(name, int(size[at]), float(brought[at]), None if worth is None else float(worth[at]))
        for at, name in enumerate(parting.parts)
    )
