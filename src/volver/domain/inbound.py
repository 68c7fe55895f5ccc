"""Those who got in touch and wait: in the order in which they came and by when we should answer.

Nothing here knows what anybody is worth, and nothing may: see the contracts of fairness.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """A contact that nobody has finished."""

    id: str
    customer_id: str | None
    arrived: datetime
    deadline: datetime
    """By when it should be answered or, once answered, solved."""
    channel: str
    about: str
    is_complaint: bool
    promise: str = ""

    def is_late(self, now: datetime) -> bool:
        """Whether its deadline is past."""
        return self.deadline < now


def in_turn(waiting: Iterable[Waiting]) -> list[Waiting]:
    """The earliest deadline first, then who came first; equals by their number."""
    return sorted(waiting, key=lambda one: (one.deadline, one.arrived, one.id))
