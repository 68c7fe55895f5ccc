"""Who is under contract, and on which days the bills to come fall due.

Where customers subscribe, nobody has to guess who has left: it is seen. A bill is a renewal: who
has paid x bills after the first has renewed x times, and who has left then has left at the next.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from volver.domain.history import Vector
from volver.domain.tenure import DAYS_PER_PERIOD, Period, Tenures
from volver.predict.base import Base
from volver.store.snapshot import Snapshot

CONTRACTS = """
WITH latest AS (
  SELECT
    customer_id,
    MAX(started) AS started,
    SUM(CASE WHEN ended IS NULL THEN 1 ELSE 0 END) AS running
  FROM subscriptions
  GROUP BY customer_id
)
SELECT
  histories.n,
  CAST(COALESCE(latest.running, -1) AS BIGINT) AS running,
  COALESCE(MAX(subscriptions.plan), '') AS plan
FROM histories
LEFT JOIN latest ON latest.customer_id = histories.customer_id
LEFT JOIN subscriptions
  ON subscriptions.customer_id = latest.customer_id AND subscriptions.started = latest.started
GROUP BY histories.n, latest.running
ORDER BY histories.n
"""
"""Stretches that run, -1 of who never subscribed, and the plan of the last one."""
COVERED = 0.99
"""Share of customers with an order who have subscribed to something: of fewer, orders say more."""
ENOUGH = 10
"""Customers who have left, for a plan to have a curve of its own."""
OTHERS = "others"
NEAR = 0.1
"""A usual gap this near to a period of the calendar is that period."""

Flags = NDArray[np.bool_]
Whole = NDArray[np.int64]
Days = NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class Contracts:
    """The customers of a base, and who of them is still under contract."""

    running: Flags
    """Shape (n,)."""
    as_of: date
    every: Period | int
    """From one bill to the next: a period of the calendar, or days."""
    cohort: NDArray[np.intp]
    """Each customer's place in `plans`. Shape (n,)."""
    plans: tuple[str, ...] = (OTHERS,)
    """Those that enough have left, and OTHERS where there are more."""

    def tenures(self, base: Base, cohort: int | None = None) -> Tenures:
        """How many renewals customers have passed, or at which one they left; None: of all."""
        here = slice(None) if cohort is None else self.cohort == cohort
        ended = ~self.running[here]
        return Tenures.of(base.x[here] + ended, ended).collapsed()

    def due(self, since: Whole, days: int) -> Vector:
        """Days from now to each bill within so many days, if the contract goes on.

        since: days since the last bill, shape (m,). Returns (m, most); not a number where fewer
        fall due. A bill that is late has its turn when the next one has.
        """
        last = np.datetime64(self.as_of, "D") - since
        longest = int(since.max(initial=0)) + days
        step = DAYS_PER_PERIOD[self.every] if isinstance(self.every, str) else self.every
        turns = np.arange(1, int(longest / step) + 2)
        ahead = (after(last[:, None], turns, self.every) - np.datetime64(self.as_of, "D")).astype(
            np.float64
        )
        ahead[(ahead <= 0) | (ahead > days)] = np.nan
        ahead.sort(axis=1)  # what is not a number goes last
        most = int((~np.isnan(ahead)).sum(axis=1).max(initial=0))
        return np.asarray(ahead[:, :most])


def contracts_of(snapshot: Snapshot, base: Base) -> Contracts | str | None:
    """The contracts of a snapshot's customers; why orders are looked at instead; None where the
    company has told of no subscriptions."""
    if "subscriptions" not in snapshot.company or not snapshot.is_at_home:
        return None
    found = snapshot.columns(CONTRACTS)
    has = found["running"] >= 0
    if not has.any():
        return None
    if (share := float(has.mean())) < COVERED:
        return f"{share:.0%} of customers have a subscription: the others only order"
    running = np.asarray(found["running"] > 0)
    if running.all():
        return "nobody's subscription has ended yet"
    usual = _usual_gap(base)
    if usual is None:
        return "nobody has paid a second bill yet"
    return Contracts(running, snapshot.as_of, usual, *cohorts(found["plan"], running))


def cohorts(plan: NDArray[np.object_], running: Flags) -> tuple[NDArray[np.intp], tuple[str, ...]]:
    """Who is of which plan, and the plans in alphabetical order: those few have left together, at
    the end.

    plan, running and the places: shape (n,).

    >>> plan = np.array(["month", "year", "month"], dtype=object)
    >>> place, plans = cohorts(np.repeat(plan, 20), np.arange(60) % 20 < 10)
    >>> place[::20].tolist(), plans
    ([0, 1, 0], ('month', 'year'))
    >>> place, plans = cohorts(plan, np.array([True, False, False]))
    >>> place.tolist(), plans
    ([0, 0, 0], ('others',))
    """
    names, of = np.unique(plan.astype(str), return_inverse=True)
    own = (np.bincount(of, ~running) >= ENOUGH) & (names != "")
    place = np.where(own, np.cumsum(own) - 1, own.sum())
    return place[of], (*names[own].tolist(), *([] if own.all() else [OTHERS]))


def after(last: Days, turns: Whole, every: Period | int) -> Days:
    """The day so many periods after another; in a month without such a day, its last one.

    Shapes broadcast together.

    >>> str(after(np.datetime64("2024-01-31"), np.array(1), "month"))
    '2024-02-29'
    """
    if every in ("month", "year"):
        months = last.astype("datetime64[M]") + turns * (12 if every == "year" else 1)
        begin = months.astype("datetime64[D]")
        inside = last - last.astype("datetime64[M]").astype("datetime64[D]")
        longest = (months + 1).astype("datetime64[D]") - begin - 1
        return np.asarray(begin + np.minimum(inside, longest))
    days = {"week": 7, "day": 1}[every] if isinstance(every, str) else every
    return np.asarray(last + turns * days)


def _usual_gap(base: Base) -> Period | int | None:
    """The gap of the customer in the middle; None where nobody has come back."""
    back = base.x > 0
    if not back.any():
        return None
    usual = float(np.median(base.t_x[back] / base.x[back]))
    calendar: tuple[Literal["year", "month", "week"], ...] = ("year", "month", "week")
    for period in calendar:
        if abs(usual - DAYS_PER_PERIOD[period]) <= NEAR * DAYS_PER_PERIOD[period]:
            return period
    return max(round(usual), 1)
