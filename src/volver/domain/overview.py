"""The first page: six figures, what to do about them, and what should not wait.

The figures are taken from the records of the book as a run writes it, and put by beside it: a page
that everybody opens first must not count a million customers again.
"""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

Slug = Literal["active_customers", "expected_margin", "margin_to_date", "value_at_stake", "ltv_cac",
               "retention"]  # fmt: skip
Unit = Literal["count", "money", "share", "ratio"]


@dataclass(frozen=True, slots=True)
class Change:
    """A figure of the last whole quarter, and of the quarter before it."""

    now: float
    before: float
    until: date
    """The last day of the later one."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the six; None where it is not known, and then `lacks` says why."""

    slug: Slug
    unit: Unit
    sheet: str
    """The sheet of the book that it is taken from."""
    value: float | None
    low: float | None = None
    high: float | None = None
    level: float | None = None
    change: Change | None = None
    """None where the run does not know how it was."""
    lacks: str = ""


@dataclass(frozen=True, slots=True)
class Dear:
    """A channel whose customers cost more than they may."""

    channel: str | None
    cac: float
    ceiling: float
    is_sure: bool
    """Even beyond the upper end of the ceiling."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What a run knows for the first page."""

    figures: tuple[Figure, ...]
    within: int
    """An active customer is one who has ordered in so many days."""
    payback_month: int | None
    """The first month whose mean margin covers what a customer cost; None: in none so far."""
    late: int
    """Customers past their late line, of the fifty past their day of whom most is expected."""
    late_value: float
    """What is expected of these."""
    dear: tuple[Dear, ...]
    missed: bool
    """Whether the margin of the last test window lay outside its interval."""

    def to_dict(self) -> dict[str, Any]:
        """Plain values; raises ValueError for a figure that is not finite."""
        plain = asdict(self)
        for figure in self.figures:
            for amount in (figure.value, figure.low, figure.high):
                if amount is not None and not math.isfinite(amount):
                    raise ValueError(f"{figure.slug} is {amount}")
        return plain

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> "Findings":
        """Inverse of `to_dict`, through JSON or not."""
        figures = tuple(_figure(one) for one in plain["figures"])
        dear = tuple(Dear(**one) for one in plain["dear"])
        return cls(**{**plain, "figures": figures, "dear": dear})


def _figure(plain: Mapping[str, Any]) -> Figure:
    change = plain["change"]
    if change is not None:
        until = change["until"]
        day = until if isinstance(until, date) else date.fromisoformat(until)
        change = Change(**{**change, "until": day})
    return Figure(**{**plain, "change": change})


@dataclass(frozen=True, slots=True)
class OverviewCard:
    """One of the six, in the reader's words."""

    figure: Figure
    title: str
    value: str
    """The figure written out, or why there is none."""
    interval: str
    """Empty where there is none."""
    change: str
    """A sentence; it says so where the run does not know."""
    meaning: str


@dataclass(frozen=True, slots=True)
class ToDo:
    """Something to do, or something that should not wait."""

    text: str
    sheet: str = ""
    """Of the book, where it is told at length."""
    plan: str = ""
    """The plan that it is about."""


@dataclass(frozen=True, slots=True)
class Overview:
    """The first page of one run."""

    run_id: str
    as_of: date
    currency: str
    cards: tuple[OverviewCard, ...]
    to_do: tuple[ToDo, ...]
    """At most three, one of each kind first."""
    alerts: tuple[ToDo, ...]
