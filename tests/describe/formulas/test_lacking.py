"""Nothing but orders is required: what cannot be computed says what it would need."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.describe.formulas.hand import AS_OF, COSTS, lines, shop
from tests.present.sample import SAMPLE
from tests.store.shop import END, engine_with, look, shops

from volver.describe.formulas.profit import profit
from volver.describe.formulas.worth import worth
from volver.describe.formulas.year import look_back, parts_of
from volver.domain.estimate import Estimate, NotEnough
from volver.domain.formulas import Formula
from volver.domain.money import Basis
from volver.domain.time import DiscountRate, Horizon
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

CARD = replace(SAMPLE.card, total_value=Estimate(130.0, 90.0, 180.0, 0.9))
AHEAD = (Horizon.parse("12m"), DiscountRate(0.10), 0.9)


def answers(found):
    """By formula."""
    return {result.formula: result.answer for result in found.results}


def test_without_spend_and_costs_there_is_no_cac_and_no_profit():
    """The resale formula and the cost of replacing say so; the others stand."""
    found = worth(shop(has_costs=False, has_company=False), CARD, *AHEAD)
    said = answers(found)
    assert isinstance(said[Formula.RESALE], NotEnough)
    assert isinstance(found.replacing, NotEnough)
    assert not found.has_service_costs
    assert (found.parts.cac, found.parts.service_per_year) == (None, None)
    margin = next(one for one in found.results if one.formula is Formula.MARGIN)
    assert margin.basis == "margin; neither cost to serve nor CAC is known"
    assert round(margin.answer.value, 2) == 31.91
    assert Formula.RESALE not in found.bridge.stops
    assert found.bridge.stops[Formula.MODEL] == Decimal("21.67")


@pytest.mark.mission("F6")
def test_revenue_is_never_taken_for_margin():
    """Without a cost of goods the margin formula has no figure, and the label says revenue."""
    found = worth(shop(basis=Basis("revenue")), CARD, *AHEAD)
    assert isinstance(answers(found)[Formula.MARGIN], NotEnough)
    assert found.parts.margin_share is None
    assert found.basis.label == "revenue: no cost given"
    assert Formula.MARGIN not in found.bridge.stops
    assert found.sensitivity.formula is Formula.FORECAST


def test_without_a_forecast_the_formulas_stand_and_the_model_says_why():
    """The bridge ends at the margin formula."""
    none = replace(SAMPLE.card, total_value=NotEnough("nobody has come back yet", 1, 0))
    found = worth(shop(), none, *AHEAD)
    assert found.clv == found.components == NotEnough("nobody has come back yet", 1, 0)
    assert list(found.bridge.stops)[-1] is Formula.MARGIN


def early(day: date) -> Snapshot:
    """The shop as it was on an earlier day."""
    shape = Shape(Basis("margin_from_cost"), has_order_ids=True, has_refunds=True)
    return Snapshot(engine_with(lines()), day, shape, costs=COSTS).with_histories()


@pytest.mark.parametrize(
    ("day", "days"),
    [(date(2023, 6, 1), None), (date(2023, 7, 2), 91), (date(2024, 1, 10), 182), (AS_OF, 365)],
)
def test_who_stays_is_seen_in_the_longest_spans_that_the_data_hold_twice(day, days):
    """From 2023-01-02 on; 182 days are enough for 91 twice, one day less is not."""
    year, stay = look_back(early(day))
    seen = (day - date(2023, 1, 2)).days + 1
    if days is None:
        assert stay == NotEnough("who stays is seen in two spans of orders, in days", 182, seen)
    else:
        assert stay.days == days
    assert isinstance(year, NotEnough) == (seen < 365)


def test_a_shop_that_nobody_leaves_has_no_average_life():
    """1 / churn has no end; and no figure is made of it."""
    year, stay = look_back(shop())
    loyal = replace(stay, kept=stay.before)
    assert loyal.years == float("inf")
    found = parts_of(year, loyal, Horizon.parse("12m"), DiscountRate(0.1), is_margin=True)
    assert isinstance(found, NotEnough)


@pytest.mark.slow
@pytest.mark.mission("F9")
@settings(max_examples=25, deadline=None)
@given(book=shops(), order_cost=st.sampled_from([0.0, 0.1, 3.33]))
def test_profits_sum_to_all_margin_less_all_cost_whatever_the_shop(book, order_cost):
    """Against the totals of the views themselves; everybody is counted once."""
    snapshot = look(book, basis=Basis("margin_from_cost", 0.3), as_of=END)
    snapshot = replace(snapshot, costs={"order": {"*": order_cost}, "return": {"*": 1.5}})
    found = profit(snapshot).total
    asked = "SELECT COUNT(DISTINCT customer_id), COALESCE(SUM(margin), 0) FROM net_orders"
    people, margin = snapshot.rows(asked)[0]
    ((cost,),) = snapshot.rows("SELECT COALESCE(SUM(cost), 0) FROM service_costs")
    assert (found.customers, found.income, found.service) == (people, margin, cost)


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(book=shops(), back=st.integers(0, 30))
def test_the_year_is_what_a_recount_of_its_orders_says(book, back):
    """In plain Python over the net orders, whatever their days; leap day within."""
    as_of = END - timedelta(days=back) + timedelta(days=360)
    snapshot = look(book, as_of=as_of)
    start = as_of - timedelta(days=365)
    orders = snapshot.rows(
        "SELECT customer_id, day, gross_revenue, revenue, is_order FROM net_orders"
    )
    within = [row for row in orders if row[1] > start]
    first = {}
    for customer, day, _, _, is_order in sorted(orders, key=lambda row: row[1]):
        if is_order:
            first.setdefault(customer, day)
    year, _ = look_back(snapshot)
    bought = [row for row in within if row[4]]
    if isinstance(year, NotEnough):
        seen = (as_of - min(first.values(), default=as_of)).days + 1
        assert seen < 365 or not bought
        return
    assert year.orders == len(bought)
    assert year.customers == len({row[0] for row in bought})
    assert year.new == len([day for day in first.values() if day > start])
    assert year.repeat_orders == len([row for row in bought if row[1] > first[row[0]]])
    assert year.gross_revenue == sum(row[2] for row in within)
    assert year.revenue == sum(row[3] for row in within)
