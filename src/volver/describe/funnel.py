"""Each customer and prospect in one stage, with the rule and the day that put them there.

A stage before the purchase is reached by what somebody did up to the day of the first order. The
furthest stage reached is theirs. After the purchase attraction begins again: any touch of their
own after that day, or a second order, makes them one who comes back.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from volver.describe.occasions import EPOCH
from volver.describe.people import NEVER, Days, People, Truth, next_order
from volver.domain.estimate import Estimate, NotEnough
from volver.domain.journey import (
    AFTER,
    ATTRACTION,
    BOUGHT,
    FIRST_CONTACT,
    KNOWN,
    SECOND_ORDER,
    STAGES,
    Funnel,
    FunnelRules,
    FunnelStep,
    Placed,
    StageCount,
)
from volver.stats.intervals import share_band
from volver.store.snapshot import Snapshot

IDS = "SELECT n, customer_id FROM histories WHERE n >= $first AND n <= $last ORDER BY n"
LATEST = 20
"""People placed last that are shown."""


@dataclass(frozen=True, slots=True)
class Reached:
    """When each person reached each stage, and by which rule. Arrays: (stages, people)."""

    day: Days
    """NEVER: not."""
    rule: Days
    """Place in `rules`."""
    rules: tuple[str, ...]
    stage: Days
    """The one stage of each person: a place in STAGES. Shape (people,)."""

    def placed(self) -> tuple[Days, Days]:
        """The day and the rule of each person's stage; shapes (people,)."""
        everyone = np.arange(len(self.stage))
        return self.day[self.stage, everyone], self.rule[self.stage, everyone]


def reached(everyone: People, rules: FunnelRules) -> Reached:
    """Apply the rules to everybody."""
    size, touches = len(everyone), everyone.touches
    day, rule = np.full((len(STAGES), size), NEVER), np.zeros((len(STAGES), size), np.int64)
    names = [KNOWN, FIRST_CONTACT, BOUGHT, SECOND_ORDER]

    def put(stage: int, days: Days, name: str) -> None:
        if name not in names:
            names.append(name)
        earlier = days < day[stage]
        day[stage][earlier] = days[earlier]
        rule[stage][earlier] = names.index(name)

    known = touches.person >= 0
    before = known.copy()
    before[known] = touches.day[known] <= everyone.bought[touches.person[known]]
    put(0, np.where(everyone.contact <= everyone.bought, everyone.contact, NEVER), FIRST_CONTACT)
    for one in rules.rules:
        place = STAGES.index(one.stage)
        does = touches.of(one.types, place == 0)
        put(place, _nth(does & before, one.times, everyone), one.name)
        if place < len(ATTRACTION):
            again = does & known & ~before & ~touches.is_ours
            put(4, _nth(again, one.times, everyone), f"{one.name}; {AFTER}")
    put(3, everyone.bought, BOUGHT)
    customers = np.flatnonzero(everyone.bought < NEVER)
    second = np.full(size, NEVER)
    second[customers] = next_order(everyone.orders, customers, everyone.bought[customers] + 1)
    put(4, second, SECOND_ORDER)
    has = day < NEVER
    stage = np.where(has.any(axis=0), len(STAGES) - 1 - np.argmax(has[::-1], axis=0), 0)
    return Reached(day, rule, tuple(names), stage)


def _nth(which: Truth, times: int, everyone: People) -> Days:
    """The day of each person's n-th touch among these; they stand by person and day."""
    person, day = everyone.touches.person[which], everyone.touches.day[which]
    found = np.full(len(everyone), NEVER)
    if len(person):
        start = np.flatnonzero(np.append(True, np.diff(person) != 0))
        count = np.diff(np.append(start, len(person)))
        enough = count >= times
        found[person[start[enough]]] = day[start[enough] + times - 1]
    return found


def funnel(
    snapshot: Snapshot, everyone: People, rules: FunnelRules, level: float = 0.9
) -> Funnel | NotEnough:
    """The funnel of a snapshot; nothing but orders is needed, and little is said without more."""
    if not len(everyone):
        return NotEnough("nobody is known", 1, 0)
    found = reached(everyone, rules)
    bought, today = everyone.bought, everyone.today
    steps = []
    for place, stage in enumerate(STAGES[:-1]):
        start, later = found.day[place], found.day[place + 1 :].copy()
        if place < 3:
            later = later[: 3 - place]  # up to the purchase
        # Who was seen further on first did not take this step.
        later[later < start] = NEVER
        steps.append(
            step(stage, STAGES[place + 1], start, later.min(axis=0), rules.within, today, level)
        )
    seen = (found.day[:3] <= bought).any(axis=0)
    return Funnel(
        rules=rules,
        people=len(everyone),
        counts=tuple(_counts(found)),
        steps=tuple(steps),
        unseen=int((~seen & (bought < NEVER)).sum()),
        loop=tuple(_loop(everyone, found, rules, level)),
        latest=tuple(_latest(snapshot, everyone, found)),
        level=level,
    )


def step(
    start: str, to: str, entered: Days, later: Days, within: int, today: int, level: float
) -> FunnelStep:
    """How many went on within the limit. entered, later: days, shape (people,); NEVER: not.

    Only those who entered so long ago that the limit has passed are judged: who came yesterday
    has neither gone on nor stopped.
    """
    here = entered < NEVER
    judged = here & (entered + within <= today)
    went = judged & (later - entered <= within)
    many, on = int(judged.sum()), int(went.sum())
    return FunnelStep(
        start=start,
        to=to,
        entered=int(here.sum()),
        judged=many,
        went_on=on,
        conversion=Estimate(on / many, *share_band(on, many, level), level)
        if many
        else NotEnough("nobody has been there for as long as the limit", 1, 0),
        median_days=float(np.median((later - entered)[went])) if on else None,
    )


def _loop(
    everyone: People, found: Reached, rules: FunnelRules, level: float
) -> Iterator[FunnelStep]:
    """From the purchase on: attracted again, ordered again."""
    bought, today, within = everyone.bought, everyone.today, rules.within
    touches, second = everyone.touches, np.full(len(everyone), NEVER)
    customers = np.flatnonzero(bought < NEVER)
    second[customers] = next_order(everyone.orders, customers, bought[customers] + 1)
    known = touches.person >= 0
    after = known.copy()
    after[known] = touches.day[known] > bought[touches.person[known]]
    does = np.zeros(len(known), np.bool_)
    for one in rules.rules:
        does |= touches.of(one.types, stage_is_first=False)
    drawn = _nth(after & does, 1, everyone)
    drawn[drawn > second] = NEVER
    yield step("purchase", "Attracted again", bought, drawn, within, today, level)
    yield step("purchase", "Ordered again", bought, second, within, today, level)
    yield step("Attracted again", "Ordered again", drawn, second, within, today, level)


def _day(number: int) -> date | None:
    return None if number >= NEVER else EPOCH + timedelta(days=number)


def _counts(found: Reached) -> Iterator[StageCount]:
    days, rule = found.placed()
    for place, stage in enumerate(STAGES):
        for at, name in enumerate(found.rules):
            here = (found.stage == place) & (rule == at)
            if here.any():
                known = days[here & (days < NEVER)]
                ends = (int(known.min()), int(known.max())) if len(known) else (NEVER, NEVER)
                yield StageCount(stage, name, int(here.sum()), _day(ends[0]), _day(ends[1]))


def _latest(snapshot: Snapshot, everyone: People, found: Reached) -> Iterator[Placed]:
    days, rule = found.placed()
    dated = np.where(days < NEVER, days, -NEVER)
    for at in np.lexsort((np.arange(len(days)), -dated))[:LATEST].tolist():
        yield Placed(
            person=_name(snapshot, everyone, at),
            stage=STAGES[int(found.stage[at])],
            rule=found.rules[int(rule[at])],
            day=_day(int(days[at])),
        )


def _name(snapshot: Snapshot, everyone: People, at: int) -> str:
    if at >= everyone.customers:
        return everyone.others[at - everyone.customers]
    return str(snapshot.rows(IDS, first=at, last=at)[0][1])


def placements(snapshot: Snapshot, everyone: People, rules: FunnelRules) -> list[Placed]:
    """Everybody's stage: customers in the order of histories, then whoever else is known."""
    found = reached(everyone, rules)
    days, rule = found.placed()
    ids = [str(row[1]) for row in snapshot.rows(IDS, first=0, last=everyone.customers)]
    return [
        Placed(name, STAGES[stage], found.rules[why], _day(day))
        for name, stage, why, day in zip(
            (*ids, *everyone.others),
            found.stage.tolist(), rule.tolist(), days.tolist(),
            strict=True,
        )
    ]  # fmt: skip
