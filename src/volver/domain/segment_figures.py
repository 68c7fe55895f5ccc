"""What segments come to: one row of figures for each, and whom to concentrate on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from volver.domain.acquisition import Cac
from volver.domain.segment import Segment

ACTIVE_DAYS = 365
"""Who ordered in so many days up to the observation date is active."""


@dataclass(frozen=True, slots=True)
class Paid:
    """What it cost to win a customer of each channel: paid CAC."""

    by_channel: Mapping[str, float]
    since: date
    """Nobody knows what a customer cost who came before."""

    @classmethod
    def of(cls, costs: Cac) -> "Paid":
        """From what acquisition says of channels with spend."""
        known = {
            won.channel: won.cac
            for won in costs.by_channel
            if won.channel is not None and won.cac is not None and won.total > 0
        }
        return cls(known, costs.since)


@dataclass(frozen=True, slots=True)
class SegmentFigures:
    """One segment on one day; money in the reporting currency. None: not known."""

    customers: int
    share: float
    """Of all customers, 0 to 1."""
    orders: int
    margin: float
    """To date, of all its customers."""
    margin_share: float | None
    """Of the margin of all; None where that is not above zero."""
    value: float | None
    """Of all its customers; None where there is no forecast."""
    interval: tuple[float, float] | None
    """Of that sum."""
    value_share: float | None
    at_stake: float | None
    """Sum of value x (1 - P(alive)); None where a forecast says nothing of P(alive)."""
    active_share: float
    """With an order in the last ACTIVE_DAYS."""
    alive: float | None
    """Mean P(alive)."""
    cost_to_serve: float | None
    """Per customer, to date; None where no cost is known."""
    cac: float | None
    """Paid, per customer: the mean of what its customers' channels cost."""
    cac_of: int
    """Customers whose CAC is known."""


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A segment and its figures."""

    segment: Segment
    figures: SegmentFigures


@dataclass(frozen=True, slots=True)
class Stake:
    """One customer of whom much is expected and little is sure."""

    customer_id: str
    orders: int
    last_order: date
    margin: float
    value: float
    p_alive: float
    at_stake: float


@dataclass(frozen=True, slots=True)
class SegmentBook:
    """Every segment of a company on one day."""

    everybody: SegmentFigures
    own: tuple[SegmentRow, ...]
    """Those that volver.toml names."""
    classes: tuple[SegmentRow, ...]
    genders: tuple[SegmentRow, ...]
    """Named as the source writes them; "" of those whose gender is not known."""
    ages: tuple[SegmentRow, ...]
    """Bands of years, named such as 25-34; "" of those whose age is not known."""
    stakes: tuple[Stake, ...]
    """The customers with most at stake, first the most."""
    level: float
