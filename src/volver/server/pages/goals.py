"""Goals: where figures are to stand by a day, who answers for it, and how far they are."""

import math
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from volver.app.clock import now
from volver.app.glossary import meanings
from volver.app.goals import TITLES, countable, reading, unit_of
from volver.app.published import PublishedRun
from volver.domain.errors import BadInput, VolverError
from volver.domain.estimate import NotEnough
from volver.domain.goal import TOTAL_VALUE, Reading, Window, standing
from volver.domain.measure import Unit
from volver.present.book.html import leaf_context, terms
from volver.present.goals import WINDOWS, interval_told, standing_told
from volver.present.kpis import value_told
from volver.present.words import Words
from volver.server.audit.chain import record
from volver.server.gate import Asked, page
from volver.server.goals.models import Goal
from volver.server.looks import failed, show, words_for
from volver.server.pages.sheets import book_for
from volver.server.readers import run_of
from volver.server.roles import GRANTED, May

MOST = 50
"""Goals of a workspace that are open."""
CHOSEN: tuple[Window, ...] = ("year", "whole")
"""Windows that can be chosen; the value of all customers has its own."""
LOSSES = ("losses-subscriptions", "losses-customers")
"""Tables of the sheet of troubles that tell what was lost, by area."""


class GoalForm(forms.Form):
    """Where a figure is to stand by a day. A share is given in per cent."""

    metric = forms.CharField(max_length=60)
    window = forms.ChoiceField(choices=[(one, one) for one in CHOSEN])
    target = forms.FloatField(min_value=-1e15, max_value=1e15)
    due = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    owner = forms.CharField(max_length=120)
    area = forms.CharField(max_length=120)

    def __init__(self, run: PublishedRun, words: Words, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.run, self.words = run, words
        self.fields["target"].widget.attrs["step"] = "any"

    def clean_metric(self) -> str:
        """One of those that can be counted here."""
        metric = str(self.cleaned_data["metric"])
        if metric not in countable(self.run):
            raise forms.ValidationError(self.words("Choose a figure of the list."))
        return metric

    def clean_due(self) -> date:
        """A day after that of the figures, and to come."""
        due: date = self.cleaned_data["due"]
        if due <= max(self.run.snapshot.as_of, now().date()):
            raise forms.ValidationError(self.words("Give a day to come."))
        return due

    @property
    def window_of_it(self) -> Window:
        """What the figure is counted over."""
        return (
            "ahead" if self.cleaned_data["metric"] == TOTAL_VALUE else self.cleaned_data["window"]
        )

    def in_unit(self) -> float:
        """The target in the figure's unit."""
        target = float(self.cleaned_data["target"])
        share = unit_of(self.cleaned_data["metric"]) is Unit.SHARE
        return target / 100 if share else target


class CloseForm(forms.Form):
    """What is said when a goal is closed."""

    note = forms.CharField(max_length=300, required=False)


@dataclass(frozen=True, slots=True)
class Line:
    """A goal as the page shows it, every amount in words."""

    goal: Goal
    title: str
    over: str
    target: str
    start: str
    stands: str
    """Where it stands now, or stood when it was closed."""
    interval: str
    day: date | None
    """That of the figure; None where there is none."""
    way: str
    said: str


@page(May.READ)
def goals(request: Asked) -> HttpResponse:
    """All goals: those that are open, and those that were closed."""
    try:
        run = run_of(request.folder)
        form = GoalForm(run, _words(run), initial=_hinted(request))
        return _shown(request, run, form)
    except VolverError as error:
        return failed(request, error)


@page(May.SET_GOALS, ("POST",))
def set_goal(request: Asked) -> HttpResponse:
    """Set one; where its figure stands now is written down with it."""
    try:
        run = run_of(request.folder)
        form = GoalForm(run, _words(run), request.POST)
        if form.is_valid() and _set(request, run, form):
            return redirect("goals", request.workspace.slug)
        return _shown(request, run, form, 422)
    except VolverError as error:
        return failed(request, error)


@page(May.SET_GOALS, ("POST",))
def close_goal(request: Asked, goal: int) -> HttpResponse:
    """Close one; it stays on the page with what it came to. Once more does no harm."""
    held = get_object_or_404(Goal, pk=goal, workspace=request.workspace)
    form = CloseForm(request.POST)
    if held.closed_at is None and form.is_valid():
        try:
            last = _reading(run_of(request.folder), held)
        except VolverError as error:
            return failed(request, error)
        if isinstance(last, Reading):
            held.end, held.end_day = last.value, last.as_of
            held.end_low, held.end_high, held.end_level = last.low, last.high, last.level
        held.closed_at, held.closed_by = now(), request.user.email
        held.note = form.cleaned_data["note"]
        held.save()
        record(request, "closed a goal", str(held), {"figure": held.metric})
    return redirect("goals", request.workspace.slug)


def _hinted(request: Asked) -> dict[str, str]:
    return {"owner": str(request.user), "window": "year"}


def _words(run: PublishedRun) -> Words:
    return words_for(run.card["currency"])


def _set(request: Asked, run: PublishedRun, form: GoalForm) -> bool:
    """Whether it could be; the form says why not."""
    data, words, target = form.cleaned_data, form.words, form.in_unit()
    if Goal.objects.filter(workspace=request.workspace, closed_at=None).count() >= MOST:
        form.add_error(None, words("There are {n:count} goals already: close one.", n=MOST))
        return False
    first = reading(run, data["metric"], form.window_of_it)
    if isinstance(first, NotEnough):
        form.add_error("metric", words.why(first))
        return False
    if math.isclose(first.value, target, rel_tol=1e-9, abs_tol=1e-9):
        form.add_error("target", words("The figure stands there already."))
        return False
    made = Goal.objects.create(
        workspace=request.workspace,
        metric=data["metric"],
        window=form.window_of_it,
        owner=data["owner"],
        area=data["area"],
        target=target,
        due=data["due"],
        currency=run.card["currency"],
        definition=run.card.get("definition", ""),
        run=run.run_id,
        start=first.value,
        start_low=first.low,
        start_high=first.high,
        start_level=first.level,
        start_day=first.as_of,
        set_by=request.user.email,
        set_at=now(),
    )
    told = {"figure": made.metric, "target": target, "by": made.due.isoformat()}
    record(request, "set a goal", str(made), told)
    return True


def _reading(run: PublishedRun, goal: Goal) -> Reading | NotEnough:
    """The newest figure; none where it would not mean the same as the first."""
    same = (goal.currency, goal.definition)
    if same != (run.card["currency"], run.card.get("definition", "")):
        return NotEnough("what value includes has changed since this goal was set", 1, 0)
    try:
        return reading(run, goal.metric, goal.over)
    except BadInput:  # a figure that a later version no longer knows
        return NotEnough("there is no such figure any more", 1, 0)


def _line(goal: Goal, run: PublishedRun) -> Line:
    words = words_for(goal.currency)
    unit = unit_of(goal.metric) if goal.metric in TITLES else Unit.RATIO
    found: Reading | NotEnough | None
    found = _reading(run, goal) if goal.closed_at is None else goal.last
    stands, interval, way, said, day = "–", "", "–", "", None
    if isinstance(found, Reading):
        how = standing(goal.first, found, goal.target, goal.due)
        stands, day = value_told(found.value, unit, words), found.as_of
        interval = interval_told(found, unit, words)
        way = words.formats.percent(how.way)
        said = standing_told(how, goal.target, unit, words)
    elif found is not None:
        said = words.why(found)
    return Line(
        goal,
        words.term(TITLES.get(goal.metric, goal.metric)),
        words.say(WINDOWS[goal.over]),
        value_told(goal.target, unit, words),
        value_told(goal.start, unit, words),
        stands,
        interval,
        day,
        way,
        said,
    )


def _shown(request: Asked, run: PublishedRun, form: GoalForm, status: int = 200) -> HttpResponse:
    words = form.words
    held = list(Goal.objects.filter(workspace=request.workspace).order_by("due", "pk"))
    context = {
        **_lost(request, words),
        "words": words,
        "title": words("Goals"),
        "form": form,
        "choice": [(slug, words.term(TITLES[slug])) for slug in countable(run)],
        "windows": [(one, words.say(WINDOWS[one])) for one in CHOSEN],
        "aims": [_line(goal, run) for goal in held if goal.closed_at is None],
        "closed": [_line(goal, run) for goal in reversed(held) if goal.closed_at is not None],
    }
    return show(request, "goals.html.j2", context, status)


def _lost(request: Asked, words: Words) -> dict[str, Any]:
    """What was lost by area, as the sheet of troubles tells it to whoever may see that sheet."""
    book = book_for(request)
    leaf = book.leaf("troubles")
    may = May.SEE_SERVICE in GRANTED[request.role]
    return {
        **leaf_context((), words),
        "terms": terms(book.imprint, words),
        "meanings": meanings(book.language),
        "help_at": reverse("help", args=[request.workspace.slug]),
        "leaf": leaf,
        "lost": [grid for grid in leaf.grids if grid.slug in LOSSES and grid.rows] if may else [],
    }
