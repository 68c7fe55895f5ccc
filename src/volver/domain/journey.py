"""The way to the first order and back again: stages, the rules of each, and where people stop."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from volver.domain.estimate import Answer, Estimate

Stage = Literal["awareness", "interest", "need", "purchase", "come_back"]
STAGES: tuple[Stage, ...] = ("awareness", "interest", "need", "purchase", "come_back")
ATTRACTION: tuple[Stage, ...] = ("awareness", "interest", "need")
"""What comes before the purchase, and is gone through again after it."""


@dataclass(frozen=True, slots=True)
class StageRule:
    """Who did one of these things so many times has reached the stage on the last of those days."""

    stage: Stage
    types: tuple[str, ...]
    """Types of interactions, in lower case."""
    times: int = 1

    @property
    def name(self) -> str:
        """As it stands beside each customer whom it placed.

        >>> StageRule("interest", ("visit", "open"), 2).name
        '2 x visit, open'
        """
        said = ", ".join(self.types)
        return said if self.times == 1 else f"{self.times} x {said}"


SEEN = ("impression", "sent", "open", "visit", "view")
ASKED = (
    *("ask", "question", "quote", "demo", "trial", "call", "chat", "cart", "basket", "checkout"),
    *("form", "appointment"),
)
DEFAULT_RULES = (
    StageRule("awareness", SEEN),
    StageRule("interest", ("click", "search", "download", "signup", "subscribe", "engage")),
    StageRule("interest", ("open", "visit", "view"), 2),
    StageRule("need", ASKED),
)
KNOWN, FIRST_CONTACT = "known", "first contact"
BOUGHT, SECOND_ORDER, AFTER = "first order", "second order", "after the purchase"
"""Rules that need no list of types."""


@dataclass(frozen=True, slots=True)
class FunnelRules:
    """The table of rules that a company may edit."""

    rules: tuple[StageRule, ...] = DEFAULT_RULES
    within: int = 90
    """Days in which a step must be taken to count as taken."""
    labels: dict[Stage, str] = field(default_factory=dict)
    """What the company calls a stage; others keep their names."""


def funnel_rules(
    stages: Sequence[Mapping[str, Any]], within: int, names: Mapping[str, str]
) -> FunnelRules:
    """Rules from plain tables of a stage, its types and how many times; none: the default ones.

    Raises ValueError, TypeError or KeyError for a table that is no rule.

    >>> funnel_rules([{"stage": "need", "types": ["Call"], "times": 2}], 30, {}).rules[0].name
    '2 x call'
    """
    rules = []
    for table in stages:
        stage, types, times = table["stage"], table["types"], table.get("times", 1)
        known = set(table) <= {"stage", "types", "times"} and stage in ATTRACTION
        named = isinstance(types, list | tuple) and all(
            isinstance(kind, str) and kind.strip() for kind in types
        )
        counted = isinstance(times, int) and not isinstance(times, bool) and times >= 1
        if not (known and named and types and counted):
            raise ValueError(f"{table!r} is no rule of a stage")
        rules.append(StageRule(stage, tuple(kind.strip().lower() for kind in types), times))
    labels = {stage: names[stage] for stage in STAGES if stage in names}
    return FunnelRules(tuple(rules) or DEFAULT_RULES, within, labels)


@dataclass(frozen=True, slots=True)
class Placed:
    """One person's stage, and what put them there when. Nobody has two."""

    person: str
    stage: Stage
    rule: str
    day: date | None
    """None: known, and no day is."""


@dataclass(frozen=True, slots=True)
class StageCount:
    """People whom one rule put into a stage, and who have got no further."""

    stage: Stage
    rule: str
    people: int
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """From one stage to any later one within the time limit."""

    start: str
    """A stage, or a place in the loop after the purchase."""
    to: str
    entered: int
    """People who were seen at the start of it."""
    judged: int
    """Of them, those whose time is up, or who have gone on already."""
    went_on: int
    conversion: Answer
    """went_on / those who entered so long ago that the time was up."""
    median_days: float | None
    """Of those who went on within the limit."""


@dataclass(frozen=True, slots=True)
class Funnel:
    """Who is where, how many go on, and the loop after the purchase."""

    rules: FunnelRules
    people: int
    counts: tuple[StageCount, ...]
    steps: tuple[FunnelStep, ...]
    unseen: int
    """Customers whose first order came without any earlier contact on record."""
    loop: tuple[FunnelStep, ...]
    latest: tuple[Placed, ...]
    """The people placed last."""
    level: float

    def now_at(self, stage: Stage) -> int:
        """People whose stage it is."""
        return sum(count.people for count in self.counts if count.stage == stage)


@dataclass(frozen=True, slots=True)
class TouchRow:
    """One touchpoint in one stage of the map."""

    stage: Stage | None
    """None: nobody knows who it was."""
    channel: str
    type: str
    volume: int
    """Interactions."""
    people: int
    judged: int
    """Of them, those whose first touch here is so long ago that the time is up."""
    went_on: int
    conversion: Answer
    """Reached a later stage, or after the purchase ordered again, within the limit."""
    median_days: float | None
    satisfaction: Estimate | None
    """Mean answer, 1 to 5, about this channel, whatever the stage."""
    answers: int
    stopped_value: float | None
    """Mean worth of those judged who stopped here."""
    moved_value: float | None
    """Mean worth of those judged who went on."""

    @property
    def value_lost(self) -> float | None:
        """Those who stopped x how much more those who went on are worth. No cause is claimed."""
        if self.stopped_value is None or self.moved_value is None:
            return None
        return (self.judged - self.went_on) * (self.moved_value - self.stopped_value)


@dataclass(frozen=True, slots=True)
class Journey:
    """The map, drawn from the log."""

    rules: FunnelRules
    rows: tuple[TouchRow, ...]
    has_value: bool
    """Whether there are forecasts to weigh people by."""
    basis: str
    level: float
