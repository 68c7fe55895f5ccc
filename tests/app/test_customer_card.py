"""The card shows a customer as the tables have them, and agents nothing of what they are worth."""

import re
from dataclasses import asdict
from datetime import timedelta

import pytest

from volver.app.customer_card import customer_card
from volver.app.customers import customers
from volver.app.look import explain
from volver.app.plan import Wish, draft_plan
from volver.app.workspace import FILE
from volver.domain.customer_card import MOST_EVENTS, MOST_OFFERS
from volver.domain.customers import CustomersQuery
from volver.domain.errors import NotFound


@pytest.fixture(scope="module")
def busy(opened):
    """The customer with most orders and contacts."""
    ((customer, _),) = opened.snapshot.rows(
        "SELECT customer_id, COUNT(*) AS times FROM interactions"
        " WHERE customer_id IN (SELECT customer_id FROM histories)"
        " GROUP BY customer_id ORDER BY times DESC, customer_id LIMIT 1"
    )
    return customer


def test_the_figures_are_those_of_volver_explain(opened, made_shop, busy):
    """Row by row and sentence by sentence."""
    told = explain(made_shop, busy, "en")
    worth = customer_card(opened, busy, "en", with_offers=False).worth
    assert worth.rows == told.rows
    assert [worth.reason, *worth.sentences] == list(told.sentences)
    assert (worth.value, worth.value_low, worth.value_high) == tuple(
        told.plain[name] for name in ("value", "value_low", "value_high")
    )
    assert dict((str(day), p) for day, p in worth.alive_since) == (
        told.plain["p_alive_since_last_order"] or {}
    )


def test_the_timeline_is_every_order_and_contact_the_newest_first(opened, busy):
    """Counted anew from the tables on the shelf."""
    card = customer_card(opened, busy, with_offers=False)
    orders = opened.snapshot.rows(
        "SELECT day, order_key, CAST(margin AS DOUBLE) FROM net_orders WHERE customer_id = $who",
        who=busy,
    )
    contacts = opened.snapshot.rows(
        "SELECT day FROM interactions WHERE customer_id = $who", who=busy
    )
    days = [event.day for event in card.events]
    assert days == sorted(days, reverse=True)
    assert len(card.events) + card.more_events == len(orders) + len(contacts)
    assert len(card.events) == min(MOST_EVENTS, len(orders) + len(contacts))
    if not card.more_events:
        bought = [(e.day, e.about, e.margin) for e in card.events if e.kind != "interaction"]
        assert sorted(bought) == sorted(orders)


def test_what_is_left_out_of_a_long_timeline_is_counted(opened, busy, monkeypatch):
    """Only the newest are shown, whatever they are."""
    whole = customer_card(opened, busy, with_offers=False).events
    monkeypatch.setattr("volver.app.customer_card.MOST_EVENTS", 3)
    short = customer_card(opened, busy, with_offers=False)
    assert [event.day for event in short.events] == [event.day for event in whole[:3]]
    assert short.more_events == len(whole) - 3


def test_an_open_complaint_is_told(opened):
    """Of whoever has one that is not resolved, and of nobody else."""
    rows = opened.snapshot.rows(
        "SELECT customer_id, MAX(CASE WHEN is_complaint AND resolved_day IS NULL THEN 1 ELSE 0 END)"
        " FROM interactions WHERE customer_id IN (SELECT customer_id FROM histories)"
        " GROUP BY customer_id ORDER BY customer_id"
    )
    for state in (0, 1):
        for customer in [who for who, is_open in rows if is_open == state][:3]:
            card = customer_card(opened, customer, with_offers=False)
            assert card.complaint_open == bool(state)


def every_value(held):
    """All that a card holds, however deep."""
    if isinstance(held, dict):
        for value in held.values():
            yield from every_value(value)
    elif isinstance(held, list | tuple):
        for value in held:
            yield from every_value(value)
    else:
        yield held


def test_agents_see_no_money_no_rank_and_no_value(opened):
    """Of any customer: no fraction, no amount in words, no class, nothing that value orders by."""
    rows = opened.snapshot.rows("SELECT customer_id FROM customer_list ORDER BY n LIMIT 12")
    for (customer,) in rows:
        card = customer_card(opened, customer, "en", agent_view=True)
        held = list(every_value(asdict(card)))
        assert card.worth is None
        assert card.arms == ()
        assert all(event.margin is None for event in card.events)
        assert not any(isinstance(value, float) for value in held)
        texts = [value for value in held if isinstance(value, str)]
        assert not any(re.search(r"[£€$]|GBP|P\(alive\)|value|margin", text) for text in texts)
        assert not {"best", "potential", "good", "never_profitable"} & set(texts)


def test_offers_are_few_and_each_has_its_reason(opened):
    """Or there is a reason why there is none."""
    rows = opened.snapshot.rows(
        "SELECT customer_id FROM customer_list ORDER BY orders DESC LIMIT 5"
    )
    for (customer,) in rows:
        card = customer_card(opened, customer, "es")
        assert len(card.offers) <= MOST_OFFERS
        assert all(offer.reason and offer.product for offer in card.offers)
        assert bool(card.offers) != bool(card.offers_lack)


def test_a_plan_is_told_and_its_arm_apart(opened, made_shop):
    """Agents treat all alike, whoever is held out."""
    toml = made_shop / FILE
    before = toml.read_text("utf-8")
    action = '[{name = "call", channel = "phone", cost = 1.0, effect = [0.0, 0.2]}]'
    try:
        toml.write_text(re.sub(r"(?m)^actions = .*$", f"actions = {action}", before), "utf-8")
        first = opened.snapshot.as_of
        wish = Wish("win-back", "orders >= 1", "call", "Ana", first, first + timedelta(days=60))
        draft_plan(made_shop, wish, "Ana")
        arms = dict(
            (who, arm)
            for (who,) in opened.snapshot.rows(
                "SELECT customer_id FROM customer_list ORDER BY orders DESC, n LIMIT 40"
            )
            for _, arm in customer_card(opened, who, with_offers=False).arms
        )
        assert {"holdout"} < set(arms.values())
        assert customers(opened, CustomersQuery(plan="win-back")).total >= len(arms)
        for who in list(arms)[:3]:
            for_agents = customer_card(opened, who, agent_view=True, with_offers=False)
            assert [plan.name for plan in for_agents.plans] == ["win-back"]
            assert for_agents.arms == ()
    finally:
        toml.write_text(before, "utf-8")
        for left in (made_shop / ".volver" / "plans").glob("*"):
            left.unlink()


@pytest.mark.parametrize("text", ["", "nobody", "' OR ''='", "%", "\0", "é"])
def test_who_is_not_there_is_not_found(opened, text):
    """Whatever is typed."""
    with pytest.raises(NotFound, match="no such customer"):
        customer_card(opened, text)
