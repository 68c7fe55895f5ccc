"""The card of one customer: who is it, what was promised, what next?"""

from datetime import date

from django.http import HttpResponse
from django.utils.translation import get_language

from volver.app.clock import now
from volver.app.customer_card import customer_card
from volver.app.my_list import agreed, heard_of, local, timeline
from volver.domain.errors import VolverError
from volver.domain.my_list import Due, Logged
from volver.present.my_list import KIND_NAMES, OUTCOME_NAMES, due
from volver.present.sentence import Sentence
from volver.present.words import Words
from volver.server.contacts.log import logged_of
from volver.server.contacts.models import once
from volver.server.gate import Asked, page
from volver.server.looks import failed, show
from volver.server.pages.my_list import form_context, said_before
from volver.server.readers import run_of
from volver.server.roles import GRANTED, May

KINDS = {
    "order": Sentence("Order"),
    "refund": Sentence("Refund"),
    "interaction": Sentence("Contact"),
}


def what_stands(logged: list[Logged], day: date) -> list[Due]:
    """What was agreed with a customer and is still to come or late, the earliest first."""
    agenda = agreed(logged, day)
    return [*agenda.overdue, *agenda.today, *agenda.coming, *agenda.later]


@page(May.SEE_CUSTOMER)
def card(request: Asked, customer: str) -> HttpResponse:
    """With figures for whoever may rank customers; for everybody else without."""
    language = get_language() or "en"
    ranks = May.RANK_CUSTOMERS in GRANTED[request.role]
    try:
        run = run_of(request.folder)
        day = local(request.folder, now()).date()
        logged = logged_of(request.workspace, customer)
        heard = heard_of(logged, customer, day)
        found = customer_card(run, customer, language, agent_view=not ranks, heard=heard)
    except VolverError as error:
        return failed(request, error)
    words = Words(language, run.card["currency"])
    context = {
        "words": words,
        "title": words("Customer {customer:text}", customer=found.customer_id),
        "card": found,
        "kinds": {name: words.say(said) for name, said in KINDS.items()},
        "timeline": timeline(found, logged),
        "logged_kinds": {name: words.say(said) for name, said in KIND_NAMES.items()},
        "outcome_names": {name: words.say(said) for name, said in OUTCOME_NAMES.items()},
        "agreed": what_stands(logged, day),
        "due": lambda one: due(one, words),
        "once": once,
        **form_context(words, day),
        **said_before(request, words),
    }
    return show(request, "card.html.j2", context)
