"""The card of one customer, for marketing with figures and for agents without."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from volver.app.customers import lines
from volver.app.knowledge import knowledge_of
from volver.app.look import explained, no_such_customer
from volver.app.plan_store import arm_files
from volver.app.plans_kept import all_plans
from volver.app.published import PublishedRun
from volver.decide.customers.page import Place
from volver.decide.offers.for_customer import offers_for
from volver.decide.timing.known import consents
from volver.domain.customer_card import (
    MOST_EVENTS,
    CardEvent,
    CardOffer,
    CustomerCard,
    InPlan,
    Worth,
)
from volver.domain.errors import NotFound
from volver.domain.estimate import NotEnough
from volver.domain.my_list import Heard
from volver.domain.value import ValueClass
from volver.present.findings import CLASS_NAMES
from volver.present.offer_sheet import for_card
from volver.present.offers import why
from volver.present.words import Words
from volver.store.engine import Cell
from volver.store.publish import find_customer
from volver.store.snapshot import Snapshot

NUMBER = "SELECT n FROM customer_list WHERE v_bytewise(customer_id) = $customer"
ORDERS = """
SELECT
  day, order_key, CAST(margin AS DOUBLE) AS margin, is_order,
  COUNT(*) OVER () AS all_orders
FROM net_orders
WHERE v_bytewise(customer_id) = $customer
ORDER BY day DESC, v_bytewise(order_key) DESC
LIMIT $most
"""
INTERACTIONS = """
SELECT
  day, type, channel, is_complaint, interaction_id,
  COUNT(*) OVER () AS all_interactions,
  SUM(CASE WHEN is_complaint AND resolved_day IS NULL THEN 1 ELSE 0 END) OVER () AS open_complaints
FROM interactions
WHERE v_bytewise(customer_id) = $customer
ORDER BY opened_at DESC, v_bytewise(interaction_id) DESC
LIMIT $most
"""
TRAITS = """
SELECT
  customer_traits.first_contact, customer_traits.channel, customer_traits.campaign,
  customer_traits.referred_by, customer_traits.country, customer_traits.gender,
  customer_traits.birth_year
FROM customer_traits
JOIN customer_list ON customer_list.n = customer_traits.n
WHERE v_bytewise(customer_list.customer_id) = $customer
"""
TRAIT_NAMES = ("first_contact", "channel", "campaign", "referred_by", "country", "gender",
               "birth_year")  # fmt: skip
ATTRIBUTES = """
SELECT name, label
FROM attributes
WHERE v_bytewise(customer_id) = $customer
ORDER BY v_bytewise(name), v_bytewise(label)
"""


def customer_card(
    run: PublishedRun,
    customer: str,
    language: str | None = None,
    agent_view: bool = False,
    with_offers: bool = True,
    heard: Heard | None = None,
) -> CustomerCard:
    """The card of one customer of a run.

    agent_view: without money, rank, value and arm: value never decides how somebody is served.
    heard: what was noted down beside the run; offers keep to it at once.
    Raises NotFound where nobody has this id.
    """
    row = find_customer(run.snapshot.engine, run.folder / "values.parquet", customer)
    if row is None:
        raise no_such_customer()
    words = Words(language or run.workspace.settings.language, run.card["currency"])
    events, more, complaint_open = _timeline(run.snapshot, customer)
    offers, lack = _offers(run, customer, words, agent_view, heard) if with_offers else ((), "")
    attributes = tuple(_attributes(run.snapshot, customer))
    plans, arms = _plans(run, customer)
    if agent_view:
        events = [replace(event, margin=None) for event in events]
    return CustomerCard(
        customer_id=customer,
        as_of=row["as_of"],
        first_order=row["first_order"],
        last_order=row["last_order"],
        orders=row["orders"],
        attributes=attributes,
        worth=None if agent_view else _worth(run, row, words),
        events=tuple(events),
        more_events=more,
        offers=offers,
        offers_lack=lack,
        plans=plans,
        arms=() if agent_view else arms,
        complaint_open=complaint_open or (heard is not None and heard.complaint_open),
        consents=consents(attributes),
    )


def _worth(run: PublishedRun, row: Mapping[str, Any], words: Words) -> Worth:
    told = explained(row, run.card, words)
    since = told.plain["p_alive_since_last_order"] or {}
    named = None if row["value_class"] is None else ValueClass(row["value_class"])
    return Worth(
        value_class=named,
        class_name="" if named is None else words.say(CLASS_NAMES[named]),
        margin_to_date=float(row["margin_to_date"]),
        **{name: row[name] for name in ("value", "value_low", "value_high", "level", "p_alive",
                                        "horizon_days", "currency")},
        alive_since=tuple((date.fromisoformat(day), p) for day, p in since.items()),
        reason=_reason(run, row, words),
        rows=told.rows,
        sentences=told.sentences[1:],
    )  # fmt: skip


def _reason(run: PublishedRun, row: Mapping[str, Any], words: Words) -> str:
    """In the reader's language; the published row has it in the run's."""
    if words.language == run.card["language"]:
        return str(row["reason"])
    n = int(run.snapshot.rows(NUMBER, customer=row["customer_id"])[0][0])
    (line,) = lines(run, [Place(0.0, n)], words)
    return line.reason


def _timeline(snapshot: Snapshot, customer: str) -> tuple[list[CardEvent], int, bool]:
    """The newest events, how many are older, and whether a complaint is open."""
    if "net_orders" not in snapshot.tables:
        return [], 0, False  # single orders and contacts lie in the company's database
    asked: dict[str, Cell] = {"customer": customer, "most": MOST_EVENTS}
    orders = snapshot.rows(ORDERS, **asked)
    contacts = snapshot.rows(INTERACTIONS, **asked)
    events = [
        CardEvent(day, "order" if is_order else "refund", str(key), margin)
        for day, key, margin, is_order, _ in orders
    ]
    events += [
        CardEvent(
            day,
            "interaction",
            ", ".join(filter(None, (kind, channel))),
            is_complaint=is_complaint,
            number=str(number),
        )
        for day, kind, channel, is_complaint, number, *_ in contacts
    ]
    events.sort(key=lambda event: event.day, reverse=True)
    shown = events[:MOST_EVENTS]
    of_orders = orders[0][-1] if orders else 0
    of_contacts, complaints = contacts[0][-2:] if contacts else (0, 0)
    return shown, int(of_orders + of_contacts) - len(shown), bool(complaints)


def _attributes(snapshot: Snapshot, customer: str) -> Iterator[tuple[str, str]]:
    if "customer_traits" in snapshot.tables:
        for row in snapshot.rows(TRAITS, customer=customer):
            known = zip(TRAIT_NAMES, row, strict=True)
            yield from ((name, str(value)) for name, value in known if value is not None)
    if "attributes" in snapshot.tables:
        for name, label in snapshot.rows(ATTRIBUTES, customer=customer):
            yield str(name), str(label)


def _offers(
    run: PublishedRun, customer: str, words: Words, agent_view: bool, heard: Heard | None
) -> tuple[tuple[CardOffer, ...], str]:
    """Up to three, or why there are none."""
    if "product_lines" not in run.snapshot.tables:
        return (), words("Offers are made from single orders, which lie in the company's database.")
    known = knowledge_of(run.folder, run.snapshot)
    if isinstance(known, NotEnough):
        return (), words.why(known)
    try:
        level = run.workspace.settings.level
        found = offers_for(run.snapshot, customer, level, known, heard)
    except NotFound:  # they have bought nothing that has a name
        return (), words("Nothing that this customer has bought has a name.")
    offers = tuple(for_card(found, words, with_money=not agent_view))
    if offers:
        return offers, ""
    # What silences us altogether is said before what is wrong with one offer.
    silent = next((veto.reason for veto in found.vetoes if veto.rule == "X9"), None)
    if silent is not None:
        return (), why(silent, words)
    return (), words("Nothing would bring more than comes anyway.")


def _plans(
    run: PublishedRun, customer: str
) -> tuple[tuple[InPlan, ...], tuple[tuple[str, str], ...]]:
    """Those that are not closed, and the arm in each."""
    lists = arm_files(run.workspace)
    plans, arms = [], []
    for plan in all_plans(run.workspace):
        if plan.state == "closed":
            continue
        arm = lists.arm(plan.name, plan.expected.audience, customer)
        if arm is not None:
            of = plan.proposal
            plans.append(InPlan(plan.name, plan.state, of.owner, of.action.name, of.last_day))
            arms.append((plan.name, arm))
    return tuple(plans), tuple(arms)
