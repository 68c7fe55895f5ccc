"""Pages that are sheets of the published book: the library's own figures."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language

from volver.app.book.publish import Book, book_of, table_file
from volver.app.glossary import meanings
from volver.domain.errors import VolverError
from volver.present.book.html import leaf_context, terms
from volver.present.words import Words
from volver.server.audit.chain import record
from volver.server.gate import Asked, View, page
from volver.server.looks import failed, show
from volver.server.pages.context import asked_for, bar, narrowed
from volver.server.pages.segments import listed
from volver.server.readers import run_of
from volver.server.roles import GRANTED, May

KEPT = 8
"""Books of runs and languages that a process keeps read."""
MOST_CELLS = 850
"""Cells of one table that a page carries: 27 cohorts of as many months. Of a longer table it
shows the newest; the bar above narrows it to earlier ones, and its file has all of them."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Which sheets a page shows, and who may open it."""

    sheets: tuple[str, ...]
    may: May = May.READ
    template: str = "sheets.html.j2"
    more: Callable[[Asked], Mapping[str, Any]] = lambda request: {}
    """What the page shows besides its sheets."""


PAGES: Mapping[str, Shown] = {
    "value": Shown(("value",)),
    "figures": Shown(("kpis", "changes")),
    "cohorts": Shown(("cohorts",)),
    "forecast": Shown(("forecast",)),
    "retention": Shown(("retention", "subscriptions")),
    "acquisition": Shown(("acquisition", "attribution")),
    "segments": Shown(("segments", "standing", "moves"), template="segments.html.j2", more=listed),
    "personas": Shown(("likeness",)),
    "journey": Shown(("funnel", "journey")),
    "interactions": Shown(("service", "troubles"), May.SEE_SERVICE),
    "data": Shown(("quality",), May.SEE_MODELS),
    "definitions": Shown(("definition",)),
}


@lru_cache(maxsize=KEPT)
def _read(run: Path, language: str) -> Book:
    return book_of(run, language)


def book_for(request: Asked) -> Book:
    """The newest run's book in the reader's language; raises NotFound where there is none."""
    return _read(run_of(request.folder).folder, get_language() or "en")


def sheet_page(name: str) -> View:
    """The view of one page of sheets."""
    shown = PAGES[name]

    @page(shown.may)
    def view(request: Asked) -> HttpResponse:
        try:
            context = {**sheets_context(request, shown.sheets), **shown.more(request)}
        except VolverError as error:
            return failed(request, error)
        return show(request, shown.template, context)

    view.__name__ = name
    return view


def _list_of_customers(request: Asked) -> str:
    """Where a cell leads to those whom it counts; "" for who may not see them in a list."""
    if May.RANK_CUSTOMERS not in GRANTED[request.role]:
        return ""
    return reverse("customers", args=[request.workspace.slug])


def sheets_context(request: Asked, sheets: tuple[str, ...]) -> dict[str, Any]:
    """What a template shows some sheets of the newest run's book with, as the address asks."""
    book, asked = book_for(request), asked_for(request)
    words = Words(book.language, book.imprint.currency)
    whole = [book.leaf(slug) for slug in sheets]
    leaves = [narrowed(request, leaf, asked, words) for leaf in whole]
    return {
        **bar(request, whole, asked, words),
        "words": words,
        "title": leaves[0].title,
        "leaves": leaves,
        "terms": terms(book.imprint, words),
        "imprint": book.imprint,
        **leaf_context(leaves, words),
        "most_cells": MOST_CELLS,
        "customers_at": _list_of_customers(request),
        "help_at": reverse("help", args=[request.workspace.slug]),
        "meanings": meanings(book.language),
    }


def _book_of(request: Asked, sheet: str) -> Book:
    """The book with one sheet as the address asks for it."""
    book, asked = book_for(request), asked_for(request)
    if asked.is_all:
        return book
    words = Words(book.language, book.imprint.currency)
    return replace(book, leaves=(narrowed(request, book.leaf(sheet), asked, words),))


@page(May.EXPORT)
def take(request: Asked, sheet: str, table: str, kind: str) -> HttpResponse:
    """One table of a sheet as a file: all its rows, or those that the address asks for."""
    try:
        name, content = table_file(_book_of(request, sheet), sheet, table, kind)
    except VolverError as error:
        return failed(request, error)
    record(request, "exported", f"{sheet}-{table}", {"kind": kind})
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


OWN = {"data", "definitions"}
"""Pages that show more than their sheets, and have a file of their own."""
VIEWS: Mapping[str, View] = {name: sheet_page(name) for name in PAGES if name not in OWN}
