"""Customers: the list, one of them, and what to offer; and how many fit a rule."""

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import get_language
from ninja import Query
from pydantic import BaseModel

from volver.app.customer_card import customer_card
from volver.app.customers import customers as list_of
from volver.app.segment_preview import SegmentPreview, segment_preview
from volver.domain.customer_card import CardOffer, CustomerCard
from volver.domain.customers import (
    LARGEST_PAGE,
    LONGEST_SEARCH,
    CustomersPage,
    CustomersQuery,
    Sort,
)
from volver.domain.value import ValueClass
from volver.server.api.doors import get
from volver.server.api.types import Customer, Name, Rule, Slug, sent_number, text
from volver.server.audit.chain import record
from volver.server.gate import Asked
from volver.server.readers import run_of
from volver.server.roles import GRANTED, May

USUAL = 50
"""Customers of a page, where nothing else is asked for."""


class Wanted(BaseModel):
    """Which customers, in what order, and from where on."""

    search: text(LONGEST_SEARCH) = ""  # type: ignore[valid-type]  # made by `text`
    value_class: ValueClass | None = None
    segment: Slug | None = None
    rule: Rule | None = None
    plan: Name | None = None
    sort: Sort = "value_at_stake"
    order: Literal["desc", "asc"] = "desc"
    limit: sent_number(1, LARGEST_PAGE) = USUAL  # type: ignore[valid-type]  # made by it
    cursor: text(400, 1) | None = None  # type: ignore[valid-type]  # made by `text`


@get("/customers", May.RANK_CUSTOMERS, CustomersPage)
def customers(request: Asked, wanted: Query[Wanted]) -> CustomersPage:
    """Customers in order of what they are worth, a page at a time.

    `next` is the cursor of the page after; it is good for the same question and the same run.
    A list that is begun stands in the trail as something that was exported.
    """
    query = CustomersQuery(
        search=wanted.search,
        value_class=wanted.value_class,
        segment=wanted.segment,
        rule=wanted.rule,
        plan=wanted.plan,
        sort=wanted.sort,
        descending=wanted.order == "desc",
        size=wanted.limit,
        cursor=wanted.cursor,
    )
    found = list_of(run_of(request.folder), query, get_language())
    if wanted.cursor is None:
        record(request, "exported", "customers", {"by": "api"})
    return found


@get("/customers/{path:customer}", May.SEE_CUSTOMER, CustomerCard)
def customer(request: Asked, customer: Customer) -> CustomerCard:
    """The card of one customer, without the offers.

    `worth` and every amount are null for whoever may not rank customers.
    """
    return customer_card(
        run_of(request.folder),
        customer,
        get_language() or "en",
        agent_view=not _ranks(request),
        with_offers=False,
    )


@dataclass(frozen=True, slots=True)
class Offers:
    """What may be offered to one customer."""

    customer_id: str
    offers: list[CardOffer]
    lacks: str
    """Why there are none, in the reader's language; empty where there are some."""


@get("/offers/{path:customer}", May.SEE_CUSTOMER, Offers)
def offers(request: Asked, customer: Customer) -> Offers:
    """Up to three things that would help a customer next, and why.

    A reason that says an amount is empty for whoever may not rank customers.
    """
    card = customer_card(
        run_of(request.folder), customer, get_language() or "en", agent_view=not _ranks(request)
    )
    return Offers(customer, list(card.offers), card.offers_lack)


def _ranks(request: Asked) -> bool:
    return May.RANK_CUSTOMERS in GRANTED[request.role]


class Meant(BaseModel):
    """A rule, as people write it or as JSON."""

    rule: Rule


@get("/segments/preview", May.RANK_CUSTOMERS, SegmentPreview)
def preview(request: Asked, meant: Query[Meant]) -> SegmentPreview:
    """How many customers fit a rule, and what they are worth together."""
    return segment_preview(run_of(request.folder), meant.rule, get_language() or "en")
