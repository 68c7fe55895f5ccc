"""Plans: what is done for each segment, drafted by a marketer and approved by an owner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect

from volver.app.plan import Board, Wish, plan, show_plans
from volver.app.plan import board as board_of
from volver.app.shown import Shown
from volver.app.workspace import Workspace
from volver.domain.errors import BadInput, VolverError
from volver.domain.plan import Plan, State, actions_of
from volver.domain.segment_fields import CLASSES
from volver.present.book.html import leaf_context
from volver.present.book.leaf import Leaf
from volver.present.effects import LATE
from volver.present.errors import told
from volver.present.plan import NEXT_STEPS, STATES, segment_name
from volver.present.words import Words
from volver.server.gate import Asked, page
from volver.server.looks import failed, show, words_for
from volver.server.pages.drafted import drafted
from volver.server.pages.plan_steps import LONGEST_NOTE, STEPS
from volver.server.roles import GRANTED, May

WRITES = ("GET", "HEAD", "POST")
MOST_BESIDES = 8
"""Plans that are put beside each other: as many as a reader can hold."""
GIVEN = ("name", "segment", "action", "rule", "goal", "finding", "budget")
"""What a link to a new plan may say beforehand."""


class DraftForm(forms.Form):
    """What a plan is to be."""

    name = forms.SlugField(max_length=60)
    segment = forms.ChoiceField()
    rule = forms.CharField(max_length=500, required=False)
    action = forms.ChoiceField()
    goal = forms.CharField(max_length=200, required=False)
    owner = forms.CharField(max_length=120)
    first_day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    last_day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    budget = forms.FloatField(min_value=0, max_value=1e12, required=False)
    capacity = forms.IntegerField(min_value=0, max_value=10**9, required=False)
    holdout = forms.FloatField(min_value=0, max_value=50, initial=10)
    finding = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)

    def __init__(self, here: Workspace, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        segments = dict.fromkeys((*here.segments, *CLASSES, LATE))
        actions = tuple(actions_of(here.settings.actions))
        words = words_for()
        named = [(one, segment_name(one, words)) for one in segments]
        self.fields["segment"] = forms.ChoiceField(choices=named)
        self.fields["action"] = forms.ChoiceField(choices=[(a, a) for a in actions])


@dataclass(frozen=True, slots=True)
class Row:
    """A segment of the board, and its plans by state."""

    segment: str
    title: str
    cells: tuple[tuple[Plan, ...], ...]

    @property
    def is_open(self) -> bool:
        """Whether nothing is drafted, approved or running for it."""
        return not any(self.cells[:-1])


def rows_of(board: Board, words: Words) -> tuple[Row, ...]:
    """Segments without a plan first, then the others as their plans come."""
    planned = [one.proposal.segment for one in board.plans]
    return tuple(
        Row(
            segment,
            segment_name(segment, words),
            tuple(
                tuple(
                    one
                    for one in board.plans
                    if one.proposal.segment == segment and one.state == state
                )
                for state in get_args(State)
            ),
        )
        for segment in dict.fromkeys((*board.without, *planned))
    )


@page(May.DRAFT_PLANS)
def plans(request: Asked) -> HttpResponse:
    """The board: segments without a plan first; with `names`, those plans beside each other."""
    names = list(dict.fromkeys(request.GET.getlist("names")))
    try:
        if names:
            return _compared(request, names)
        board = board_of(request.folder)
        segments = {*Workspace.open(request.folder).segments, *CLASSES}
    except VolverError as error:
        return failed(request, error)
    words = Words(words_for().language, board.currency)
    context = {
        "words": words,
        "title": words("Plans"),
        "states": [words.say(STATES[state]) for state in get_args(State)],
        "rows": rows_of(board, words),
        "named": segments,
        "plans": board.plans,
    }
    return show(request, "plans.html.j2", context)


def _compared(request: Asked, names: Sequence[str]) -> HttpResponse:
    if len(names) > MOST_BESIDES:
        raise BadInput(
            what=f"{len(names)} plans are too many to be put beside each other",
            where="names",
            next_step=f"Choose {MOST_BESIDES} at most.",
        )
    shown = show_plans(request.folder, list(names), words_for().language, commands=False)
    beside = shown if len(names) == 1 else Shown(shown.sheets[:1], shown.words)
    return _sheets(request, beside, {"plan": None, "names": names})


@page(May.DRAFT_PLANS, WRITES)
def draft(request: Asked) -> HttpResponse:
    """Draw up a plan. What a finding or a segment says of it stands in the address."""
    problem = None
    try:
        here = Workspace.open(request.folder)
        given = {name: request.GET[name][:500] for name in GIVEN if name in request.GET}
        form = DraftForm(here, request.POST or None, initial={"owner": str(request.user), **given})
        if request.method == "POST" and form.is_valid():
            try:
                return _drafted(request, _wish(form.cleaned_data))
            except BadInput as error:  # what was written stays in the form
                problem = error
    except VolverError as error:
        return failed(request, error)
    words = words_for()
    context = {
        "words": words,
        "title": words("New plan"),
        "form": form,
        "has_actions": bool(here.settings.actions),
        "problem": problem and (told(problem, words) or problem),
    }
    return show(request, "draft.html.j2", context, 422 if form.errors or problem else 200)


def _drafted(request: Asked, wish: Wish) -> HttpResponse:
    drafted(request, wish)
    return redirect("plan", request.workspace.slug, wish.name)


def _wish(data: Mapping[str, Any]) -> Wish:
    return Wish(
        name=data["name"],
        segment=data["rule"].strip() or data["segment"],
        action=data["action"],
        owner=data["owner"],
        first_day=data["first_day"],
        last_day=data["last_day"],
        goal=data["goal"],
        budget=data["budget"],
        capacity=data["capacity"],
        holdout_share=data["holdout"] / 100,
        finding=data["finding"],
    )


@page(May.DRAFT_PLANS)
def one(request: Asked, name: str) -> HttpResponse:
    """One plan, to decide on."""
    try:
        shown = show_plans(request.folder, [name], words_for().language, commands=False)
        found = plan(request.folder, name)
    except VolverError as error:
        return failed(request, error)
    step = NEXT_STEPS.get(found.state)
    may = step is not None and STEPS[step][1] in GRANTED[request.role]
    more = {
        "plan": name,
        "state": found.state,
        "finding": found.proposal.finding,
        "step": step,
        "may_step": may,
    }
    return _sheets(request, shown, more)


def _sheets(request: Asked, shown: Shown, more: Mapping[str, Any]) -> HttpResponse:
    leaves = [Leaf.of(sheet) for sheet in shown.sheets]
    context = {
        "words": shown.words,
        "title": leaves[0].title,
        "leaves": leaves,
        "longest_note": LONGEST_NOTE,
        **leaf_context(leaves, shown.words),
        **more,
    }
    return show(request, "plan.html.j2", context)
