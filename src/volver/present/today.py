"""The work of a day as people read it: whom to contact, who is late, who is new."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from volver.domain.due import Candidate, ContactPlan, DayWork, Late
from volver.domain.offer import Reason
from volver.domain.plan import Action
from volver.present.book.grids import columns, grid
from volver.present.effects import apart_told, known_from, lessons_told, source_of
from volver.present.offers import PURPOSES
from volver.present.sentence import Sentence
from volver.present.sheet import Cell, Grid, Sheet
from volver.present.words import Words

WHY = {
    "late": Sentence("Silent for {days:count} days; late after {line:count}"),
    "first_days": Sentence("New, day {days:count}: {purpose:text}"),
    "in_plan": Sentence("In the plan {plan:text}, until {day:day}"),
}
"""Why somebody is contacted now, by code."""
LEFT = {
    "suppressed": Sentence("Are not to be written to"),
    "no_consent": Sentence("Have not agreed to be contacted"),
    "complaint_open": Sentence("Have an open complaint: that comes first"),
    "said_no": Sentence("Said no a short while ago"),
    "contacted_enough": Sentence("Were contacted a short while ago"),
    "not_worth_it": Sentence("Would cost more than they bring"),
    "no_capacity": Sentence("Beyond today's contacts"),
}
"""Why somebody with a reason to be contacted is not, by code."""
OWED = {
    "promise": Sentence("A promise"),
    "contact": Sentence("To get in touch again"),
}
BRIEF = {
    "owed": ("customer_id", "kind", "what", "due", "overdue"),
    "contacts": ("customer_id", "why", "action", "value", "gain"),
    "late": ("customer_id", "days_since_last", "late_after", "value", "at_stake", "next_order"),
    "first-days": ("customer_id", "first_order", "next", "next_day", "ceiling"),
}
"""Columns of a list that a terminal has room for; a page and a file have all."""
DRAFT = 'volver plan draft win-back --segment late --action {action} --owner "…" --from … --until …'


def sheet(work: DayWork, words: Words) -> Sheet:
    """The sheet of a day, with every row."""
    blocks: tuple[Grid | str, ...] = (
        *_owed(work, words),
        *_told(work, words),
        replace(_contacts(work, words), is_open=True),
        *_left(work, words),
        *_late(work, words),
        *_newcomers(work, words),
    )
    return Sheet("today", words("Today"), words("Whom do we contact now, and why?"), blocks)


def why_now(reason: Reason, words: Words) -> str:
    """Why somebody is contacted now, in words."""
    figures: dict[str, object] = dict(reason.figures)
    if isinstance(day := figures.get("day"), str):
        figures["day"] = date.fromisoformat(day)
    for purpose, said in PURPOSES.items():
        if figures.get("purpose") == purpose:
            figures["purpose"] = words.say(said)
    return words.say(replace(WHY[reason.code], values=figures))


def _owed(work: DayWork, words: Words) -> Iterator[Grid | str]:
    if not work.owed:
        return
    day = work.listed.day
    yield words(
        "{promises:text} due: these come before everything else, in the order of their days. What a"
        " customer is worth orders no promise.",
        promises=words.plural("{n:count} promise is", "{n:count} promises are", len(work.owed)),
    )
    told = grid(
        "owed",
        words("Promised, and due"),
        columns(
            ("customer_id", words("Customer"), "text"),
            ("kind", words("What is owed"), "text"),
            ("what", words("What was promised"), "text"),
            ("due", words("Due"), "day"),
            ("overdue", words("Days overdue"), "count"),
            ("channel", words("Channel"), "text"),
            ("owner", words("Owner"), "text"),
            ("since", words("Said on"), "day"),
            ("interaction_id", words("Interaction"), "text"),
        ),
        (
            (
                one.customer_id,
                words.say(OWED[one.kind]),
                one.what,
                one.due,
                (day - one.due).days,
                one.channel,
                one.owner,
                one.since,
                one.interaction_id,
            )
            for one in work.owed
        ),
    )
    yield replace(told, is_open=True)


def _told(work: DayWork, words: Words) -> Iterator[str]:
    listed = work.listed
    if not work.actions:
        yield words(
            "volver.toml names no actions, so nobody is listed: it takes what can be done for a"
            " customer, by which channel, at what cost and with what effect. docs/how-to/plan.md"
            " shows how."
        )
    elif listed.contacts:
        yield words(
            "{whom:text} for {day:day}: that costs {cost:whole_money} and is expected to bring"
            " {gain:whole_money} beyond it.",
            whom=words.plural("{n:count} customer", "{n:count} customers", len(listed.contacts)),
            day=listed.day,
            cost=sum(one.cost for one in listed.contacts),
            gain=sum(one.gain for one in listed.contacts),
        )
    else:
        yield words("Nobody is to be contacted on {day:day}.", day=listed.day)
    if work.actions:
        yield words(
            "In order of what the contact adds to their value, less its cost; of risk alone nobody"
            " is contacted. What an action adds: {actions:text}.",
            actions="; ".join(_effect(action, words) for action in work.actions),
        )
        for action in work.actions:
            yield from lessons_told(action, words)
        yield from apart_told(work.actions, words)
    if not work.knows_consent:
        yield words(
            "Nothing here says who agrees to be contacted: look before you write. An attribute"
            " consent of customers, yes or no, would be kept to."
        )
    yield words("This is for selling and keeping: whoever gets in touch is served in turn.")


def _effect(action: Action, words: Words) -> str:
    return words(
        "{action:text} {low:percent} to {high:percent}, {source:text}",
        action=action.name,
        low=action.low,
        high=action.high,
        source=source_of(action, words),
    )


def _contacts(work: DayWork, words: Words) -> Grid:
    effects = {action.name: action for action in work.actions}
    return grid(
        "contacts",
        words("Whom to contact"),
        columns(
            ("customer_id", words("Customer"), "text"),
            ("why", words("Why now"), "text"),
            ("action", words("Action"), "text"),
            ("channel", words("Channel"), "text"),
            ("value", words("Value"), "money"),
            ("adds", words("Adds to it"), "share"),
            ("cost", words("Cost"), "money"),
            ("gain", words("Beyond its cost"), "money"),
            ("by", words("By"), "day"),
            ("source", words("Known from"), "text"),
        ),
        (_contact(one, effects, words) for one in work.listed.contacts),
    )


def _contact(one: Candidate, effects: Mapping[str, Action], words: Words) -> tuple[Cell, ...]:
    known = effects.get(one.action)
    return (
        one.customer_id,
        None if one.why is None else why_now(one.why, words),
        one.action,
        one.channel,
        one.at_stake,
        one.helps,
        one.cost,
        one.gain,
        one.by,
        None if known is None else known_from(known, words),
    )


def _left(work: DayWork, words: Words) -> Iterator[Grid]:
    counted = Counter(reason.code for _, reason in work.listed.left_out)
    rows = [(words.say(said), counted[code]) for code, said in LEFT.items() if counted[code]]
    rows += [(words("Held out of a plan, to judge it by"), work.held_out)] * (work.held_out > 0)
    rows += [(words("In a plan that is not due"), work.waiting)] * (work.waiting > 0)
    if rows:
        yield grid(
            "left-out",
            words("Who is left in peace"),
            columns(("why", words("Why"), "text"), ("customers", words("Customers"), "count")),
            rows,
        )


def _late(work: DayWork, words: Words) -> Iterator[Grid | str]:
    if work.no_lines is not None:
        yield words("Nobody can be called late. {why:text}", why=words.why(work.no_lines))
        return
    yield grid(
        "late",
        words("Late: silent for longer than is usual for them"),
        columns(
            ("customer_id", words("Customer"), "text"),
            ("last_order", words("Last order"), "day"),
            ("days_since_last", words("Days since the last order"), "days"),
            ("late_after", words("Late after"), "days"),
            ("p_alive", words("P(alive)"), "share"),
            ("value", words("Value"), "money"),
            ("at_stake", words("Value at stake"), "money"),
            ("next_low", words("Next order: earliest"), "day"),
            ("next_order", words("Next order: half by"), "day"),
            ("next_high", words("Next order: latest"), "day"),
        ),
        (_late_row(one) for one in work.late),
    )
    if work.late and work.actions:
        yield words(
            "To make a plan of them: {command:text}",
            command=DRAFT.format(action=work.actions[0].name),
        )


def _late_row(one: Late) -> tuple[Cell, ...]:
    return (
        one.customer_id,
        one.last_order,
        one.days_since_last,
        round(one.late_after),
        one.p_alive,
        one.value,
        one.at_stake,
        one.next_low,
        one.next_order,
        one.next_high,
    )


def _newcomers(work: DayWork, words: Words) -> Iterator[Grid | str]:
    yield grid(
        "first-days",
        words("New: the first ninety days"),
        columns(
            ("customer_id", words("Customer"), "text"),
            ("first_order", words("First order"), "day"),
            ("next", words("Next step"), "text"),
            ("next_day", words("On"), "day"),
            ("steps", words("Steps"), "count"),
            ("cost", words("Cost"), "money"),
            ("ceiling", words("May cost at most"), "money"),
        ),
        (_newcomer(one, work.listed.day, words) for one in work.newcomers),
    )
    if work.newcomers and work.actions:
        yield words(
            "A step costs what the cheapest action does, and all of them at most what it adds; what"
            " the ceiling does not pay for is left out."
        )


def _newcomer(one: ContactPlan, day: date, words: Words) -> tuple[Cell, ...]:
    ahead = next(((when, step) for when, step in one.steps if when >= day), None)
    return (
        one.customer_id,
        one.first_order,
        None if ahead is None else words.say(PURPOSES[ahead[1].purpose]),
        None if ahead is None else ahead[0],
        len(one.steps),
        one.cost,
        one.ceiling,
    )
