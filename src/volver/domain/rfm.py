"""The grid of days since the last order, occasions and margin: its boundaries and its names."""

from dataclasses import dataclass
from enum import StrEnum

from volver.domain.parts import Part

GRADES = 5
"""Of each of the three; 5 is best."""


class RfmName(StrEnum):
    """What a cell of the grid is called."""

    CHAMPIONS = "champions"
    LOYAL = "loyal"
    POTENTIAL_LOYAL = "potential_loyal"
    RECENT = "recent"
    PROMISING = "promising"
    NEEDS_ATTENTION = "needs_attention"
    ABOUT_TO_SLEEP = "about_to_sleep"
    AT_RISK = "at_risk"
    CANNOT_LOSE = "cannot_lose"
    HIBERNATING = "hibernating"
    LOST = "lost"


_N = RfmName
NAMES: tuple[tuple[RfmName, ...], ...] = (
    (_N.LOST, _N.LOST, _N.HIBERNATING, _N.AT_RISK, _N.CANNOT_LOSE),
    (_N.ABOUT_TO_SLEEP, _N.HIBERNATING, _N.AT_RISK, _N.AT_RISK, _N.CANNOT_LOSE),
    (_N.ABOUT_TO_SLEEP, _N.NEEDS_ATTENTION, _N.NEEDS_ATTENTION, _N.LOYAL, _N.LOYAL),
    (_N.PROMISING, _N.POTENTIAL_LOYAL, _N.LOYAL, _N.LOYAL, _N.CHAMPIONS),
    (_N.RECENT, _N.POTENTIAL_LOYAL, _N.POTENTIAL_LOYAL, _N.CHAMPIONS, _N.CHAMPIONS),
)
"""The name by grade of the days (rows, from 1) and mean grade of occasions and margin, rounded up
(columns, from 1). The names are a convention of the trade; no model speaks for them."""


@dataclass(frozen=True, slots=True)
class Band:
    """One written range: above `above`, up to and including `up_to`."""

    grade: int
    above: float | None
    """None: from the least."""
    up_to: float | None
    """None: without end."""


@dataclass(frozen=True, slots=True)
class RfmRule:
    """Where the ranges end. Fixed once written: a changed rule gets a new version."""

    days: tuple[float, ...]
    """Last day of each range but the longest, rising; equal ends leave no room between them."""
    occasions: tuple[float, ...]
    margin: tuple[float, ...]
    """Margin to date, reporting currency."""
    version: int = 1

    def bands(self, which: str) -> tuple[Band, ...]:
        """The ranges of `days`, `occasions` or `margin` with room in them, from the least.

        Together they hold every number exactly once. Few days are best, many occasions are, much
        margin is.

        >>> [b.grade for b in RfmRule((30, 60, 120, 240), (1, 1, 1, 2), (0, 1, 2, 3)).bands("days")]
        [5, 4, 3, 2, 1]
        >>> [(b.grade, b.up_to) for b in RfmRule((), (1, 1, 1, 2), ()).bands("occasions")]
        [(1, 1), (4, 2), (5, None)]
        """
        ends = getattr(self, which)
        starts = (None, *dict.fromkeys(ends))
        found = []
        for above, up_to in zip(starts, (*dict.fromkeys(ends), None), strict=True):
            grade = 1 + (0 if above is None else sum(end <= above for end in ends))
            found.append(Band(GRADES + 1 - grade if which == "days" else grade, above, up_to))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class RfmCell:
    """One cell: a grade of the days and a mean grade of occasions and margin."""

    days_grade: int
    other_grade: int
    name: RfmName
    customers: int
    margin: float


@dataclass(frozen=True, slots=True)
class Rfm:
    """The grid of a base."""

    rule: RfmRule
    cells: tuple[RfmCell, ...]
    """All of them, from the best grade of days on."""
    parts: tuple[Part, ...]
    """One for each name."""
