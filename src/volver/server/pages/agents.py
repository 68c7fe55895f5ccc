"""Agents: who did what today, what is overdue, and who has how many; never by customers' worth."""

from dataclasses import dataclass
from datetime import date, timedelta

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language

from volver.app.clock import now
from volver.app.my_list import agreed, day_of_agent, local, outcomes_of
from volver.domain.errors import NotFound, VolverError
from volver.domain.my_list import AgentsDay, Due
from volver.present.my_list import OUTCOME_NAMES, due
from volver.present.words import Words
from volver.server.accounts.models import User
from volver.server.audit.chain import record
from volver.server.contacts.forms import checked
from volver.server.contacts.log import numbers, owners
from volver.server.contacts.tasks import desk, give, move, open_tasks
from volver.server.gate import Asked, page
from volver.server.looks import failed, show
from volver.server.pages.contacts import POST, free_ids
from volver.server.pages.my_list import Desk
from volver.server.roles import May

MOST = 100
"""Overdue promises on the page, and customers given at once."""
MONTH = timedelta(days=30)


class GiveForm(forms.Form):
    """How many customers, for whom."""

    agent = forms.IntegerField(min_value=1, max_value=2**62)
    customers = forms.IntegerField(min_value=1, max_value=MOST)


class MoveForm(forms.Form):
    """From whom, to whom."""

    before = forms.IntegerField(min_value=1, max_value=2**62)
    after = forms.IntegerField(min_value=1, max_value=2**62)


@dataclass(frozen=True, slots=True)
class Line:
    """One person of the desk."""

    person: User
    did: AgentsDay
    waiting: int
    """Customers on their list."""


@page(May.LEAD_AGENTS)
def agents(request: Asked) -> HttpResponse:
    """Today by agent, in order of their names; outcomes of a month; what is overdue."""
    words = Words(get_language() or "en")
    try:
        held = Desk.of(request)
    except VolverError as error:
        return failed(request, error)
    people = people_of(request)
    agenda = agreed(held.logged, held.day)
    late = [one for one in agenda.overdue if one.what == "promise"]
    lines = [_line(request, one, held, late) for one in people]
    owner_of = owners(request.workspace, [one.logged for one in late[:MOST]])
    taken = {task.customer for task in open_tasks(request.workspace)}
    lately = [one for one in held.logged if one.day > held.day - MONTH]
    context = {
        "words": words,
        "title": words("Agents"),
        "day": held.day,
        "lines": lines,
        "outcomes": [(code, words.say(name)) for code, name in OUTCOME_NAMES.items()],
        "month": outcomes_of(lately),
        "late": [(one.customer_id, due(one, words), owner_of[one.logged]) for one in late[:MOST]],
        "left": sum(one.customer_id not in taken for one in held.free),
        "lack": held.lack,
        "most": MOST,
    }
    return show(request, "agents.html.j2", context)


def people_of(request: Asked) -> list[User]:
    """The desk, and whoever left it with customers still on their list."""
    here = desk(request.workspace)
    known = {one.pk for one in here}
    gone = {task.agent for task in open_tasks(request.workspace) if task.agent_id not in known}
    return [*here, *sorted(gone, key=lambda one: one.pk)]


def _line(request: Asked, person: User, held: Desk, late: list[Due]) -> Line:
    own = numbers(request.workspace, agent=person)
    owned = numbers(request.workspace, owner=person)
    return Line(
        person,
        day_of_agent(
            [one for one in held.logged if one.id in own],
            [one for one in late if one.logged in owned],
            held.day,
        ),
        len(open_tasks(request.workspace, person)),
    )


@page(May.LEAD_AGENTS, POST)
def give_customers(request: Asked) -> HttpResponse:
    """The next free customers of the list go onto somebody's."""
    try:
        said = checked(GiveForm(request.POST))
        agent = _of_desk(request, said["agent"])
        found = free_ids(request, _today(request))
    except VolverError as error:
        return failed(request, error)
    given = give(request.workspace, agent, request.user, found, said["customers"])
    record(request, "gave customers", agent.email, {"customers": given})
    return redirect("agents", request.workspace.slug)


@page(May.LEAD_AGENTS, POST)
def move_customers(request: Asked) -> HttpResponse:
    """Everything that waits with one goes to another: somebody is ill, or has left."""
    try:
        said = checked(MoveForm(request.POST))
        before = next((one for one in people_of(request) if one.pk == said["before"]), None)
        after = _of_desk(request, said["after"])
        if before is None:
            raise _nobody()
    except VolverError as error:
        return failed(request, error)
    moved = move(request.workspace, before, after, request.user)
    change = {"from": before.email, "customers": moved}
    record(request, "moved customers", after.email, change)
    return redirect("agents", request.workspace.slug)


def _today(request: Asked) -> date:
    return local(request.folder, now()).date()


def _of_desk(request: Asked, number: int) -> User:
    found = next((one for one in desk(request.workspace) if one.pk == number), None)
    if found is None:
        raise _nobody()
    return found


def _nobody() -> NotFound:
    return NotFound(
        what="Nobody of that number works a list here",
        where="the agent",
        next_step="Choose one of those on the page.",
    )
