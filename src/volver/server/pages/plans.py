"""Plans: what is done for each segment, drafted by a marketer and approved by an owner."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect

from volver.app.plan import (
    Wish,
    draft_plan,
    happened,
    plan,
    plans_of,
    show_board,
    show_plans,
)
from volver.app.shown import Shown
from volver.app.workspace import Workspace
from volver.domain.errors import VolverError
from volver.domain.plan import Kind, actions_of
from volver.domain.segment_fields import CLASSES
from volver.present.book.html import leaf_context
from volver.present.book.leaf import Leaf
from volver.present.plan import NEXT_STEPS, segment_name
from volver.server.audit.chain import record
from volver.server.gate import Asked, page
from volver.server.looks import failed, show, words_for
from volver.server.roles import GRANTED, May
from volver.server.webhooks.deliver import announce
from volver.server.webhooks.events import Event

STEPS: Mapping[str, tuple[Kind, May]] = {
    "approve": ("approved", May.APPROVE_PLANS),
    "start": ("started", May.DRAFT_PLANS),
    "close": ("closed", May.DRAFT_PLANS),
}
"""What happens by a step, and who may take it."""
WRITES = ("GET", "HEAD", "POST")
LONGEST_NOTE = 500
"""Characters."""


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
    """The board: segments without a plan first, and a way to each plan."""
    try:
        shown = show_board(request.folder, words_for().language)
        names = [one.name for one in plans_of(request.folder)]
    except VolverError as error:
        return failed(request, error)
    return _sheets(request, shown, {"names": names})


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
        first_day=data["first_day"],
        last_day=data["last_day"],
        goal=data["goal"],
        budget=data["budget"],
        capacity=data["capacity"],
        holdout_share=data["holdout"] / 100,
    )


@page(May.DRAFT_PLANS)
def one(request: Asked, name: str) -> HttpResponse:
    """One plan, to decide on."""
    try:
        shown = show_plans(request.folder, [name], words_for().language)
        state = plan(request.folder, name).state
    except VolverError as error:
        return failed(request, error)
    step = NEXT_STEPS.get(state)
    may = step is not None and STEPS[step][1] in GRANTED[request.role]
    return _sheets(request, shown, {"plan": name, "step": step, "may_step": may})


def _stepped(request: Asked, name: str, step: str) -> HttpResponse:
    kind, _ = STEPS[step]
    note = request.POST.get("note", "")[:LONGEST_NOTE]
    try:
        happened(request.folder, name, kind, str(request.user), note)
    except VolverError as error:
        return failed(request, error)
    record(request, f"plan {kind}", name)
    if kind == "approved":
        announce(request.workspace, Event.PLAN_APPROVED, {"plan": name})
    return redirect("plan", request.workspace.slug, name)


@page(STEPS["approve"][1], ("POST",))
def approve(request: Asked, name: str) -> HttpResponse:
    """A named person says yes."""
    return _stepped(request, name, "approve")


@page(STEPS["start"][1], ("POST",))
def start(request: Asked, name: str) -> HttpResponse:
    """The first customer is contacted."""
    return _stepped(request, name, "start")


@page(STEPS["close"][1], ("POST",))
def close(request: Asked, name: str) -> HttpResponse:
    """It is over."""
    return _stepped(request, name, "close")


def _sheets(request: Asked, shown: Shown, more: dict[str, Any]) -> HttpResponse:
    leaves = [Leaf.of(sheet) for sheet in shown.sheets]
    context = {
        "words": shown.words,
        "title": leaves[0].title,
        "leaves": leaves,
        "longest_note": LONGEST_NOTE,
        **leaf_context(leaves, shown.words),
        **more,
    }
    return show(request, "plans.html.j2" if "names" in more else "plan.html.j2", context)
