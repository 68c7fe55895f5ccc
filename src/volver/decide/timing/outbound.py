"""Whom to contact today: margin at stake times the chance that it helps, under every limit.

Where each customer can be reached in one way, taking the best first is the best there is: under a
limit for the whole and one for each channel no other list keeps more margin. Who can be reached in
several ways gets the best one that there is still room for, which may fall a little short of it.
This is for selling and keeping; who gets in touch with us is served in the order in which they come
(mission R3).
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from volver.domain.due import Candidate, DayList
from volver.domain.offer import Reason
from volver.domain.selling import SellingRules


def day_list(
    candidates: Iterable[Candidate],
    day: date,
    capacity: int,
    by_channel: Mapping[str, int] | None = None,
    rules: SellingRules | None = None,
) -> DayList:
    """The list of a day, the most to gain first and equals by id; each customer once.

    candidates: a customer may be among them in several ways. capacity: contacts that can be made.
    by_channel: on those channels that have a limit.
    """
    rules, room = rules or SellingRules(), dict(by_channel or {})
    chosen: dict[str, Candidate] = {}
    out: dict[str, tuple[Candidate, Reason]] = {}
    for one in sorted(candidates, key=lambda one: (-one.gain, one.customer_id)):
        if one.customer_id in chosen:
            continue
        reason = _barred(one, day, rules) or _no_room(one, capacity - len(chosen), room)
        if reason is not None:
            out.setdefault(one.customer_id, (one, reason))
            continue
        chosen[one.customer_id] = one
        if one.channel in room:
            room[one.channel] -= 1
    left = tuple(told for who, told in out.items() if who not in chosen)
    return DayList(day, tuple(chosen.values()), left)


def _barred(one: Candidate, day: date, rules: SellingRules) -> Reason | None:
    """Why somebody is not contacted, however much is at stake."""
    since = day - timedelta(days=rules.contact_days)
    lately = sum(since < contact <= day for contact in one.contacts)
    if one.suppressed:
        return Reason("suppressed")
    if not one.consents:
        return Reason("no_consent")
    if one.complaint_open:
        return Reason("complaint_open")
    if one.refused is not None and 0 <= (day - one.refused).days < rules.rest_days:
        return Reason("said_no", {"day": one.refused.isoformat(), "days": rules.rest_days})
    if lately >= rules.most_contacts:
        return Reason("contacted_enough", {"contacts": lately, "days": rules.contact_days})
    if one.gain <= 0:
        figures = {"at_stake": one.at_stake, "helps": one.helps, "cost": one.cost}
        return Reason("not_worth_it", figures)
    return None


def _no_room(one: Candidate, left: int, room: Mapping[str, int]) -> Reason | None:
    if left > 0 and room.get(one.channel, 1) > 0:
        return None
    return Reason("no_capacity", {"gain": one.gain, "channel": one.channel})
