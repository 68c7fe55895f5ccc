"""Recommendations: what goes with what, what is better, three to choose from, and for whom."""

from django.http import HttpResponse

from volver.app.offers import offers
from volver.app.recommendations import recommendations as found_for
from volver.domain.errors import VolverError
from volver.present.book.html import leaf_context
from volver.present.book.leaf import Leaf
from volver.server.gate import Asked, page
from volver.server.looks import failed, show, words_for
from volver.server.pages.alone import alone
from volver.server.readers import run_of
from volver.server.roles import May

LONGEST = 200
"""Characters of an id."""


@page(May.RANK_CUSTOMERS)
def recommendations(request: Asked) -> HttpResponse:
    """The product that is meant and the customer to look at stand in the address."""
    product = request.GET.get("product", "")[:LONGEST]
    customer = request.GET.get("customer", "").strip()[:LONGEST]
    language = words_for().language
    try:
        with alone(request, "volver offers"):
            found = found_for(run_of(request.folder), product or None, language)
            sheets = [*found.sheets]
            if customer:
                sheets += offers(request.folder, customer, language).sheets
    except VolverError as error:
        return failed(request, error)
    leaves = [Leaf.of(sheet) for sheet in sheets]
    context = {
        "words": found.words,
        "title": found.words("Recommendations"),
        "leaves": leaves,
        "products": found.products,
        "product": found.meant,
        "customer": customer,
        **leaf_context(leaves, found.words),
    }
    return show(request, "recommendations.html.j2", context)
