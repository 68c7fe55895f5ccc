"""Help: what each figure and word means, how a figure is made, keys, and who can use the pages."""

from django.http import HttpResponse
from django.utils.translation import get_language

from volver.app.glossary import glossary, terms
from volver.server.gate import Asked, page
from volver.server.looks import show, words_for


@page(None)
def help_page(request: Asked) -> HttpResponse:
    """For everybody who belongs here; no figure of the company stands on it."""
    words, language = words_for(), get_language() or "en"
    context = {
        "words": words,
        "title": words("Help"),
        "figures": terms(language),
        "glossary": glossary(language),
    }
    return show(request, "help.html.j2", context)
