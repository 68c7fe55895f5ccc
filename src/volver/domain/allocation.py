"""A budget and its split: over customers, over channels, and what it brings back and when.

Money is in the reporting currency. Incremental margin is the margin that would not have come
anyway, less what is spent on it.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from volver.domain.estimate import Estimate

Vector = NDArray[np.float64]
Whole = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be done for a customer."""

    name: str
    channel: str
    """Through which it reaches them: its budget and its capacity are those of the channel."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a split must keep to."""

    total: float
    channels: Mapping[str, float] = field(default_factory=dict)
    """The most for a channel, money."""
    contacts: Mapping[str, int] = field(default_factory=dict)
    """The most people that a channel can reach."""
    floors: Mapping[str, float] = field(default_factory=dict)
    """The least for a segment, money."""


class Left(StrEnum):
    """Why money is left over."""

    NOTHING = "nothing_left"
    """All of it is spent, but for less than one more action costs."""
    NOTHING_PAYS = "nothing_pays"
    """Nobody is left whom an action would bring more than it costs."""
    OTHER_LIMITS = "other_limits"
    """Channels or contacts are at their limit before the money is."""
    CEILINGS = "ceilings"
    """The next customer of each channel would cost more than one may."""


@dataclass(frozen=True, slots=True)
class Line:
    """One action in one segment."""

    segment: str
    action: str
    customers: int
    spend: float
    stake: float
    """What these customers' answers are worth: margin at stake, or people, by the outcome."""
    margin: float
    """Incremental margin."""


@dataclass(frozen=True, slots=True)
class Allocation:
    """Who gets what."""

    choice: Whole
    """Place of the action of each customer, -1 for none. Shape (n,)."""
    lines: tuple[Line, ...]
    """Where anybody gets anything."""
    stakes: Vector
    """Sum of stakes by segment and action. Shape (segments, actions)."""
    total: float
    spent: float
    left: Left
    planned: float
    """Incremental margin as the split was made for; it picks what looks best, so it flatters."""
    margin: Estimate
    """Incremental margin by draws that the split was not made on."""
    gap: float
    """The share that a better split of the same money could add at most; 0: none is better."""
    price: float
    """Incremental margin that one more unit of the total brings; 0 where it does not bind."""
    prices: Mapping[str, float]
    """The same of each other limit, such as "contacts: call"."""
    missed: tuple[str, ...]
    """Limits that could not be kept."""

    def to_dict(self) -> dict[str, Any]:
        """Plain values of the split as a whole and by line; not who gets what."""
        return {
            "total": self.total,
            "spent": self.spent,
            "left": self.left.value,
            "margin": asdict(self.margin),
            "planned": self.planned,
            "gap": self.gap,
            "next_euro": self.next_euro,
            "prices": dict(self.prices),
            "missed": list(self.missed),
            "lines": [asdict(line) for line in self.lines],
        }

    @property
    def unspent(self) -> float:
        """What is left of the total."""
        return max(self.total - self.spent, 0.0)

    @property
    def next_euro(self) -> float | None:
        """The next euro returns so much margin; None where no further euro returns itself."""
        return 1 + self.price if self.price > 0 else None

    @property
    def flattery(self) -> float:
        """The optimiser's curse: what was planned beyond what other draws say."""
        return self.planned - self.margin.value


@dataclass(frozen=True, slots=True)
class SegmentSpend:
    """What is spent on a segment against what is at stake in it (Q2)."""

    segment: str
    customers: int
    stake: float
    """Of all its customers, money."""
    now: float
    """What is spent today."""
    planned: float
    """What the split gives it."""
    next_euro_now: float | None
    """What one more euro returns at today's spend, at its best; None: less than itself."""
    next_euro: float | None
    """The same of the split: it is equal in all segments, or money should move."""

    @property
    def share(self) -> float | None:
        """Spend today over what is at stake."""
        return self.now / self.stake if self.stake > 0 else None

    @property
    def verdict(self) -> str:
        """`too_little` or `too_much` by what the next euro returns here, against everywhere."""
        here, there = self.next_euro_now or 1.0, self.next_euro or 1.0
        if self.planned > self.now and here > there:
            return "too_little"
        if self.now > self.planned:
            return "too_much"
        return "about_right"


@dataclass(frozen=True, slots=True)
class ChannelSpend:
    """What a channel that wins customers gets."""

    channel: str
    spend: float
    customers: float
    """Expected new customers."""
    margin: float
    """Their discounted margin, less the spend."""
    next_customer: float
    """What the last customer of this spend costs: the marginal CAC."""
    ceiling: float
    """The most that one may cost."""
    at_ceiling: bool
    """Whether the channel stops there, and not for want of money."""
    now: float
    """What is spent today."""
    next_euro_now: float
    """Margin that one more euro returns at today's spend; below 1: past the point of return."""

    @property
    def cac(self) -> float | None:
        """Spend per new customer."""
        return self.spend / self.customers if self.customers > 0 else None

    @property
    def is_past(self) -> bool:
        """The warning: today's last euro brings back less than a euro."""
        return self.now > 0 and self.next_euro_now < 1


@dataclass(frozen=True, slots=True)
class AcquisitionPlan:
    """A budget to win customers, by channel."""

    channels: tuple[ChannelSpend, ...]
    total: float
    left: Left
    margin: Estimate
    """Discounted margin of the new customers, less the spend."""
    next_euro: float | None
    """See `Allocation.next_euro`."""

    @property
    def spent(self) -> float:
        """Of all channels."""
        return sum(channel.spend for channel in self.channels)


@dataclass(frozen=True, slots=True)
class BookValue:
    """An asset at the end of a month."""

    month: int
    returned: float
    """Margin so far."""
    left: float
    """What is not yet paid back: spend less margin so far, at least 0."""


@dataclass(frozen=True, slots=True)
class Asset:
    """Spend on keeping customers as the investment that it is (B3)."""

    spend: float
    start: date
    value: Estimate
    """Margin that it brings back within the months, before the spend is taken off."""
    months: tuple[BookValue, ...]
    payback: date | None
    """When expected margin has brought the spend back; None: not within the months."""
    earliest: date | None
    """The same at the upper end of the interval."""
    latest: date | None
    """The same at the lower end."""

    @property
    def is_worth_it(self) -> bool:
        """Whether even the lower end brings the spend back."""
        return self.value.low >= self.spend
