"""Everybody who could be in a plan: what is expected of each, and what speaks against it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from volver.decide.segments.columns import STAYS
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
# What follows is neither joined nor put in order by the engine, where that takes several times the
# room of what is found.
IDS = "SELECT n, customer_id FROM histories"
WORTH = f"SELECT n, value, {STAYS} AS stays FROM forecasts"  # noqa: S608 - our own text
COMPLAINTS = """
SELECT customer_id
FROM interactions
WHERE is_complaint AND resolved_day IS NULL
"""
CONTACTED = """
SELECT customer_id
FROM interactions
WHERE direction = 'out' AND day > $since
"""
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Everybody:
    """All customers, in the order of the histories. Arrays have the shape (n,)."""

    ids: Ids
    n: NDArray[np.int32]
    value: NDArray[np.float64]
    """0 where nothing is forecast."""
    stays: NDArray[np.float64]
    """See `STAYS`; NaN where it is not known, also of somebody whose value is."""
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
    forecasts = columns_of(snapshot, WORTH, among)
    listed = columns_of(snapshot, IDS, among)
    n, ids = listed["n"], listed["customer_id"]
    value, stays = _placed(forecasts, n)
    known = np.isfinite(value)
    value[~known] = 0
    since = snapshot.as_of - timedelta(days=days_between)
    return Everybody(
        ids,
        n,
        value,
        stays,
        {
            "no forecast": known,
            "open complaint": ~_noted(snapshot, COMPLAINTS, ids),
            "contacted lately": ~_noted(snapshot, CONTACTED, ids, since=since),
            "in another plan": ~are_among(ids, taken),
        },
    )


def _placed(
    found: Mapping[str, Any], n: NDArray[np.int32]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Value and the chance to be there, NaN where they are not known."""
    if np.array_equal(found["n"], n):
        return found["value"], found["stays"]
    value, stays = np.full((2, len(n)), np.nan)
    rows = np.searchsorted(n, found["n"])
    value[rows], stays[rows] = found["value"], found["stays"]
    return value, stays


def _noted(snapshot: Snapshot, query: str, ids: Ids, **given: date) -> Mask:
    if "interactions" not in snapshot.company:
        return np.zeros(len(ids), bool)
    return are_among(ids, snapshot.arrow(query, **given)["customer_id"])
