"""Getting started: what a workspace has, what it lacks, and the next step."""

from django.http import HttpResponse

from volver.app.beginning import beginning
from volver.domain.errors import VolverError
from volver.server.gate import Asked, page
from volver.server.looks import failed, show, words_for
from volver.server.pages.runs import jobs_context


@page(None)
def begin(request: Asked) -> HttpResponse:
    """Data, the definition of value, costs, the first run, the first plan."""
    try:
        found = beginning(request.folder)
    except VolverError as error:
        return failed(request, error)
    words = words_for()
    context = {"title": words("Getting started"), "found": found, **jobs_context(request)}
    return show(request, "begin.html.j2", context)
