"""Where the data come from: upload a file, see what became of its rows, take it back."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect

from volver.app import uploads
from volver.app.clock import now
from volver.app.imports import KINDS
from volver.app.tables import rows_as_file
from volver.domain.errors import BadInput, VolverError
from volver.present.errors import advice
from volver.present.sentence import Sentence
from volver.present.words import Words
from volver.server.audit.chain import record
from volver.server.gate import Asked, page
from volver.server.jobs import models, queue
from volver.server.jobs.models import Job
from volver.server.jobs.news import has_run, zone_of
from volver.server.looks import failed, show, words_for
from volver.server.pages.runs import jobs_context
from volver.server.pages.sheets import PAGES, sheets_context
from volver.server.roles import GRANTED, May

SHOWN = 200
"""Rejected rows that a page shows; the file holds all that are kept."""
COLUMNS = ("line", "column", "value", "says", "advice")
KIND_NAMES = {
    "orders": Sentence("Orders"),
    "customers": Sentence("Customers"),
    "attributes": Sentence("Attributes of customers"),
    "products": Sentence("Products"),
    "spend": Sentence("Spend on marketing"),
    "interactions": Sentence("Interactions"),
    "subscriptions": Sentence("Subscriptions"),
    "answers": Sentence("Answers to surveys"),
}
STATES = {
    uploads.GIVEN: Sentence("waiting"),
    uploads.READING: Sentence("running"),
    uploads.IN: Sentence("being taken back"),
    uploads.GOING: Sentence("being taken back"),
    uploads.REFUSED: Sentence("not loaded"),
}


class UploadForm(forms.Form):
    """A file, and what it holds."""

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in KINDS])
    known = forms.CharField(required=False, max_length=32)
    file = forms.FileField(allow_empty_file=True, max_length=500)


@page(May.SEE_MODELS)
def data(request: Asked) -> HttpResponse:
    """What was uploaded, and how good the data of the newest run are."""
    try:
        if May.RUN in GRANTED[request.role] and request.headers.get("HX-Request"):
            return show(request, "imports.html.j2", {**_imports(request), "part": True})
        context = _sheet(request) if has_run(request.folder) else {}
    except VolverError as error:
        return failed(request, error)
    words = context.get("words") or words_for()
    return show(
        request,
        "data.html.j2",
        {"leaves": [], **context, **_imports(request), "words": words, "title": words("Data")},
    )


def _sheet(request: Asked) -> dict[str, Any]:
    return sheets_context(request, PAGES["data"].sheets)


def _imports(request: Asked) -> dict[str, Any]:
    """The uploads and the jobs about them; for whoever may upload."""
    if May.RUN not in GRANTED[request.role]:
        return {"imports": None}
    words, zone = words_for(), zone_of(request.folder)
    found = uploads.uploads(request.folder)
    jobs = Job.objects.filter(workspace=request.workspace, state__in=models.OPEN)
    under_way = set(jobs.values_list("upload", flat=True))
    return {
        **jobs_context(request, (models.IMPORT, models.UNDO)),
        "imports": [_told(one, words, zone, one.id in under_way) for one in found],
        "kinds": [(kind, words.say(KIND_NAMES[kind])) for kind in KINDS],
        "known": [one for one in found if one.state in (uploads.IN, uploads.REFUSED)],
        "largest": settings.LARGEST_UPLOAD // 1_000_000,
    }


def _told(one: uploads.Upload, words: Words, zone: Any, is_open: bool) -> dict[str, Any]:
    """What somebody was stopped in counts as not loaded; whoever reads next settles it."""
    state = one.state if is_open else uploads.REFUSED
    return {
        "id": one.id,
        "name": one.name,
        "kind": words.say(KIND_NAMES.get(one.kind, Sentence("Orders"))),
        "at": datetime.fromisoformat(one.at).astimezone(zone),
        "state": words.say(STATES[state]),
        "is_in": one.state == uploads.IN,
        "has_rows": one.rejected > 0 or one.state == uploads.REFUSED,
        "may_go": not is_open,
        "upload": one,
        "notes": [words.term(note) for note in one.notes],
    }


@page(May.RUN, ("POST",))
def upload(request: Asked) -> HttpResponse:
    """Take a file; the worker reads it."""
    form = UploadForm(request.POST, request.FILES)  # it is now at the latest that a file is read
    if getattr(request, "too_large", False):
        return failed(request, _too_large(), 413)
    if not form.is_valid():
        return failed(request, _no_file())
    given = form.cleaned_data
    path, file = Path(given["file"].temporary_file_path()), given["file"]
    try:
        made = uploads.keep(
            request.folder, path, file.name, given["kind"], now(), known=given["known"]
        )
        queue.ask(request.workspace, models.IMPORT, request.user.email, made.id)
    except VolverError as error:
        return failed(request, error)
    record(request, "uploaded a file", made.id, {"kind": made.kind, "bytes": made.size})
    return redirect("data", request.workspace.slug)


@page(May.RUN, ("POST",))
def take_back(request: Asked, upload: str) -> HttpResponse:
    """Queue that an import goes again, its lines and its file."""
    try:
        held = uploads.upload_of(request.folder, upload)
        queue.ask(request.workspace, models.UNDO, request.user.email, held.id)
    except VolverError as error:
        return failed(request, error)
    record(request, "took an import back", held.id, {"kind": held.kind})
    return redirect("data", request.workspace.slug)


@page(May.RUN)
def rejected(request: Asked, upload: str) -> HttpResponse:
    """The rows of an import that were set aside, and why."""
    words = words_for()
    try:
        held = uploads.upload_of(request.folder, upload)
    except VolverError as error:
        return failed(request, error)
    rows = _in_words(uploads.rejected_of(request.folder, held), words)
    context = {
        "words": words,
        "title": words("Rejected rows of {file:text}", file=held.name),
        "upload": held,
        "rows": rows[:SHOWN],
        "count": len(rows),
    }
    return show(request, "rejected.html.j2", context)


@page(May.RUN)
def rejected_file(request: Asked, upload: str) -> HttpResponse:
    """All of them that are kept, as CSV that no spreadsheet runs."""
    words = words_for()
    try:
        held = uploads.upload_of(request.folder, upload)
    except VolverError as error:
        return failed(request, error)
    rows = _in_words(uploads.rejected_of(request.folder, held), words)
    content = rows_as_file(COLUMNS, [[row[name] for name in COLUMNS] for row in rows])
    record(request, "exported", "rejected rows", {"kind": held.kind})
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = 'attachment; filename="rejected.csv"'
    return answer


def _in_words(rows: list[dict[str, Any]], words: Words) -> list[dict[str, Any]]:
    return [
        {**row, "says": words.term(str(row["says"])), "advice": advice(str(row["advice"]), words)}
        for row in rows
    ]


def _too_large() -> BadInput:
    return BadInput(
        what=f"The file is larger than {settings.LARGEST_UPLOAD // 1_000_000:,} megabytes",
        where="the upload",
        next_step="Split it, or give it as Parquet or zipped; upload_megabytes in site.toml says"
        " how large a file may be.",
    )


def _no_file() -> BadInput:
    return BadInput(
        what="No file was given, or it is not said what it holds",
        where="the upload",
        next_step="Choose a file and what it holds.",
    )
