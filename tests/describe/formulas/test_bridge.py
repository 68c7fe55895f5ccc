"""The bridge sums exactly, whatever the customer, and its stops are the formulas themselves."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volver.describe.formulas import bridge_of, by_forecast, by_margin, by_price, by_resale
from volver.domain.formulas import Change, Formula, Parts

MONEY = st.floats(0, 1e5)


@st.composite
def customers(draw):
    """Parts of any shop; some costs are not known."""
    retention = draw(st.floats(0, 0.995))
    gross = draw(st.floats(0.01, 1e5))
    return Parts(
        gross_order=gross,
        net_order=gross * draw(st.floats(0, 1)),
        orders_per_year=draw(st.floats(1, 60)),
        repeat_orders_per_year=draw(st.floats(0, 60)),
        retention=retention,
        years=1 / (1 - retention),
        months=draw(st.integers(1, 60)),
        rate=draw(st.floats(0, 1)),
        margin_share=draw(st.none() | st.floats(-0.5, 1)),
        service_per_year=draw(st.none() | MONEY),
        cac=draw(st.none() | MONEY),
    )


@pytest.mark.mission("F14")
@given(
    parts=customers(), orders=st.floats(0, 50), value=st.floats(-1e4, 1e5),
    coin=st.sampled_from(["0.01", "1", "0.001"]),
)  # fmt: skip
def test_the_steps_sum_exactly_from_any_formula_to_any_later_one(parts, orders, value, coin):
    """To the last coin, between neighbours and from the first to the model."""
    found = bridge_of(parts, orders, value, Decimal(coin))
    at, since = found.first, Decimal(0)
    for step in found.steps:
        since += step.amount
        assert step.amount == step.amount.quantize(Decimal(coin))
        if step.arrives is not None:
            assert found.stops[step.arrives] - at == since
            at, since = found.stops[step.arrives], Decimal(0)
    assert since == 0
    total = sum((step.amount for step in found.steps), Decimal(0))
    assert found.first + total == found.stops[Formula.MODEL]


@pytest.mark.mission("F14")
@given(parts=customers(), orders=st.floats(0, 50), value=st.floats(-1e4, 1e5))
def test_each_stop_is_its_formula(parts, orders, value):
    """Within half a coin of the formula by itself, computed apart from the bridge."""
    a_year = parts.net_order * parts.orders_per_year
    alone = {
        Formula.CHAIN: by_price(parts.gross_order, parts.orders_per_year, parts.years),
        Formula.PRICE: by_price(parts.net_order, parts.orders_per_year, parts.years),
        Formula.FORECAST: by_forecast(a_year, parts.retention, parts.months, parts.rate),
        Formula.MODEL: value,
    }
    if parts.cac is not None:
        alone[Formula.RESALE] = by_resale(
            parts.gross_order, parts.repeat_orders_per_year, parts.years, parts.cac
        )
    if parts.margin_share is not None:
        alone[Formula.MARGIN] = by_margin(
            a_year, parts.retention, parts.months, parts.rate, parts.margin_share,
            parts.service_per_year or 0.0, parts.cac or 0.0,
        )  # fmt: skip
    stops = bridge_of(parts, orders, value).stops
    assert set(stops) == set(alone)
    for formula, figure in alone.items():
        assert float(stops[formula]) == pytest.approx(figure, abs=0.00501, rel=1e-9)


@pytest.mark.mission("F14")
def test_without_a_forecast_the_bridge_ends_at_the_last_formula():
    """And a cost that nobody knows is no step."""
    parts = Parts(
        gross_order=60.0, net_order=50.0, orders_per_year=4.0, repeat_orders_per_year=3.0,
        retention=0.6, years=2.5, months=24, rate=0.1, margin_share=0.3,
    )  # fmt: skip
    found = bridge_of(parts)
    assert list(found.stops) == [
        Formula.CHAIN, Formula.PRICE, Formula.FORECAST, Formula.MARGIN
    ]  # fmt: skip
    costs = {Change.LESS_CAC, Change.CAC_BACK, Change.LESS_SERVICE, Change.SERVICE_BACK}
    assert not costs & {step.change for step in found.steps}
    with_cac = bridge_of(replace(parts, cac=10.0))
    assert list(with_cac.stops)[1] is Formula.RESALE


def test_a_change_is_named_once_between_two_formulas():
    """Else two steps of one name would be one change told twice."""
    parts = Parts(
        gross_order=60.0, net_order=50.0, orders_per_year=4.0, repeat_orders_per_year=3.0,
        retention=0.6, years=2.5, months=24, rate=0.1, margin_share=0.3, service_per_year=2.0,
        cac=9.0,
    )  # fmt: skip
    steps = bridge_of(parts, 2.0, 30.0).steps
    ends = [0, *(at for at, step in enumerate(steps, 1) if step.arrives)]
    for first, last in pairwise(ends):
        names = [step.change for step in steps[first:last]]
        assert len(names) == len(set(names))
