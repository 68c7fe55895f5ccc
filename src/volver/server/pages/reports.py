"""Published reports as they are, and how well past forecasts did."""

from typing import BinaryIO

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language

from volver.app.look import backtest
from volver.app.look import report as newest_report
from volver.domain.errors import NotFound, VolverError
from volver.server.audit.chain import record
from volver.server.gate import Asked, page
from volver.server.looks import failed, show, words_for
from volver.server.pages.sheets import book_for
from volver.server.roles import May


@page(May.READ)
def reports(request: Asked) -> HttpResponse:
    """What can be read, printed and taken away."""
    words = words_for()
    return show(request, "reports.html.j2", {"words": words, "title": words("Reports")})


@page(May.RANK_CUSTOMERS)
def report(request: Asked) -> HttpResponseBase:
    """The report of the newest run, a page by itself; it names the most valuable customers."""
    try:
        path = newest_report(request.folder, get_language(), None)
    except NotFound as error:
        return failed(request, error)
    return _as_it_is(request, path.open("rb"))


@page(May.READ)
def whole_book(request: Asked) -> HttpResponseBase:
    """The book of the newest run, a page by itself."""
    try:
        book = book_for(request)
    except NotFound as error:
        return failed(request, error)
    return _as_it_is(request, book.page.open("rb"))


def _as_it_is(request: Asked, file: BinaryIO) -> FileResponse:
    answer = FileResponse(file, content_type="text/html; charset=utf-8")
    # The page itself forbids everything but its own styles and scripts, by their hashes.
    answer.headers["Content-Security-Policy"] = "frame-ancestors 'none'"
    record(request, "opened a report", "")
    return answer


@page(May.SEE_MODELS)
def models(request: Asked) -> HttpResponse:
    """The score card: which models were tried, how they did, and why one was chosen."""
    words = words_for()
    try:
        scores = backtest(request.folder, words.language)
    except VolverError as error:
        return failed(request, error)
    context = {"words": words, "title": words("Models"), "scores": scores}
    return show(request, "models.html.j2", context)
