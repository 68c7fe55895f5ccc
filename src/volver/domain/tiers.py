"""Tiers of value: who is above which amount."""

from dataclasses import dataclass
from datetime import date

NAMES = ("A", "B", "C", "D", "E", "F", "G", "H")
"""Of tiers, from the top; one more than there are thresholds are used."""


@dataclass(frozen=True, slots=True)
class TierRule:
    """Amounts from which a tier begins, falling; what is below the last is the last tier."""

    thresholds: tuple[float, ...]
    version: int = 1

    @property
    def names(self) -> tuple[str, ...]:
        """One for each tier."""
        return NAMES[: len(self.thresholds) + 1]


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier."""

    name: str
    least: float | None
    """The threshold; None for the last tier."""
    customers: int
    money: float
    """What its customers hold together, by the basis of the tiers."""


@dataclass(frozen=True, slots=True)
class TierDay:
    """The tiers on one day."""

    day: date
    tiers: tuple[Tier, ...]


@dataclass(frozen=True, slots=True)
class Tiers:
    """The tiers of a base, and what they were."""

    rule: TierRule
    expected: TierDay | None
    """By expected margin within the horizon; None without a forecast."""
    past_rule: TierRule
    past: tuple[TierDay, ...]
    """By the margin of the year up to each day, as known on it, newest first: what forecasts of
    those days would have been is not known."""
