"""Margins without a model of order value."""

from dataclasses import replace

import numpy as np
import pytest
from tests.predict.test_outlook import MBG, one, ordinary, outlook

from volver.predict.base import Base
from volver.predict.money.plain import SameAmount, ShrunkenMean


def spread(customers=20_000, between=100.0, within=400.0, seed=1):
    """Customers with two to six orders each and margins of both signs."""
    generator = np.random.default_rng(seed)
    x = generator.integers(1, 6, customers)
    own = generator.normal(5.0, between**0.5, customers)
    first = own + generator.normal(0, within**0.5, customers)
    mean = own + generator.normal(0, (within / x) ** 0.5)
    zeros = np.zeros_like(x)
    return Base(x, zeros, zeros + 10, mean, first), own


def test_the_variances_within_and_between_customers_come_back():
    """20,000 customers: both within 5 %, the mean within 0.2."""
    base, _ = spread()
    found = ShrunkenMean.fit(base)
    assert found.mu == pytest.approx(5.0, abs=0.2)
    assert found.within == pytest.approx(400.0, rel=0.05)
    assert found.between == pytest.approx(100.0, rel=0.05)


def test_the_shrunken_mean_is_nearer_to_the_truth_than_the_customers_own():
    """And than the mean of all."""
    base, own = spread()
    found = ShrunkenMean.fit(base)
    guesses = (found.per_order(base), base.mean_margin, np.full(len(own), found.mu))
    errors = [np.mean((guess - own) ** 2) for guess in guesses]
    assert errors[0] == min(errors)


def test_one_order_each_leaves_half_to_chance():
    """Nobody came back: the customers' own means count for half."""
    zeros = np.zeros(3, dtype=np.int64)
    base = Base(zeros, zeros, zeros + 9, np.full(3, np.nan), np.array([10.0, 20.0, 60.0]))
    found = ShrunkenMean.fit(base)
    assert found.within == found.between > 0
    assert found.per_order(base) == pytest.approx([20.0, 25.0, 45.0])


def test_a_mean_of_nought_has_an_interval_on_both_sides():
    """Margins of both signs: a customer may gain or lose, and neither end is zero."""
    money = ShrunkenMean(0.0, 400.0, 1.0)
    found = outlook(one(30, 500, 510, 0.0), money)
    assert found.value_at(0.025)[0] < -30
    assert found.value_at(0.975)[0] > 30


def test_where_nobody_has_lost_no_interval_is_below_zero():
    """A refund or a cost above the price is a loss; without one there is none to foresee."""
    x = np.array([0, 2, 30])
    gaining = Base(x, x * 0, x * 0 + 510, np.array([np.nan, 40.0, 1.0]), np.array([1.0, 0.0, 2.0]))
    losing = replace(gaining, first=np.array([1.0, -9.0, 2.0]))
    ends = [
        outlook(one(2, 500, 510, 40.0), ShrunkenMean.fit(base)).value_at(0.01)[0]
        for base in (gaining, losing)
    ]
    assert ends[0] == 0 > ends[1]


def test_intervals_of_normal_sums_hold_what_comes():
    """One customer's next year drawn 200,000 times: ends within two and a half points."""
    base, money = one(12, 300, 320, 8.0), ShrunkenMean(5.0, 100.0, 25.0)
    generator = np.random.default_rng(2)
    many = 200_000
    history = (np.array([v]) for v in (12.0, 300.0, 320.0))
    alive = generator.random(many) < MBG.model.p_alive(*history)
    leave = generator.beta(0.8, 2.5 + 13, many)
    possible = generator.poisson(generator.gamma(12.7, 1 / 380.0, many) * 365)
    orders = np.where(alive, np.minimum(possible, generator.geometric(leave)), 0)
    own = generator.normal(money.per_order(base), money.unsure(base) ** 0.5, many)
    margin = orders * own + generator.normal(0, 10.0, many) * orders**0.5
    found = outlook(base, money, annual=0.0)
    assert found.value[0] == pytest.approx(margin.mean(), rel=0.01)
    assert found.variances[1][0] == pytest.approx(margin.var(), rel=0.02)
    for q in (0.025, 0.1, 0.9, 0.975):
        level = (margin <= found.value_at(q)[0]).mean()
        none = (orders == 0).mean() if found.value_at(q)[0] == 0 else 0.0
        assert level - none - 0.025 <= q <= level + 0.025


def test_one_amount_is_worth_its_count():
    """Every order brings 5: the interval of the margin is five times that of the count."""
    found = outlook(ordinary(), SameAmount(5.0), annual=0.0)
    for q in (0.05, 0.5, 0.95):
        assert found.value_at(q) == pytest.approx(5 * found.orders_at(q))
    assert found.value == pytest.approx(5 * found.orders)
