"""My list: whom do I contact today and what do I say? And who got in touch and waits?

No money and no rank is on these pages. The list is worked from the top; who got in touch is served
by deadline and arrival, which `volver.app.inbound` sees to.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language

from volver.app.clock import now
from volver.app.inbound import inbound
from volver.app.my_list import agreed, days_list, local, still_free
from volver.domain.errors import BadInput, VolverError
from volver.domain.inbound import Waiting
from volver.domain.my_list import DaysList, Due, Logged, ToContact
from volver.present.my_list import OUTCOME_NAMES, due, says, why
from volver.present.scripts import script
from volver.present.words import Words
from volver.server.contacts.log import find, numbers, recent
from volver.server.contacts.models import (
    LONGEST_NOTE,
    LONGEST_PROMISE,
    LoggedContact,
    once,
)
from volver.server.contacts.tasks import open_tasks
from volver.server.gate import Asked, page
from volver.server.looks import failed, show
from volver.server.readers import run_of
from volver.server.roles import May

FEW_DIGITS = re.compile("[0-9]{1,15}")
MOST = 50
"""Customers on a page: nobody works through more in a day."""


@dataclass(frozen=True, slots=True)
class Row:
    """One customer of the list, as the agent reads it."""

    customer: str
    why: str
    says: str = ""
    action: str = ""
    channel: str = ""
    usual_channel: str = ""
    by: date | None = None
    due: Due | None = None
    once: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the pages of the desk read, at one moment."""

    now: datetime
    """By the company's clock."""
    logged: Sequence[Logged]
    listed: DaysList | None
    lack: VolverError | None
    """Why there is no list."""
    free: Sequence[ToContact]

    @property
    def day(self) -> date:
        """Today."""
        return self.now.date()

    @classmethod
    def of(cls, request: Asked) -> "Desk":
        """Raises NotFound where the workspace has no run."""
        moment = local(request.folder, now())
        run = run_of(request.folder)
        logged = recent(request.workspace, moment.date())
        try:
            listed = days_list(run)
        except BadInput as error:  # without a forecast there is nobody to list, and yet work
            return cls(moment, logged, None, error, ())
        return cls(moment, logged, listed, None, still_free(listed, logged, moment.date()))


@page(May.WORK_LIST)
def my_list(request: Asked) -> HttpResponse:
    """What was agreed, by its day; then who comes next."""
    words = Words(get_language() or "en")
    try:
        desk = Desk.of(request)
    except VolverError as error:
        return failed(request, error)
    mine = numbers(request.workspace, owner=request.user)
    agenda = agreed([*desk.logged], desk.day)
    overdue, todays, coming = (
        [one for one in part if one.logged in mine]
        for part in (agenda.overdue, agenda.today, agenda.coming)
    )
    pressing = {one.customer_id for one in (*overdue, *todays)}
    waiting = {task.customer for task in open_tasks(request.workspace)}
    own = {task.customer for task in open_tasks(request.workspace, request.user)} - pressing
    following = [one for one in desk.free if one.customer_id in own]
    context = {
        "words": words,
        "title": words("My list"),
        "day": desk.day,
        "overdue": [_agreed(one, words) for one in overdue[:MOST]],
        "todays": [_agreed(one, words) for one in todays[:MOST]],
        "next": [_next(one, words) for one in following[:MOST]],
        "coming": coming[:MOST],
        "due": lambda one: due(one, words),
        "left": sum(one.customer_id not in waiting for one in desk.free),
        "listed": desk.listed,
        "lack": desk.lack,
        "tabs": _tabs(request, desk),
        **form_context(words, desk.day),
        **said_before(request, words),
    }
    return show(request, "my_list.html.j2", context)


@page(May.WORK_LIST)
def inbound_list(request: Asked) -> HttpResponse:
    """Who got in touch and waits, by deadline and arrival, whatever anybody is worth."""
    words = Words(get_language() or "en")
    try:
        desk = Desk.of(request)
        waiting = inbound(run_of(request.folder).snapshot, desk.logged)
    except VolverError as error:
        return failed(request, error)
    context = {
        "words": words,
        "title": words("Who waits for us"),
        "waiting": [(one, *_times(request, one, desk)) for one in waiting[:MOST]],
        "more": max(len(waiting) - MOST, 0),
        "complaint_script": script("complaint", words),
        "tabs": _tabs(request, desk),
        **said_before(request, words),
    }
    return show(request, "inbound.html.j2", context)


def _times(request: Asked, one: Waiting, desk: Desk) -> tuple[datetime, datetime, bool]:
    """When it arrived and by when to answer, by the company's clock; and whether that is past."""
    arrived, deadline = (local(request.folder, when) for when in (one.arrived, one.deadline))
    return arrived, deadline, one.is_late(desk.now)


def _tabs(request: Asked, desk: Desk) -> list[tuple[str, bool]]:
    """The pages of the desk: name of the address, and whether it is this one."""
    here = request.resolver_match.url_name if request.resolver_match else ""
    return [(name, name == here) for name in ("my_list", "inbound_list")]


def _next(one: ToContact, words: Words) -> Row:
    return Row(
        one.customer_id, why(one, words), says(one, words), one.action, one.channel,
        one.usual_channel, one.by, None, once(),
    )  # fmt: skip


def _agreed(one: Due, words: Words) -> Row:
    return Row(one.customer_id, due(one, words), due=one, once=once())


def form_context(words: Words, day: date) -> dict[str, Any]:
    """What the form of a contact is drawn from."""
    return {
        "outcomes": [(code, words.say(name)) for code, name in OUTCOME_NAMES.items()],
        "today": day.isoformat(),
        "longest_note": LONGEST_NOTE,
        "longest_promise": LONGEST_PROMISE,
        "channels": channel_names(words),
        "channel_names": dict(channel_names(words)),
    }


def channel_names(words: Words) -> list[tuple[str, str]]:
    """Channels that a contact goes by, and their names."""
    return [
        ("phone", words("Phone")),
        ("e-mail", words("E-mail")),
        ("chat", words("Chat")),
        ("social", words("Social media")),
        ("in person", words("In person")),
        ("post", words("Post")),
    ]


def said_before(request: Asked, words: Words) -> dict[str, Any]:
    """What was just done, to be said, and what can be taken back; the address says which."""
    number = request.GET.get("done", "")
    try:
        done = find(request.workspace, int(number)) if FEW_DIGITS.fullmatch(number) else None
    except VolverError:  # it was taken back meanwhile
        done = None
    return {
        "done": done,
        "done_words": None if done is None else _done(done, words),
        "is_undone": request.GET.get("undone") == "1",
        "said_no": script("said_no", words) if done is not None and done.outcome == "no" else "",
    }


def _done(row: LoggedContact, words: Words) -> str:
    if row.outcome:
        name = next(said for code, said in OUTCOME_NAMES.items() if code == row.outcome)
        return words("Noted down: {result:text}.", result=words.say(name))
    return words("Noted down.")
