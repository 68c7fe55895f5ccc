"""Webhooks: which addresses are told what happens here, and how the last telling went."""

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from urllib.parse import urlsplit

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from volver.app.clock import now
from volver.domain.errors import BadInput, Busy
from volver.present.errors import told
from volver.present.sentence import Sentence
from volver.present.words import Words
from volver.server.audit.chain import record
from volver.server.gate import Asked, page
from volver.server.looks import failed, show, words_for
from volver.server.roles import May
from volver.server.webhooks.deliver import deliver, tell
from volver.server.webhooks.events import CHOICE, Event
from volver.server.webhooks.guard import Guard, Outcome
from volver.server.webhooks.models import LONGEST_ADDRESS, Delivery, Hook

WRITES = ("GET", "HEAD", "POST")
MOST = 20
"""Addresses of a workspace that are told."""
SHORT = 60
"""Characters of an address that are shown: what follows may be a secret of the receiver's."""
GUARD = Guard()
_ONE_TEST = Lock()
"""A receiver that never answers takes one thread at most."""
EVENT_NAMES: Mapping[Event, Sentence] = {
    Event.REFRESH_FINISHED: Sentence("A refresh has finished"),
    Event.REFRESH_FAILED: Sentence("A refresh has failed"),
    Event.ALERT: Sentence("There is an alert"),
    Event.PLAN_APPROVED: Sentence("A plan was approved"),
    Event.TEST: Sentence("A test"),
}
OUTCOMES: Mapping[str, Sentence] = {
    Outcome.REFUSED: Sentence("refused: it leads inside a network"),
    Outcome.UNKNOWN_NAME: Sentence("nobody knows a server of that name"),
    Outcome.NO_CONNECTION: Sentence("no connection"),
    Outcome.NO_TRUST: Sentence("its certificate is not to be trusted"),
    Outcome.TOO_SLOW: Sentence("too slow"),
    Outcome.NO_ANSWER: Sentence("no answer that could be read"),
    "ended": Sentence("not sent any more"),
}
STATES: Mapping[str, Sentence] = {
    "waiting": Sentence("waiting"),
    "delivered": Sentence("delivered"),
    "given up": Sentence("given up"),
}


class HookForm(forms.Form):
    """Which address is told what."""

    address = forms.CharField(max_length=LONGEST_ADDRESS)
    events = forms.MultipleChoiceField(choices=[(event.value, event.value) for event in CHOICE])


@dataclass(frozen=True, slots=True)
class Line:
    """An address as the page shows it."""

    key: int
    address: str
    events: tuple[str, ...]
    last: str


@page(May.MANAGE_WEBHOOKS, WRITES)
def webhooks(request: Asked) -> HttpResponse:
    """The addresses that are told; a new one's secret is shown once."""
    words, secret, error = words_for(), None, ""
    form = HookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            secret = _added(request, form.cleaned_data).secret
        except BadInput as refused:
            said = told(refused, words) or refused
            error = f"{said.what}. {said.next_step}"
    elif request.method == "POST":
        error = words("Give an address, and choose at least one event.")
    context = {
        "words": words,
        "title": words("Webhooks"),
        "secret": secret,
        "error": error,
        "typed": request.POST.get("address", "")[:LONGEST_ADDRESS] if error else "",
        "ticked": request.POST.getlist("events") if error else [],
        "longest": LONGEST_ADDRESS,
        "lines": [_line(hook, words) for hook in _live(request)],
        "choice": [(event.value, words.say(EVENT_NAMES[event])) for event in CHOICE],
    }
    return show(request, "webhooks.html.j2", context, 422 if error else 200)


def _added(request: Asked, given: Mapping[str, object]) -> Hook:
    if len(_live(request)) >= MOST:
        raise BadInput(
            what=f"There are {MOST} webhooks already",
            where="this workspace",
            next_step="End one that nobody needs.",
        )
    address = str(given["address"])
    GUARD.check(address)
    hook = Hook.objects.create(
        workspace=request.workspace,
        address=address,
        events=given["events"],
        made_by=request.user.email,
        made_at=now(),
    )
    record(request, "added a webhook", urlsplit(address).hostname or "")
    return hook


def _live(request: Asked) -> list[Hook]:
    return list(Hook.objects.filter(workspace=request.workspace, ended_at=None).order_by("pk"))


def _line(hook: Hook, words: Words) -> Line:
    parts = urlsplit(hook.address)
    address = f"{parts.netloc}{parts.path}"
    asked = tuple(words.say(EVENT_NAMES[Event(event)]) for event in hook.events)
    short = address if len(address) <= SHORT else f"{address[:SHORT]}…"
    assert hook.pk is not None
    return Line(hook.pk, short, asked, _told(hook, words))


def _told(hook: Hook, words: Words) -> str:
    last: Delivery | None = hook.deliveries.order_by("-pk").first()
    if last is None:
        return words("nothing yet")
    said = OUTCOMES.get(last.outcome)
    outcome = words.say(said) if said else last.outcome or words("not tried yet")
    event, state = EVENT_NAMES[Event(last.event)], STATES[last.state]
    return f"{words.say(event)}: {words.say(state)} ({outcome})"


def _one(request: Asked, hook: int) -> Hook:
    return get_object_or_404(Hook, pk=hook, workspace=request.workspace, ended_at=None)


@page(May.MANAGE_WEBHOOKS, ("POST",))
def test_webhook(request: Asked, hook: int) -> HttpResponse:
    """Tell one address a test at once, and show how that went."""
    held = _one(request, hook)
    if not _ONE_TEST.acquire(blocking=False):
        busy = Busy(
            what="Another test is being sent",
            where="this server",
            next_step="Wait some seconds and try again.",
        )
        return failed(request, busy)
    try:
        record(request, "tested a webhook", urlsplit(held.address).hostname or "")
        for one in tell([held], request.workspace, Event.TEST, {}):
            deliver(one.pk, one.due_at, GUARD)
    finally:
        _ONE_TEST.release()
    return redirect("webhooks", request.workspace.slug)


@page(May.MANAGE_WEBHOOKS, ("POST",))
def end_webhook(request: Asked, hook: int) -> HttpResponse:
    """Tell an address nothing more; what waits for it is not sent."""
    held = _one(request, hook)
    held.ended_at = now()
    held.save(update_fields=["ended_at"])
    record(request, "ended a webhook", urlsplit(held.address).hostname or "")
    return redirect("webhooks", request.workspace.slug)
