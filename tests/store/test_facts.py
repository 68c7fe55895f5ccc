"""What the lines hold, counted by hand."""

from datetime import timedelta

import pytest
from tests.store.shop import START, engine_with, order, refund

from volver.domain.money import Basis
from volver.store.facts import Facts, facts

LINES = [
    order(1, "ana", 0, "100.00", order_id="1", cost="60.00"),
    order(2, "ana", 3, "50.00", order_id="2", cost="30.00"),
    order(3, "bea", 4, "30.00"),
    order(4, None, 5, "7.50"),
    refund(5, "ana", 9, "20.00", cost="-10.00"),
]


def test_facts_are_counted_over_all_lines():
    """Those without a customer too: they are sales of the company."""
    assert facts(engine_with(LINES)) == Facts(
        lines=5,
        first_day=START,
        last_day=START + timedelta(days=9),
        has_order_ids=True,
        has_refunds=True,
        has_cost=True,
        lines_without_cost=2,
        margin_rate=pytest.approx(50 / 130),  # (40 + 20 - 10) / (100 + 50 - 20)
        anonymous_lines=1,
        anonymous_revenue=7.5,
        revenue=167.5,
    )


def test_facts_of_a_day_know_nothing_later():
    """Nor does the rate that a missing cost takes."""
    found = facts(engine_with(LINES), START + timedelta(days=2))
    assert (found.lines, found.last_day, found.has_refunds) == (1, START, False)
    assert found.margin_rate == pytest.approx(0.4)


def test_facts_of_nothing():
    """No day, no rate, and no reason to fall over."""
    found = facts(engine_with([]))
    assert (found.lines, found.first_day, found.margin_rate, found.revenue) == (0, None, None, 0)
    assert (found.has_order_ids, found.has_refunds, found.has_cost) == (False, False, False)


def test_a_missing_cost_takes_the_mean_rate_unless_a_rate_is_stated():
    """The setting is louder than the data."""
    found = facts(engine_with(LINES))
    assert found.shape(Basis("margin_from_cost")).basis.rate == pytest.approx(50 / 130)
    assert found.shape(Basis("margin_from_cost", 0.2)).basis.rate == 0.2
