"""From days with orders to opportunities: one a week, a month, a year or a fixed number of days.

For shops whose customers can order at fixed times only. Where they can order any day, this throws
away what the models of `predict.purchases` learn from: when, and how often within a period.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from volver.domain.errors import BadInput
from volver.domain.opportunity import OpportunityHistories, Period, Whole

Days = NDArray[np.datetime64]

Every = Period | int
"""A calendar period, or a number of days."""

FIRST_MONDAY = 4  # 1970-01-05, in days since 1970-01-01


@dataclass(frozen=True, slots=True)
class Lost:
    """What became of the orders; `orders` is the sum of all the others."""

    orders: int
    """Orders by the observation date."""
    first: int
    """That made somebody a customer: what opportunities are counted from."""
    counted: int
    """Opportunities with an order."""
    merged: int
    """Beyond the first order in one period, which count once."""
    unfinished: int
    """After the last whole period."""
    customers_unfinished: int
    """Customers left out, since all their orders are."""

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is lost on the way, in words."""
        said = []
        if self.merged:
            share = self.merged / max(self.orders, 1)
            said.append(
                f"Orders in a period that already has one count once: {self.merged:,}"
                f" ({share:.0%} of all)"
            )
        if self.unfinished:
            said.append(f"Orders after the last whole period are left out: {self.unfinished:,}")
        if self.customers_unfinished:
            said.append(
                f"Customers who first ordered after the last whole period are left out:"
                f" {self.customers_unfinished:,}"
            )
        return tuple(said)


@dataclass(frozen=True, slots=True)
class Opportunities:
    """Histories by opportunity, one row for each customer, and what was lost on the way."""

    customer: Whole
    """Which customer each row is, rising. Shape (n,)."""
    histories: OpportunityHistories
    lost: Lost


def to_opportunities(
    customer: Whole, day: Days, as_of: np.datetime64, every: Every
) -> Opportunities:
    """Count opportunities and those with an order, by the last whole period up to as_of.

    customer, day: one order each, in any order; shape (orders,), day as datetime64[D].
    as_of: the last day whose facts count. every: how far apart opportunities are. Weeks begin on
    Monday; periods of a number of days are counted back from as_of, so that none is cut.

    The period of the first order makes somebody a customer; the first opportunity is the next one.
    """
    known = day <= as_of
    who, when = np.asarray(customer)[known], np.asarray(day)[known]
    index = period_of(when, as_of, every)
    last_whole = int(period_of(np.array([as_of + 1]), as_of, every)[0]) - 1
    order = np.lexsort((index, who))
    who, index = who[order], index[order]
    starts = np.flatnonzero(np.append(True, np.diff(who) != 0)) if len(who) else np.zeros(0, int)
    size = np.diff(np.append(starts, len(who)))
    first = np.repeat(index[starts], size)
    new_period = np.append(True, (np.diff(who) != 0) | (np.diff(index) != 0))[: len(who)]
    is_whole = index <= last_whole
    counts = new_period & is_whole & (index > first)
    row = np.repeat(np.arange(len(starts)), size)
    kept = index[starts] <= last_whole
    x = np.bincount(row, counts, len(starts)).astype(np.int64)
    t_x = np.zeros(len(starts), dtype=np.int64)
    np.maximum.at(t_x, row[counts], (index - first)[counts])
    n = last_whole - index[starts]
    customers = int(kept.sum())
    counted = int(counts.sum())
    unfinished = int((~is_whole).sum())
    return Opportunities(
        customer=who[starts][kept],
        histories=OpportunityHistories(x[kept], t_x[kept], n[kept], np.ones_like(x[kept])),
        lost=Lost(
            orders=len(who),
            first=customers,
            counted=counted,
            merged=len(who) - customers - counted - unfinished,
            unfinished=unfinished,
            customers_unfinished=int((~kept).sum()),
        ),
    )


def period_of(day: Days, as_of: np.datetime64, every: Every) -> Whole:
    """The number of the period that a day lies in, rising with time. Shape of `day`.

    >>> days = np.array(["2024-01-31", "2024-02-01", "2024-03-01"], "datetime64[D]")
    >>> period_of(days, np.datetime64("2024-03-01"), "month") - 648
    array([0, 1, 2])
    """
    since_1970 = np.asarray(day, "datetime64[D]").astype(np.int64)
    if every == "week":
        return np.asarray((since_1970 - FIRST_MONDAY) // 7)
    if every == "month":
        return np.asarray(day, "datetime64[M]").astype(np.int64)
    if every == "year":
        return np.asarray(day, "datetime64[Y]").astype(np.int64)
    if not 1 <= every <= 3660:
        raise BadInput(
            what=f"A period of {every} days is not usable",
            where="every",
            next_step="Give week, month, year, or a number of days from 1 to 3,660.",
        )
    end = np.asarray(as_of, "datetime64[D]").astype(np.int64)
    return np.asarray((since_1970 - end - 1) // every)
