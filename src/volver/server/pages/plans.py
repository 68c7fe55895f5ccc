"""Plans: what is done for each segment, drafted by a marketer and approved by an owner."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect

from volver.app.clock import now
from volver.app.plan import Wish, draft_plan, happened, plan, show_board, show_plans
from volver.app.workspace import Workspace
from volver.domain.errors import VolverError
from volver.domain.plan import Kind, actions_of
from volver.domain.segment_fields import CLASSES
from volver.present.book.html import leaf_context
from volver.present.book.leaf import Leaf
from volver.present.plan import segment_name
from volver.server.audit.chain import record
from volver.server.gate import Asked, page
from volver.server.looks import failed, show, words_for
from volver.server.roles import May

STEPS: dict[str, tuple[Kind, May]] = {
    "approve": ("approved", May.APPROVE_PLANS),
    "start": ("started", May.DRAFT_PLANS),
    "close": ("closed", May.DRAFT_PLANS),
}
WRITES = ("GET", "HEAD", "POST")


class DraftForm(forms.Form):
    """What a plan is to be."""

    name = forms.SlugField(max_length=60)
    segment = forms.ChoiceField()
    action = forms.ChoiceField()
    goal = forms.CharField(max_length=200, required=False)
    owner = forms.CharField(max_length=120)
    first_day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    last_day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    budget = forms.FloatField(min_value=0, max_value=1e12, required=False)
    capacity = forms.IntegerField(min_value=0, max_value=10**9, required=False)
    holdout = forms.FloatField(min_value=0, max_value=50, initial=10)

    def __init__(self, here: Workspace, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        segments = (*here.segments, *CLASSES)
        actions = tuple(actions_of(here.settings.actions))
        words = words_for()
        named = [(one, segment_name(one, words)) for one in segments]
        self.fields["segment"] = forms.ChoiceField(choices=named)
        self.fields["action"] = forms.ChoiceField(choices=[(a, a) for a in actions])


@page(May.DRAFT_PLANS)
def plans(request: Asked) -> HttpResponse:
    """The board: segments without a plan first."""
    try:
        shown = show_board(request.folder, words_for().language)
    except VolverError as error:
        return failed(request, error)
    return _sheets(request, shown.sheets, shown.words, {"may_draft": True})


@page(May.DRAFT_PLANS, WRITES)
def draft(request: Asked) -> HttpResponse:
    """Draw up a plan."""
    words = words_for()
    try:
        here = Workspace.open(request.folder)
        form = DraftForm(here, request.POST or None, initial={"owner": str(request.user)})
        if request.method == "POST" and form.is_valid():
            wish = _wish(form.cleaned_data)
            draft_plan(request.folder, wish, str(request.user))
            record(request, "drafted a plan", wish.name)
            return redirect("plan", request.workspace.slug, wish.name)
    except VolverError as error:
        return failed(request, error)
    context = {
        "words": words,
        "title": words("New plan"),
        "form": form,
        "has_actions": bool(here.settings.actions),
    }
    return show(request, "draft.html.j2", context, 422 if form.errors else 200)


def _wish(data: dict[str, Any]) -> Wish:
    return Wish(
        name=data["name"],
        segment=data["segment"],
        action=data["action"],
        owner=data["owner"],
        first_day=_day(data["first_day"]),
        last_day=_day(data["last_day"]),
        goal=data["goal"],
        budget=data["budget"],
        capacity=data["capacity"],
        holdout_share=data["holdout"] / 100,
    )


def _day(value: date | None) -> date:
    return value or now().date()


@page(May.DRAFT_PLANS)
def one(request: Asked, name: str) -> HttpResponse:
    """One plan, to decide on."""
    try:
        shown = show_plans(request.folder, [name], words_for().language)
        state = plan(request.folder, name).state
    except VolverError as error:
        return failed(request, error)
    granted = {step for step, (_, may) in STEPS.items() if may.value in _can(request)}
    next_steps = {"draft": "approve", "approved": "start", "running": "close"}
    step = next_steps.get(state)
    context = {"plan": name, "step": step if step in granted else None, "waits": step}
    return _sheets(request, shown.sheets, shown.words, context)


def _can(request: Asked) -> frozenset[str]:
    from volver.server.frame import CAN

    return CAN[request.role]


def _stepped(request: Asked, name: str, step: str) -> HttpResponse:
    kind, _ = STEPS[step]
    try:
        happened(request.folder, name, kind, str(request.user), request.POST.get("note", "")[:500])
    except VolverError as error:
        return failed(request, error)
    record(request, f"plan {kind}", name)
    return redirect("plan", request.workspace.slug, name)


@page(May.APPROVE_PLANS, ("POST",))
def approve(request: Asked, name: str) -> HttpResponse:
    """A named person says yes."""
    return _stepped(request, name, "approve")


@page(May.DRAFT_PLANS, ("POST",))
def start(request: Asked, name: str) -> HttpResponse:
    """The first customer is contacted."""
    return _stepped(request, name, "start")


@page(May.DRAFT_PLANS, ("POST",))
def close(request: Asked, name: str) -> HttpResponse:
    """It is over."""
    return _stepped(request, name, "close")


def _sheets(
    request: Asked, sheets: tuple[Any, ...], words: Any, more: dict[str, Any]
) -> HttpResponse:
    leaves = [Leaf.of(sheet) for sheet in sheets]
    context = {
        "words": words,
        "title": leaves[0].title,
        "leaves": leaves,
        "plan": None,
        "step": None,
        "waits": None,
        "may_draft": False,
        **leaf_context(leaves, words),
        **more,
    }
    return show(request, "plans.html.j2", context)
