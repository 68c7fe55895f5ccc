"""Refreshes: start one, watch it, stop it; and when they start by themselves."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from volver.app.clock import now
from volver.domain.errors import VolverError
from volver.present.errors import told
from volver.present.progress import STEPS
from volver.present.sentence import Sentence
from volver.present.words import Words
from volver.server.audit.chain import record
from volver.server.gate import Asked, page
from volver.server.jobs import models, queue, schedule
from volver.server.jobs.models import Job, Schedule
from volver.server.jobs.news import news_of, zone_of
from volver.server.looks import failed, show, words_for
from volver.server.roles import May

MOST = 20
"""Jobs that the page lists."""
KINDS = {
    models.REFRESH: Sentence("Refresh"),
    models.IMPORT: Sentence("Import"),
    models.UNDO: Sentence("Taking an import back"),
}
STATES = {
    models.QUEUED: Sentence("waiting"),
    models.RUNNING: Sentence("running"),
    models.DONE: Sentence("done"),
    models.FAILED: Sentence("failed"),
    models.CANCELLED: Sentence("cancelled"),
}


class ScheduleForm(forms.Form):
    """When refreshes start by themselves."""

    kind = forms.ChoiceField(choices=[(k, k) for k in (models.OFF, models.DAILY, models.HOURS)])
    hour = forms.IntegerField(min_value=0, max_value=23)
    every = forms.IntegerField(min_value=1, max_value=168)


@page(May.RUN)
def runs(request: Asked) -> HttpResponse:
    """What is being done, what was done, and what will be."""
    if request.headers.get("HX-Request"):
        news = {"news": news_of(request.workspace)}
        return show(request, "jobs.html.j2", {**jobs_context(request), **news, "part": True})
    return _page(request, None)


def _page(request: Asked, form: ScheduleForm | None) -> HttpResponse:
    held = Schedule.objects.filter(workspace=request.workspace).first()
    zone = zone_of(request.folder)
    following = schedule.following(held, now())
    words = words_for()
    context = {
        **jobs_context(request),
        "title": words("Runs"),
        "news": news_of(request.workspace),
        "schedule": held or Schedule(workspace=request.workspace, last=now()),
        "zone": zone.key,
        "following": following.astimezone(zone) if following else None,
        "form": form,
    }
    return show(request, "runs.html.j2", context, 422 if form is not None else 200)


def jobs_context(request: Asked, kinds: tuple[str, ...] = queue.KINDS) -> dict[str, Any]:
    """The list of jobs as the fragment shows it, which asks for itself while one is open."""
    words, zone = words_for(), zone_of(request.folder)
    held = Job.objects.filter(workspace=request.workspace, kind__in=kinds).order_by("-pk")[:MOST]
    jobs = [shown(job, words, zone) for job in held]
    waits = any(one["code"] == models.QUEUED for one in jobs)
    return {
        "words": words,
        "jobs": jobs,
        "is_open": any(one["is_open"] for one in jobs),
        "is_alone": waits and not queue.has_worker(settings.SITE.folder),
    }


def shown(job: Job, words: Words, zone: Any) -> dict[str, Any]:
    """A job in the reader's words."""
    error = job.error
    moment = job.ended or job.started or job.asked
    return {
        "pk": job.pk,
        "kind": words.say(KINDS[job.kind]),
        "state": words.say(STATES[job.state]),
        "code": job.state,
        "is_open": job.is_open,
        "stopping": job.stopping and job.is_open,
        "by": job.asked_by,
        "at": moment.astimezone(zone),
        "step": words.term(STEPS.get(job.step, job.step)),
        "share": job.share,
        "error": (told(error, words) or error) if error else None,
        "run": job.run,
    }


@page(May.RUN, ("POST",))
def refresh(request: Asked) -> HttpResponse:
    """Queue one; where one waits already, that one serves."""
    try:
        queue.ask(request.workspace, models.REFRESH, str(request.user.email))
    except VolverError as error:
        return failed(request, error)
    record(request, "started a refresh", "")
    return redirect("runs", request.workspace.slug)


@page(May.RUN, ("POST",))
def stop(request: Asked, job: int) -> HttpResponse:
    """Stop a job that waits or runs; one that has ended stays as it is."""
    held = get_object_or_404(Job, pk=job, workspace=request.workspace)
    if queue.cancel(held):
        record(request, "stopped a job", f"{held.kind} {held.pk}")
    return redirect("runs", request.workspace.slug)


@page(May.SCHEDULE, ("POST",))
def plan_refreshes(request: Asked) -> HttpResponse:
    """Every day at an hour, every few hours, or not at all."""
    form = ScheduleForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    given = form.cleaned_data
    zone = zone_of(request.folder).key
    schedule.set_schedule(request.workspace, given["kind"], given["hour"], given["every"], zone)
    details = {name: given[name] for name in ("kind", "hour", "every")}
    record(request, "set when to refresh", "", details)
    return redirect("runs", request.workspace.slug)
