"""What is noted down and taken back, from the list, from a card and from the desk.

A customer's id travels in the form, never in the address, so that no log has it. The trail tells
what kind of thing was done, never to whom nor what was written.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from volver.app.clock import now
from volver.app.my_list import check_customer, days_list, local, still_free
from volver.domain.errors import VolverError
from volver.server.audit.chain import record
from volver.server.contacts.forms import NumberForm, checked, date_from, logged_from, offer_from
from volver.server.contacts.log import (
    find,
    keep_promise,
    note_down,
    recent,
    solve,
    take_back,
)
from volver.server.contacts.models import LoggedContact
from volver.server.contacts.tasks import give, let_go
from volver.server.gate import Asked, page
from volver.server.looks import failed, refused
from volver.server.readers import run_of
from volver.server.roles import GRANTED, May

POST = ("POST",)
AT_ONCE = 10
"""Customers that an agent takes by one click."""


@page(May.WORK_LIST, POST)
def log_contact(request: Asked) -> HttpResponse:
    """A contact, a note or a promise."""
    try:
        moment = local(request.folder, now())
        row = _write(request, logged_from(request.POST, moment.date()))
    except VolverError as error:
        return failed(request, error)
    record(request, "noted down", row.kind)
    return _back(request, row, done=str(row.pk))


@page(May.WORK_LIST, POST)
def answer_offer(request: Asked) -> HttpResponse:
    """A no or a yes to an offer; after a no it is not shown for the days of the selling rules."""
    try:
        row = _write(request, offer_from(request.POST))
    except VolverError as error:
        return failed(request, error)
    record(request, "noted down", row.kind)
    return _back(request, row, done=str(row.pk))


@page(May.WORK_LIST, POST)
def set_next_contact(request: Asked) -> HttpResponse:
    """When to get in touch again."""
    try:
        moment = local(request.folder, now())
        row = _write(request, date_from(request.POST, moment.date()))
    except VolverError as error:
        return failed(request, error)
    record(request, "noted down", row.kind)
    return _back(request, row, done=str(row.pk))


def _write(request: Asked, said: Mapping[str, Any]) -> LoggedContact:
    check_customer(run_of(request.folder), said["customer"])
    moment = now()
    day = local(request.folder, moment).date()
    return note_down(request.workspace, request.user, moment, day, said)


@page(May.WORK_LIST, POST)
def undo_contact(request: Asked) -> HttpResponse:
    """Take back what one has noted down oneself; whoever leads takes back anybody's."""
    try:
        row = _named(request.POST, request)
        if row.agent_id != request.user.pk and May.LEAD_AGENTS not in GRANTED[request.role]:
            return refused(request)
        take_back(request.workspace, row.pk)
    except VolverError as error:
        return failed(request, error)
    record(request, "took back", row.kind)
    return _back(request, row, undone="1")


@page(May.WORK_LIST, POST)
def promise_kept(request: Asked) -> HttpResponse:
    """What was promised was done."""
    try:
        row = keep_promise(request.workspace, _named(request.POST, request).pk)
    except VolverError as error:
        return failed(request, error)
    record(request, "kept a promise", row.kind)
    return _back(request, row)


@page(May.WORK_LIST, POST)
def contact_solved(request: Asked) -> HttpResponse:
    """Whoever waited has an answer."""
    try:
        row = solve(request.workspace, _named(request.POST, request).pk)
    except VolverError as error:
        return failed(request, error)
    record(request, "solved a contact", row.kind)
    return _back(request, row)


@page(May.WORK_LIST, POST)
def take_next(request: Asked) -> HttpResponse:
    """The next free customers of the list are mine."""
    try:
        day = local(request.folder, now()).date()
        in_order = free_ids(request, day)
    except VolverError as error:
        return failed(request, error)
    give(request.workspace, request.user, request.user, in_order, AT_ONCE)
    record(request, "took customers", "my list")
    return redirect("my_list", request.workspace.slug)


def free_ids(request: Asked, day: date) -> list[str]:
    """Who may be contacted today, in the order of the list; nobody else stays on any list."""
    listed = days_list(run_of(request.folder))
    found = [one.customer_id for one in still_free(listed, recent(request.workspace, day), day)]
    let_go(request.workspace, found)
    return found


def _named(given: QueryDict, request: Asked) -> LoggedContact:
    return find(request.workspace, checked(NumberForm(given))["number"])


def _back(request: Asked, row: LoggedContact, **more: str) -> HttpResponse:
    """To where it was noted down: only pages of ours, by their names."""
    slug, place = request.workspace.slug, request.POST.get("back")
    if place == "card":
        address = reverse("card", args=[slug, row.customer])
    else:
        address = reverse("inbound_list" if place == "inbound" else "my_list", args=[slug])
    return redirect(f"{address}?{urlencode(more)}" if more else address)
