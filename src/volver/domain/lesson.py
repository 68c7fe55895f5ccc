"""What a closed plan taught: how far those treated came out ahead of those held out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import NormalDist
from typing import Any, Literal

from volver.domain.errors import BadInput

Counted = Literal["orders", "figure"]
"""How a lesson was measured: from the orders of both arms, or by the figure that somebody closed
the plan with."""
RANGE = 0.9
"""The share of cases in which a range holds the truth."""
Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Lesson:
    """The effect that one closed plan shows, as a share of a customer's value."""

    plan: str
    action: str
    segment: str
    """Of the plan."""
    mean: float
    standard_error: float
    """By how much it may be off by chance alone."""
    treated: int
    holdout: int
    last_day: date
    """Of the plan."""
    by: Counted = "orders"

    @property
    def range(self) -> Range:
        """What it shows by itself; it holds the truth nine times in ten."""
        reach = NormalDist().inv_cdf((1 + RANGE) / 2) * self.standard_error
        return self.mean - reach, self.mean + reach


def apart(one: Range, other: Range) -> bool:
    """Whether two ranges have nothing in common.

    >>> apart((0.0, 0.1), (0.2, 0.3)), apart((0.0, 0.2), (0.2, 0.3))
    (True, False)
    """
    return one[1] < other[0] or other[1] < one[0]


def contradicting(before: Range, lessons: Sequence[Lesson]) -> list[Lesson]:
    """Lessons whose range has nothing in common with what was thought before, or with another's."""
    return [
        lesson
        for lesson in lessons
        if apart(lesson.range, before) or any(apart(lesson.range, o.range) for o in lessons)
    ]


def effects_of(plain: Any, action: str) -> tuple[tuple[str, float, float], ...]:
    """Ranges by segment, from the table `effects` of an action in volver.toml.

    Raises BadInput, which says of which segment and what a range looks like.
    """
    if not isinstance(plain, Mapping):
        raise _no_range(action, "effects")
    found = []
    for segment, ends in plain.items():
        try:
            low, high = map(float, ends)
        except (TypeError, ValueError):
            raise _no_range(action, segment) from None
        if not (segment.strip() and -1 <= low <= high <= 10):
            raise _no_range(action, segment)
        found.append((segment, low, high))
    return tuple(found)


def _no_range(action: str, segment: str) -> BadInput:
    return BadInput(
        what=f"The effect of {str(action)[:40]!r} on {segment[:40]!r} is no range",
        where="actions",
        next_step="Give a range for each segment, the lower end first, from -1 to 10:"
        " effects = {best = [0.0, 0.02], late = [0.0, 0.15]}",
    )
