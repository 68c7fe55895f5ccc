"""Order metrics by period and by split, against a shop small enough to add up on paper."""

import math
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.store.company import company_with
from tests.store.shop import END, REVENUE, engine_with, look, order, refund, shops

from volver.describe.catalogue import BY_SLUG, HEADLINE, METRICS, OF_ORDERS, OF_SALES
from volver.describe.measure import (
    Span,
    lacking,
    measure_by,
    splits_of,
    sql_as_run,
    told,
)
from volver.describe.metric import measure
from volver.domain.errors import BadInput
from volver.domain.estimate import NotEnough
from volver.domain.measure import OTHER, UNKNOWN
from volver.domain.money import Basis
from volver.store import open_engine
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

FEB, MARCH, Q1 = 12 * 2024 + 1, 12 * 2024 + 2, 12 * 2024
# START is 20 February 2024, so that day 9 is 29 February and day 10 is 1 March. END is 21 March.
#
# order customer day  placed cost  given back (cost)  net  margin  month
# 1     ana        0  100    60                       100   40     February
# 2     ana        9   20    10                        20   10     February, the leap day
# 3     ana       10   50    30                        50   20     March
# 4     bea        1   40    20    15 (7.50), day 12   25   12.50  February: the day of the order
# 5     cy        12   40    50                        40  -10     March
# 6     dan        3   25    10    25 (10), day 4       0    0     February; dan kept nothing
SHOP = [
    order(1, "ana", 0, "100.00", order_id="1", cost="60.00", product_id="p", category="tea"),
    order(2, "ana", 9, "20.00", order_id="2", cost="10.00", product_id="q", category="cups"),
    order(3, "ana", 10, "50.00", order_id="3", cost="30.00", product_id="p", category="tea"),
    order(4, "bea", 1, "30.00", order_id="4", cost="15.00", product_id="p", category="tea"),
    order(5, "bea", 1, "10.00", order_id="4", cost="5.00"),
    refund(6, "bea", 12, "15.00", refund_of="4", cost="-7.50", product_id="p", category="tea"),
    order(7, "cy", 12, "40.00", order_id="5", cost="50.00", product_id="q", category="cups"),
    order(8, "dan", 3, "25.00", order_id="6", cost="10.00", product_id="p", category="tea"),
    refund(9, "dan", 4, "25.00", refund_of="6", cost="-10.00", product_id="p", category="tea"),
]
# ana came by search, bea by a friend; nobody knows of cy; eva has never ordered.
CUSTOMERS = [
    {"customer_id": "ana", "channel": "search", "gender": "f", "birth_year": 1990},
    {"customer_id": "bea", "channel": "friend", "gender": "f", "birth_year": 1959},
    {"customer_id": "eva", "channel": "search", "gender": "f"},
]
ATTRIBUTES = [
    {"customer_id": "ana", "name": "plan", "label": "pro"},
    {"customer_id": "bea", "name": "plan", "label": "basic"},
]


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    """The shop on 21 March 2024."""
    engine = engine_with(SHOP)
    company = company_with(engine, customers=CUSTOMERS, attributes=ATTRIBUTES)
    shape = Shape(Basis("margin_from_cost", 0.0), True, True)
    costs = {"order": {"*": 1.5}, "return": {"*": 4.0}, "contact": {}}
    return Snapshot(engine, END, shape, company=company, costs=costs).with_histories()


def values(snapshot: Snapshot, slug: str, period: str = "whole", split: str | None = None) -> dict:
    """The value by period and level, whichever there is."""
    rows = measure_by(snapshot, [BY_SLUG[slug]], period, split)
    if split is None:
        return {row.period: row.value for row in rows}
    if period == "whole":
        return {row.level: row.value for row in rows}
    return {(row.period, row.level): row.value for row in rows}


MONTHS = {
    "customers": (2, 2),  # ana and bea; ana and cy
    "new_customers": (2, 1),  # ana and bea; cy
    "returning_share": (0, 1 / 2),  # ana had ordered before March
    "orders": (3, 2),  # 1, 2 and 4; 3 and 5
    "gross_revenue": (185, 90),  # 100 + 20 + 40 + 25; 50 + 40
    "refunds": (40, 0),  # 15 + 25, in the month of the order
    "revenue": (145, 90),
    "margin": (62.5, 10),  # 40 + 10 + 12.50 + 0; 20 - 10
    "margin_rate": (62.5 / 145, 10 / 90),
    "aov": (145 / 3, 45),
    "aov_median": (25, 45),  # 20, 25, 100; 40, 50
    "aov_gross": (185 / 4, 45),  # orders 1, 2, 4 and 6; 3 and 5
    "aov_gross_median": (40, 45),  # 20, 40, 100: order 6 was not kept
    "purchase_frequency": (1.5, 1),  # 3 orders of 2 customers; 2 of 2
    "repeat_share": (1 / 2, 0),  # of those who began then: ana and not bea; not cy
    "return_rate": (2 / 4, 0),  # orders 4 and 6 of four
    "refund_rate": (40 / 185, 0),
    "cost_to_serve": (12.5, 3),  # 3 orders at 1.50 and 2 returns at 4; 2 orders
    "profit": (50, 7),  # 62.50 - 12.50; 10 - 3
    "sales_lines": (5, 2),  # of orders 1, 2, 4 (two lines) and 6; 3 and 5
    "product_revenue": (145, 90),
    "product_margin": (62.5, 10),
    "product_refund_rate": (40 / 185, 0),
}


@pytest.mark.mission("K3", "K10")
@pytest.mark.parametrize("slug", MONTHS)
def test_a_metric_by_month_is_what_the_paper_says(snapshot, slug):
    """Both months, and the second has not ended."""
    assert values(snapshot, slug, "month") == pytest.approx(
        dict(zip((FEB, MARCH), MONTHS[slug], strict=True)), rel=1e-12
    )


def test_a_month_that_has_not_ended_is_marked(snapshot):
    """The data end on 21 March; February had its leap day."""
    rows = measure_by(snapshot, [BY_SLUG["orders"]], "month")
    assert [row.is_partial for row in rows] == [False, True]


@pytest.mark.mission("K3")
def test_a_quarter_counts_a_customer_once(snapshot):
    """Three customers in the quarter, though two in each month; new ones are new in it."""
    assert values(snapshot, "customers", "quarter") == {Q1: 3}
    assert values(snapshot, "new_customers", "quarter") == {Q1: 3}
    assert values(snapshot, "returning_share", "quarter") == {Q1: 0}
    assert values(snapshot, "aov", "year") == {Q1: 235 / 5}
    assert values(snapshot, "purchase_frequency") == {None: 5 / 3}


def test_nobody_had_ordered_before_all_there_is(snapshot):
    """Ana alone of ana and cy had ordered before March; before February nothing is known."""
    returning = [BY_SLUG["returning_share"]]
    for span in (Span(), Span(FEB), Span(None, MARCH)):
        (found,) = told(snapshot, returning, span=span)
        assert isinstance(found.lacks, NotEnough)
        assert found.rows == ()
    (found,) = told(snapshot, returning, span=Span(MARCH))
    assert [(row.value, row.n) for row in found.rows] == [(1 / 2, 2)]


@pytest.mark.parametrize("metric", [*OF_ORDERS, *OF_SALES], ids=lambda metric: metric.slug)
def test_no_figure_of_the_whole_says_nought_where_a_month_says_more(snapshot, metric):
    """It says what it lacks."""
    (found,) = told(snapshot, [metric])
    months = [row.value for row in measure_by(snapshot, [metric], "month")]
    assert found.lacks or found.rows[0].value or not any(months)


SPLITS = {
    "channel": {"friend": 25, "search": 170, UNKNOWN: 40},  # dan's kept nothing: 0, and unknown
    "gender": {"f": 195, UNKNOWN: 40},
    "age_band": {"25-34": 170, "65+": 25, UNKNOWN: 40},  # born 1990 and 1959
    "first_month": {"2024-02": 195, "2024-03": 40, UNKNOWN: 0},
    "first_year": {"2024": 235, UNKNOWN: 0},
    "country": {UNKNOWN: 235},
    "attribute:plan": {"basic": 25, "pro": 170, UNKNOWN: 40},
}


@pytest.mark.parametrize("split", SPLITS)
def test_revenue_by_a_split_is_what_the_paper_says(snapshot, split):
    """Those of whom nothing is known have a level of their own."""
    assert values(snapshot, "revenue", split=split) == SPLITS[split]


def test_the_level_of_the_unknown_is_told_as_such(snapshot):
    """A channel may be called unknown too; the mark says which is which."""
    rows = measure_by(snapshot, [BY_SLUG["revenue"]], split="channel")
    assert [(row.level, row.is_missing) for row in rows][-1] == (UNKNOWN, True)
    assert not any(row.is_missing for row in rows[:-1])


def test_by_value_class(snapshot):
    """Classes come with a forecast; without one the split says so."""
    with pytest.raises(BadInput, match="no value class"):
        measure_by(snapshot, [BY_SLUG["margin"]], split="class")
    import numpy as np

    valued = Snapshot(
        snapshot.engine, END, snapshot.shape, company=snapshot.company, tables=dict(snapshot.tables)
    )
    codes = {"n": np.arange(3, dtype=np.int32), "class_code": np.array([0, 2, 3], dtype=np.int8)}
    valued.store_columns("classes", codes)
    assert values(valued, "margin", split="class") == {
        "best": 70,
        "good": 12.5,
        "never_profitable": -10,
        UNKNOWN: 0,
    }


@pytest.mark.mission("K10")
def test_sales_by_product_and_category(snapshot):
    """A line without a product is unknown; refunds count where they were bought."""
    found = values(snapshot, "product_revenue", split="category")
    assert found == {"cups": 60, "tea": 165, UNKNOWN: 10}
    assert values(snapshot, "product_margin", "month", "product") == {
        (FEB, "p"): 40 + 7.5,  # order 1; 30 - 15 less 15 - 7.50 of order 4; 15 - 15 of order 6
        (FEB, "q"): 10,
        (FEB, UNKNOWN): 5,
        (MARCH, "p"): 20,
        (MARCH, "q"): -10,
        (MARCH, UNKNOWN): 0,
    }


def test_an_interval_of_aov_is_by_customers(snapshot):
    """Cochran 6.13 by hand: ana 170 in 3 orders, bea 25 in 1, cy 40 in 1; t of 2 is 2.919986."""
    row = measure_by(snapshot, [BY_SLUG["aov"]], level=0.9)[0]
    squared = (170 - 47 * 3) ** 2 + (25 - 47) ** 2 + (40 - 47) ** 2
    reach = 2.919986 * math.sqrt(squared * 3 / 2) / 5
    assert row.value == pytest.approx(47)
    assert (row.low, row.high) == pytest.approx((47 - reach, 47 + reach), rel=1e-6)
    assert row.n == 3


def test_a_question_may_cover_some_months_only(snapshot):
    """From March on; a month before any order counts nought."""
    rows = measure_by(snapshot, [BY_SLUG["revenue"]], "month", span=Span(FEB - 1, FEB))
    assert [(row.period, row.value, row.n) for row in rows] == [
        (FEB - 1, 0, 0),
        (FEB, 145, 3),
    ]  # ana, bea, and dan as one who kept nothing
    assert [r.value for r in measure_by(snapshot, [BY_SLUG["revenue"]], span=Span(MARCH))] == [90]


def test_nothing_to_divide_by_is_no_figure(snapshot):
    """None and not nought, with how many are behind it."""
    row = measure_by(snapshot, [BY_SLUG["aov"]], "month", span=Span(FEB - 1, FEB - 1))[0]
    assert (row.value, row.low, row.n) == (None, None, 0)


@pytest.mark.parametrize("split", ["shoe size", "attribute:shoe size", "agent", "channel; DROP"])
def test_a_split_that_is_not_there_is_refused(snapshot, split):
    """With those that are."""
    with pytest.raises(BadInput) as refused:
        measure_by(snapshot, [BY_SLUG["revenue"]], split=split)
    assert "channel" in refused.value.next_step


@pytest.mark.slow
def test_the_sql_of_a_metric_is_what_is_run(snapshot):
    """With all that it names: the engine answers it as it stands."""
    for metric in METRICS:
        if lacking(snapshot, metric) is None:
            for split in (None, *splits_of(metric)):
                if split != "class":
                    sql = sql_as_run(snapshot, metric, "month", split)
                    values = {"as_of": END, "rate": 0.0, "days": 7}
                    asked = {name: to for name, to in values.items() if f"${name}" in sql}
                    assert snapshot.engine.rows(sql, asked) is not None


def test_what_a_metric_lacks_is_told(snapshot):
    """Nothing but orders is required."""
    lacks = {m.slug: lacking(snapshot, m) for m in METRICS}
    assert all(lacks[metric.slug] is None for metric in OF_ORDERS)
    assert lacks["nps"] == NotEnough("this figure needs answers of customers", 1, 0)
    assert isinstance(lacks["mrr"], NotEnough)
    assert isinstance(lacks["contacts"], NotEnough)
    assert isinstance(lacks["churn_modelled"], NotEnough)
    bare = look(SHOP)
    assert isinstance(lacking(bare, BY_SLUG["profit"]), NotEnough)


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(shops(), st.data())
def test_splits_and_periods_add_up_and_the_whole_is_the_headline(lines, data):
    """Exactly, in whichever way the shop is cut; the report's own query says the same."""
    people = ["ana", "Ana", "éva", "bo", "zed"]
    engine = engine_with(lines)
    told = st.sampled_from(["web", "Web", "it's", None])
    customers = [{"customer_id": who, "channel": data.draw(told)} for who in people]
    company = company_with(engine, customers=customers)
    shape = Shape(Basis("margin_from_cost", 0.25), True, True)
    snapshot = Snapshot(engine, END, shape, company=company).with_histories()
    additive = [m for m in OF_ORDERS if m.is_additive and m.source == "orders"]
    whole = {row.slug: row for row in measure_by(snapshot, additive)}
    per_month = [m for m in additive if m.slug != "customers"]
    for rows in (
        measure_by(snapshot, additive, split="channel"),
        measure_by(snapshot, additive, split="first_month"),
        measure_by(snapshot, per_month, "month"),
        measure_by(snapshot, per_month, "month", "channel"),
    ):
        for slug in {row.slug for row in rows}:
            told = [row.value for row in rows if row.slug == slug]
            assert sum(map(exact, told)) == exact(whole[slug].value)
    headline = {f.metric.slug: f.value for f in measure(snapshot, HEADLINE)}
    found = {row.slug: row.value for row in measure_by(snapshot, HEADLINE)}
    for slug, value in headline.items():
        assert found[slug] == pytest.approx(value or (0 if BY_SLUG[slug].is_additive else value))
    by_product = measure_by(snapshot, [BY_SLUG["product_revenue"]], split="product")
    assert sum(exact(row.value) for row in by_product) == exact(whole["revenue"].value)


def exact(value: float) -> Decimal:
    """A sum of money as it was: four decimals."""
    return Decimal(repr(value)).quantize(Decimal("0.0001"))


def test_levels_beyond_the_largest_are_put_together():
    """Fifty are told by name: the others are one, and nobody is lost."""
    lines = [order(n, f"c{n:02}", 0, "1.00", order_id=str(n)) for n in range(60)]
    engine = engine_with(lines, open_engine())
    customers = [{"customer_id": f"c{n:02}", "country": f"L{n:02}"} for n in range(60)]
    company = company_with(engine, customers=customers)
    snapshot = Snapshot(engine, END, Shape(REVENUE, True, False), company=company).with_histories()
    found = values(snapshot, "revenue", split="country")
    assert len(found) == 51
    assert found[OTHER] == 10
    assert found["L00"] == 1


def test_large_customers_have_an_interval_too():
    """Squares of money pass what eighteen digits hold from 100,000 on."""
    lines = [order(1, "ana", 0, "90000000.55"), order(2, "bo", 1, "1.00")]
    rows = measure_by(look(lines, order_ids=False, refunds=False), OF_ORDERS[:14])
    aov = next(row for row in rows if row.slug == "aov")
    assert aov.value == pytest.approx(90_000_001.55 / 2)
    assert aov.high - aov.value == pytest.approx(6.313752 * 89_999_999.55 / 2, rel=1e-6)


def test_slugs_and_sentences_are_whole():
    """The slug is the file's name of a metric, and every one says what to beware of."""
    slugs = [metric.slug for metric in METRICS]
    assert len(slugs) == len(set(slugs)) == len(BY_SLUG)
    assert {metric.slug for metric in HEADLINE} <= set(slugs)
    assert all(metric.caution.endswith(".") and metric.question.endswith("?") for metric in METRICS)
    assert date(2024, 2, 29).day == 29  # the leap day that order 2 was placed on
