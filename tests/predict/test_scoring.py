"""How a prediction did, by hand and against a forecaster who knows the truth."""

from datetime import date

import numpy as np
import pytest
from tests.predict.test_outlook import outlook
from tests.predict.test_plain import plain
from tests.predict.worlds import LEAVING, drawn

from volver.predict.ladder import money_model, purchase_model
from volver.predict.money.plain import ShrunkenMean
from volver.predict.plain import Plain
from volver.predict.scoring import SURPRISE, Came, judge


def judged(prediction, orders, margin):
    """The trial of a prediction."""
    orders, margin = np.array(orders, dtype=np.int64), np.array(margin, dtype=float)
    return judge("n", "N", prediction, Came(date(2024, 1, 1), 90, orders, margin), True)


def test_plain_errors_are_those_of_a_calculator():
    """Forecasts 1 and 3, actual 0 and 5; the second customer brought it all."""
    found = plain([1.0, 1.0], [1.0, 3.0], per_order=1 / 0.95, anybody=0.0)
    score = judged(found, [0, 5], [0.0, 50.0]).score
    assert score.bias == pytest.approx(4 / 5 - 1)
    assert score.mae == pytest.approx((1 + 2) / 2)
    assert score.rmse == pytest.approx(((1 + 4) / 2) ** 0.5)
    assert score.gini == pytest.approx(1.0)
    assert score.top_tenth == pytest.approx(0.2)
    assert score.total_orders.forecast == pytest.approx(4.0)
    assert score.total_orders.actual == 5
    assert score.total_orders.inside
    chance = 1 - np.exp(-np.array([1.0, 3.0]))
    assert score.brier == pytest.approx(((chance - [0, 1]) ** 2).mean())


def test_the_log_score_is_the_mean_log_probability_of_what_came():
    """Poisson, by hand; and never below that of a surprise."""
    found = plain([1.0, 1.0, 1.0], [1.0, 3.0, 0.1], anybody=0.0)
    trial = judged(found, [0, 2, 40], np.zeros(3))
    assert trial.log_scores == pytest.approx([-1.0, np.log(4.5) - 3, np.log(SURPRISE)])
    assert trial.score.log_score == pytest.approx(trial.log_scores.mean())


@pytest.fixture(scope="module")
def world():
    """20,000 customers, fitted, and what they did in the year that followed."""
    base, truth = drawn(LEAVING, 20_000, seed=4)
    fitted, money = purchase_model(base, "mbg-nbd"), money_model(base)[0]
    prediction = outlook(base, money, fitted, annual=0.0)
    return base, prediction, truth.future_orders.astype(np.int64), truth.future_margin


def test_a_right_forecast_has_a_uniform_pit_and_no_bias(world):
    """The gap of 20,000 uniforms is below 0.015; the total is inside and within 3 %."""
    _, prediction, orders, margin = world
    score = judged(prediction, orders, margin).score
    assert score.pit < 0.015
    assert abs(score.bias) < 0.03
    assert score.total_orders.inside
    assert score.total_margin.inside


def test_what_is_not_believed_scores_worse(world):
    """Twice as many orders as the data say, or one rate for all: every proper score is worse."""
    base, prediction, orders, margin = world
    right = judged(prediction, orders, margin).score
    doubled = Plain(
        np.ones(len(base)), 2 * prediction.orders, 1.0, prediction.per_order, 1.0, anybody=0.0
    )
    alike = Plain(
        np.ones(len(base)), np.full(len(base), prediction.orders.mean()), 0.3,
        np.full(len(base), margin.sum() / orders.sum()), 1.0,
    )  # fmt: skip
    for other in (doubled, alike):
        score = judged(other, orders, margin).score
        assert score.log_score < right.log_score
        assert score.brier > right.brier
        assert score.crps > right.crps
    assert judged(alike, orders, margin).score.gini == pytest.approx(0, abs=0.01)
    assert right.gini > 0.5
    assert right.top_fifth > right.top_tenth > 0.3


def test_margins_about_nought_fall_into_their_intervals_as_often_as_promised(world):
    """Gain and loss alike: whoever orders nothing has a zero between the ends."""
    base, _, orders, _ = world
    generator = np.random.default_rng(8)
    margin = generator.normal(0, 20 * orders**0.5)
    money, fitted = ShrunkenMean(0.0, 400.0, 1e-6), purchase_model(base, "mbg-nbd")
    found = outlook(base, money, fitted, annual=0.0)
    for coverage in judged(found, orders, margin).score.coverage:
        assert coverage.margin == pytest.approx(coverage.level, abs=0.02)
