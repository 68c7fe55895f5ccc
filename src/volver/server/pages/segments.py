"""Segments of the company: made and changed with a count beside, looked at, taken out."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language

from volver.app.published import PublishedRun
from volver.app.segment_file import delete as delete_segment
from volver.app.segment_file import history, save
from volver.app.segments import (
    Answer,
    Form,
    answer,
    as_form,
    as_text,
    fields_of,
    members_file,
    plans_with,
    rule_from,
    rule_in,
    segment_named,
)
from volver.domain.errors import BadInput, Busy, VolverError
from volver.domain.segment import Rule
from volver.present.errors import told
from volver.present.sentence import Sentence
from volver.present.words import Words
from volver.server.audit.chain import record
from volver.server.gate import Asked, page
from volver.server.looks import STATUS, failed, show
from volver.server.pages.terms import terms_of
from volver.server.readers import run_of
from volver.server.roles import May
from volver.server.rule_form import Heard, changed, fitted, heard, joins, newest, shown

WRITES = ("GET", "HEAD", "POST")
LONGEST_NAME, LONGEST_DESCRIPTION = 60, 1_000
DID = {
    "saved": Sentence("Saved"),
    "renamed": Sentence("Renamed"),
    "deleted": Sentence("Deleted"),
}


@page(May.EDIT_SEGMENTS, WRITES)
def new(request: Asked) -> HttpResponse:
    """Build a rule, see at once whom it means, and save it under a name."""
    return _builder(request, "")


@page(May.EDIT_SEGMENTS, WRITES)
def change(request: Asked, name: str) -> HttpResponse:
    """Change the rule or the name of a segment."""
    return _builder(request, name)


def _builder(request: Asked, was: str) -> HttpResponse:
    try:
        run = run_of(request.folder)
        words = Words(get_language() or "en", run.card["currency"])
        board = _Board(request, run, words, was)
        if request.method == "POST":
            return board.answered(heard(request.POST))
        return board.opened()
    except VolverError as error:
        return failed(request, error)


class _Board:
    """One question of the builder: what was sent, and what is answered."""

    def __init__(self, request: Asked, run: PublishedRun, words: Words, was: str) -> None:
        self.request, self.run, self.words, self.was = request, run, words, was
        self.segments = run.workspace.segments
        self.errors: dict[tuple[int, int], VolverError] = {}
        self.text_error: VolverError | None = None
        self.save_error: VolverError | None = None
        self.named = {"name": was, "description": "", "seen": ""}

    def opened(self) -> HttpResponse:
        """The builder with a rule from the address, or with that of the segment."""
        text = self.request.GET.get("rule", "")
        self.named["name"] = self.was or self.request.GET.get("name", "")[:LONGEST_NAME]
        if self.was:
            held = segment_named(self.run, self.was)
            text = as_text(held.rule)
            self.named |= {"description": held.description, "seen": held.version}
        rule = self._of_text(text) if text else None
        form = Form() if rule is None else as_form(rule)
        return self._page(form, text, rule)

    def answered(self, told_us: Heard) -> HttpResponse:
        """What is to be shown, or saved."""
        for name, longest in (("name", LONGEST_NAME), ("description", LONGEST_DESCRIPTION)):
            self.named[name] = self.request.POST.get(name, "")[:longest]
        self.named["seen"] = self.request.POST.get("seen", "")[:20]
        form: Form | None = told_us.form
        if told_us.is_text:
            rule, text = self._of_text(told_us.text), told_us.text
            form = as_form(rule) if rule is not None else told_us.form
            counts = "text"
        else:
            form = told_us.form
            if told_us.do not in ("", "save"):
                form = fitted(changed(form, told_us.do))
            rule = self._of_lines(form)
            text = as_text(rule) if rule is not None else told_us.text
            counts = "lines"
        if told_us.do == "save" and rule is not None:
            done = self._saved(rule)
            if done is not None:
                return done
        if told_us.do == "" and self.request.headers.get("HX-Request"):
            return self._live(form, text, rule, counts)
        return self._page(form, text, rule, newest(form, told_us.do) if form else "")

    def _of_text(self, text: str) -> Rule | None:
        try:
            return rule_in(text, self.segments)
        except VolverError as error:
            self.text_error = told(error, self.words) or error
            return None

    def _of_lines(self, form: Form) -> Rule | None:
        try:
            found = rule_from(form, self.segments)
        except VolverError as error:
            self.text_error = told(error, self.words) or error
            return None
        self.errors = {at: told(one, self.words) or one for at, one in found.errors.items()}
        return found.rule

    def _saved(self, rule: Rule) -> HttpResponse | None:
        """Save it, and go to its page; None where it could not be saved."""
        request, name = self.request, self.named["name"].strip()
        try:
            answer(self.run, rule, self.words)  # what nobody can be asked is no segment
            saved = save(
                request.folder, name, as_text(rule), self.named["description"].strip(),
                str(request.user), self.was, self.named["seen"],
            )  # fmt: skip
        except VolverError as error:
            self.save_error = told(error, self.words) or error
            return None
        version = {"version": saved.version}
        if self.was in ("", name):
            record(request, "saved a segment", name, version)
        else:
            record(request, "renamed a segment", name, version)
        return redirect("segment", request.workspace.slug, name)

    def _answer(self, rule: Rule | None) -> Answer | None:
        if rule is None:
            return None
        asker = (self.request.workspace.slug, self.request.user.pk)
        try:
            return answer(self.run, rule, self.words, asker)
        except BadInput as error:
            self.text_error = told(error, self.words) or error
            return None

    def _context(self, form: Form | None, text: str, rule: Rule | None) -> dict[str, Any]:
        found = self._answer(rule)
        others = tuple(name for name in self.segments if name != self.was)
        return {
            "words": self.words,
            "parts": [] if form is None else shown(form, fields_of(self.run), others, self.words),
            "join": "all" if form is None else form.join,
            "joins": joins(self.words),
            "only_text": form is None,
            "text": text,
            "answer": found,
            "errors": {f"g{at}l{place}": one for (at, place), one in self.errors.items()},
            "text_error": self.text_error,
            "save_error": self.save_error,
            "named": self.named,
            "was": self.was,
        }

    def _page(
        self, form: Form | None, text: str, rule: Rule | None, focus: str = ""
    ) -> HttpResponse:
        title = (
            self.words("Change the segment {name:text}", name=self.was)
            if self.was
            else self.words("New segment")
        )
        context = {
            **self._context(form, text, rule),
            "title": title,
            "focus": focus,
            "terms": terms_of(self.run, self.words),
        }
        return show(self.request, "rule.html.j2", context, self._status(context))

    def _live(self, form: Form | None, text: str, rule: Rule | None, counts: str) -> HttpResponse:
        try:
            context = self._context(form, text, rule)
        except Busy:  # a newer question has been asked, and is answered instead
            return HttpResponse(status=204)
        context |= {"title": "", "counts": counts, "focus": ""}
        return show(self.request, "rule_live.html.j2", context)

    def _status(self, context: Mapping[str, Any]) -> int:
        if self.save_error is not None:
            known = (code for kind, code in STATUS.items() if isinstance(self.save_error, kind))
            return next(known, 422)
        asked = self.request.POST.get("do") in ("show", "save", "text", "")
        if self.request.headers.get("HX-Request"):
            return 200  # a part of a page that somebody is still filling in
        wants = (self.request.method == "POST" and asked) or "rule" in self.request.GET
        return 422 if wants and context["answer"] is None else 200


@page(May.READ)
def one(request: Asked, name: str) -> HttpResponse:
    """What a segment is, whom it means today, what is done for it, and how its rule changed."""
    try:
        run = run_of(request.folder)
        words = Words(get_language() or "en", run.card["currency"])
        segment = segment_named(run, name)
        plans = plans_with(request.folder, {name: None})[name]
        context = {
            "words": words,
            "title": name,
            "segment": segment,
            "answer": answer(run, segment.rule, words),
            "plans": plans,
            "history": history(request.folder, name),
            "did": {key: words.say(said) for key, said in DID.items()},
            "terms": terms_of(run, words),
        }
    except VolverError as error:
        return failed(request, error)
    return show(request, "segment.html.j2", context)


@page(May.EDIT_SEGMENTS, ("POST",))
def delete(request: Asked, name: str) -> HttpResponse:
    """Take a segment out of volver.toml."""
    try:
        delete_segment(request.folder, name, str(request.user), request.POST.get("seen", ""))
    except VolverError as error:
        return failed(request, error)
    record(request, "deleted a segment", name)
    return redirect("segments", request.workspace.slug)


@page(May.EXPORT)
def members(request: Asked, name: str) -> HttpResponse:
    """The ids of a segment's customers, as CSV."""
    try:
        found = members_file(run_of(request.folder), name)
    except VolverError as error:
        return failed(request, error)
    record(request, "exported", name, {"kind": "csv"})
    file = HttpResponse(found, content_type="text/csv; charset=utf-8")
    file.headers["Content-Disposition"] = 'attachment; filename="members.csv"'
    return file


def listed(request: Asked) -> dict[str, Any]:
    """What the page of all segments shows besides its sheets: those of volver.toml as it is now."""
    segments = run_of(request.folder).workspace.segments
    plans = plans_with(request.folder, segments)
    return {
        "own": [
            (one, any(plan.state != "closed" for plan in plans[one.name]))
            for one in segments.values()
        ]
    }
