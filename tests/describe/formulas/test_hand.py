"""Every figure of the hand-made shop, written out by hand to the cent: see hand.py."""

from dataclasses import replace
from decimal import Decimal as D

import pytest
from tests.describe.formulas.hand import shop
from tests.present.sample import SAMPLE

from volver.describe.concentration import concentration
from volver.describe.formulas.worth import worth
from volver.domain.estimate import Estimate
from volver.domain.formulas import Change, Formula, Lever, Worth
from volver.domain.time import DiscountRate, Horizon

CARD = replace(SAMPLE.card, total_value=Estimate(130.0, 90.0, 180.0, 0.9))


def cents(figure: float) -> float:
    """As a person writes it."""
    return round(figure, 2)


@pytest.fixture(scope="module")
def found() -> Worth:
    """All of it, a year ahead at 10 %."""
    return worth(shop(), CARD, Horizon.parse("12m"), DiscountRate(0.10), 0.9)


def said(found: Worth, formula: Formula) -> Estimate:
    """What one formula says."""
    (answer,) = [result.answer for result in found.results if result.formula is formula]
    assert isinstance(answer, Estimate)
    return answer


def test_the_year_and_who_stayed_are_counted(found):
    """Six orders of four customers, two of them new; two of four came again."""
    year, stay = found.year, found.stay
    assert (year.customers, year.new, year.orders, year.repeat_orders) == (4, 2, 6, 4)
    assert (year.gross_revenue, year.revenue, year.margin) == (D("525"), D("450"), D("180"))
    assert (year.acquisition, year.service) == (D("60"), D("24"))
    assert (stay.days, stay.before, stay.kept, stay.won) == (365, 4, 2, 2)
    assert (stay.kept_margin, stay.won_margin, stay.retention_spend) == (D(110), D(70), D(10))
    assert (stay.retention, stay.years) == (0.5, 2.0)


@pytest.mark.mission("F2")
def test_the_five_numbers_of_the_chain(found):
    """525 / 6 = 87.50; 6 / 4 = 1.5; 131.25 a year; 1 / (1 - 0.5) = 2 years; 262.50."""
    chain = found.chain
    assert cents(chain.order_value) == 87.50
    assert chain.orders_per_year == 1.5
    assert cents(chain.customer_value) == 131.25
    assert chain.years == 2.0
    assert cents(chain.lifetime_value) == 262.50
    assert cents(said(found, Formula.CHAIN).value) == 262.50


@pytest.mark.mission("F3")
def test_the_resale_formula(found):
    """4 of the 6 orders are not their customer's first: 87.50 x 1.0 x 2 - 60 / 2 = 145."""
    assert found.parts.repeat_orders_per_year == 1.0
    assert found.parts.cac == 30.0
    assert cents(said(found, Formula.RESALE).value) == 145.00


@pytest.mark.mission("F4")
def test_the_price_formula_net_and_switched_to_gross(found):
    """450 / 6 = 75.00; 75 x 1.5 x 2 = 225.00. On gross money 262.50, with its notice."""
    assert cents(said(found, Formula.PRICE).value) == 225.00
    gross = next(one for one in found.otherwise if one.formula is Formula.PRICE)
    assert cents(gross.answer.value) == 262.50
    assert gross.basis == "revenue before refunds"
    assert gross.notice == "Gross money counts what was given back: 14.3% of it here"


@pytest.mark.mission("F5")
def test_the_discounted_forecast(found):
    """112.50 a year; month by month half of the customers leave in a year, at 10 % a year."""
    by_hand = 0.0
    for month in range(12):
        there = 0.5 ** (month / 12)
        by_hand += 112.5 / 12 * there / 1.1 ** ((month + 1) / 12)
    assert cents(by_hand) == 79.78
    assert cents(said(found, Formula.FORECAST).value) == 79.78


@pytest.mark.mission("F6")
def test_the_margin_formula_and_its_switch_to_revenue(found):
    """40 % of 112.50 less 24 / 4 = 6 is 39 a year: 79.78 x 39 / 112.5 = 27.66; less 30."""
    assert found.parts.margin_share == pytest.approx(0.4)
    assert found.parts.service_per_year == 6.0
    assert cents(said(found, Formula.MARGIN).value) == -2.34
    shown = next(one for one in found.results if one.formula is Formula.MARGIN)
    assert shown.basis == "margin after cost to serve and CAC"
    assert shown.notice == ""
    income = next(one for one in found.otherwise if one.formula is Formula.MARGIN)
    assert cents(income.answer.value) == 79.78
    assert income.basis == "revenue after refunds"
    assert income.notice == "Revenue is not value: it knows no cost."


@pytest.mark.mission("F7")
def test_a_forecast_has_a_horizon_an_interval_and_three_components(found):
    """3.1 of 6 alive; 4.5 orders of them; 130 for those orders; 130 / 6 in the mean."""
    pieces = found.components
    assert found.horizon_days == 365
    assert pieces.alive == pytest.approx(3.1 / 6)
    assert pieces.orders == pytest.approx(4.5 / 3.1)
    assert pieces.margin_per_order == pytest.approx(130 / 4.5)
    product = pieces.alive * pieces.orders * pieces.margin_per_order
    assert product == pytest.approx(pieces.value.value)
    assert [cents(x) for x in (pieces.value.value, pieces.value.low, pieces.value.high)] == [
        21.67, 15.00, 30.00
    ]  # fmt: skip
    for formula in (Formula.FORECAST, Formula.MARGIN):
        answer = said(found, formula)
        assert answer.low < answer.value < answer.high


@pytest.mark.mission("F8")
def test_what_moves_the_value_is_ranked(found):
    """Each lever by hand from -2.34, CAC by 1 % of 30; the costs of goods, 60 %, weigh most."""
    stays = 79.77613268795281 / 112.5
    changes = {shift.lever: shift.change for shift in found.sensitivity.shifts}
    assert cents(changes[Lever.CAC]) == 0.30
    assert cents(changes[Lever.ORDER_VALUE]) == cents(0.45 * stays) == 0.32
    assert cents(changes[Lever.FREQUENCY]) == 0.32
    assert cents(changes[Lever.SERVICE]) == cents(0.06 * stays) == 0.04
    assert cents(changes[Lever.GOODS]) == cents(0.675 * stays) == 0.48
    by_hand = sum(
        39 / 12 * (0.51 ** (m / 12) - 0.5 ** (m / 12)) / 1.1 ** ((m + 1) / 12) for m in range(12)
    )
    assert cents(changes[Lever.RETENTION]) == cents(by_hand) == 0.22
    by_hand = sum(
        39 / 12 * 0.5 ** (m / 12) * (1.11 ** (-(m + 1) / 12) - 1.1 ** (-(m + 1) / 12))
        for m in range(12)
    )
    assert cents(changes[Lever.RATE]) == cents(by_hand) == -0.12
    assert [shift.lever for shift in found.sensitivity.shifts] == [
        Lever.GOODS, Lever.ORDER_VALUE, Lever.FREQUENCY, Lever.CAC, Lever.RETENTION, Lever.RATE,
        Lever.SERVICE,
    ]  # fmt: skip
    assert found.sensitivity.elasticity == pytest.approx(1.1 / 0.6)


@pytest.mark.mission("F9")
def test_profit_by_customer_reconciles_to_the_total(found):
    """Margin to date 335; costs 11 orders, 2 returns, 12 calls of 3 and one contact of 5."""
    groups = {
        row.name: (row.customers, row.income, row.service, row.profit)
        for row in found.profit.groups
    }
    assert groups == {
        "profit": (5, D(320), D(25), D(295)),
        "loss": (1, D(15), D(25), D(-10)),
        "kept_nothing": (1, D(0), D(2), D(-2)),
        "no_order": (1, D(0), D(3), D(-3)),
    }
    total = found.profit.total
    assert (total.customers, total.income, total.service, total.profit) == (
        8, D(335), D(55), D(280)
    )  # fmt: skip
    assert [(row.name, row.profit) for row in found.profit.lowest] == [("cy", D(-10))]


@pytest.mark.mission("F14")
def test_the_bridge_from_each_formula_to_the_next(found):
    """Fourteen named changes from 262.50 to 21.67, by hand."""
    assert [(step.change, step.amount) for step in found.bridge.steps] == [
        (Change.REPEATS_ONLY, D("-87.50")),
        (Change.LESS_CAC, D("-30.00")),
        (Change.CAC_BACK, D("30.00")),
        (Change.ALL_ORDERS, D("87.50")),
        (Change.NET, D("-37.50")),
        (Change.HORIZON, D("-141.48")),
        (Change.DISCOUNT, D("-3.74")),
        (Change.MARGIN, D("-47.87")),
        (Change.LESS_SERVICE, D("-4.25")),
        (Change.LESS_CAC, D("-30.00")),
        (Change.CAC_BACK, D("30.00")),
        (Change.SERVICE_BACK, D("4.25")),
        (Change.ORDERS, D("-10.42")),
        (Change.OWN, D("0.18")),
    ]
    assert found.bridge.stops == {
        Formula.CHAIN: D("262.50"),
        Formula.RESALE: D("145.00"),
        Formula.PRICE: D("225.00"),
        Formula.FORECAST: D("79.78"),
        Formula.MARGIN: D("-2.34"),
        Formula.MODEL: D("21.67"),
    }


@pytest.mark.mission("K5")
def test_clv_historic_expected_and_total(found):
    """335 to date, 130 within the horizon, of six customers."""
    assert found.clv.customers == 6
    assert found.clv.past == D("335.00")
    assert found.clv.expected == Estimate(130.0, 90.0, 180.0, 0.9)
    assert found.clv.total == Estimate(465.0, 425.0, 515.0, 0.9)


@pytest.mark.mission("K12")
def test_losing_and_replacing_against_keeping(found):
    """CAC 30 and a kept customer's 110 / 2 = 55, over 10 / 2 = 5 a customer: 17 times.

    A customer won brings 70 / 2 = 35 in the same year: less that, 10 times.
    """
    replacing = found.replacing
    assert (replacing.cac, replacing.lost_margin, replacing.retention_cost) == (30.0, 55.0, 5.0)
    assert (replacing.won_margin, replacing.times, replacing.net_times) == (35.0, 17.0, 10.0)


@pytest.mark.mission("K13")
def test_the_share_of_the_top_fifth_past_and_expected():
    """A fifth of six is 1.2 customers: 125 + 0.2 x 80 of 335, and 80 + 0.2 x 20 of 130."""
    snapshot = shop()
    money = {
        "past": "SELECT CAST(margin_to_date AS DOUBLE) AS money FROM histories",
        "expected": "SELECT value AS money FROM forecasts",
    }
    held = {name: concentration(snapshot.columns(sql)["money"]) for name, sql in money.items()}
    assert held["past"].top_fifth == pytest.approx(141 / 335)
    assert held["expected"].top_fifth == pytest.approx(84 / 130)


def test_the_four_printed_formulas_of_one_customer(found):
    """45 of margin a year, half of the customers kept, 10 %: 45 / 0.6 = 75 and its kin."""
    assert [cents(one.value) for one in found.variants] == [82.50, 75.00, 37.50, 34.09]
