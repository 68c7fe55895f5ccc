"""What the data cannot carry is said, and something that they can carry is done instead."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from tests.predict.worlds import LEAVING, asked, drawn, shop, sold

from volver.domain.estimate import Estimate, NotEnough
from volver.domain.value import Step
from volver.predict.forecast import forecast
from volver.predict.ladder import money_model, purchase_model
from volver.predict.outlook import Outlook
from volver.predict.purchases.catalogue import CANDIDATES
from volver.predict.purchases.model import Fitted
from volver.predict.totals import total_value
from volver.stats.likelihood import Fit
from volver.store.schema import FORECASTS


def forecasted(orders, as_of, **question):
    """The model card, and the table, of a shop written by hand."""
    snapshot = shop(orders, as_of)
    card = forecast(snapshot, asked(**question))
    table = snapshot.columns("SELECT * FROM forecasts ORDER BY n")
    assert tuple(table) == FORECASTS.names
    json.loads(card.to_json())
    return card, table


def is_whole(table, alive=False):
    """Every number is there and in order; P(alive) too where a model says it."""
    for name in FORECASTS.names:
        if name not in ("p_alive", "p_stays"):
            assert np.isfinite(table[name]).all(), name
    assert np.isnan(table["p_stays"]).all()  # nobody is under contract
    assert np.isfinite(table["p_alive"]).all() == alive
    assert (table["expected_orders_low"] <= table["expected_orders_high"]).all()
    assert (table["value_low"] <= table["value_high"]).all()
    assert (table["expected_orders"] > 0).all()


def is_empty(table):
    """No number at all: NULL, not zero."""
    for name in FORECASTS.names[1:]:
        assert np.isnan(table[name]).all(), name


def regulars(customers=300, seed=1, margin=lambda g: g.gamma(6.0, 4.0)):
    """Customers who order at rates of their own for two years and never leave."""
    generator = np.random.default_rng(seed)
    orders = []
    for i in range(customers):
        rate = generator.gamma(0.9, 1 / 60.0)
        first = int(generator.integers(0, 500))
        days = {first, *(first + generator.integers(1, 700, generator.poisson(rate * 700)))}
        orders += [(f"c{i:04d}", int(d), margin(generator)) for d in sorted(days) if d <= 730]
    return orders


def test_one_customer_has_no_forecast_but_a_reason():
    """Two are needed, one is there."""
    card, table = forecasted([("ana", 0, 5.0), ("ana", 30, 5.0)], 100)
    assert card.step is Step.NONE
    assert card.total_value == NotEnough("one customer cannot tell what customers do", 2, 1)
    is_empty(table)


def test_one_day_has_no_forecast_but_a_reason():
    """Everybody ordered today."""
    card, table = forecasted([(f"c{i}", 50, 5.0) for i in range(99)], 50)
    assert card.step is Step.NONE
    assert card.why == "every order was placed on the observation date"
    is_empty(table)


def test_a_day_before_the_first_order_has_no_forecast_but_a_reason():
    """Nobody is known yet."""
    card, table = forecasted([(f"c{i}", 50, 5.0) for i in range(99)], 20)
    assert card.step is Step.NONE
    assert card.total_orders.have == 0
    assert len(table["n"]) == 0


def test_nobody_back_within_days_has_no_forecast_but_a_reason():
    """Thirteen orders a year would be the prior's half order in a fortnight, and no data."""
    fortnight = [("ana", 0, 10.0), ("bo", 14, 18.0)]
    card, table = forecasted(fortnight, 14)
    assert card.step is Step.NONE
    assert card.total_value.have == 14
    assert "nobody has come back yet" in card.why
    is_empty(table)
    assert forecasted([*fortnight, ("cy", 0, 9.0)], 200)[0].step is Step.FORMULA


def test_all_bought_once_has_a_formula_with_a_wide_interval():
    """No repeat in 300 days: few orders are expected, not none, and the reasons are told."""
    card, table = forecasted([(f"c{i}", i, 20.0) for i in range(300)], 330)
    assert card.step is Step.FORMULA
    assert "needs 10 customers who came back: there are 0" in card.why
    assert "a past window needs 10 orders in it: there were 0" in card.why
    is_whole(table)
    assert 0 < table["expected_orders"][0] < 0.01
    assert card.total_orders.low == 0 < card.total_orders.value < card.total_orders.high
    assert card.total_orders.high > 5 * card.total_orders.value / 2


def test_a_few_repeats_have_a_formula_from_counts():
    """Five repeats of thirty customers in half a year: the rate, and the prior's half order."""
    orders = [(f"c{i}", i, 20.0) for i in range(30)] + [(f"c{i}", 100, 20.0) for i in range(5)]
    card, table = forecasted(orders, 180)
    assert card.step is Step.FORMULA
    is_whole(table)
    exposure = sum(180 - i for i in range(30))
    assert table["expected_orders"] == pytest.approx(np.full(30, 5.5 / exposure * 365))
    assert card.parameters["rate"] == pytest.approx(7 * 5.5 / exposure)


def test_a_few_heavy_buyers_have_one_rate():
    """Nine of forty came back, often: too few to tell customers apart."""
    orders = [(f"c{i}", i, 20.0) for i in range(40)]
    orders += [(f"c{i}", d, 20.0) for i in range(9) for d in range(50 + i, 200, 20)]
    card, table = forecasted(orders, 200)
    assert card.step is Step.POOLED
    assert card.model == "same-rate"
    is_whole(table)


def test_a_past_window_forecasts_where_too_few_came_back_for_the_model():
    """Nine of eighty came back, often, and a model was asked for: the cohort instead, and why."""
    orders = [(f"c{i}", i, 20.0) for i in range(80)]
    orders += [(f"c{i}", d, 20.0) for i in range(9) for d in range(250 + i, 400, 20)]
    card, table = forecasted(orders, 400, model="mbg-nbd")
    assert card.step is Step.COHORT
    assert card.why == "MBG/NBD needs 10 customers who came back: there are 9"
    is_whole(table)


@pytest.mark.slow
def test_no_leaving_in_the_data_falls_back_to_nbd_with_words():
    """The models that let customers leave are degenerate, and rejected for it."""
    card, table = forecasted(regulars(), 730)
    assert card.step is Step.INDIVIDUAL
    assert card.model == "nbd"
    assert "no detectable dropout" in card.why
    assert (table["p_alive"] == 1).all()
    is_whole(table, alive=True)


@pytest.mark.slow
def test_every_order_of_one_amount_is_worth_that_amount():
    """Margins do not scatter: value is discounted orders times 20."""
    card, table = forecasted(regulars(margin=lambda g: 20.0), 730)
    assert card.money.title == "one amount"
    assert card.money.why == "every order has brought the same amount"
    is_whole(table, alive=True)
    per_order = table["value"] / table["expected_orders"]
    assert ((per_order > 18.5) & (per_order < 20)).all()
    assert table["value_high"] == pytest.approx(table["expected_orders_high"] * per_order, rel=1e-6)


@pytest.mark.slow
def test_losses_are_valued_as_losses():
    """Most margins are below zero: the mean is shrunken, and the value may be negative."""
    card, table = forecasted(regulars(margin=lambda g: g.normal(-4.0, 10.0)), 730)
    assert card.money.title == "shrunken mean"
    assert "knows no losses" in card.money.why
    is_whole(table, alive=True)
    assert card.total_value.value < 0
    assert card.total_value.low < card.total_value.value < card.total_value.high
    assert (table["value"] < 0).mean() > 0.5


@pytest.mark.slow
def test_an_infinite_mean_is_not_used():
    """Margins with a tail so heavy that q is below one: the shrunken mean, with words."""
    card, table = forecasted(regulars(margin=lambda g: float(g.pareto(0.5) + 1)), 730)
    assert card.money.title == "shrunken mean"
    assert card.money.why is not None
    is_whole(table, alive=True)


def test_a_mean_that_may_be_infinite_is_not_used():
    """q is fitted as 1.02, and might as well be 0.9: no interval of a total could be given."""
    world = replace(LEAVING, q=1.15)
    base, _ = drawn(world, 400, seed=3)
    money, why = money_model(base)
    assert money.title == "shrunken mean"
    assert why is not None
    assert "may be infinite: q = 1.02" in why
    found = Outlook(base, purchase_model(base, "mbg-nbd"), money, 365, 0.0)
    assert math.isfinite(total_value(found, 0.9).high)


@pytest.mark.slow
def test_long_after_the_last_order_customers_are_less_alive():
    """A year of silence is a fact like any other."""
    snapshot = sold(LEAVING, 800, seed=2)
    later = type(snapshot)(
        snapshot.engine, snapshot.as_of.replace(year=snapshot.as_of.year + 1), snapshot.shape
    ).with_histories()
    now, then = (forecast(s, asked(model="mbg-nbd")) for s in (snapshot, later))
    assert then.step is Step.INDIVIDUAL
    assert then.total_value.value < 0.5 * now.total_value.value


@pytest.mark.slow
def test_one_time_buyers_and_todays_customers_are_valued():
    """x = 0 and T = 0 are histories like others."""
    snapshot = sold(LEAVING, 800, seed=2, as_of=539)
    forecast(snapshot, asked())
    found = snapshot.columns(
        "SELECT value FROM forecasts JOIN histories ON histories.n = forecasts.n"
        " WHERE repeat_count = 0 AND age < 3"
    )
    assert len(found["value"]) > 0
    assert (found["value"] > 0).all()


def test_a_search_that_finds_nothing_steps_down(monkeypatch):
    """Every model fails to converge: the ladder goes on without them."""

    class Lost:
        title = "Lost"

        @classmethod
        def fit(cls, histories):
            fit = Fit(np.zeros(4), -1.0, np.eye(4), False, None, 500)
            return Fitted(CANDIDATES["bg-nbd"], fit)

    monkeypatch.setattr("volver.predict.ladder.CANDIDATES", dict.fromkeys(CANDIDATES, Lost))
    card, table = forecasted(regulars(), 730)
    assert card.step is Step.COHORT
    assert "Lost found no best fit" in card.why
    is_whole(table)


@pytest.mark.slow
def test_a_model_that_was_asked_for_is_used_though_degenerate_and_says_so():
    """Who names BG/NBD gets it, with the ridge in the status."""
    card, table = forecasted(regulars(), 730, model="bg-nbd")
    assert card.model == "bg-nbd"
    assert "no detectable dropout" in card.status
    assert card.why == "the model that was asked for"
    is_whole(table, alive=True)


@pytest.mark.slow
def test_a_total_without_a_forecast_is_not_a_zero():
    """Both totals are a reason, and no interval is made up where none was asked for."""
    card, _ = forecasted([("ana", 0, 5.0)], 100)
    assert isinstance(card.total_orders, NotEnough)
    point, table = forecasted(regulars(), 730, point_only=True)
    assert isinstance(point.total_value, Estimate)
    assert math.isnan(point.total_value.low)
    assert np.isnan(table["value_low"]).all()
    assert np.isfinite(table["value"]).all()
    assert point.score_card.scores == ()
    assert point.to_dict()["total_value"]["low"] is None
