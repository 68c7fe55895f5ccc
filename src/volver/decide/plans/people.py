"""Everybody who could be in a plan: what is expected of each, and what speaks against it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from volver.store.arms import Ids, are_among
from volver.store.coder import arrow
from volver.store.snapshot import Snapshot
from volver.store.some import columns_of

PEOPLE = """
SELECT histories.n, histories.customer_id, forecasts.value, forecasts.p_alive
FROM histories
LEFT JOIN forecasts ON forecasts.n = histories.n
ORDER BY histories.n
"""
IDS = "SELECT n, customer_id FROM histories"
WORTH = "SELECT n, value, p_alive FROM forecasts"
"""Neither joined nor put in order by the engine, which takes more room for that than they do."""
COMPLAINTS = """
SELECT histories.n
FROM interactions
JOIN histories ON histories.customer_id = interactions.customer_id
WHERE interactions.is_complaint AND interactions.resolved_day IS NULL
GROUP BY histories.n
ORDER BY histories.n
"""
CONTACTED = """
SELECT histories.n
FROM interactions
JOIN histories ON histories.customer_id = interactions.customer_id
WHERE interactions.direction = 'out' AND interactions.day > $since
GROUP BY histories.n
ORDER BY histories.n
"""
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Everybody:
    """All customers, in the order of the histories. Arrays have the shape (n,)."""

    ids: Ids
    n: NDArray[np.int32]
    value: NDArray[np.float64]
    """0 where nothing is forecast."""
    p_alive: NDArray[np.float64]
    """NaN where it is not known, also of somebody whose value is."""
    keeps: Mapping[str, Mask]
    """By reason, who is not left out for it; in the order in which reasons are given."""

    @property
    def may(self) -> Mask:
        """Whom nothing speaks against."""
        return np.asarray(np.all(list(self.keeps.values()), axis=0))

    def among(self, members: NDArray[np.int32]) -> Mask:
        """Who is a member, by their `n`."""
        there = np.zeros(len(self.n), bool)
        there[np.searchsorted(self.n, members)] = True
        return there

    def ids_of(self, rows: NDArray[np.int64]) -> Ids:
        """Of those in some rows, in their order."""
        return self.ids.take(arrow(rows))

    def id_of(self, row: int) -> str:
        """Of somebody by their row."""
        return str(self.ids[row].as_py())


def everybody(
    snapshot: Snapshot, days_between: int, taken: Ids, among: NDArray[np.int32] | None = None
) -> Everybody:
    """All customers of a run that has forecasts, or those `among` them, by their `n`.

    days_between: whoever the company contacted in so many days is left in peace. taken: ids of
    customers whom another plan has.
    """
    listed, found = (columns_of(snapshot, sql, among) for sql in (IDS, WORTH))
    n, ids = listed["n"], listed["customer_id"]
    value, p_alive = np.full((2, len(n)), np.nan)
    rows = np.searchsorted(n, found["n"])
    value[rows], p_alive[rows] = found["value"], found["p_alive"]
    known = np.isfinite(value)
    since = snapshot.as_of - timedelta(days=days_between)
    return Everybody(
        ids,
        n,
        np.where(known, value, 0.0),
        p_alive,
        {
            "no forecast": known,
            "open complaint": ~_among(snapshot, COMPLAINTS, n),
            "contacted lately": ~_among(snapshot, CONTACTED, n, since=since),
            "in another plan": ~are_among(ids, taken),
        },
    )


def _among(snapshot: Snapshot, query: str, numbers: NDArray[np.int32], **given: date) -> Mask:
    if "interactions" not in snapshot.company:
        return np.zeros(len(numbers), bool)
    return np.isin(numbers, snapshot.columns(query, **given)["n"])
