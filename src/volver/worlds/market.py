"""What three businesses have in common: channels that cost money, a market, and a way to buy."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from volver.worlds.columns import Vector, Whole


@dataclass(frozen=True, slots=True)
class Channel:
    """One way in which new customers come."""

    name: str
    share: float
    """Of new customers."""
    cac: float
    """Spend planned for each new customer, in money."""
    converts: float
    """Chance of the last step, from the step before it to the purchase."""
    campaigns: tuple[str, ...] = ()
    spent_as: Mapping[str, float] = field(default_factory=lambda: {"advertising": 1.0})
    """The categories of its spend and their shares, which add up to one."""
    ordering: float = 0.0
    """Its customers order e^ordering times as fast."""
    leaving: float = 0.0
    """Their rate (shop) or chance (contracts) of leaving is e^leaving times as high."""
    value: float = 0.0
    """Their orders are worth e^value times as much."""


@dataclass(frozen=True, slots=True)
class Market:
    """Who may become a customer, when, and on which way. Money in `currency`."""

    name: str
    currency: str
    time_zone: str
    first_day: date
    last_day: date
    """The last day that the files know of."""
    channels: tuple[Channel, ...]
    countries: Mapping[str, float]
    """Name and share of new customers."""
    born: tuple[int, int]
    """Years of birth: even between them."""
    steps: tuple[str, ...]
    """The types of interaction on the way, in order; the purchase follows the last."""
    passes: tuple[float, ...]
    """The chance to get from each step to the next; from the last one, Channel.converts."""
    more_touches: float
    """Chance that another contact by some channel follows the one before."""
    days_to_order: float
    """Mean days from the first contact to the first order."""
    retains: float
    """Spend for keeping customers, in money for each customer there has ever been."""
    referral: str
    """The channel whose customers were recommended by another."""

    @property
    def days(self) -> int:
        """How many days the files cover."""
        return (self.last_day - self.first_day).days + 1

    @property
    def shares(self) -> Vector:
        """Of the channels, in new customers. Shape (channels,)."""
        return np.array([channel.share for channel in self.channels])

    @property
    def names(self) -> tuple[str, ...]:
        """Of the channels."""
        return tuple(channel.name for channel in self.channels)

    @property
    def passing(self) -> Vector:
        """Chance to pass each step, by channel. Shape (channels, steps)."""
        last = np.array([[channel.converts] for channel in self.channels])
        return np.hstack([np.tile(self.passes, (len(last), 1)), last])

    @property
    def moves(self) -> Vector:
        """Chance of the channel of the next contact, by that of this one: half stay, the others
        go by share. Shape (channels, channels)."""
        size = len(self.channels)
        return 0.5 * np.eye(size) + 0.5 * np.tile(self.shares / self.shares.sum(), (size, 1))


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign to those who are customers, with a random holdout: its effect is known."""

    name: str
    day: date
    days: int
    """How long it works, from that day on."""
    holdout: float
    """Share of those eligible who are left alone, drawn at random."""
    lifts: Mapping[str, float]
    """Band of age to the effect there, relative: what it acts on is said by the business."""
    cost: float
    """For each person treated, in money."""
    least_age: int
    """Eligible: customers for at least so many days."""


BANDS = {"under 35": 1991, "35 to 54": 1971, "55 and over": 0}
"""Bands of age, each with its first year of birth, as of 2025."""


def band_of(birth_year: Whole) -> Whole:
    """The place of each person's band in BANDS."""
    starts = np.array(list(BANDS.values()))
    return np.asarray((birth_year[:, None] < starts).sum(axis=1), dtype=np.int64)
