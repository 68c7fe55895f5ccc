"""Contacts that were late, and the recurring revenue that came and went."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from volver.domain.measure import Told


@dataclass(frozen=True, slots=True)
class Breach:
    """One contact that missed a target, or still waits beyond it."""

    interaction_id: str
    customer_id: str | None
    day: date
    channel: str | None
    agent: str | None
    what: Literal["response", "resolution"]
    minutes: float | None
    """It took; None: it has not come yet."""
    target: float


@dataclass(frozen=True, slots=True)
class Waterfall:
    """Recurring revenue a month from the start of a period to its end; it sums exactly."""

    period: int
    """First month of it; 0: the whole."""
    level: str | None
    start: Decimal
    new: Decimal
    expansion: Decimal
    reactivated: Decimal
    contraction: Decimal
    churned: Decimal
    end: Decimal

    @property
    def is_whole(self) -> bool:
        """Whether the end is the start with all that came and went."""
        came = self.new + self.expansion + self.reactivated
        return self.end == self.start + came - self.contraction - self.churned


@dataclass(frozen=True, slots=True)
class OrderFigures:
    """What the sheet of order figures is made of."""

    basis: str
    level: float
    whole: tuple[Told, ...]
    by_month: tuple[Told, ...]
    by_channel: tuple[Told, ...]
    by_product: tuple[Told, ...]
    by_agent: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class ServiceFigures:
    """What the sheet of the contact centre is made of."""

    level: float
    whole: tuple[Told, ...]
    by_month: tuple[Told, ...]
    by_channel: tuple[Told, ...]
    by_agent: tuple[Told, ...]
    breaches: tuple[Breach, ...]


@dataclass(frozen=True, slots=True)
class SubscriptionFigures:
    """What the sheet of subscriptions is made of."""

    level: float
    months: tuple[Waterfall, ...]
    by_month: tuple[Told, ...]
    modelled: tuple[Told, ...]
