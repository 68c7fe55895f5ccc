"""What is known of each customer on a day, as numbers to learn from.

Nothing later than the day enters: all comes from a snapshot of that day. Beside how often, how
lately and how much stand what models of purchases cannot take in (whether gaps lengthen, what the
last months brought, when in the year a customer came) and what such a model itself foretells.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from volver.domain.history import Vector
from volver.domain.time import DAYS_PER_YEAR
from volver.predict.base import Base, Whole
from volver.predict.outlook import Outlook
from volver.store.engine import Columns
from volver.store.snapshot import Snapshot

WINDOWS = (30, 90, 180, 365)
"""Days until today whose orders and margin are told apart."""

TRACES = """
WITH placed AS (
  SELECT
    customer_id, day, margin,
    v_days_between(day, $as_of) AS ago,
    ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY day) AS place
  FROM occasions
),
traces AS (
  SELECT
    later.customer_id,
    SUM(CASE WHEN later.ago < 30 THEN 1 ELSE 0 END) AS orders_30,
    SUM(CASE WHEN later.ago < 90 THEN 1 ELSE 0 END) AS orders_90,
    SUM(CASE WHEN later.ago < 180 THEN 1 ELSE 0 END) AS orders_180,
    SUM(CASE WHEN later.ago < 365 THEN 1 ELSE 0 END) AS orders_365,
    SUM(CASE WHEN later.ago < 30 THEN later.margin ELSE 0 END) AS margin_30,
    SUM(CASE WHEN later.ago < 90 THEN later.margin ELSE 0 END) AS margin_90,
    SUM(CASE WHEN later.ago < 180 THEN later.margin ELSE 0 END) AS margin_180,
    SUM(CASE WHEN later.ago < 365 THEN later.margin ELSE 0 END) AS margin_365,
    SUM((earlier.ago - later.ago) * (earlier.ago - later.ago)) AS squared_gaps,
    SUM((later.place - 1) * (earlier.ago - later.ago)) AS placed_gaps
  FROM placed AS later
  LEFT JOIN placed AS earlier
    ON earlier.customer_id = later.customer_id AND earlier.place = later.place - 1
  GROUP BY later.customer_id
)
SELECT
  CAST(traces.orders_30 AS DOUBLE) AS orders_30,
  CAST(traces.orders_90 AS DOUBLE) AS orders_90,
  CAST(traces.orders_180 AS DOUBLE) AS orders_180,
  CAST(traces.orders_365 AS DOUBLE) AS orders_365,
  CAST(traces.margin_30 AS DOUBLE) AS margin_30,
  CAST(traces.margin_90 AS DOUBLE) AS margin_90,
  CAST(traces.margin_180 AS DOUBLE) AS margin_180,
  CAST(traces.margin_365 AS DOUBLE) AS margin_365,
  CAST(COALESCE(traces.squared_gaps, 0) AS DOUBLE) AS squared_gaps,
  CAST(COALESCE(traces.placed_gaps, 0) AS DOUBLE) AS placed_gaps,
  CAST(last_one.margin AS DOUBLE) AS last_margin,
  CAST(COALESCE(v_days_between(before.day, last_one.day), 0) AS DOUBLE) AS last_gap
FROM histories
JOIN traces ON traces.customer_id = histories.customer_id
JOIN placed AS last_one
  ON last_one.customer_id = histories.customer_id
    AND last_one.place = histories.repeat_count + 1
LEFT JOIN placed AS before
  ON before.customer_id = histories.customer_id AND before.place = histories.repeat_count
ORDER BY histories.n
"""


@dataclass(frozen=True, slots=True)
class Known:
    """Customers on a day. Arrays of shape (n,)."""

    day: date
    base: Base
    traces: Columns
    """The answer of TRACES."""


def known(snapshot: Snapshot, base: Base) -> Known:
    """The customers of a snapshot. base: the same."""
    return Known(snapshot.as_of, base, snapshot.columns(TRACES))


def features(then: Known, model: Outlook) -> dict[str, Vector]:
    """Every feature by name, of shape (n,); not a number where it is not known.

    model: what a model of purchases that was fitted on these customers foretells of them.
    """
    base, traces = then.base, then.traces
    x, t_x, age = (part.astype(np.float64) for part in (base.x, base.t_x, base.age))
    gap = _over(t_x, x)
    found = {
        "x": x,
        "age": age,
        "silence": age - t_x,
        "mean_gap": gap,
        "silence_in_gaps": _over(age - t_x, gap),
        "last_gap_in_gaps": _over(traces["last_gap"], gap),
        "spread_of_gaps": _over(_over(traces["squared_gaps"], x), gap**2),
        "trend_of_gaps": _over(_slope(traces["placed_gaps"], x, t_x), gap),
        "first_margin": base.first,
        "mean_margin": base.mean_margin,
        "last_margin": traces["last_margin"],
    }
    for days in WINDOWS:
        found[f"orders_{days}"] = traces[f"orders_{days}"]
        found[f"margin_{days}"] = traces[f"margin_{days}"]
    for name, ago in (("first", base.age), ("last", base.age - base.t_x)):
        turn = _turn(then.day, ago)
        found[f"{name}_in_year_sine"] = np.sin(turn)
        found[f"{name}_in_year_cosine"] = np.cos(turn)
    return found | {
        "model_p_alive": model.p_alive,
        "model_any_order": any_order(model),
        "model_orders": model.orders,
        "model_per_order": model.per_order,
        "model_value": model.value,
    }


def any_order(model: Outlook) -> Vector:
    """P(N >= 1) by a model of purchases. Shape (n,)."""
    return model.reached(np.ones_like(model.base.x))


def _over(part: Vector, whole: Vector) -> Vector:
    """A quotient; not a number where it has no bottom."""
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1), np.nan)


def _slope(placed: Vector, x: Vector, t_x: Vector) -> Vector:
    """Days by which a customer's gaps lengthen from one to the next: least squares through the x
    gaps, whose places 1 .. x have the mean (x + 1) / 2 and squared deviations x (x^2 - 1) / 12.

    >>> _slope(np.array([1 * 10.0 + 2 * 14.0]), np.array([2.0]), np.array([24.0]))
    array([4.])
    """
    return _over(placed - (x + 1) / 2 * t_x, x * (x**2 - 1) / 12)


def _turn(day: date, ago: Whole) -> NDArray[np.float64]:
    """How far the year had turned so many days before a day, in radians."""
    return (day.timetuple().tm_yday - ago.astype(np.float64)) * (2 * np.pi / DAYS_PER_YEAR)
