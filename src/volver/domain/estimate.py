"""A number and how sure we are of it, or the reason why there is none."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number and how sure we are of it."""

    value: float
    low: float
    high: float
    level: float
    """The share of such intervals that hold the truth, for example 0.9."""


@dataclass(frozen=True, slots=True)
class NotEnough:
    """Why there is no number. Never a zero that looks like one."""

    why: str
    need: int
    have: int


Answer = Estimate | NotEnough
