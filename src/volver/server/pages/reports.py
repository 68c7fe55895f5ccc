"""Published reports as they are, and how well past forecasts did."""

from pathlib import Path

from django.http import HttpResponse
from django.utils.translation import get_language

from volver.app.look import scores_of
from volver.app.run import report_in
from volver.domain.errors import NotFound, VolverError
from volver.server.audit.chain import record
from volver.server.gate import Asked, page
from volver.server.looks import failed, show, words_for
from volver.server.pages.sheets import book_for
from volver.server.pages.terms import terms_of
from volver.server.readers import run_of
from volver.server.roles import May


@page(May.READ)
def reports(request: Asked) -> HttpResponse:
    """What can be read, printed and taken away."""
    words = words_for()
    return show(request, "reports.html.j2", {"words": words, "title": words("Reports")})


@page(May.RANK_CUSTOMERS)
def report(request: Asked) -> HttpResponse:
    """The report of the newest run, a page by itself; it names the most valuable customers."""
    try:
        path = report_in(get_language() or "en", run_of(request.folder).folder)
    except NotFound as error:
        return failed(request, error)
    return _as_it_is(request, path)


@page(May.READ)
def whole_book(request: Asked) -> HttpResponse:
    """The book of the newest run, a page by itself."""
    try:
        book = book_for(request)
    except NotFound as error:
        return failed(request, error)
    return _as_it_is(request, book.page)


def _as_it_is(request: Asked, path: Path) -> HttpResponse:
    answer = HttpResponse(path.read_bytes(), content_type="text/html; charset=utf-8")
    # The page itself forbids everything but its own styles and scripts, by their hashes.
    answer.headers["Content-Security-Policy"] = "frame-ancestors 'none'"
    record(request, "opened a report", "")
    return answer


@page(May.SEE_MODELS)
def models(request: Asked) -> HttpResponse:
    """The score card: which models were tried, how they did, and why one was chosen."""
    words = words_for()
    try:
        run = run_of(request.folder)
        scores = scores_of(run.card, words.language)
    except VolverError as error:
        return failed(request, error)
    context = {"words": words, "title": words("Models"), "scores": scores}
    context["terms"] = terms_of(run, words_for(run.card["currency"]))
    return show(request, "models.html.j2", context)
