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
    COALESCE(MAX(CASE WHEN ended IS NULL THEN started END), MAX(started)) AS started,
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
"""Stretches that run, -1 of who never subscribed; the plan of the last one, running if any."""
COVERED = 0.99
"""Share of customers with an order who have subscribed to something: of fewer, orders say more."""
ENOUGH = 10
"""Customers who have left, for a plan to have a curve of its own."""
OTHERS = "others"
NEAR = 0.05
"""A usual gap this near to a period of the calendar is that period."""

Every = Period | int
"""From one bill to the next: a period of the calendar, or days."""
Flags = NDArray[np.bool_]
Whole = NDArray[np.int64]
Days = NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class Contracts:
    """The customers of a base, and who of them is still under contract."""

    running: Flags
    """Shape (n,)."""
    as_of: date
    cohort: NDArray[np.intp]
    """Each customer's place in `plans`. Shape (n,)."""
    plans: tuple[tuple[str, Every], ...]
    """Those that enough have left, and OTHERS where there are more; from one bill to the next."""

    def tenures(self, base: Base, cohort: int | None = None) -> Tenures:
        """How many renewals customers have passed, or at which one they left; None: of all.

        Who has left is counted once their next bill would have been due: those who have not are
        not held to have renewed it any earlier.
        """
        here = np.ones(len(base), bool) if cohort is None else self.cohort == cohort
        x, since = base.x[here], (base.age - base.t_x)[here]
        ended = ~self.running[here]
        for place, (_, every) in enumerate(self.plans):
            mine = self.cohort[here] == place
            ended[mine] &= self._ahead(since[mine], np.array([1]), every)[:, 0] <= 0
        return Tenures.of(x + ended, ended).collapsed()

    def due(self, cohort: NDArray[np.intp], since: Whole, days: int) -> Vector:
        """Days from now to each bill within so many days, if the contract goes on.

        cohort, since: of each customer, and days since the last bill, shape (m,). Returns
        (m, most); not a number where fewer fall due. A bill that is late has its turn when the next
        one has.
        """
        parts = []
        for place, (_, every) in enumerate(self.plans):
            mine = np.flatnonzero(cohort == place)
            step = DAYS_PER_PERIOD[every] if isinstance(every, str) else every
            longest = int(since[mine].max(initial=0)) + days
            ahead = self._ahead(since[mine], np.arange(1, int(longest / step) + 2), every)
            ahead[(ahead <= 0) | (ahead > days)] = np.nan
            parts.append((mine, np.sort(ahead, axis=1)))  # what is not a number goes last
        found = np.full((len(since), max(ahead.shape[1] for _, ahead in parts)), np.nan)
        for mine, ahead in parts:
            found[mine, : ahead.shape[1]] = ahead
        most = int((~np.isnan(found)).sum(axis=1).max(initial=0))
        return np.asarray(found[:, :most])

    def _ahead(self, since: Whole, turns: Whole, every: Every) -> Vector:
        """Days to bills so many turns after the last. Shape (m, turns)."""
        today = np.datetime64(self.as_of, "D")
        return (after((today - since)[:, None], turns, every) - today).astype(np.float64)


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
    usual = usual_gap(base.x, base.t_x)
    if usual is None:
        return "nobody has paid a second bill yet"
    names, of = np.unique(found["plan"].astype(str), return_inverse=True)
    left = np.bincount(of, ~running)
    kinds: list[tuple[str, Every]] = []
    for k, name in enumerate(names.tolist()):
        every = usual_gap(base.x[of == k], base.t_x[of == k]) or usual
        own = left[k] >= ENOUGH and name not in ("", OTHERS)
        kinds.append((name if own else OTHERS, every))
    plans = sorted(set(kinds), key=lambda kind: (kind[0] == OTHERS, str(kind)))
    place = np.array([plans.index(kind) for kind in kinds], dtype=np.intp)
    return Contracts(running, snapshot.as_of, place[of], tuple(plans))


def after(last: Days, turns: Whole, every: Every) -> Days:
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


def usual_gap(x: Whole, t_x: Whole) -> Every | None:
    """The gap of the customer in the middle; None where nobody has come back. Shape (n,) each.

    >>> usual_gap(np.array([10, 0]), np.array([304, 0])), usual_gap(np.array([5]), np.array([140]))
    ('month', 28)
    """
    back = x > 0
    if not back.any():
        return None
    usual = float(np.median(t_x[back] / x[back]))
    calendar: tuple[Literal["year", "month", "week"], ...] = ("year", "month", "week")
    for period in calendar:
        if abs(usual - DAYS_PER_PERIOD[period]) <= NEAR * DAYS_PER_PERIOD[period]:
            return period
    return max(round(usual), 1)
