"""Two assumptions, tested: sizes where they hold, effects where they do not."""

import numpy as np
import pytest
from scipy.stats import spearmanr
from tests.predict.margins import together

from volver.predict.base import Base
from volver.predict.money.dependence import first_orders, is_there, spend_and_orders, told

pytestmark = pytest.mark.slow


def said(base):
    """Both tests in words."""
    return told(first_orders(base), spend_and_orders(base), base)


def shifted(customers, factor, seed):
    """Customers whose first orders bring so many times what their repeat orders do."""
    generator = np.random.default_rng(seed)
    x = generator.poisson(1.5, customers)
    own = generator.gamma(4.0, 10.0, customers)
    first = factor * own * generator.gamma(6.0, 1 / 6.0, customers)
    sums = own * generator.gamma(6.0 * np.maximum(x, 1), 1 / 6.0)
    mean = np.where(x > 0, sums / np.maximum(x, 1), np.nan)
    return Base(x, 10 * x, np.full(customers, 300), mean, first)


def test_first_orders_that_bring_more_are_found_with_their_effect():
    """A fifth more: inside of the interval, and in words."""
    base = shifted(4000, 1.2, seed=1)
    found = first_orders(base)
    assert found.low < 0.2 < found.high
    assert found.high - found.low < 0.06
    assert is_there(found)
    assert said(base)[0].startswith(f"first orders bring {found.value:.0%} more than repeat orders")
    less = said(shifted(4000, 0.8, seed=1))[0]
    assert "% less than repeat orders" in less


def test_first_orders_that_are_like_others_are_called_different_as_often_as_promised():
    """200 shops of 500 customers, skewed orders: 5 % within three standard errors."""
    called = [is_there(first_orders(shifted(500, 1.0, seed))) for seed in range(200)]
    assert np.mean(called) == pytest.approx(0.05, abs=3 * (0.05 * 0.95 / 200) ** 0.5)
    assert "neither surely more nor less" in said(shifted(500, 1.0, seed=1))[0]


def test_a_small_effect_is_told_and_not_made_much_of():
    """Two per cent that are certain: about as much."""
    base = shifted(60_000, 1.02, seed=3)
    assert is_there(first_orders(base))
    assert said(base)[0].startswith("first orders bring about as much as repeat orders (+")


def test_the_rank_correlation_is_spearmans():
    """Customers of one age, with ties: as scipy has it."""
    generator = np.random.default_rng(4)
    x, first = generator.poisson(1.0, 300), generator.integers(1, 9, 300).astype(float)
    base = Base(x, 5 * x, np.full(300, 200), np.where(x > 0, first, np.nan), first)
    assert spend_and_orders(base).value == pytest.approx(spearmanr(x, first).statistic)


@pytest.mark.parametrize("scatter", [None, 1.0], ids=["gamma-gamma", "lognormal"])
def test_ranks_have_their_size_where_nothing_depends_whatever_the_distributions(scatter):
    """200 shops of 500 customers: 5 % within three standard errors, also outside Gamma-Gamma."""
    called = [
        is_there(spend_and_orders(together(500, seed, 0.0, scatter)[0])) for seed in range(200)
    ]
    assert np.mean(called) == pytest.approx(0.05, abs=3 * (0.05 * 0.95 / 200) ** 0.5)


def test_prices_that_rise_are_no_dependence():
    """The old have ordered more and paid less at first: ranks are compared at like ages."""
    generator = np.random.default_rng(5)
    age = generator.integers(1, 1000, 5000)
    x = generator.poisson(age / 250)
    first = generator.gamma(5.0, 10.0, 5000) * np.exp(-age / 500)
    base = Base(x, age // 2, age, np.where(x > 0, first, np.nan), first)
    assert abs(spend_and_orders(base).value) < 0.06
    assert spearmanr(x, first).statistic < -0.3


@pytest.mark.parametrize(("rank", "word"), [(0.6, "brings more"), (-0.6, "brings less")])
def test_dependence_is_found_and_told(rank, word):
    """2,000 customers, spend and rate joined by a copula."""
    base = together(2000, 6, rank)[0]
    found = spend_and_orders(base)
    assert is_there(found)
    assert np.sign(found.value) == np.sign(rank)
    assert word in said(base)[1]
    assert "says nothing" in said(together(2000, 6, 0.0)[0])[1]


def test_too_few_are_not_tested():
    """Nineteen who came back; and orders that bring nothing have no ratio."""
    few = shifted(12, 1.0, seed=7)
    assert first_orders(few) is None
    assert spend_and_orders(few) is None
    assert said(few) == ()
    losing = shifted(500, 1.0, seed=7)
    assert first_orders(Base(losing.x, losing.t_x, losing.age, -losing.mean, losing.first)) is None
