"""Repeat orders period by period against what a model expects from each customer's first day.

Source: Fader, Hardie & Lee (2005), "Counting Your Customers" the easy way, Marketing Science
24(2), 275-284, figures 4 and 5: tracking plots, weekly and cumulative.
"""

from datetime import date, timedelta

import numpy as np

from volver.domain.evidence import Period, Tracking
from volver.domain.history import Vector
from volver.predict.base import Whole
from volver.predict.purchases.model import Foretelling
from volver.store.snapshot import Snapshot

WEEK = 7
FOUR_WEEKS = 28
MOST_WEEKS = 110
"""A history of more weeks is told in periods of four: alike in weekdays, unlike months."""
KNOTS = 96
"""Ages at which a new customer's expected orders are computed; a smooth curve joins them."""

BORN = """
SELECT
  CAST(v_days_between(first_order, $as_of) AS BIGINT) AS ago,
  CAST(COUNT(*) AS BIGINT) AS times
FROM histories
WHERE first_order <= $origin
GROUP BY v_days_between(first_order, $as_of)
ORDER BY ago
"""

REPEATS = """
SELECT
  CAST(v_days_between(occasions.day, $as_of) AS BIGINT) AS ago,
  CAST(COUNT(*) AS BIGINT) AS times
FROM occasions
JOIN histories ON histories.customer_id = occasions.customer_id
WHERE histories.first_order <= $origin AND occasions.day > histories.first_order
GROUP BY v_days_between(occasions.day, $as_of)
ORDER BY ago
"""


def tracking(snapshot: Snapshot, model: Foretelling, origin: date) -> Tracking | None:
    """Track the customers known at the origin, where the model was fitted, until today.

    None where no period is over.
    """
    born = snapshot.columns(BORN, origin=origin)
    orders = snapshot.columns(REPEATS, origin=origin)
    span = int(born["ago"].max(initial=0))
    first = snapshot.as_of - timedelta(days=span)
    length = WEEK if span <= MOST_WEEKS * WEEK else FOUR_WEEKS
    # A customer's first moment is at the end of their first day: day d ends d days after it.
    edges = np.arange(0, span + 1, length)
    if len(edges) < 2:
        return None
    expected = expected_by(model, span - born["ago"], born["times"], edges)
    came = by_day(span - orders["ago"], orders["times"], span)[edges]
    steps = zip(edges[1:].tolist(), np.diff(came).tolist(), np.diff(expected).tolist(), strict=True)
    return Tracking(
        periods=tuple(
            Period(first + timedelta(days=edge), actual, said) for edge, actual, said in steps
        ),
        days=length,
        fitted_to=origin,
        customers=int(born["times"].sum()),
    )


def by_day(day: Whole, times: Whole, span: int) -> Whole:
    """How many by the end of each day. day, times: shape (n,); returns shape (span + 1,)."""
    return np.cumsum(np.bincount(day, times, span + 1)).round().astype(np.int64)


def expected_by(model: Foretelling, born: Whole, customers: Whole, edges: Whole) -> Vector:
    """Repeat orders expected by each edge. Days from the first birth; shape as edges.

    born: day of each group's first order, customers: how many; shape (n,). edges: ascending from 0.
    """
    ages = np.clip(edges[:, None] - born, 0, None)
    return np.asarray(_of_a_new_one(model, ages.astype(np.float64)) @ customers)


def _of_a_new_one(model: Foretelling, ages: Vector) -> Vector:
    """Expected repeat orders of a customer by age. Shape as ages, in days."""
    from scipy.interpolate import CubicSpline

    longest = float(ages.max(initial=1.0))
    # Evenly spaced in ln(1 + age): orders come fastest at first.
    knots = np.expm1(np.linspace(0, np.log1p(longest), KNOTS))
    known = [0.0, *(model.expected_new(float(age)) for age in knots[1:])]
    return np.asarray(CubicSpline(np.log1p(knots), known)(np.log1p(ages)))
