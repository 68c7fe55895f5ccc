"""Budget: where should the next euro go, and plans that are made of the answer."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from volver.app.budget import Split
from volver.app.budget import budget as split_of
from volver.app.plan import Wish, put_by
from volver.app.plan_budget import Spend, draw_from_budget
from volver.app.workspace import Workspace
from volver.domain.errors import BadInput, VolverError
from volver.domain.plan import actions_of
from volver.present.book.html import leaf_context
from volver.present.book.leaf import Leaf
from volver.present.errors import told
from volver.server.audit.chain import record
from volver.server.gate import Asked, page
from volver.server.looks import failed, show, words_for
from volver.server.pages.alone import alone
from volver.server.pages.plans import MOST_BESIDES
from volver.server.roles import May

REACH = "reach."
"""Begins the name of a field: the most people that a channel can reach."""
MOST_REACH = 10**9
COMMAND = "volver budget TOTAL --page budget.html"
"""What does the same without a page."""


class TotalForm(forms.Form):
    """The money, and how many people each channel can reach."""

    total = forms.FloatField(min_value=0, max_value=1e12)

    def __init__(self, channels: tuple[str, ...], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.channels = channels
        for channel in channels:
            self.fields[REACH + channel] = forms.IntegerField(
                min_value=0, max_value=MOST_REACH, required=False
            )

    @property
    def spend(self) -> Spend:
        """What was given."""
        given = {one: self.cleaned_data[REACH + one] for one in self.channels}
        reach = {channel: most for channel, most in given.items() if most is not None}
        return Spend(self.cleaned_data["total"], reach)


class PlansForm(forms.Form):
    """What all plans that are made of a budget share."""

    name = forms.SlugField(max_length=30, initial="budget")
    goal = forms.CharField(max_length=200, required=False)
    owner = forms.CharField(max_length=120)
    first_day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    last_day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    holdout = forms.FloatField(min_value=0, max_value=50, initial=10)


@page(May.DRAFT_PLANS)
def budget(request: Asked) -> HttpResponse:
    """Everything that is asked stands in the address; nothing is written."""
    try:
        form = _asked(request, request.GET)
        found = None
        if form.is_bound and form.is_valid():
            found = _split(request, form.spend)
    except VolverError as error:
        return failed(request, error)
    plans = PlansForm(initial={"owner": str(request.user)})
    return _shown(request, form, found, plans)


@page(May.DRAFT_PLANS, ("POST",))
def plans_of_it(request: Asked) -> HttpResponse:
    """Draft a plan for each line of the split; each waits for an owner to approve it."""
    found = problem = None
    try:
        form, plans = _asked(request, request.POST), PlansForm(request.POST)
        if not form.is_valid():
            return _shown(request, form, None, plans, status=422)
        if plans.is_valid():
            try:
                return _drafted(request, form.spend, plans.cleaned_data)
            except BadInput as error:  # what was written stays in the form
                problem = error
        found = _split(request, form.spend)
    except VolverError as error:
        return failed(request, error)
    return _shown(request, form, found, plans, problem, status=422)


def _asked(request: Asked, given: QueryDict) -> TotalForm:
    actions = actions_of(Workspace.open(request.folder).settings.actions).values()
    channels = tuple(dict.fromkeys(action.channel for action in actions))
    return TotalForm(channels, given if "total" in given else None)


def _split(request: Asked, spend: Spend) -> Split:
    with alone(request, COMMAND):
        language = words_for().language
        return split_of(request.folder, spend.total, spend.contacts, language, commands=False)


def _drafted(request: Asked, spend: Spend, data: Mapping[str, Any]) -> HttpResponse:
    wish = Wish(
        name=data["name"],
        segment="",
        action="",
        owner=data["owner"],
        first_day=data["first_day"],
        last_day=data["last_day"],
        goal=data["goal"],
        holdout_share=data["holdout"] / 100,
    )
    with alone(request, COMMAND):
        drawn = draw_from_budget(request.folder, spend, wish, str(request.user))
    names = [one.plan.name for one in drawn]
    with transaction.atomic():  # all of them and their entries in the trail, or none
        put_by(request.folder, drawn)
        for name in names:
            record(request, "drafted a plan", name)
    board = reverse("plans", args=[request.workspace.slug])
    few = len(names) <= MOST_BESIDES
    return redirect(f"{board}?{urlencode({'names': names}, doseq=True)}" if few else board)


def _shown(
    request: Asked,
    form: TotalForm,
    found: Split | None,
    plans: PlansForm,
    problem: VolverError | None = None,
    status: int = 200,
) -> HttpResponse:
    words = words_for() if found is None else found.shown.words
    leaves = [] if found is None else [Leaf.of(sheet) for sheet in found.shown.sheets]
    middle = None if found is None else found.scenarios[len(found.scenarios) // 2]
    context = {
        "words": words,
        "title": words("Budget"),
        "form": form,
        "reach": REACH,
        "leaves": leaves,
        "has_lines": middle is not None and bool(middle.lines),
        "plans": plans,
        "problem": problem and (told(problem, words) or problem),
        **leaf_context(leaves, words),
    }
    if form.errors:
        status = 422
    return show(request, "budget.html.j2", context, status)
