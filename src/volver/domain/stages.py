"""Where a customer stands in their life with the company, by rule."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Stage(StrEnum):
    """One at a time (WORDS: Stage)."""

    NEW = "new"
    ACTIVE = "active"
    WON_BACK = "won_back"
    SLIPPING = "slipping"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class GapLines:
    """When silence is late and when it is the end, from the days between orders of all customers.

    Who has ordered often enough has lines of their own: these, times own mean gap / usual gap.
    """

    usual: float
    """Days from one order to the next: half of such gaps are shorter."""
    late: float
    """Days of silence after which an order is late."""
    lapsed: float
    """Days of silence after which the customer counts as lapsed."""
    own_from: int = 3
    """Gaps from which on the customer's own pace counts."""
    gaps: int = 0
    """How many gaps the lines rest on; 0: they were given."""


@dataclass(frozen=True, slots=True)
class StageCase:
    """Why one customer is in a stage: every figure of the sentence."""

    stage: Stage
    since: date
    """The day from which the rule has held."""
    orders: int
    """Days with an order."""
    days_since_last: int
    late: float
    """The customer's own lines, days."""
    lapsed: float
    own_gap: float | None
    """Mean days between the customer's orders, where it counts."""
    last_gap: int | None
    """Days between the last order and the one before it."""
