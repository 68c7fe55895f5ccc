"""The day on which margin first covered what it cost to win customers, and whether it ever will."""

from dataclasses import dataclass

import numpy as np

from volver.describe.acquisition.people import UNITS, People, Whole, as_date
from volver.domain.acquisition import BreakEven, Covered
from volver.domain.history import Vector

STATES = tuple(Covered)
"""Columns of states hold places in it."""
NEVER_DAY = -1
"""In columns of days: no day."""


def first_covered(group: Whole, day: Whole, money: Whole, bars: Whole) -> Whole:
    """For each group the first day at whose end its sum has reached its bar; NEVER_DAY: none.

    group: of each move, places in bars, or below 0 for moves that count nowhere; shape (moves,).
    Sums are exact; a bar that is not above 0 is covered on no day.
    """
    chosen = np.flatnonzero(group >= 0)
    chosen = chosen[np.lexsort((day[chosen], group[chosen]))]
    group, day = group[chosen], day[chosen]
    found = np.full(len(bars), NEVER_DAY, dtype=np.int64)
    if not len(group):
        return found
    running = np.cumsum(money[chosen])
    begins = np.flatnonzero(np.append(True, group[1:] != group[:-1]))
    before = np.append(0, running[begins[1:] - 1])
    running -= np.repeat(before, np.diff(np.append(begins, len(group))))
    ends_day = np.append((group[1:] != group[:-1]) | (day[1:] != day[:-1]), True)
    covers = np.flatnonzero(ends_day & (running >= bars[group]) & (bars[group] > 0))
    # Written backwards, so that the first of each group stays.
    found[group[covers[::-1]]] = day[covers[::-1]]
    return found


@dataclass(frozen=True, slots=True)
class Pace:
    """What is still to come, per customer: to the horizon, in money. Shape (n,)."""

    model: Vector
    """The forecast's expected margin, cost to serve taken off; NaN where it says nothing."""
    seen: Vector
    """Margin since the day of the first order, per day, times the days of the horizon."""

    @classmethod
    def of(cls, customers: People, horizon_days: int, share_kept: Vector) -> "Pace":
        """share_kept: of margin, after cost to serve; shape (n,)."""
        later = np.where(customers.day > customers.first[customers.who], customers.kept, 0)
        since = customers.per_customer(later) / UNITS
        seen = np.where(customers.age > 0, since / np.maximum(customers.age, 1), 0) * horizon_days
        return cls(customers.value * share_kept, seen)

    def ahead(self, group: Whole, count: int) -> Vector:
        """The larger of the two sums for each of `count` groups; shape (count,)."""
        inside = group >= 0
        model, seen = (
            np.bincount(group[inside], column[inside], count) for column in (self.model, self.seen)
        )
        return np.fmax(model, seen)


def break_evens(
    customers: People, group: Whole, bars: Whole, pace: Pace
) -> tuple[Whole, Whole, Vector, Vector]:
    """State (a place in STATES), day, margin to date and margin ahead of each group of customers.

    group: of each customer, places in bars, or below 0; shape (n,). bars: ten thousandths.
    """
    day = first_covered(group[customers.who], customers.day, customers.kept, bars)
    inside = group >= 0
    units = np.zeros(len(bars), dtype=np.int64)
    np.add.at(units, group[inside], customers.per_customer(customers.kept)[inside])
    ahead = pace.ahead(group, len(bars))
    reaches = units / UNITS + ahead >= bars / UNITS
    on, not_yet, never, free = range(len(STATES))
    state = np.select([bars <= 0, day != NEVER_DAY, reaches], [free, on, not_yet], never)
    return state, day, units / UNITS, ahead


def break_even_rows(
    customers: People, group: Whole, bars: Whole, pace: Pace
) -> tuple[BreakEven, ...]:
    """The same as records, for groups that are few."""
    found = break_evens(customers, group, bars, pace)
    return tuple(
        BreakEven(
            STATES[state],
            bar / UNITS,
            margin,
            ahead,
            as_date(day) if STATES[state] is Covered.ON else None,
        )
        for state, day, margin, ahead, bar in zip(
            *(column.tolist() for column in found), bars.tolist(), strict=True
        )
    )


def bar_per_customer(spend: int, customers: int) -> int:
    """The smallest whole number of ten thousandths that is no less than spend per customer."""
    return -(-spend // customers) if customers else 0
