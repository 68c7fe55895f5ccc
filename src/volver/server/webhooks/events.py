"""What is told: events, and what each may say. Figures of the whole at most, never a customer."""

from collections.abc import Mapping
from enum import StrEnum

Fact = str | int | float | bool
LONGEST = 200
"""Characters of a text that is told."""


class Event(StrEnum):
    """Something that an address may ask to be told."""

    REFRESH_FINISHED = "refresh.finished"
    REFRESH_FAILED = "refresh.failed"
    ALERT = "alert"
    PLAN_APPROVED = "plan.approved"
    TEST = "test"
    """That somebody tries whether an address answers; nobody asks for it."""


CHOICE = tuple(event for event in Event if event is not Event.TEST)
"""What can be asked for."""
MAY_SAY: Mapping[Event, frozenset[str]] = {
    Event.REFRESH_FINISHED: frozenset({"run", "seconds", "customers", "orders"}),
    Event.REFRESH_FAILED: frozenset({"step", "problem", "seconds"}),
    Event.ALERT: frozenset({"sheet", "kind", "count", "text"}),
    Event.PLAN_APPROVED: frozenset({"plan"}),
    Event.TEST: frozenset(),
}
"""The facts of each event; any other is refused, so that no customer slips in."""


def checked(event: Event, facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """The facts as they are told; ValueError for one that the event may not say."""
    if strange := set(facts) - MAY_SAY[event]:
        raise ValueError(f"{event.value} may not say {', '.join(sorted(strange))}")
    return {name: fact[:LONGEST] if isinstance(fact, str) else fact for name, fact in facts.items()}
