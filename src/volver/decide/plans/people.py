"""Everybody who could be in a plan: what is expected of each, and what speaks against it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from volver.store.coder import arrow
from volver.store.snapshot import Snapshot

PEOPLE = """
SELECT histories.n, histories.customer_id, forecasts.value, forecasts.p_alive
FROM histories
LEFT JOIN forecasts ON forecasts.n = histories.n
ORDER BY histories.n
"""
WORTH = """
SELECT histories.n, forecasts.value, forecasts.p_alive
FROM histories
LEFT JOIN forecasts ON forecasts.n = histories.n
ORDER BY histories.n
"""
IDS = """
SELECT histories.customer_id
FROM histories
ORDER BY histories.n
"""
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
TOGETHER = 50_000
"""Ids that are Python's own at a time."""
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Everybody:
    """All customers, in the order of the histories. Arrays have the shape (n,)."""

    ids: Any
    """Arrow's strings, which lie together: as many of Python's own take five times the room."""
    n: NDArray[np.int64]
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

    def ids_of(self, rows: NDArray[np.int64]) -> list[str]:
        """Of those in some rows, in their order."""
        found: list[str] = self.ids.take(arrow(rows)).to_pylist()
        return found

    def id_of(self, row: int) -> str:
        """Of somebody by their row."""
        return str(self.ids[row].as_py())


def everybody(snapshot: Snapshot, days_between: int, taken: Collection[str]) -> Everybody:
    """All customers of a run that has forecasts.

    days_between: whoever the company contacted in so many days is left in peace. taken: ids of
    customers whom another plan has.
    """
    found = snapshot.columns(WORTH)
    ids = snapshot.arrow(IDS)["customer_id"]
    known = np.isfinite(found["value"])
    since = snapshot.as_of - timedelta(days=days_between)
    return Everybody(
        ids,
        found["n"],
        np.where(known, found["value"], 0.0),
        found["p_alive"],
        {
            "no forecast": known,
            "open complaint": ~_among(snapshot, COMPLAINTS, found["n"]),
            "contacted lately": ~_among(snapshot, CONTACTED, found["n"], since=since),
            "in another plan": ~_taken(ids, taken),
        },
    )


def _taken(ids: Any, taken: Collection[str]) -> Mask:
    if not taken:
        return np.zeros(len(ids), bool)
    parts = (ids.slice(at, TOGETHER).to_pylist() for at in range(0, len(ids), TOGETHER))
    return np.fromiter((one in taken for part in parts for one in part), bool, len(ids))


def _among(snapshot: Snapshot, query: str, numbers: NDArray[np.int64], **given: date) -> Mask:
    if "interactions" not in snapshot.company:
        return np.zeros(len(numbers), bool)
    return np.isin(numbers, snapshot.columns(query, **given)["n"])
