"""What was noted down since the newest run, and what it changes: who rests, who is due.

A run knows contacts up to its last day. What people have noted down since holds at once: whoever
was reached leaves the list for some days, a no is kept to, and what was promised has its day.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from volver.domain.my_list import Agenda, AgentsDay, Due, Heard, Logged, Outcome, ToContact
from volver.domain.selling import Refusal, SellingRules

AGAIN = 1
"""Days until somebody who was not reached is tried again."""
COMING = timedelta(days=14)
"""What is due later than this is not on a list yet."""


def heard(
    logged: Iterable[Logged], day: date, rules: SellingRules | None = None
) -> dict[str, Heard]:
    """What was heard of each customer, by id. logged: in the order in which it was noted down."""
    by_customer: dict[str, list[Logged]] = {}
    for one in logged:
        by_customer.setdefault(one.customer_id, []).append(one)
    rules = rules or SellingRules()
    return {who: _of_one(noted, day, rules) for who, noted in by_customer.items()}


def _of_one(noted: Sequence[Logged], day: date, rules: SellingRules) -> Heard:
    ends = [end for one in noted if (end := _rest(one, rules)) is not None]
    if next_contact(noted) is not None:
        ends.append(date.max)  # they have a day of their own until somebody keeps it
    return Heard(
        day=day,
        contacts=tuple(sorted({one.day for one in noted if is_contact(one)})),
        refusals=tuple(
            Refusal(one.day, "discover", (one.product,) if one.product else ())
            for one in noted
            if one.outcome == "no"
        ),
        complaint_open=any(one.is_complaint and one.is_open for one in noted),
        rests_until=max(ends, default=None),
    )


def is_contact(one: Logged) -> bool:
    """Whether we got in touch: a note is none, nor somebody who got in touch with us."""
    return one.direction == "out" and one.kind in ("contact", "offer")


def _rest(one: Logged, rules: SellingRules) -> date | None:
    """First day on which somebody may be on a list again, for what was noted down."""
    if one.outcome is None:
        return None
    days: Mapping[Outcome, int] = {
        "no_answer": AGAIN,
        "call_back": AGAIN,
        "no": rules.rest_days,
    }
    return one.day + timedelta(days=days.get(one.outcome, rules.contact_days))


def free(
    listed: Iterable[ToContact],
    known: Mapping[str, Heard],
    listed_on: date,
    rules: SellingRules | None = None,
) -> list[ToContact]:
    """Those of a list who may still be contacted, in its order.

    listed_on: the day of the list. Contacts of the run count to that day, noted ones to today; a
    contact that is in both by now is counted once.
    """
    rules = rules or SellingRules()
    return [
        one
        for one in listed
        if one.customer_id not in known or _may(one, known[one.customer_id], listed_on, rules)
    ]


def _may(one: ToContact, said: Heard, listed_on: date, rules: SellingRules) -> bool:
    window = timedelta(days=rules.contact_days)
    lately = {day for day in said.contacts if said.day - window < day <= said.day}
    before = [day for day in one.contacts if listed_on - window < day <= listed_on]
    contacts = len(lately) + sum(day not in lately for day in before)
    rests = said.rests_until is not None and said.day < said.rests_until
    return not (rests or said.complaint_open or contacts >= rules.most_contacts)


def next_contact(noted: Sequence[Logged]) -> Due | None:
    """When to get in touch with one customer again: as the last note that says so has it."""
    last = next((one for one in reversed(noted) if one.says_next), None)
    if last is None or last.next_contact is None:
        return None
    return Due(last.customer_id, last.next_contact, "next_contact", last.id)


def promises(noted: Iterable[Logged]) -> list[Due]:
    """Promises with a day that were not kept yet."""
    return [
        Due(one.customer_id, one.promise_due, "promise", one.id, one.promise)
        for one in noted
        if one.promise and one.promise_due is not None and not one.is_kept
    ]


def agenda(logged: Sequence[Logged], day: date) -> Agenda:
    """What was agreed and is overdue, due or coming; the earliest first, equals by id."""
    by_customer: dict[str, list[Logged]] = {}
    for one in logged:
        by_customer.setdefault(one.customer_id, []).append(one)
    dates = [found for noted in by_customer.values() if (found := next_contact(noted))]
    due = sorted([*dates, *promises(logged)], key=lambda one: (one.day, one.customer_id, one.what))
    return Agenda(
        overdue=[one for one in due if one.day < day],
        today=[one for one in due if one.day == day],
        coming=[one for one in due if day < one.day <= day + COMING],
        later=[one for one in due if one.day > day + COMING],
    )


def agents_day(own: Iterable[Logged], owed: Iterable[Due], day: date) -> AgentsDay:
    """What one agent did on a day. own: what they noted down; owed: what they answer for."""
    todays = [one for one in own if one.day == day]
    return AgentsDay(
        by_outcome=by_outcome(todays),
        notes=sum(one.kind == "note" for one in todays),
        overdue=sum(one.what == "promise" and one.day < day for one in owed),
    )


def by_outcome(logged: Iterable[Logged]) -> dict[Outcome, int]:
    """How contacts ended."""
    return dict(Counter(one.outcome for one in logged if one.outcome is not None))
