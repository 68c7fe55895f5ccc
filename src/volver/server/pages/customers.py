"""The list of customers, and the way to one of them."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, QueryDict
from django.utils.translation import get_language

from volver.app.customers import customers as list_of
from volver.app.segments import as_text, rule_of_list
from volver.domain.customers import SORTS, CustomersPage, CustomersQuery
from volver.domain.errors import VolverError
from volver.domain.segment_fields import CLASSES
from volver.domain.value import ValueClass
from volver.present.findings import CLASS_NAMES
from volver.present.rules import sentence
from volver.present.sentence import Sentence
from volver.present.words import Words
from volver.server.gate import Asked, page
from volver.server.looks import failed, show, words_for
from volver.server.pages.terms import terms_of
from volver.server.readers import run_of
from volver.server.roles import May

SORT_NAMES = {
    "value_at_stake": Sentence("Expected value at stake"),
    "value": Sentence("Expected value"),
    "margin": Sentence("Margin to date"),
    "revenue": Sentence("Revenue to date"),
    "last_order": Sentence("Last order"),
    "p_alive": Sentence("P(alive)"),
    "orders": Sentence("Orders"),
    "rank_gap": Sentence("Lower by margin than by revenue"),
}
ASKED = ("search", "class", "segment", "rule", "plan")
"""What a list is narrowed down to, as its address says it."""
FEW = 20
"""Customers that a search by an agent shows."""


@page(May.RANK_CUSTOMERS)
def customers(request: Asked) -> HttpResponse:
    """Whom should we concentrate on? Everything that is asked stands in the address."""
    try:
        run = run_of(request.folder)
        query = _query(request.GET)
        found = list_of(run, query, get_language())
    except VolverError as error:
        return failed(request, error)
    words = Words(get_language() or "en", found.currency)
    rule = rule_of_list(query, run.workspace.segments)
    context = {
        "terms": terms_of(run, words),
        "rule": "" if rule is None else as_text(rule),
        "rule_said": "" if query.rule is None or rule is None else sentence(rule, words),
        "words": words,
        "title": words("Customers"),
        "page": found,
        "asked": {name: request.GET.get(name, "") for name in ASKED},
        "sort": request.GET.get("sort", SORTS[0]),
        "up": request.GET.get("up") == "1",
        "sorts": [(name, words.say(SORT_NAMES[name])) for name in SORTS],
        "classes": [(name, class_name(name, words)) for name in CLASSES],
        "segments": tuple(run.workspace.segments),
        "class_name": lambda name: class_name(name, words),
        "links": _links(request.GET, found),
    }
    return show(request, "customers.html.j2", context)


def class_name(name: str, words: Words) -> str:
    """A value class in the reader's words."""
    return words.say(CLASS_NAMES[ValueClass(name)])


def _query(given: QueryDict) -> CustomersQuery:
    return CustomersQuery(
        search=given.get("search", ""),
        value_class=given.get("class") or None,
        segment=given.get("segment") or None,
        rule=given.get("rule") or None,
        plan=given.get("plan") or None,
        sort=given.get("sort") or SORTS[0],
        descending=given.get("up") != "1",
        cursor=given.get("cursor") or None,
    )


def _links(given: QueryDict, found: CustomersPage) -> Mapping[str, str | None]:
    """The addresses of the page before and the page after."""

    def at(cursor: str | None) -> str | None:
        if cursor is None:
            return None
        asked = given.copy()
        asked["cursor"] = cursor
        return f"?{asked.urlencode()}"

    return {"next": at(found.next), "previous": at(found.previous)}


@page(May.SEE_CUSTOMER)
def find(request: Asked) -> HttpResponse:
    """Somebody calls: who is it? In order of their number, whatever they are worth."""
    text = request.GET.get("search", "").strip()
    words, lines = words_for(), []
    if text:
        try:
            query = CustomersQuery(search=text, sort="last_order", size=FEW)
            held = list_of(run_of(request.folder), query, words.language)
        except VolverError as error:
            return failed(request, error)
        lines = sorted((one.customer_id, one.last_order) for one in held.lines)
    context: dict[str, Any] = {
        "words": words,
        "title": words("Find a customer"),
        "search": text,
        "lines": lines,
        "few": FEW,
    }
    return show(request, "find.html.j2", context)
