"""What happens to a plan: approved, started, closed, remarked upon, its lists taken away."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect

from volver.app.plan import AUDIENCE, TASKS, export, happened
from volver.domain.errors import NotFound, VolverError
from volver.domain.plan import Kind
from volver.server.audit.chain import record
from volver.server.gate import Asked, page
from volver.server.looks import failed
from volver.server.roles import May
from volver.server.webhooks.deliver import announce
from volver.server.webhooks.events import Event

STEPS: Mapping[str, tuple[Kind, May]] = {
    "approve": ("approved", May.APPROVE_PLANS),
    "start": ("started", May.DRAFT_PLANS),
    "close": ("closed", May.DRAFT_PLANS),
}
"""What happens by a step, and who may take it."""
LONGEST_NOTE = 500
"""Characters."""
FORMATS = ("csv", "csv-es", "xlsx")


class StepForm(forms.Form):
    """What is said of a step."""

    note = forms.CharField(max_length=LONGEST_NOTE, required=False)
    observed = forms.FloatField(min_value=-1e12, max_value=1e12, required=False)


def _stepped(request: Asked, name: str, kind: Kind) -> HttpResponse:
    form = StepForm(request.POST)
    if not form.is_valid():
        return failed(request, _unreadable(name), 422)
    note, observed = form.cleaned_data["note"], form.cleaned_data["observed"]
    try:
        with transaction.atomic():  # what happened and its entry in the trail: both or neither
            who = str(request.user)
            happened(request.folder, name, kind, who, note, observed if kind == "closed" else None)
            record(request, f"plan {kind}", name)
            if kind == "approved":
                announce(request.workspace, Event.PLAN_APPROVED, {"plan": name})
    except VolverError as error:
        return failed(request, error)
    return redirect("plan", request.workspace.slug, name)


def _unreadable(name: str) -> VolverError:
    return VolverError(
        what="What was measured is no amount, or the remark is too long",
        where=name,
        next_step="Go back, and give a number such as 310.5 and a shorter remark.",
    )


@page(STEPS["approve"][1], ("POST",))
def approve(request: Asked, name: str) -> HttpResponse:
    """A named person says yes."""
    return _stepped(request, name, "approved")


@page(STEPS["start"][1], ("POST",))
def start(request: Asked, name: str) -> HttpResponse:
    """The first customer is contacted."""
    return _stepped(request, name, "started")


@page(STEPS["close"][1], ("POST",))
def close(request: Asked, name: str) -> HttpResponse:
    """It is over; what was measured stands beside what was expected."""
    return _stepped(request, name, "closed")


@page(May.DRAFT_PLANS, ("POST",))
def remark(request: Asked, name: str) -> HttpResponse:
    """Put a remark into the log of a plan."""
    if not request.POST.get("note", "").strip():
        return redirect("plan", request.workspace.slug, name)
    return _stepped(request, name, "noted")


@page(May.EXPORT)
def take_plan(request: Asked, name: str, what: str, kind: str) -> HttpResponse:
    """Who is in which arm, or the tasks, as a file; only once a person has approved."""
    try:
        if what not in (AUDIENCE, TASKS) or kind not in FORMATS:
            raise NotFound(
                what="There is no such page",
                where="this address",
                next_step="Go back to the start.",
            )
        with TemporaryDirectory() as folder:
            written = export(request.folder, name, Path(folder), kind)
            (path,) = (one for one in written if one.stem == f"{name}-{what}")
            content = path.read_bytes()
    except VolverError as error:
        return failed(request, error)
    record(request, "exported", f"{name}-{what}", {"kind": kind})
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="{path.name}"'
    return answer
