"""A plan: whom to do something for, what, at what cost, who answers for it, and what is expected.

What happened to a plan is a list of events that only grows; a plan as it stands is what its events
add up to. Nothing is contacted before a named person has approved.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal, get_args

from volver.domain.errors import BadInput
from volver.domain.estimate import Estimate
from volver.domain.lesson import Lesson, Range, effects_of
from volver.domain.response import Origin

State = Literal["draft", "approved", "running", "closed"]
Kind = Literal["drafted", "approved", "started", "closed", "noted"]
"""What may happen to a plan."""
NEXT: Mapping[Kind, tuple[State | None, State]] = {
    "approved": ("draft", "approved"),
    "started": ("approved", "running"),
    "closed": ("running", "closed"),
}
"""From which state to which an event takes a plan."""


@dataclass(frozen=True, slots=True)
class Action:
    """What is done for a customer, and what that is thought to change."""

    name: str
    channel: str
    cost: float
    """Of doing it for one customer, in money."""
    low: float
    """Of the effect: what it adds to a customer's value over the horizon, as a share of it. The
    range holds the truth nine times in ten."""
    high: float
    source: Origin = "assumed"
    effects: tuple[tuple[str, float, float], ...] = ()
    """Segments and value classes that have a range of their own: name, low, high."""
    before: Range | None = None
    """The range as it was given, once lessons have changed it."""
    lessons: tuple[Lesson, ...] = ()
    """Closed plans of this action, which low and high rest on beside that range."""

    @property
    def mean(self) -> float:
        """The middle of the range."""
        return (self.low + self.high) / 2

    def given_for(self, segment: str) -> Range:
        """The range for a segment: its own where there is one, else the action's."""
        own = {name: (low, high) for name, low, high in self.effects}
        return own.get(segment, (self.low, self.high))


@dataclass(frozen=True, slots=True)
class Constraints:
    """What a plan must keep."""

    budget: float | None = None
    """Money for contacts."""
    capacity: int | None = None
    """Contacts that can be made."""
    days_between: int = 30
    """A customer whom the company contacted so recently is left in peace."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a plan says it will do."""

    name: str
    segment: str
    """The rule, or the name of a segment."""
    goal: str
    action: Action
    owner: str
    first_day: date
    last_day: date
    constraints: Constraints
    holdout_share: float
    """Of those eligible, left untreated so that the plan can be judged."""
    finding: str = ""
    """What it was started from, such as the sheet of a book."""


@dataclass(frozen=True, slots=True)
class Left:
    """Members of the segment who are not in the plan, and why."""

    why: str
    customers: int


@dataclass(frozen=True, slots=True)
class Power:
    """What the holdout will be able to tell."""

    treated: int
    holdout: int
    spread: float
    """Standard deviation of a customer's margin over a window as long as the plan, in money."""
    smallest: float | None
    """The smallest lift per customer that it would notice four times in five, in money; None where
    an arm is empty, so that there is nothing to compare."""
    expected: float
    """The lift per customer that the plan expects within that window, in money."""
    needed: int | None
    """Customers in each arm with which the expected lift would be noticed; None: no lift."""

    @property
    def can_tell(self) -> bool:
        """Whether the expected lift is one that would be noticed."""
        return self.smallest is not None and self.expected >= self.smallest


@dataclass(frozen=True, slots=True)
class Payback:
    """When a plan's margin has covered its cost; None: not within the horizon (B3)."""

    day: date | None
    earliest: date | None
    """At the upper end of the margin's interval."""
    latest: date | None
    """At the lower end."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a plan is thought to bring, by the figures of one run."""

    run: str
    as_of: date
    currency: str
    horizon_days: int
    members: int
    left: tuple[Left, ...]
    treated: int
    holdout: int
    value: float
    """Expected margin of those treated, with or without the plan, over the horizon."""
    at_stake: float | None
    """None where P(alive) is not known of everybody treated."""
    cost: float
    margin: Estimate
    """That the action adds, before its cost."""
    net: Estimate
    """After it."""
    chance: float
    """That it brings more than it costs."""
    power: Power
    audience: str
    """Fingerprint of who is in which arm."""
    payback: Payback | None = None
    """None in plans of before there was one."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a plan."""

    at: datetime
    by: str
    kind: Kind
    note: str = ""
    proposal: Proposal | None = None
    expected: Expected | None = None
    observed: float | None = None
    """Incremental margin that was measured, in money, where a plan is closed with one."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan as it stands."""

    state: State
    proposal: Proposal
    expected: Expected
    events: tuple[Event, ...] = field(default_factory=tuple)

    @property
    def name(self) -> str:
        """Its name in the workspace."""
        return self.proposal.name

    @property
    def approved_by(self) -> str | None:
        """The person who did."""
        return next((event.by for event in self.events if event.kind == "approved"), None)

    @property
    def observed(self) -> float | None:
        """What was measured, where it is closed with a figure."""
        return next((e.observed for e in reversed(self.events) if e.kind == "closed"), None)

    def to_dict(self) -> dict[str, Any]:
        """Plain dictionaries, lists, text, numbers and days."""
        return asdict(self)


def plan_of(events: Sequence[Event]) -> Plan:
    """What events add up to; raises BadInput where one cannot follow on the others."""
    plan: Plan | None = None
    for event in events:
        plan = after(plan, event)
    if plan is None:
        raise _no_draft()
    return plan


def after(plan: Plan | None, event: Event) -> Plan:
    """The plan once that has happened to it; raises BadInput where it cannot."""
    if event.kind == "drafted" and event.proposal is not None and event.expected is not None:
        if plan is not None and plan.state != "draft":
            raise _too_late(plan, event.kind)
        earlier = () if plan is None else plan.events
        return Plan("draft", event.proposal, event.expected, (*earlier, event))
    if plan is None:
        raise _no_draft()
    state = plan.state
    if event.kind != "noted":
        before, state = NEXT[event.kind]
        if plan.state != before:
            raise _too_late(plan, event.kind)
    if event.kind == "approved" and not event.by.strip():
        raise BadInput(
            what="A plan is approved by a person who has a name",
            where=plan.name,
            next_step="Give it: volver plan approve NAME --by 'Ana Ruiz'",
        )
    return replace(plan, state=state, events=(*plan.events, event))


def _too_late(plan: Plan, kind: Kind) -> BadInput:
    return BadInput(
        what="Only a draft can be drawn up anew"
        if kind == "drafted"
        else "Only a draft can be approved"
        if kind == "approved"
        else "Only a plan that was approved can be started"
        if kind == "started"
        else "Only a plan that is running can be closed",
        where=plan.name,
        next_step=f"See how it stands: volver plan show {plan.name}",
    )


def _no_draft() -> BadInput:
    return BadInput(
        what="A plan begins with a draft", where="plans", next_step="Run: volver plan draft"
    )


def without_plan(segments: Iterable[str], plans: Iterable[Plan]) -> list[str]:
    """Segments for which nothing is drafted, approved or running."""
    planned = {plan.proposal.segment for plan in plans if plan.state != "closed"}
    return [name for name in segments if name not in planned]


def are_actions(value: Any) -> bool:
    """Whether a setting is a list of actions as volver.toml has them.

    Raises BadInput where the effect on a segment is no range: it says which.
    """
    try:
        actions_of(value)
    except (TypeError, ValueError, KeyError, AttributeError):
        return False
    return True


def actions_of(plain: Any) -> dict[str, Action]:
    """Actions by their names, from the plain list of volver.toml."""
    if not isinstance(plain, list | tuple):
        raise TypeError("a list")
    found: dict[str, Action] = {}
    for one in plain:
        low, high = map(float, one["effect"])
        rest = dict(one)
        cost = float(rest.pop("cost"))
        rest.pop("effect")
        own = effects_of(rest.pop("effects", {}), rest.get("name", ""))
        if not set(rest) <= {"name", "channel", "source"}:
            raise ValueError(sorted(rest))
        action = Action(cost=cost, low=low, high=high, effects=own, **rest)
        texts = (action.name, action.channel)
        is_text = all(isinstance(text, str) and text.strip() for text in texts)
        known = action.source in get_args(Origin)
        if not is_text or not known or action.name in found:
            raise ValueError(action.name)
        if not (0 <= cost < 1e12 and -1 <= low <= high <= 10):
            raise ValueError(action.name)
        found[action.name] = action
    return found
