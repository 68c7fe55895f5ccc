"""Do customers order at fixed times, or whenever they like? What the days of their orders show.

Two traces, either is enough: the orders of all fall on few days of the calendar (events, appeals,
a market); or the orders of each are whole periods apart (a monthly box, each on their own day).
What no day can show is a shop that only keeps the year of an order.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from volver.domain.estimate import NotEnough
from volver.domain.opportunity import Whole
from volver.predict.opportunities.calendar import Days, Every

ENOUGH = 50
"""Repeat orders without which nothing is said."""
CROWDED = 0.5
"""Half as many days with an order as chance would use, or fewer: the calendar decides."""
REGULAR = 0.8
"""Of the gaps that chance would not put there, this share at whole periods: a rhythm."""
SAME_POINT = 2
"""Days no further apart than this are one point: an appeal takes a few days to be answered."""

RHYTHMS: tuple[tuple[Every, float, float], ...] = (
    ("year", 365.25, 15.0),
    ("month", 365.25 / 12, 3.0),
    ("week", 7.0, 0.0),
)
"""A period, its length and how far from a multiple of it a gap may be, in days."""


@dataclass(frozen=True, slots=True)
class SettingFound:
    """Whether opportunities are discrete, and what speaks for it."""

    is_discrete: bool
    every: Every | None
    """How far apart opportunities seem to be; None where they are not discrete."""
    days_used: float
    """Days with any order, over those that as many orders at random would use."""
    gaps_regular: float
    """Share of gaps at whole periods of the best rhythm, less what chance puts there; 0 to 1."""
    evidence: tuple[str, ...]


def find_setting(customer: Whole, day: Days) -> SettingFound | NotEnough:
    """Look at the orders of all customers. customer, day: shape (orders,), day as datetime64[D]."""
    order = np.lexsort((day, customer))
    who = np.asarray(customer)[order]
    when = np.asarray(day, "datetime64[D]")[order].astype(np.int64)
    new = np.append(True, (np.diff(who) != 0) | (np.diff(when) != 0))[: len(who)]
    who, when = who[new], when[new]
    gaps = np.diff(when)[np.diff(who) == 0]
    if len(gaps) < ENOUGH:
        return NotEnough("too few repeat orders to see a rhythm", need=ENOUGH, have=len(gaps))
    used = np.unique(when)
    span = int(used[-1] - used[0]) + 1
    by_chance = span * -np.expm1(-len(when) / span)
    crowding = min(len(used) / by_chance, 1.0)
    rhythm, length, share, excess = _best_rhythm(gaps)
    on_points = crowding <= CROWDED
    in_rhythm = excess >= REGULAR
    evidence = (
        f"Days with an order: {len(used):,} of {span:,}; as many orders at random would use"
        f" {by_chance:,.0f}",
        f"Gaps between orders of a customer at whole multiples of {length:.0f} days:"
        f" {100 * share:.0f}%",
    )
    every: Every | None = None
    if in_rhythm:
        every = rhythm
    elif on_points:
        every = _named(_spacing(used))
    return SettingFound(on_points or in_rhythm, every, crowding, excess, evidence)


def _best_rhythm(gaps: Whole) -> tuple[Every, float, float, float]:
    """The longest period whose multiples hold most gaps, else the one with most.

    Returns the period, its length, the share of gaps and that share less chance.
    """
    found = []
    for every, length, slack in RHYTHMS:
        times = np.maximum(np.round(gaps / length), 1)
        share = float((np.abs(gaps - times * length) <= slack).mean())
        chance = (2 * np.floor(slack) + 1) / length
        found.append((every, length, share, max((share - chance) / (1 - chance), 0.0)))
    regular = [one for one in found if one[3] >= REGULAR]
    return regular[0] if regular else max(found, key=lambda one: one[3])


def _spacing(used: NDArray[np.int64]) -> int:
    """The most frequent distance between one point of the calendar and the next, in days."""
    begins = np.append(True, np.diff(used) > SAME_POINT)
    apart = np.diff(used[begins])
    if len(apart) == 0:
        return int(used[-1] - used[0]) + 1
    return int(np.median(apart))


def _named(days: int) -> Every:
    """A number of days as the calendar period that it is near to, if any."""
    for every, length, _ in RHYTHMS:
        if abs(days - length) <= 0.1 * length:
            return every
    return days
