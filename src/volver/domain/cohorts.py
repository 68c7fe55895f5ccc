"""Cohorts, retention, survival and waits: what customers did after their first order."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from volver.domain.estimate import Answer, Estimate, NotEnough
from volver.domain.evidence import GapBin
from volver.domain.time import DAYS_PER_MONTH

CohortStep = Literal["month", "quarter", "year"]
"""Calendar periods: cohorts are born in one, and age by whole ones."""
Measure = Literal["margin", "revenue", "orders", "active"]
"""`active`: customers of the cohort with an order in the period."""

MONTHS_IN: dict[CohortStep, int] = {"month": 1, "quarter": 3, "year": 12}


def month_of(day: date) -> int:
    """The number of a month: 12 x year + month - 1.

    >>> month_of(date(2024, 1, 31))
    24288
    """
    return 12 * day.year + day.month - 1


def first_day(month: int) -> date:
    """First day of the month of a number.

    >>> first_day(24289)
    datetime.date(2024, 2, 1)
    """
    return date(month // 12, month % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class CohortRow:
    """One cohort of one group. `values` and `bands` are by age in periods, from 0."""

    start: int
    """First month of the period of its first orders: 12 x year + month - 1."""
    group: str
    size: int
    values: tuple[float | None, ...]
    """None: the period has not begun, which is not zero."""
    bands: tuple[tuple[float, float] | None, ...]
    """Of a small cohort: low and high ends of the share or of the mean."""
    partial: int | None
    """The age whose period has not ended."""
    cac: float | None = None
    """Spend to acquire in that period / customers acquired; None: not known for all of it."""
    payback: int | None = None
    """Months from the start of the period by whose end the margin has covered the CAC."""


@dataclass(frozen=True, slots=True)
class CohortTable:
    """One measure by cohort and age."""

    measure: Measure
    step: CohortStep
    cumulative: bool
    per_customer: bool
    """Divided by the size of the cohort; of `active`: the active share."""
    by: str
    """What groups are by; empty: all customers as one."""
    level: float
    rows: tuple[CohortRow, ...]

    @property
    def ages(self) -> int:
        """Periods that the oldest cohort has begun."""
        return max((len(row.values) for row in self.rows), default=0)


@dataclass(frozen=True, slots=True)
class CohortBook:
    """The cohort tables of one run."""

    step: CohortStep
    tables: tuple[CohortTable, ...]
    splits: tuple[CohortTable, ...]
    """Cumulative money per customer, one table for each split there is."""
    apart: float
    """Money of customers who kept nothing they bought: in no cohort, and part of the total."""
    basis: str
    has_spend: bool
    is_margin: bool
    """False: only revenue is known, which pays back nothing."""


@dataclass(frozen=True, slots=True)
class KeptRow:
    """Retention by counts in one period of one group: start + won + back - lost = end."""

    start_day: date
    """Last day before the period."""
    end_day: date
    group: str
    start: int
    """Customers at the start."""
    won: int
    """At the end, and never before."""
    back: int
    """At the end, not at the start, but once before: won back."""
    lost: int
    end: int
    rate: Answer
    """(end - new) / start, where new are all who were not there at the start."""
    is_partial: bool
    """The period has not ended."""

    @property
    def new(self) -> int:
        """All who are there at the end and were not at the start."""
        return self.won + self.back


@dataclass(frozen=True, slots=True)
class KeptTable:
    """Retention by counts, period by period."""

    step: CohortStep
    within: int | None
    """A customer is who has ordered in so many days; None: whose contract runs."""
    by: str
    rows: tuple[KeptRow, ...]


@dataclass(frozen=True, slots=True)
class Passed:
    """A curve of who had not left, or not come back, after so many days."""

    day: int
    at_risk: int
    """Still watched, and the event still to come, as the day begins."""
    share: Estimate


@dataclass(frozen=True, slots=True)
class SurvivalCurve:
    """Kaplan-Meier: of those who began, the share for whom the event is still to come."""

    group: str
    people: int
    events: int
    """Of them, those whose event was seen."""
    points: tuple[Passed, ...]
    """From day 0 to the last day that somebody was watched; close enough for a curve, and after
    each month among them."""
    median: int | None
    """Days after which the share is a half or less; None: not reached."""
    median_low: int | None
    median_high: int | None
    """Where the ends of the band reach a half."""
    by: str = ""
    """What `group` is a group by."""
    reasons: tuple[tuple[str, float], ...] = ()
    """Share that has left by the last point for each reason: they compete, and add up."""

    @property
    def by_month(self) -> tuple[Passed, ...]:
        """Day 0, each whole month (30.4375 days), and the last day."""
        months = {round(k * DAYS_PER_MONTH) for k in range(self.points[-1].day // 30 + 1)}
        last = self.points[-1]
        return tuple(p for p in self.points if p.day in months or p is last)


@dataclass(frozen=True, slots=True)
class LateLine:
    """How long customers wait between orders, those who are still waiting counted in."""

    bins: tuple[GapBin, ...]
    gaps: int
    """Waits that ended in an order."""
    waiting: int
    """Waits still open on the observation date."""
    usual: int
    """Days within which half of those who come back have come back."""
    line: int
    """Days within which 90 % of those who come back have come back."""
    uncorrected: int
    """The same from ended waits alone: too short, because long waits are still open."""
    back: float
    """Share of occasions followed by another within the longest wait that was seen."""
    reach: int
    """That longest wait, days."""


@dataclass(frozen=True, slots=True)
class LateCustomer:
    """A customer past the day on which an order was due by their own rhythm."""

    customer_id: str
    last_order: date
    expected: date
    days_late: int
    by_own_gaps: bool
    """False: too few orders for a rhythm of their own; the usual gap of all was taken."""
    is_late: bool
    """Beyond the late line, in proportion to their own gap."""
    p_alive: float | None
    value: float | None
    """What is at stake: discounted expected margin within the horizon."""
    margin_to_date: float


@dataclass(frozen=True, slots=True)
class RetentionBook:
    """Everything about coming back and staying."""

    kept: tuple[KeptTable, ...]
    """Of those who order: by month, quarter and year, then by cohort and by split."""
    contracts: tuple[KeptTable, ...]
    """Of those under contract, in the same order; empty where nobody is."""
    active: CohortTable | None
    """Active share of cohorts."""
    second: SurvivalCurve | NotEnough
    """The wait for the second order."""
    tenure: tuple[SurvivalCurve, ...] | NotEnough
    """How long contracts last: all, then by split."""
    late: LateLine | NotEnough
    late_customers: tuple[LateCustomer, ...]
    within: int
    basis: str
