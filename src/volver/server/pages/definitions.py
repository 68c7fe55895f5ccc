"""Definitions: what value is made of, what a change would do to it, and every version there was."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language

from volver.app.definition_effect import effect, is_by_run
from volver.app.definition_file import InForce, in_force, settings_of
from volver.app.published import PublishedRun
from volver.domain.definition import STATED, changes_between
from volver.domain.definition_effect import Effect
from volver.domain.errors import Busy, NotFound, VolverError
from volver.present.book.html import leaf_context
from volver.present.book.leaf import Leaf
from volver.present.definitions import MEANINGS, NAMES, change, effect_line, effect_sheet, said
from volver.present.errors import told
from volver.present.sentence import Sentence
from volver.present.words import Words
from volver.server.definition_form import DefinitionForm
from volver.server.definitions.models import LONGEST_NOTE, Version
from volver.server.definitions.versions import Saving, newest, save, version
from volver.server.gate import Asked, page
from volver.server.looks import STATUS, failed, show, words_for
from volver.server.pages.sheets import PAGES, sheets_context
from volver.server.readers import run_of
from volver.server.roles import May

WRITES = ("GET", "HEAD", "POST")
_ONE_AT_A_TIME = Lock()
"""An effect holds a few numbers of every customer in memory for a moment."""
KINDS = {
    "found": Sentence("as volver.toml had it"),
    "by hand": Sentence("changed in volver.toml by hand"),
    "saved": Sentence("changed"),
    "brought back": Sentence("an earlier version brought back"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One definition in force, in the reader's words."""

    title: str
    meaning: str
    here: str
    at: datetime | None
    """When it was last changed on this page; None: it was not."""
    by: str
    number: int | None
    is_said: bool
    """Whether volver.toml states it."""


@dataclass(frozen=True, slots=True)
class Past:
    """One version, in the reader's words."""

    number: int
    at: datetime
    by: str
    kind: str
    again: int | None
    changes: list[str]
    note: str
    effect: str
    is_now: bool
    """Whether it says what volver.toml says now."""


@page(May.READ)
def definitions(request: Asked) -> HttpResponse:
    """What is in force and who changed it when, the versions, and the newest run's own words."""
    lack = None
    try:
        now = in_force(request.folder)
        try:
            run: PublishedRun | None = run_of(request.folder)
            context = sheets_context(request, PAGES["definitions"].sheets)
        except (
            NotFound
        ) as error:  # nothing was published: there is something to define all the same
            run, lack = None, told(error, words_for()) or error
            words = words_for()
            context = {"words": words, "leaves": [], **leaf_context([], words), "imprint": None}
        context |= {"title": context["words"]("Definitions"), "lack": lack}
        return show(request, "definitions.html.j2", {**context, **_said(request, now, run)})
    except VolverError as error:
        return failed(request, error)


def _said(request: Asked, now: InForce, run: PublishedRun | None) -> dict[str, Any]:
    words = _words(run, now)
    held = newest(request.workspace)
    return {
        "rows": list(_rows(now, held, words)),
        "past": [_past(one, now, words) for one in held],
        "by_hand": bool(held) and bool(changes_between(held[0].values, now.values)),
        "is_by_run": run is None or is_by_run(run),
    }


def _rows(now: InForce, held: list[Version], words: Words) -> Iterator[Row]:
    for name in STATED:
        last = next((one for one in held if name in one.changes), None)
        if last is not None and last.values[name] != now.values[name]:
            last = None  # the file has been changed since
        yield Row(
            title=words.say(NAMES[name]),
            meaning=words.say(MEANINGS[name]),
            here=said(name, now.values[name], words),
            at=None if last is None else last.at,
            by=_who(last, words),
            number=None if last is None else last.number,
            is_said=name in now.said,
        )


def _who(one: Version | None, words: Words) -> str:
    if one is None:
        return ""
    return words("somebody, in volver.toml") if one.by is None else one.by.get_full_name()


def _past(one: Version, now: InForce, words: Words) -> Past:
    shown = None if one.effect is None else Effect.from_dict(one.effect)
    told_in = words if shown is None else Words(words.language, shown.currency)
    return Past(
        number=one.number,
        at=one.at,
        by=_who(one, words),
        kind=words.say(KINDS[one.kind]),
        again=one.again,
        changes=[change(name, old, new, words) for name, (old, new) in one.changes.items()],
        note=one.note,
        effect="" if shown is None else effect_line(shown, told_in),
        is_now=not changes_between(one.values, now.values),
    )


def _words(run: PublishedRun | None, now: InForce) -> Words:
    """With the currency of the run; before the first one, with that which is stated."""
    stated = now.values["currency"]
    held = stated if run is None else run.card["currency"]
    return words_for() if held is None else Words(get_language() or "en", held)


@page(May.EDIT_DEFINITIONS, WRITES)
def change_definitions(request: Asked) -> HttpResponse:
    """Say what is to change, see what it does to value, and only then save it."""
    try:
        return _Change(request).answer()
    except VolverError as error:
        return failed(request, error)


class _Change:
    """One question: what was asked, what it would do, and whether it is to be saved."""

    def __init__(self, request: Asked) -> None:
        self.request, self.now = request, in_force(request.folder)
        try:
            self.run: PublishedRun | None = run_of(request.folder)
        except NotFound:
            self.run = None
        self.words = _words(self.run, self.now)
        self.error: VolverError | None = None
        self.status = 200
        sent = request.POST if request.method == "POST" else request.GET
        self.note = request.POST.get("note", "").strip()[:LONGEST_NOTE]
        self.again = _number(sent.get("version", ""))
        given = {name: sent[name] for name in STATED if name in sent}
        base = self.now.values
        if self.again is not None and request.method != "POST":
            earlier = version(request.workspace, self.again)
            base = {**base, **{k: v for k, v in earlier.values.items() if k in base}}
        self.is_asked = bool(given) or self.again is not None
        self.form = DefinitionForm(self.words, base, given if self.is_asked else None)
        self.effect: Effect | None = None

    def answer(self) -> HttpResponse:
        """The page, or the way back to the list once it is saved."""
        if not self.is_asked:
            return self._page()
        if self._looked() and self.request.method == "POST":
            done = self._saved()
            if done is not None:
                return done
        return self._page()

    def _looked(self) -> bool:
        """Work out what it does; whether it can be."""
        if not self.form.is_valid():
            return False
        try:
            wanted = settings_of(self.request.folder, self.form.values)
            if self.run is not None and self._changes():
                with _ONE_AT_A_TIME:
                    self.effect = effect(self.run, wanted)
        except VolverError as error:
            self.form.refuse(error)
            return False
        return True

    def _changes(self) -> dict[str, tuple[Any, Any]]:
        if not self.form.is_valid():
            return {}
        return changes_between(self.now.values, self.form.values)

    def _saved(self) -> HttpResponse | None:
        """Save it; None where it could not be, and the page says why."""
        run_id = "" if self.run is None else self.run.run_id
        try:
            if self.request.POST.get("run", "") != run_id:
                raise Busy(
                    what="A new run was published meanwhile",
                    where="definitions",
                    next_step="Look at what the change does by that run, then save it.",
                )
            seen = self.request.POST.get("seen", "")
            saving = Saving(self.form.values, seen, self.note, self.effect, self.again)
            save(self.request, saving)
        except VolverError as error:
            self.error = told(error, self.words) or error
            self.status = next((c for k, c in STATUS.items() if isinstance(error, k)), 422)
            return None
        return redirect("definitions", self.request.workspace.slug)

    def _page(self) -> HttpResponse:
        words, changes = self.words, self._changes() if self.is_asked else {}
        sheet = None if self.effect is None else effect_sheet(self.effect, words)
        leaves = [] if sheet is None else [Leaf.of(sheet)]
        context = {
            "words": words,
            "title": words("Change the definitions"),
            "form": self.form,
            "is_asked": self.is_asked and not self.form.errors,
            "changes": [change(name, old, new, words) for name, (old, new) in changes.items()],
            "leaves": leaves,
            "seen": self.now.mark,
            "run_id": "" if self.run is None else self.run.run_id,
            "again": self.again,
            "note": self.note,
            "longest": LONGEST_NOTE,
            "error": self.error,
            **leaf_context(leaves, words),
        }
        status = 422 if self.form.errors else self.status
        return show(self.request, "definitions_change.html.j2", context, status)


def _number(text: str) -> int | None:
    is_one = text.isascii() and text.isdigit() and len(text) < 10
    return int(text) if is_one else None
