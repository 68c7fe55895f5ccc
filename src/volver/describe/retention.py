"""Who was a customer on a day, and who still was one later: retention by counts.

Where no contract ends, a customer of a day is whoever has ordered within so many days before it;
under a contract, whose contract runs. Both are spans of days, and counts are made of spans alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from volver.describe.kaplan_meier import survival_curve
from volver.describe.occasions import Occasions, day_number, day_numbers
from volver.describe.split import Split, everybody, split_of
from volver.domain.cohorts import (
    MONTHS_IN,
    CohortStep,
    KeptRow,
    KeptTable,
    SurvivalCurve,
    first_day,
    month_of,
)
from volver.domain.estimate import Estimate, NotEnough
from volver.stats.intervals import share_band
from volver.store.snapshot import Snapshot

CONTRACTS = """
SELECT
  customer_id, started,
  COALESCE(ended, CAST('9999-12-31' AS DATE)) AS ended,
  reason
FROM subscriptions
ORDER BY v_bytewise(customer_id), started, ended
"""
KNOWN = """
SELECT customer_id, channel, country
FROM customers
"""

NEVER = day_number(date(9999, 12, 31))
WITHIN = 365
"""Days after an order in which its customer counts as one, unless something else is asked."""
WINDOWS = (WITHIN, 180, 90, 30)


@dataclass(frozen=True, slots=True)
class Spans:
    """Stretches of days for which somebody was a customer, by customer and day; (spans,)."""

    as_of: date
    customers: int
    n: NDArray[np.int64]
    start: NDArray[np.int64]
    """First day, days since 1970."""
    stop: NDArray[np.int64]
    """First day no longer; NEVER: it runs."""
    known_from: int
    """The first day for which all customers are known."""
    within: int | None
    """Days, as in KeptTable."""

    @property
    def first(self) -> NDArray[np.int64]:
        """First day ever of each customer; shape (customers,)."""
        found = np.full(self.customers, NEVER)
        np.minimum.at(found, self.n, self.start)
        return found

    def at(self, day: date) -> NDArray[np.bool_]:
        """Who is a customer as the day ends; shape (customers,)."""
        there = (self.start <= day_number(day)) & (self.stop > day_number(day))
        found = np.zeros(self.customers, np.bool_)
        found[self.n[there]] = True
        return found


def shop_spans(orders: Occasions, within: int = WITHIN) -> Spans:
    """A customer from each order on, for `within` days, that day included."""
    begins = orders.is_first | (np.append(0, np.diff(orders.day))[: len(orders.n)] > within)
    ends = np.append(begins[1:], True)[: len(begins)]
    earliest = int(orders.day.min(initial=day_number(orders.as_of)))
    return Spans(
        orders.as_of,
        orders.customers,
        orders.n[begins],
        orders.day[begins],
        orders.day[ends] + within,
        # Who had ordered before the first day of the data is not known.
        earliest + within - 1,
        within,
    )


def usual_window(orders: Occasions) -> int:
    """The longest of the usual lengths of time that the data hold twice."""
    days = day_number(orders.as_of) - int(orders.day.min(initial=day_number(orders.as_of)))
    return next((window for window in WINDOWS if days >= 2 * window), WINDOWS[-1])


@dataclass(frozen=True, slots=True)
class Contracts:
    """The spans of contracts, what is known of who holds them, and why they ended."""

    spans: Spans
    customer: tuple[str, ...]
    splits: tuple[Split, ...]
    reasons: tuple[str, ...]
    reason: NDArray[np.int64]
    """Place in `reasons` of each span; -1: it runs, or nobody knows. Shape (spans,)."""


def contracts(snapshot: Snapshot) -> Contracts | None:
    """Contracts by customer; stretches that touch are one. None where there is none."""
    found = snapshot.columns(CONTRACTS)
    if not len(found["customer_id"]):
        return None
    ids = found["customer_id"]
    new = np.append(True, ids[1:] != ids[:-1])
    n = np.cumsum(new) - 1
    start, stop = day_numbers(found["started"]), day_numbers(found["ended"])
    # The furthest end so far of the same customer: customers apart by more than any day.
    far = 2 * NEVER
    until = np.maximum.accumulate(stop + n * far) - n * far
    begins = new.copy()
    begins[1:] |= start[1:] > until[:-1]
    of = np.cumsum(begins) - 1
    ends = np.append(begins[1:], True)
    until = until[ends]
    told = [x if isinstance(x, str) else "" for x in found["reason"].tolist()]
    reasons = tuple(sorted(set(told) - {""}))
    places = {name: k for k, name in enumerate(reasons)}
    reason = np.full(len(until), -1)
    for row, why in enumerate(told):
        if why and stop[row] == until[of[row]]:
            reason[of[row]] = places[why]
    customer = tuple(ids[new].tolist())
    spans = Spans(
        snapshot.as_of, len(customer), n[begins], start[begins], until,
        int(start.min()), None,
    )  # fmt: skip
    return Contracts(spans, customer, _splits(snapshot, customer), reasons, reason)


def _splits(snapshot: Snapshot, customer: tuple[str, ...]) -> tuple[Split, ...]:
    if "customers" not in snapshot.company:
        return ()
    known = {who: rest for who, *rest in snapshot.rows(KNOWN)}
    nothing = [None, None]
    made = [
        split_of(by, [known.get(who, nothing)[k] for who in customer])
        for k, by in enumerate(("channel", "country"))
    ]
    return tuple(split for split in made if len(split.names) > 1)


def tenures(held: Contracts, level: float = 0.9) -> tuple[SurvivalCurve, ...]:
    """How long contracts last: all, then by each split. Who came back begins anew."""
    spans = held.spans
    ended = spans.stop < NEVER
    days = np.where(ended, spans.stop, day_number(spans.as_of) + 1) - spans.start

    def curve(rows: NDArray[np.bool_], by: str, group: str) -> SurvivalCurve:
        found = survival_curve(
            days[rows], ended[rows], level, group, held.reasons, held.reason[rows]
        )
        return replace(found, by=by)

    everyone = np.ones(len(days), np.bool_)
    parts = [
        curve(split.code[spans.n] == place, split.by, name)
        for split in held.splits
        for place, name in enumerate(split.names)
    ]
    return (curve(everyone, "", ""), *parts)


def by_cohort(spans: Spans) -> Split:
    """Customers by the year in which they first were one, the oldest first."""
    years = np.array([first_day(m).year for m in _months(spans.first)], np.int64)
    kept, code = np.unique(years, return_inverse=True)
    return Split("cohort", tuple(map(str, kept.tolist())), code.astype(np.intp))


def _months(days: NDArray[np.int64]) -> list[int]:
    found = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return [int(m) for m in found + month_of(date(1970, 1, 1))]


def periods(first: date, as_of: date, step: CohortStep) -> Iterator[tuple[date, date]]:
    """The last day before each calendar period that begins on or after `first`, and its last
    day; of the one that has not ended, the observation date.

    >>> [*periods(date(2024, 1, 1), date(2024, 2, 29), "month")][-1]
    (datetime.date(2024, 1, 31), datetime.date(2024, 2, 29))
    """
    width = MONTHS_IN[step]
    month = -(-(month_of(first) + (first.day > 1)) // width) * width
    while first_day(month) <= as_of:
        end = min(first_day(month + width) - timedelta(days=1), as_of)
        yield first_day(month) - timedelta(days=1), end
        month += width


def kept(
    spans: Spans, step: CohortStep, split: Split | None = None, level: float = 0.9
) -> KeptTable:
    """Retention by counts in each calendar period whose start is known in full.

    New are all who are there at the end and were not at the start, those won back among them:
    (end - new) / start is then the share of those there at the start who are there at the end,
    from 0 to 1. Who came and left within a period is in none of its counts.
    """
    split = split or everybody(spans.customers)
    rows: list[KeptRow] = []
    width = MONTHS_IN[step]
    first = spans.first
    day_after = date(1970, 1, 1) + timedelta(days=spans.known_from + 1)
    for begin, end in periods(day_after, spans.as_of, step):
        there, then = spans.at(begin), spans.at(end)
        before = first <= day_number(begin)
        counts = [
            np.bincount(split.code, weights, len(split.names)).astype(np.int64).tolist()
            for weights in (there, then & ~before, then & ~there & before, there & ~then, then)
        ]
        whole = first_day((month_of(end) // width + 1) * width) - timedelta(days=1)
        for name, start, won, back, lost, left in zip(split.names, *counts, strict=True):
            rate: Estimate | NotEnough = NotEnough("nobody was there at the start", 1, 0)
            if start:
                ends = share_band(start - lost, start, level)
                rate = Estimate((left - won - back) / start, *ends, level)
            elif not left:
                continue
            rows.append(KeptRow(begin, end, name, start, won, back, lost, left, rate, end < whole))
    return KeptTable(step, spans.within, split.by, tuple(rows))
