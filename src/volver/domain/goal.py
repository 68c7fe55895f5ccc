"""A goal: where a figure is to stand by a day, and whether it is on its way there."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Window = Literal["year", "whole", "ahead"]
"""The last twelve whole months; all since the data begin; the horizon that values look ahead."""
TOTAL_VALUE = "total_value"
"""The value of all customers: a goal's figure beside those of the catalogue."""
Verdict = Literal["new", "reached", "maybe", "on_way", "behind", "unsure", "missed"]
"""Of a goal. maybe: past the target, which the interval does not bear out yet. unsure: the interval
holds where the figure should be by now, so that it may be on the way or not."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a figure came to on a day, in its own unit; a share is from 0 to 1."""

    value: float
    as_of: date
    low: float | None = None
    high: float | None = None
    level: float | None = None
    """The interval, where the figure is an estimate."""

    def holds(self, value: float) -> bool:
        """Whether the interval holds a value; no interval holds any."""
        return self.low is not None and self.high is not None and self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Standing:
    """How a goal stands by the newest figure."""

    gone: float
    """The share of the time between the first figure and the day of the goal, from 0 to 1."""
    way: float
    """The share of the way from the first figure to the target; below 0 where it moved away."""
    by_now: float
    """Where the figure would stand if it moved evenly; in its own unit."""
    verdict: Verdict


def standing(start: Reading, now: Reading, target: float, due: date) -> Standing:
    """How a goal stands. target: in the figure's unit, and not where it started.

    Time is that of the figures: a company whose figures are a month old is not behind for that.

    >>> first = Reading(100.0, date(2025, 1, 1))
    >>> standing(first, Reading(140.0, date(2025, 7, 2)), 200.0, date(2025, 12, 31)).verdict
    'behind'
    """
    days = (due - start.as_of).days
    gone = min(max((now.as_of - start.as_of).days / days, 0.0), 1.0)
    by_now = start.value + (target - start.value) * gone
    way = (now.value - start.value) / (target - start.value)
    return Standing(gone, way, by_now, _verdict(gone, way, by_now, now, target))


def _verdict(gone: float, way: float, by_now: float, now: Reading, target: float) -> Verdict:
    if gone <= 0:
        return "new"
    if way >= 1:
        return "maybe" if now.holds(target) else "reached"
    if now.holds(by_now):
        return "unsure"
    if way >= gone:
        return "on_way"
    return "missed" if gone >= 1 else "behind"
