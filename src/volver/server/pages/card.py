"""The card of one customer: who is it, what was promised, what next?"""

from django.http import HttpResponse
from django.utils.translation import get_language

from volver.app.customer_card import customer_card
from volver.domain.errors import VolverError
from volver.present.sentence import Sentence
from volver.present.words import Words
from volver.server.gate import Asked, page
from volver.server.looks import failed, show
from volver.server.readers import run_of
from volver.server.roles import GRANTED, May

KINDS = {
    "order": Sentence("Order"),
    "refund": Sentence("Refund"),
    "interaction": Sentence("Contact"),
}


@page(May.SEE_CUSTOMER)
def card(request: Asked, customer: str) -> HttpResponse:
    """With figures for whoever may rank customers; for everybody else without."""
    language = get_language() or "en"
    ranks = May.RANK_CUSTOMERS in GRANTED[request.role]
    try:
        run = run_of(request.folder)
        found = customer_card(run, customer, language, agent_view=not ranks)
    except VolverError as error:
        return failed(request, error)
    words = Words(language, run.card["currency"])
    context = {
        "words": words,
        "title": words("Customer {customer:text}", customer=found.customer_id),
        "card": found,
        "kinds": {name: words.say(said) for name, said in KINDS.items()},
    }
    return show(request, "card.html.j2", context)
