"""The whole forecast of a simulated shop: table, card, and the same again."""

import json

import numpy as np
import pytest
from tests.predict.worlds import LEAVING, asked, sold
from tests.store.shop import look, order, refund

from volver.domain.errors import BadInput
from volver.domain.money import Basis
from volver.domain.value import Step
from volver.predict.forecast import forecast
from volver.store.schema import FORECASTS


@pytest.fixture(scope="module")
def snapshot():
    """1,500 customers after two years, forecast."""
    return sold(LEAVING, 1500, seed=9)


@pytest.fixture(scope="module")
def card(snapshot):
    """The model card."""
    return forecast(snapshot, asked())


@pytest.fixture(scope="module")
def table(snapshot, card):
    """The table it wrote."""
    return snapshot.columns("SELECT * FROM forecasts ORDER BY n")


def test_there_is_one_row_for_every_customer_and_no_hole(snapshot, table):
    """In the order of histories, all columns, all numbers; nobody is under contract here."""
    known = snapshot.columns("SELECT n FROM histories ORDER BY n")["n"]
    assert tuple(table) == FORECASTS.names
    assert np.array_equal(table["n"], known)
    assert np.isnan(table["p_stays"]).all()
    assert all(np.isfinite(table[name]).all() for name in table if name != "p_stays")


def test_the_card_adds_up_to_the_table(card, table):
    """Totals are the sums of the rows."""
    assert card.total_orders.value == pytest.approx(table["expected_orders"].sum())
    assert card.total_value.value == pytest.approx(table["value"].sum())
    assert card.customers == len(table["n"])


def test_the_card_names_the_choice_and_all_that_it_was_weighed_against(card):
    """A model of the world's family, with every baseline beside."""
    assert card.step is Step.INDIVIDUAL
    assert card.model in ("mbg-nbd", "bg-nbd")
    assert "mean log score" in card.why
    scored = {score.candidate for score in card.score_card.scores}
    assert {"last-year", "cohort-mean", "history-mean", "same-rate", "nbd"} <= scored
    assert set(card.parameters) == set(card.standard_errors) == {"r", "alpha", "a", "b"}


def test_the_card_is_json_without_a_nan(card):
    """What cannot be said is null."""
    plain = json.loads(card.to_json())
    assert plain == card.to_dict()
    assert plain["step"] == "individual"
    assert plain["as_of"] == card.as_of.isoformat()
    assert len(plain["score_card"]["scores"]) == len(card.score_card.scores)


def test_the_likelihood_is_that_of_the_unit_in_which_parameters_are_told(snapshot, card):
    """The card's weeks are the days' likelihood, seven to the power of the repeats away."""
    days = forecast(snapshot, asked(unit="day", model=card.model, point_only=True))
    shift = days.repeat_orders * np.log(7)
    assert card.log_likelihood == pytest.approx(days.log_likelihood + shift)
    assert card.parameters["alpha"] * 7 == pytest.approx(days.parameters["alpha"])


@pytest.mark.slow
def test_the_same_shop_has_the_same_forecast(card, table):
    """To the bit, backtest included."""
    again = sold(LEAVING, 1500, seed=9)
    assert forecast(again, asked()) == card
    found = again.columns("SELECT * FROM forecasts ORDER BY n")
    for name in table:
        np.testing.assert_array_equal(found[name], table[name])


@pytest.mark.slow
def test_a_point_forecast_has_the_same_points(snapshot, card, table):
    """Without intervals, by the model that the backtest chose."""
    forecast(snapshot, asked(model=card.model, point_only=True))
    points = snapshot.columns("SELECT * FROM forecasts ORDER BY n")
    for name in ("p_alive", "expected_orders", "value"):
        assert np.array_equal(points[name], table[name])
    assert np.isnan(points["value_high"]).all()
    forecast(snapshot, asked())


def test_the_upside_is_passed_with_the_chance_that_was_named(snapshot, table):
    """One in five reaches the upside: it lies between value's ends, and falls with the chance."""
    assert (table["value_upside"] <= table["value_high"] + 1e-9).all()
    assert (table["value_upside"] >= table["value_low"] - 1e-9).all()


def test_an_unknown_model_is_named_with_the_known_ones():
    """A typing error is told before anything is fitted."""
    with pytest.raises(BadInput, match="There is no model called 'mbg'") as told:
        asked(model="mbg")
    assert "mbg-nbd" in told.value.next_step


@pytest.mark.slow
def test_what_no_forecast_holds_is_told():
    """Ten customers who sent back all they bought: 2.00 of costs for each."""
    lines = [
        order(n, f"c{n % 40}", n % 29, "5.00", order_id=str(n), cost="2.00") for n in range(200)
    ]
    lines += [order(300 + n, f"z{n}", 9, "5.00", order_id=f"z{n}", cost="2.00") for n in range(10)]
    back = [refund(400 + n, f"z{n}", 29, "5.00", order_id=f"z{n}") for n in range(10)]
    basis = Basis("margin_from_cost", 1.0)
    told = {
        "".join(forecast(look(book, basis, order_ids=True), asked(14)).notes)
        for book in (lines, lines + back)
    }
    assert sorted("the -20.00 that they" in notes for notes in told) == [False, True]
