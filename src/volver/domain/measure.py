"""What is asked of a metric, and what is found: by period and by split."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Literal

from volver.domain.estimate import NotEnough

Period = Literal["month", "quarter", "year", "whole"]
SIZES: dict[Period, int] = {"month": 1, "quarter": 3, "year": 12}
"""Calendar months in a period."""
UNKNOWN = "unknown"
"""The level of those of whom it is not known: told as such, and never left out."""
OTHER = "other"
"""The level of all that are none of the largest."""


class Unit(StrEnum):
    """What a figure is counted in."""

    COUNT = "count"
    MONEY = "money"
    SHARE = "share"
    RATIO = "ratio"
    MINUTES = "minutes"


@dataclass(frozen=True, slots=True)
class Measured:
    """One metric in one period of one level."""

    slug: str
    period: int | None
    """First month of it, 12 x year + month - 1; None: the whole."""
    level: str | None
    """Of the split; None where nothing was split."""
    value: float | None
    """None where there is nothing to divide by, or too little."""
    low: float | None
    high: float | None
    """Ends of the interval, where the figure is an estimate."""
    n: int
    """Customers, orders, contacts or answers behind it; see the metric."""
    is_missing: bool = False
    """The level is that of those of whom nothing is known."""
    is_partial: bool = False
    """The period has not ended on the observation date."""


@dataclass(frozen=True, slots=True)
class Told:
    """One metric and what it came to, for a page to show."""

    slug: str
    title: str
    question: str
    unit: Unit
    caution: str
    rows: tuple[Measured, ...]
    lacks: NotEnough | None = None
    """What the data do not have, where it could not be counted."""


def first_of(month: int, period: Period) -> int:
    """The first month of the period that a month lies in; 0 for the whole.

    >>> first_of(24293, "quarter"), first_of(24293, "year")
    (24291, 24288)
    """
    return month - month % SIZES[period] if period in SIZES else 0


def month_of(day: date) -> int:
    """The number of a day's month.

    >>> month_of(date(2024, 1, 31))
    24288
    """
    return 12 * day.year + day.month - 1


def first_day(month: int) -> date:
    """The first day of a month."""
    return date(month // 12, month % 12 + 1, 1)


def last_day(first: int, period: Period) -> date:
    """The last day of the period that begins with a month."""
    return first_day(first + SIZES[period]) - timedelta(days=1)


def written(first: int, period: Period) -> str:
    """A period as files write it.

    >>> written(24291, "month"), written(24291, "quarter"), written(24288, "year")
    ('2024-04', '2024-Q2', '2024')
    """
    year, place = divmod(first, 12)
    match period:
        case "month":
            return f"{year}-{place + 1:02}"
        case "quarter":
            return f"{year}-Q{place // 3 + 1}"
    return str(year)
