"""Every figure of a segment, on four customers whose figures are written out by hand."""

from datetime import date, timedelta
from statistics import NormalDist

import numpy as np
import pytest
from tests.store.company import company_with
from tests.store.shop import REVENUE, START, engine_with, order

from volver.decide.segments.figures import segment_book
from volver.decide.segments.plain import segments_of
from volver.domain.acquisition import Cac, Won
from volver.domain.estimate import Estimate
from volver.domain.segment_figures import Paid
from volver.present.book.segments import sheet
from volver.present.words import Words
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

AS_OF = START + timedelta(days=370)
Z = NormalDist().inv_cdf(0.95)
SEGMENTS = segments_of(
    {
        "search": {"rule": 'channel = "search"'},
        "elsewhere": {"rule": 'not in segment "search"'},
        "nobody": {"rule": "orders > 1000"},
    }
)


@pytest.fixture(scope="module")
def shop():
    """Ana, bo, cy and di; cy is in no list of customers."""
    lines = [
        order(1, "ana", 0, "10"),
        order(2, "ana", 20, "20"),
        order(3, "bo", 3, "7"),
        order(4, "cy", 5, "3"),
        order(5, "di", 10, "60"),
    ]
    engine = engine_with(lines)
    known = [("ana", "search", "f", 1990), ("bo", "web", "m", 2004), ("di", "search", None, 1950)]
    company = company_with(
        engine,
        customers=[
            {"customer_id": who, "channel": channel, "gender": gender, "birth_year": born}
            for who, channel, gender, born in known
        ],
        interactions=[{"customer_id": "ana", "day": START, "cost": 2.5}],
    )
    made = Snapshot(
        engine, AS_OF, Shape(REVENUE, True, True), company=company, costs={"order": {"*": 1}}
    ).with_histories()
    value, deviation = np.array([100.0, 40.0, -5.0, 65.0]), np.array([3.0, 0.0, 0.0, 4.0])
    columns = {
        "n": np.arange(4),
        "p_alive": np.array([0.5, 0.9, 0.2, 0.8]),
        "expected_orders": np.ones(4),
        "value": value,
        "value_low": value - Z * deviation,
        "value_high": value + Z * deviation,
    }
    made.store_columns("forecasts", columns, (*columns, "p_stays"))
    made.store_columns("classes", {"n": np.arange(4), "class_code": np.array([0, 2, 3, 1])})
    yield made
    engine.close()


TOTAL = Estimate(200.0, 200 - 13 * Z, 200 + 13 * Z, 0.9)
PAID = Paid({"search": 12.0, "web": 4.0}, START + timedelta(days=3))


@pytest.fixture(scope="module")
def book(shop):
    """Every segment of the four."""
    return segment_book(shop, SEGMENTS, 0.9, TOTAL, PAID)


def of(book, name):
    """The figures of one segment of the company's own."""
    return next(row.figures for row in book.own if row.segment.name == name)


@pytest.mark.mission("G9")
def test_the_figures_of_a_segment_are_those_written_by_hand(book):
    """Ana and di: 30 + 60 of 100 in margin, 100 + 65 of 200 in value, 4.50 and 1.00 to serve."""
    found = of(book, "search")
    assert (found.customers, found.share, found.orders) == (2, 0.5, 3)
    assert (found.margin, found.margin_share) == (90.0, pytest.approx(0.9))
    assert (found.value, found.value_share) == (165.0, pytest.approx(0.825))
    assert found.at_stake == pytest.approx(100 * 0.5 + 65 * 0.2)
    assert found.alive == pytest.approx(0.65)
    assert found.cost_to_serve == pytest.approx(2.75)
    assert found.active_share == 1.0


def test_cac_is_what_acquisition_says():
    """Channels with spend and new customers; what has no channel is nobody's."""
    won = (
        Won({"advertising": 30.0, "other": 6.0}, 3, "search"),
        Won({"advertising": 5.0}, 0, "web"),
        Won({}, 4, "friends"),
        Won({"marketing": 9.0}, 1, None),
    )
    costs = Cac(START, won[0], won[0], won, (), (), 0)
    assert Paid.of(costs) == Paid({"search": 12.0}, START)


@pytest.mark.mission("G9")
def test_cac_is_that_of_customers_whose_cost_is_known(book):
    """Ana came before the first spend; bo on its first day; nobody knows how cy came."""
    assert (of(book, "search").cac, of(book, "search").cac_of) == (12.0, 1)
    assert (of(book, "elsewhere").cac, of(book, "elsewhere").cac_of) == (4.0, 1)
    assert (book.everybody.cac, book.everybody.cac_of) == (8.0, 2)


def test_active_is_an_order_in_the_last_365_days(book):
    """Bo ordered 367 days before and cy 365: that day is no longer among the last 365."""
    assert of(book, "elsewhere").active_share == 0.0
    assert book.everybody.active_share == 0.5


@pytest.mark.mission("G9")
def test_an_interval_has_its_customers_chance_and_its_share_of_what_moves_all(book):
    """Own variance 9 + 16; of all 169, so that 144 / 200^2 is shared: 25 + 165^2 x 0.0036."""
    reach = Z * (25 + 165**2 * 144 / 200**2) ** 0.5
    assert of(book, "search").interval == pytest.approx((165 - reach, 165 + reach))
    assert book.everybody.interval == pytest.approx((TOTAL.low, TOTAL.high))


def test_segments_that_part_everybody_add_up(book):
    """To the cent, whatever the figure."""
    halves = (of(book, "search"), of(book, "elsewhere"))
    for name in ("customers", "orders", "margin", "value", "at_stake", "cac_of"):
        assert sum(getattr(half, name) for half in halves) == getattr(book.everybody, name)
    for groups in (book.classes, book.genders, book.ages):
        assert sum(row.figures.customers for row in groups) == 4
        assert sum(row.figures.margin for row in groups) == book.everybody.margin


def test_a_segment_of_nobody_has_no_means(book):
    """Sums of nobody are 0; a mean is not known."""
    found = of(book, "nobody")
    assert (found.customers, found.margin, found.value, found.at_stake) == (0, 0.0, 0.0, 0.0)
    assert (found.alive, found.cost_to_serve, found.cac) == (None, None, None)


@pytest.mark.mission("G1")
def test_gender_and_age_are_reported_with_those_of_whom_they_are_not_known(book):
    """In 2025 ana is 35, bo 21 and di 75; of cy nothing is known."""
    genders = {row.segment.name: row.figures.customers for row in book.genders}
    assert genders == {"f": 1, "m": 1, "": 2}
    ages = {row.segment.name: row.figures.margin for row in book.ages if row.figures.customers}
    assert ages == {"0-24": 7.0, "35-44": 30.0, "65+": 60.0, "": 3.0}


@pytest.mark.mission("Q5")
def test_customers_are_in_order_of_what_is_at_stake(book):
    """100 x 0.5, 65 x 0.2, 40 x 0.1; of cy nothing is expected, so nothing is at stake."""
    assert [(one.customer_id, round(one.at_stake, 9)) for one in book.stakes] == [
        ("ana", 50.0), ("di", 13.0), ("bo", 4.0),
    ]  # fmt: skip
    ana = book.stakes[0]
    assert (ana.orders, ana.last_order, ana.margin) == (2, date(2024, 3, 11), 30.0)


def test_without_a_forecast_of_life_nothing_is_said_of_it(shop):
    """A model without P(alive) leaves stakes unknown, not zero; one without intervals has none."""
    bare = {"n": np.arange(4), "value": np.full(4, 10.0)}
    names = ("n", "p_alive", "p_stays", "expected_orders", "value", "value_low", "value_high")
    other = Snapshot(
        shop.engine, AS_OF, shop.shape, company={}, tables={"histories": shop.tables["histories"]}
    )
    other.store_columns("forecasts", bare, names)
    found = segment_book(other, {}, 0.9, None)
    everybody = found.everybody
    assert (everybody.value, everybody.interval) == (40.0, None)
    assert (everybody.at_stake, everybody.alive, everybody.cost_to_serve) == (None, None, None)
    assert (found.stakes, found.own, found.genders, found.ages, found.classes) == ((),) * 5


@pytest.mark.parametrize("locale", ["en", "es"])
def test_the_page_holds_every_figure_once_and_says_what_it_needs(book, shop, locale):
    """Every row as long as its columns; what is missing is said in the reader's language."""
    shown = sheet(book, Words(locale, "EUR"))
    grids = {grid.slug: grid for grid in shown.blocks}
    assert list(grids) == ["segments", "value-classes", "genders", "ages", "at-stake"]
    for grid in grids.values():
        assert all(len(row) == len(grid.columns) for row in grid.rows)
    place = [column.name for column in grids["segments"].columns].index("value")
    assert [row[place] for row in grids["segments"].rows] == [165.0, 35.0, 0.0, 200.0]
    assert shown.needs == ()
    other = segment_book(shop, {}, 0.9, TOTAL)
    needs = sheet(other, Words(locale, "EUR")).needs
    assert len(needs) == 2
    assert ("gasto" in needs[1]) == (locale == "es")
