"""Cohorts by the period of the first order, against the periods since.

What has not happened yet is absent and never zero: a cell whose period has not begun is None, and
the one whose period has not ended is marked. What a customer bought and gave back in full before
the first order they kept counts in the period of that first order.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from volver.describe.split import Split, everybody
from volver.describe.sums import mean_of_groups
from volver.domain.cohorts import (
    MONTHS_IN,
    CohortRow,
    CohortStep,
    CohortTable,
    Measure,
    month_of,
)
from volver.domain.errors import BadInput
from volver.domain.history import Vector
from volver.stats.intervals import share_band
from volver.store.snapshot import Snapshot

MONTHS = """
SELECT
  n, month,
  CAST(orders AS INTEGER) AS orders,
  CAST(revenue AS DOUBLE) AS revenue,
  CAST(margin AS DOUBLE) AS margin
FROM customer_months
WHERE n >= 0
"""
BORN = "SELECT n, v_month(first_order) AS month FROM histories ORDER BY n"
APART = "SELECT CAST(COALESCE(SUM(margin), 0) AS DOUBLE) FROM customer_months WHERE n < 0"
SPENT = """
SELECT channel, v_month(day) AS month, CAST(SUM(amount) AS DOUBLE) AS amount
FROM spend
WHERE purpose = 'acquire'
GROUP BY channel, v_month(day)
"""

FITS = 40
"""Rows of a table that fit a page."""
SMALL = 500
"""Cohorts of fewer customers are shown with an interval."""


@dataclass(frozen=True, slots=True)
class CustomerMonths:
    """What customers did month by month; the columns that every grid is made of."""

    as_of: date
    born: NDArray[np.int64]
    """Month of the first order, in the order of histories. Shape (customers,)."""
    n: NDArray[np.int64]
    """The customer of each row. Shape (rows,), as all that follow."""
    month: NDArray[np.int64]
    orders: NDArray[np.int64]
    revenue: Vector
    margin: Vector


@dataclass(frozen=True, slots=True)
class Grown:
    """Who belongs to which row and age. Rows are group x cohort."""

    months: CustomerMonths
    step: CohortStep
    split: Split
    first: int
    """Number of the period of the oldest cohort: month number // months in a period."""
    ages: int
    """Periods from the first cohort to the observation date."""
    row: NDArray[np.int64]
    """Row of each customer. Shape (customers,)."""
    age: NDArray[np.int64]
    """Age of each row of `months`."""
    size: NDArray[np.int64]
    """Customers. Shape (rows,)."""

    def sums(self, measure: Measure) -> Vector:
        """One measure added up; shape (rows, ages)."""
        months = self.months
        if measure != "active":
            cell = self.row[months.n] * self.ages + self.age
            return self._added(cell, getattr(months, measure))
        ordered = months.orders > 0
        who, when = months.n[ordered].astype(np.int64), self.age[ordered]
        if MONTHS_IN[self.step] > 1:  # a month is one row, a longer period may be many
            seen = np.zeros(len(self.row) * self.ages, np.bool_)
            seen[who * self.ages + when] = True
            who, when = np.divmod(np.flatnonzero(seen), self.ages)
        return self._added(self.row[who] * self.ages + when)

    def _added(self, cell: NDArray[np.int64], weights: NDArray[Any] | None = None) -> Vector:
        found = np.bincount(cell, weights, len(self.size) * self.ages)
        return found.astype(np.float64).reshape(len(self.size), self.ages)


def customer_months(snapshot: Snapshot) -> CustomerMonths:
    """Bring the columns home, once for all grids."""
    found = snapshot.with_months().columns(MONTHS)
    return CustomerMonths(
        as_of=snapshot.as_of,
        born=snapshot.columns(BORN)["month"].astype(np.int64),
        n=found["n"],
        month=found["month"],
        orders=found["orders"],
        revenue=found["revenue"],
        margin=found["margin"],
    )


def grow(months: CustomerMonths, step: CohortStep = "month", split: Split | None = None) -> Grown:
    """Place every customer in a cohort and every row of `months` at its age."""
    customers = len(months.born)
    split = split or everybody(customers)
    width = MONTHS_IN[step]
    born = months.born // width
    first = int(born.min(initial=month_of(months.as_of) // width))
    ages = month_of(months.as_of) // width - first + 1
    rows = len(split.names) * ages
    row = split.code * ages + (born - first)
    age = np.maximum(months.month // width - born[months.n], 0)
    return Grown(months, step, split, first, ages, row, age, np.bincount(row, minlength=rows))


def usual_step(months: CustomerMonths, groups: int = 1) -> CohortStep:
    """The shortest period whose cohorts still fit a page."""
    reach = month_of(months.as_of) - int(months.born.min(initial=month_of(months.as_of))) + 1
    fits = (step for step, width in MONTHS_IN.items() if reach / width * groups <= FITS)
    return next(fits, "year")


def cohort_table(
    grown: Grown,
    measure: Measure,
    cumulative: bool = False,
    per_customer: bool = True,
    level: float = 0.9,
) -> CohortTable:
    """One measure as a table; cohorts without customers are left out.

    Small cohorts carry intervals at `level`: Wilson's for shares, `stats.means` for means. Raises
    BadInput where active customers would be added up over periods: one may be active in many.
    """
    if cumulative and measure == "active":
        raise BadInput(
            what="Active customers cannot be added up over periods",
            where="cumulative",
            next_step="Ask for them period by period, or for orders.",
        )
    found = grown.sums(measure)
    values = np.cumsum(found, axis=1) if cumulative else found
    if per_customer:
        values = values / np.maximum(grown.size, 1)[:, None]
    bands = _bands(grown, found, measure, cumulative, level) if per_customer else {}
    width, ages = MONTHS_IN[grown.step], grown.ages
    rows = []
    for place in np.flatnonzero(grown.size).tolist():
        group, cohort = divmod(place, ages)
        known = ages - cohort
        rows.append(
            CohortRow(
                start=(grown.first + cohort) * width,
                group=grown.split.names[group],
                size=int(grown.size[place]),
                values=tuple(values[place, :known].tolist()) + (None,) * cohort,
                bands=bands.get(place, (None,) * ages)[:known] + (None,) * cohort,
                partial=known - 1 if _is_open(grown.months.as_of, width) else None,
            )
        )
    return CohortTable(
        measure, grown.step, cumulative, per_customer, grown.split.by, level, tuple(rows)
    )


def _is_open(as_of: date, width: int) -> bool:
    """Whether the period of the observation date goes on after it."""
    return month_of(as_of) // width == month_of(as_of + timedelta(days=1)) // width


Bands = tuple[tuple[float, float] | None, ...]


def _bands(
    grown: Grown, found: Vector, measure: Measure, cumulative: bool, level: float
) -> dict[int, Bands]:
    """Intervals by age of the cohorts that are small."""
    small = (grown.size > 0) & (grown.size < SMALL)
    if measure == "active":
        return {
            place: tuple(
                share_band(count, float(grown.size[place]), level)
                for count in found[place].tolist()
            )
            for place in np.flatnonzero(small).tolist()
        }
    # One dense row for each customer of a small cohort that can have a spread.
    small &= grown.size > 1
    mine = np.flatnonzero(small[grown.row])
    if not len(mine):
        return {}
    of = np.full(len(grown.row), -1, np.int64)
    of[mine] = np.arange(len(mine))
    at = of[grown.months.n]
    weights = getattr(grown.months, measure)
    ages, inside = grown.ages, at >= 0
    cells = at[inside] * ages + grown.age[inside]
    added = np.bincount(cells, weights[inside], len(mine) * ages).astype(np.float64)
    each = added.reshape(len(mine), ages)
    if cumulative:
        each = np.cumsum(each, axis=1)
    places, group = np.unique(grown.row[mine], return_inverse=True)
    known = ages - places % ages
    bands: list[list[tuple[float, float] | None]] = [[] for _ in places]
    for age in range(ages):
        # Cohorts of an age are looked at together: see `stats.means`.
        there = np.where(known[group] > age, group, -1)
        means = mean_of_groups(each[:, age], there, len(places), level)
        for of_cohort, one in zip(bands, means, strict=True):
            of_cohort.append((one.low, one.high))
    return {int(place): tuple(row) for place, row in zip(places, bands, strict=True)}


@dataclass(frozen=True, slots=True)
class AcquireSpend:
    """Spend to acquire by channel and month, and the months that it is known for."""

    amounts: Mapping[tuple[str | None, int], float]
    first: int
    last: int
    now: int
    """Month of the observation date."""

    def knows(self, months: range) -> bool:
        """Whether it is known for all of these months that have begun."""
        return self.first <= months[0] and min(months[-1], self.now) <= self.last


def acquire_spend(snapshot: Snapshot) -> AcquireSpend | None:
    """None where no spend of that purpose is known."""
    found: dict[tuple[str | None, int], float] = {}
    for channel, month, amount in snapshot.rows(SPENT):
        found[channel, int(month)] = float(amount)
    if not found:
        return None
    months = [month for _, month in found]
    return AcquireSpend(found, min(months), max(months), month_of(snapshot.as_of))


def with_cac(table: CohortTable, spend: AcquireSpend | None) -> CohortTable:
    """The table with CAC and payback; it must hold cumulative margin per customer.

    CAC is blended: all spend to acquire of the cohort's period by all customers acquired in it;
    by channel, the channel's own spend by the customers it brought. Other splits have none.
    """
    if (table.measure, table.cumulative, table.per_customer) != ("margin", True, True):
        raise BadInput(
            what="A CAC is compared with cumulative margin per customer",
            where="cohorts",
            next_step="Make the table of measure margin, cumulative, per customer.",
        )
    if spend is None or table.by not in ("", "channel"):
        return table
    return replace(table, rows=tuple(_with_cac(row, table, spend) for row in table.rows))


def _with_cac(row: CohortRow, table: CohortTable, spend: AcquireSpend) -> CohortRow:
    width = MONTHS_IN[table.step]
    months = range(row.start, row.start + width)
    if not spend.knows(months):
        return row
    spent = sum(
        amount
        for (channel, month), amount in spend.amounts.items()
        if month in months and (not table.by or channel == row.group)
    )
    cac = spent / row.size
    covered = (age for age, value in enumerate(row.values) if value is not None and value >= cac)
    age = next(covered, None)
    return replace(row, cac=cac, payback=None if age is None else (age + 1) * width)
