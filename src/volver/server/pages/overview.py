"""Overview: is the customer base gaining or losing value, and what is to be done this week?"""

from django.http import HttpResponse
from django.shortcuts import redirect

from volver.app.overview import overview as first_page
from volver.domain.errors import VolverError
from volver.present.book.html import terms
from volver.present.words import Words
from volver.server.gate import Asked, page
from volver.server.jobs.news import has_run
from volver.server.looks import failed, show
from volver.server.pages.sheets import PAGES, book_for
from volver.server.readers import run_of
from volver.server.roles import May

HOME_OF = {slug: name for name, shown in PAGES.items() for slug in shown.sheets}
"""The page of each sheet of the book."""


@page(May.READ)
def overview(request: Asked) -> HttpResponse:
    """Six figures, what to do, and what every sheet found, with a way to it."""
    if not has_run(request.folder):
        return redirect("begin", request.workspace.slug)
    try:
        book = book_for(request)
        found = first_page(run_of(request.folder), book.language)
    except VolverError as error:
        return failed(request, error)
    words = Words(book.language, book.imprint.currency)
    context = {
        "words": words,
        "title": words("Overview"),
        "found": found,
        "leaves": book.leaves,
        "home_of": HOME_OF,
        "terms": terms(book.imprint, words),
        "imprint": book.imprint,
    }
    return show(request, "overview.html.j2", context)
