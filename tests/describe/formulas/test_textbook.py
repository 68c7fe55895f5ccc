"""The formulas of the books, by their published numbers, their sums and their known traps."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volver.describe.formulas import (
    by_forecast,
    by_margin,
    by_price,
    by_resale,
    chain,
    constant_retention,
    discount_factor,
    discounted,
    each_period,
    retention_elasticity,
    sensitivity,
    surviving,
    years_of_life,
)
from volver.domain.errors import BadInput
from volver.domain.formulas import Lever, Parts

RATES = st.floats(0, 2)
SHARES = st.floats(0, 0.99)
INCOMES = st.lists(st.floats(-1000, 1000), max_size=40)


@pytest.mark.mission("F2")
def test_each_step_of_the_chain_is_the_product_of_those_before():
    """A shop where a purchase is 24.60: 4.5 a year, 3 years."""
    found = chain(order_value=24.60, orders_per_year=4.5, years=3.0)
    assert round(found.customer_value, 2) == 110.70
    assert round(found.lifetime_value, 2) == 332.10


@pytest.mark.mission("F3")
def test_a_customer_who_never_earns_the_cac_is_shown_below_zero():
    """30 x 0.5 x 2 = 30, less 100."""
    assert by_resale(order_value=30.0, resale_rate=0.5, years=2.0, cac=100.0) == -70.0


@pytest.mark.mission("F4")
def test_the_price_formula_on_gross_money_is_higher_by_what_was_given_back():
    """Of 50 a purchase, 10 come back: 5 purchases a year, 2 years."""
    assert by_price(50.0, 5.0, 2.0) - by_price(40.0, 5.0, 2.0) == 100.0


@pytest.mark.mission("F5")
def test_an_annual_rate_becomes_the_twelfth_root_not_the_twelfth():
    """12 % a year is 0.9489 % a month: lifetimes #27, #313: rates without their period.

    Twelve such months are one year again; 1 % a month would be 12.68 % a year.
    """
    assert 1 / discount_factor(0.12, 1) - 1 == pytest.approx(0.009488793, abs=1e-9)
    assert discount_factor(0.12, 1) ** 12 == pytest.approx(1 / 1.12, rel=1e-12)
    assert discounted([0.0] * 11 + [112.0], 0.12) == pytest.approx(100.0, abs=1e-9)


@pytest.mark.mission("F5")
def test_what_has_come_until_a_month_is_not_counted_again_in_later_ones():
    """lifetimes #27 and #43: expected orders until each month were added up as they are."""
    orders_until = [1.0, 1.8, 2.4]
    assert each_period(orders_until) == pytest.approx([1.0, 0.8, 0.6])
    assert discounted([10 * n for n in each_period(orders_until)], 0.0) == pytest.approx(24.0)


@pytest.mark.mission("F5")
def test_the_value_is_that_of_the_customer_asked_about_not_of_all():
    """lifetimes #43: the mean of everybody's purchases stood in for one's own."""
    own, other = (by_forecast(a_year, 0.8, 12, 0.1) for a_year in (120.0, 60.0))
    assert own == pytest.approx(2 * other)


@pytest.mark.mission("F5")
@given(income=INCOMES, months=st.floats(0.1, 24), at_start=st.booleans())
def test_at_a_rate_of_zero_the_forecast_is_the_plain_sum(income, months, at_start):
    """lifetimes #180, #300, #313: purchases times value, to be found again in the total."""
    assert discounted(income, 0.0, months, at_start) == pytest.approx(math.fsum(income), abs=1e-9)


@pytest.mark.mission("F5")
@given(paid=st.floats(0.01, 1e6), rate=RATES, years=st.integers(1, 30))
def test_the_unit_of_the_period_changes_nothing(paid, rate, years):
    """Money at the end of a year is worth the same, told in months or in years."""
    by_year = discounted([0.0] * (years - 1) + [paid], rate, months=12)
    by_month = discounted([0.0] * (12 * years - 1) + [paid], rate, months=1)
    assert by_year == pytest.approx(by_month, rel=1e-9)


@given(income=st.lists(st.floats(0, 1000), min_size=1, max_size=40), rate=RATES)
def test_later_money_is_worth_no_more_than_sooner_money(income, rate):
    """Cash at the end of a period is worth no more than at its start."""
    assert discounted(income, rate) <= discounted(income, rate, at_start=True) + 1e-9
    assert discounted(income, rate) <= sum(income) + 1e-9


@pytest.mark.mission("F6")
@given(
    a_year=st.floats(1, 1000), kept=SHARES, months=st.integers(1, 60), rate=RATES,
    share=st.floats(0, 1), service=st.floats(0, 100), cac=st.floats(0, 500),
)  # fmt: skip
def test_by_margin_every_cost_comes_off(a_year, kept, months, rate, share, service, cac):
    """CAC at once and in full, cost to serve while they stay, goods with every sale."""
    whole = by_margin(a_year, kept, months, rate, share, service, cac)
    stays = by_forecast(1.0, kept, months, rate)
    assert whole == pytest.approx((a_year * share - service) * stays - cac, abs=1e-6)
    assert by_margin(a_year, kept, months, rate, 1.0) == by_forecast(a_year, kept, months, rate)


def test_a_month_keeps_the_twelfth_root_of_what_a_year_keeps():
    """A year on, the share kept is the year's."""
    assert surviving(12.0, 0.5, 25)[::12] == pytest.approx([1.0, 0.5, 0.25])


@pytest.mark.parametrize("at_start", [True, False])
@pytest.mark.parametrize("includes_first", [True, False])
@pytest.mark.parametrize("retention", [0.0, 0.3, 0.8, 0.97])
@pytest.mark.parametrize("rate", [0.01, 0.1, 0.5])
def test_the_four_printed_formulas_are_the_sums_they_stand_for(
    retention, rate, includes_first, at_start
):
    """Fader & Hardie, note 024: term by term until nothing is left."""
    paid = (
        100.0 * retention**t / (1 + rate) ** (t + (0 if at_start else 1))
        for t in range(0 if includes_first else 1, 1200)
    )
    found = {
        (one.includes_first, one.at_start): one.value
        for one in constant_retention(100.0, retention, rate)
    }
    assert found[includes_first, at_start] == pytest.approx(math.fsum(paid), abs=1e-9)


@pytest.mark.mission("F8")
@pytest.mark.parametrize(
    ("retention", "printed"), [(0.6, 2.154), (0.7, 2.667), (0.8, 3.5), (0.9, 5.091)]
)
def test_retention_elasticities_are_the_published_ones(retention, printed):
    """Gupta & Lehmann's margin multiple at 12 %; and the slope of r / (1 + i - r) itself."""
    found = retention_elasticity(retention, 0.12)
    assert round(found, 3) == printed
    more, less = (r / (1.12 - r) for r in (retention * 1.000001, retention * 0.999999))
    assert math.log(more / less) / math.log(1.000001 / 0.999999) == pytest.approx(found, rel=1e-6)


@pytest.mark.mission("F8")
def test_levers_are_ranked_and_those_that_are_not_known_are_left_out():
    """Without CAC, cost to serve and margin there are four, of revenue."""
    bare = Parts(
        gross_order=60.0, net_order=50.0, orders_per_year=4.0, repeat_orders_per_year=3.0,
        retention=0.6, years=2.5, months=24, rate=0.1,
    )  # fmt: skip
    found = sensitivity(bare)
    assert {shift.lever for shift in found.shifts} == {
        Lever.RETENTION, Lever.ORDER_VALUE, Lever.FREQUENCY, Lever.RATE
    }  # fmt: skip
    sizes = [round(abs(shift.change), 9) for shift in found.shifts]
    assert sizes == sorted(sizes, reverse=True)
    changes = {shift.lever: shift.change for shift in found.shifts}
    assert changes[Lever.ORDER_VALUE] == pytest.approx(found.value / 100)
    assert changes[Lever.RETENTION] > 0 > changes[Lever.RATE]


def test_an_average_life_without_end_is_refused():
    """1 / churn of a shop that nobody leaves."""
    assert years_of_life(0.8) == pytest.approx(5.0)
    with pytest.raises(BadInput, match="average life"):
        years_of_life(1.0)
    with pytest.raises(BadInput, match="no end"):
        constant_retention(100.0, 1.0, 0.0)
