"""Cohorts by the period of the first order, against the periods since.

What has not happened yet is absent and never zero: a cell whose period has not begun is None, and
the one whose period has not ended is marked. What a customer bought and gave back in full before
the first order they kept counts in the period of that first order.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from volver.describe.split import Split
from volver.describe.splits import calendar
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
from volver.store.engine import Columns
from volver.store.snapshot import Snapshot

BORN = """
WITH born AS (
  SELECT histories.n, {code} AS code, periods.period AS cohort
  FROM histories
  JOIN periods ON periods.month = v_month(histories.first_order)
  {groups}
)
"""
"""Group and cohort of each customer; what follows is asked of it."""
SIZES = """
SELECT code, cohort, COUNT(*) AS customers
FROM born
GROUP BY code, cohort
"""
SUMS = """
SELECT born.code, born.cohort, periods.period, CAST(SUM({amount}) AS DOUBLE) AS amount
FROM customer_months
JOIN born ON born.n = customer_months.n
JOIN periods ON periods.month = customer_months.month
GROUP BY born.code, born.cohort, periods.period
"""
ACTIVE = """
SELECT born.code, born.cohort, seen.period, CAST(COUNT(*) AS DOUBLE) AS amount
FROM (
  SELECT customer_months.n, periods.period
  FROM customer_months
  JOIN periods ON periods.month = customer_months.month
  WHERE customer_months.orders > 0
  GROUP BY customer_months.n, periods.period
) AS seen
JOIN born ON born.n = seen.n
GROUP BY born.code, born.cohort, seen.period
"""
EACH = """
SELECT
  born.n, born.code, born.cohort, periods.period,
  CAST(SUM(customer_months.{measure}) AS DOUBLE) AS amount
FROM (
  SELECT code, cohort, COUNT(*) AS customers
  FROM born
  GROUP BY code, cohort
) AS cohorts
JOIN born ON born.code = cohorts.code AND born.cohort = cohorts.cohort
JOIN customer_months ON customer_months.n = born.n
JOIN periods ON periods.month = customer_months.month
WHERE cohorts.customers > 1 AND cohorts.customers < $fewer
GROUP BY born.n, born.code, born.cohort, periods.period
"""
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
class Grown:
    """Customers by group and cohort, and how old cohorts are. Rows are group x cohort."""

    snapshot: Snapshot
    """With `customer_months`, and with `periods` and `parts` of this split and step."""
    step: CohortStep
    split: Split | None
    """None: all customers as one group."""
    first: int
    """First month of the period of the oldest cohort."""
    ages: int
    """Periods from the first cohort to the observation date."""
    size: NDArray[np.int64]
    """Customers. Shape (rows,)."""

    @property
    def names(self) -> tuple[str, ...]:
        """Of the groups."""
        return self.split.names if self.split else ("",)

    def sums(self, measure: Measure) -> Vector:
        """One measure added up; shape (rows, ages)."""
        found = self.ask(sums_sql(measure, self.step))
        added = np.zeros((len(self.size), self.ages))
        np.add.at(added, (self.row(found), self.age(found)), found["amount"])
        return added

    def ask(self, sql: str, **parameters: int) -> Columns:
        """Ask a query that names `born`."""
        return self.snapshot.columns(born_sql(self.split is not None) + sql, **parameters)

    def row(self, found: Columns) -> NDArray[np.int64]:
        """The row of each line of an answer."""
        since = found["cohort"].astype(np.int64) - self.first
        return found["code"] * self.ages + since // MONTHS_IN[self.step]

    def age(self, found: Columns) -> NDArray[np.int64]:
        """The age of its cohort in the period of each line of an answer."""
        apart = found["period"].astype(np.int64) - found["cohort"]
        return np.maximum(apart // MONTHS_IN[self.step], 0)


def born_sql(is_split: bool) -> str:
    """The beginning of each query: who was born when, in which group."""
    if not is_split:
        return BORN.format(code="0", groups="")
    return BORN.format(code="parts.code", groups="JOIN parts ON parts.n = histories.n")


def sums_sql(measure: Measure, step: CohortStep) -> str:
    """The query of one measure by group, cohort and period."""
    if measure != "active":
        return SUMS.format(amount=f"customer_months.{measure}")
    if step != "month":
        return ACTIVE
    # A customer's month is one row; only of a longer period there may be many.
    return SUMS.format(amount="CASE WHEN customer_months.orders > 0 THEN 1 ELSE 0 END")


def grow(snapshot: Snapshot, step: CohortStep = "month", split: Split | None = None) -> Grown:
    """Place every customer in a group and a cohort."""
    width, last = MONTHS_IN[step], month_of(snapshot.as_of)
    first = month_of(snapshot.first_day) // width * width
    own = ("periods", "parts")  # what others keep by these names stays theirs
    tables = snapshot.with_months().tables.items()
    asked = replace(snapshot, tables={name: kept for name, kept in tables if name not in own})
    asked.store_columns("periods", calendar(last, step))
    if split is not None:
        n = np.arange(len(split.code), dtype=np.int32)
        asked.store_columns("parts", {"n": n, "code": split.code.astype(np.int32)})
    ages = (last - first) // width + 1
    nobody = np.zeros(ages * (len(split.names) if split else 1), np.int64)
    empty = Grown(asked, step, split, first, ages, nobody)
    found = empty.ask(SIZES)
    size = np.bincount(empty.row(found), found["customers"], len(nobody))
    return replace(empty, size=size.astype(np.int64))


def usual_step(snapshot: Snapshot, groups: int = 1) -> CohortStep:
    """The shortest period whose cohorts still fit a page."""
    reach = month_of(snapshot.as_of) - month_of(snapshot.first_day) + 1
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
                start=grown.first + cohort * width,
                group=grown.names[group],
                size=int(grown.size[place]),
                values=tuple(values[place, :known].tolist()) + (None,) * cohort,
                bands=bands.get(place, (None,) * ages)[:known] + (None,) * cohort,
                partial=known - 1 if _is_open(grown.snapshot.as_of, width) else None,
            )
        )
    by = grown.split.by if grown.split else ""
    return CohortTable(measure, grown.step, cumulative, per_customer, by, level, tuple(rows))


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
    if not (small & (grown.size > 1)).any():
        return {}
    cells = grown.ask(EACH.format(measure=measure), fewer=SMALL)
    _, one, mine = np.unique(cells["n"], return_index=True, return_inverse=True)
    each = np.zeros((len(one), grown.ages))
    np.add.at(each, (mine, grown.age(cells)), cells["amount"])
    if cumulative:
        each = np.cumsum(each, axis=1)
    places, group = np.unique(grown.row(cells)[one], return_inverse=True)
    known = grown.ages - places % grown.ages
    bands: list[list[tuple[float, float] | None]] = [[] for _ in places]
    for age in range(grown.ages):
        # Cohorts of an age are looked at together: see `stats.means`.
        there = np.where(known[group] > age, group, -1)
        means = mean_of_groups(each[:, age], there, len(places), level)
        for of_cohort, one_mean in zip(bands, means, strict=True):
            of_cohort.append((one_mean.low, one_mean.high))
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
