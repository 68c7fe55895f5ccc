"""What the lines hold, counted by hand."""

from datetime import timedelta

from tests.store.shop import START, engine_with, order, refund

from volver.store.facts import Facts, facts
from volver.store.orders import OrderLines

LINES = [
    order(1, "ana", 0, "100.00", order_id="1", cost="60.00"),
    order(2, "ana", 3, "50.00", order_id="2", cost="30.00"),
    order(3, "bea", 4, "30.00"),
    order(4, None, 5, "7.50"),
    refund(5, "ana", 9, "20.00", cost="-10.00"),
]


def test_facts_are_counted_over_all_lines():
    """Those without a customer too: they are sales of the company."""
    assert facts(OrderLines(engine_with(LINES))) == Facts(
        lines=5,
        first_day=START,
        last_day=START + timedelta(days=9),
        has_order_ids=True,
        has_refunds=True,
        has_cost=True,
        lines_without_cost=2,
        anonymous_lines=1,
        anonymous_revenue=7.5,
        revenue=167.5,
    )


def test_facts_of_a_day_know_nothing_later():
    """Not even that there was a refund."""
    found = facts(OrderLines(engine_with(LINES)), START + timedelta(days=2))
    assert (found.lines, found.last_day, found.has_refunds) == (1, START, False)


def test_facts_of_nothing():
    """No day, and no reason to fall over."""
    found = facts(OrderLines(engine_with([])))
    assert (found.lines, found.first_day, found.revenue) == (0, None, 0)
    assert (found.has_order_ids, found.has_refunds, found.has_cost) == (False, False, False)
