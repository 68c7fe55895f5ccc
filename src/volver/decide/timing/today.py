"""The work of a day: who is late, who is new, whom a plan has, and whom to contact of them all.

Somebody is contacted for a reason of the day: a plan that was approved, a step of their first
ninety days, or a silence that is long for them. Who of these comes first is told by what an action
adds to their value, less its cost: the same figure as in a plan and in a budget, and never risk.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from volver.decide.plans.people import PEOPLE
from volver.decide.stages import stages
from volver.decide.timing.first_days import DAYS, TEMPLATE, converted
from volver.decide.timing.known import Told, told, without_consent
from volver.decide.timing.late import late
from volver.decide.timing.outbound import day_list
from volver.decide.timing.promised import owed
from volver.domain.due import Candidate, ContactPlan, DayWork, Late, Step
from volver.domain.estimate import NotEnough
from volver.domain.offer import Reason
from volver.domain.plan import Action
from volver.domain.selling import SellingRules
from volver.store.snapshot import Snapshot

NEWCOMERS = """
SELECT customer_id, first_order
FROM histories
WHERE first_order > $since
ORDER BY first_order DESC, n
"""
OVERDUE = timedelta(days=7)
"""A step of the first days that is later than this is not made up for."""
EVERYBODY = 10**9


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan that was approved and is not over, as a day sees it."""

    name: str
    action: Action
    first_day: date
    last_day: date
    treated: frozenset[str]


@dataclass(frozen=True, slots=True)
class Room:
    """How many contacts can be made."""

    capacity: int = EVERYBODY
    by_channel: Mapping[str, int] | None = None


def work_of(
    snapshot: Snapshot,
    day: date,
    actions: Sequence[Action],
    plans: Sequence[Planned],
    held_out: Collection[str],
    room: Room,
    rules: SellingRules | None = None,
    own: Mapping[str, Sequence[Action]] | None = None,
) -> DayWork:
    """What there is to do on a day. held_out: ids of the holdouts of all plans.

    own: by customer, the actions with what they add in a segment of which something else is known.

    The snapshot has forecasts, and next orders where the late list is wanted.
    """
    value = {str(who): float(v) for _, who, v, _ in snapshot.rows(PEOPLE) if v is not None}
    known, barred = told(snapshot), without_consent(snapshot)
    lines = stages(snapshot)
    silent = () if isinstance(lines, NotEnough) else tuple(late(snapshot, lines.lines, EVERYBODY))
    usual = None if isinstance(lines, NotEnough) else lines.lines.usual
    of = own or {}
    new = newcomers(snapshot, value, actions, usual, of)
    now = {
        **{one.customer_id: _of_late(one, of.get(one.customer_id, actions)) for one in silent},
        **{
            one.customer_id: ways
            for one in new
            if (ways := _of_new(one, day, known, of.get(one.customer_id, actions)))
        },
    }
    planned = {who: plan for plan in plans for who in plan.treated}
    for who, plan in planned.items():
        if plan.first_day <= day <= plan.last_day:
            now[who] = _Now((plan.action,), _in_plan(plan), plan.last_day)
        else:
            now.pop(who, None)
    for who in held_out:
        now.pop(who, None)
    found = _candidates(now, value, known, barred or frozenset())
    return DayWork(
        day_list(found, day, room.capacity, room.by_channel, rules),
        tuple(actions),
        silent,
        new,
        held_out=len(held_out),
        waiting=sum(not plan.first_day <= day <= plan.last_day for plan in planned.values()),
        knows_consent=barred is not None,
        no_lines=lines if isinstance(lines, NotEnough) else None,
        owed=owed(snapshot, day),
    )


def newcomers(
    snapshot: Snapshot,
    value: Mapping[str, float],
    actions: Sequence[Action],
    usual_gap: float | None,
    own: Mapping[str, Sequence[Action]] | None = None,
) -> tuple[ContactPlan, ...]:
    """The plans of those in their first ninety days, who came last first.

    Each step costs what the cheapest action does, and the ceiling is what that action would add.
    own: as `work_of` has it.
    """
    since = snapshot.as_of - timedelta(days=DAYS)
    of = own or {}
    found = []
    for who, first in snapshot.rows(NEWCOMERS, since=since):
        name = str(who)
        cheapest = min(of.get(name, actions), key=lambda one: (one.cost, -one.mean), default=None)
        cost, adds = (0.0, 0.0) if cheapest is None else (cheapest.cost, cheapest.mean)
        steps = [Step(one.after, one.purpose, cost, one.sells) for one in TEMPLATE]
        found.append(
            converted(name, first, value.get(name, 0.0), adds, template=steps, usual_gap=usual_gap)
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Now:
    """What could be done for somebody, why now, and until when."""

    actions: Sequence[Action]
    why: Reason
    by: date | None = None


def _of_late(one: Late, actions: Sequence[Action]) -> _Now:
    figures = {"days": one.days_since_last, "line": int(one.late_after)}
    return _Now(actions, Reason("late", figures))


def _of_new(
    one: ContactPlan, day: date, known: Mapping[str, Told], actions: Sequence[Action]
) -> _Now | None:
    """The last step that has come and was not followed by a contact; None: there is none."""
    contacts = known[one.customer_id].contacts if one.customer_id in known else []
    since = max([*contacts, day - OVERDUE - timedelta(days=1)])
    waiting = [(when, step) for when, step in one.steps if since < when <= day]
    if not waiting:
        return None
    when, step = waiting[-1]
    figures = {"purpose": step.purpose, "days": (day - one.first_order).days}
    return _Now(actions, Reason("first_days", figures), when + OVERDUE)


def _in_plan(plan: Planned) -> Reason:
    return Reason("in_plan", {"plan": plan.name, "day": plan.last_day.isoformat()})


def _candidates(
    now: Mapping[str, _Now],
    value: Mapping[str, float],
    known: Mapping[str, Told],
    barred: Collection[str],
) -> Iterator[Candidate]:
    nothing = Told()
    for who, one in now.items():
        said = known.get(who, nothing)
        for action in one.actions:
            yield Candidate(
                customer_id=who,
                at_stake=max(value.get(who, 0.0), 0.0),
                helps=action.mean,
                cost=action.cost,
                channel=action.channel,
                contacts=tuple(said.contacts),
                refused=said.refused,
                complaint_open=said.complaint_open,
                consents=who not in barred,
                action=action.name,
                why=one.why,
                by=one.by,
            )
