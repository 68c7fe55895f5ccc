"""Worlds with known truth: parameters come back, and what comes is as likely as was said."""

import numpy as np
import pytest

from volver.predict.opportunities.bg_bb import BgBb
from volver.predict.opportunities.draw import draw_future, draw_new
from volver.predict.opportunities.outlook import look_ahead
from volver.stats.scores import randomised_pit

TRUTH = BgBb(alpha=1.2, beta=0.8, gamma=0.7, delta=2.8)
AHEAD = 8


@pytest.fixture(scope="module")
def world():
    """20,000 customers who came over twelve periods, and what they do in eight more."""
    generator = np.random.default_rng(11)
    return draw_new(TRUTH, generator.integers(0, 13, 20_000), AHEAD, generator)


@pytest.fixture(scope="module")
def fitted(world):
    """The fit, with the truth unknown."""
    return BgBb.fit(world.histories)


def test_parameters_come_back(fitted):
    """Each within three of its standard errors, and those are small."""
    errors = np.sqrt(np.diag(fitted.fit.covariance))
    assert (errors < 0.15).all()
    assert (np.abs(fitted.fit.log_parameters - TRUTH.log_parameters) < 3 * errors).all()
    assert fitted.fit.ridge is None


def test_p_alive_is_calibrated(world, fitted):
    """Among those promised p, about p are there."""
    h = world.histories
    p = fitted.model.p_alive(h.order_count, h.last_with_order, h.opportunities, ahead=0)
    for low in np.arange(0, 1, 0.2):
        some = (p > low) & (p <= low + 0.2)
        slack = 4 * 0.5 / np.sqrt(some.sum())
        assert world.alive[some].mean() == pytest.approx(p[some].mean(), abs=slack)


def test_what_comes_is_uniform_in_its_distribution(world, fitted):
    """The randomised PIT of the orders ahead is flat: Czado, Gneiting & Held (2009)."""
    h, actual = world.histories, world.future_orders
    x, n = h.order_count, h.opportunities
    alive = fitted.model.p_alive(x, h.last_with_order, n, ahead=0)[:, None]
    at_least = np.ones((len(x), AHEAD + 2))
    at_least[:, 1:-1] = alive * fitted.model.at_least_if_alive(x, n, AHEAD, AHEAD)
    at_least[:, -1] = 0
    row = np.arange(len(x))
    uniforms = np.random.default_rng(3).random(len(x))
    pit = np.sort(
        randomised_pit(1 - at_least[row, actual], 1 - at_least[row, actual + 1], uniforms)
    )
    gap = np.abs(pit - (row + 0.5) / len(x)).max()
    assert gap < 1.63 / np.sqrt(len(x))  # Kolmogorov, one in a hundred


def test_the_total_falls_into_its_interval(world, fitted):
    """All orders ahead, to a few per cent."""
    total = look_ahead(fitted, world.histories, AHEAD, 0.95).total
    assert total.low < world.future_orders.sum() < total.high
    assert total.high - total.low < 0.1 * total.value


def test_intervals_hold_as_many_as_they_say(world, fitted):
    """Counts are few, so an interval holds its level or more."""
    found = look_ahead(fitted, world.histories, AHEAD, 0.8)
    inside = (found.low <= world.future_orders) & (world.future_orders <= found.high)
    assert 0.8 <= inside.mean() < 0.97


@pytest.mark.slow
def test_futures_drawn_for_known_customers_have_the_expected_moments(world):
    """Mean and any order at all, over all customers."""
    generator = np.random.default_rng(5)
    h = world.histories
    drawn = np.stack([draw_future(TRUTH, h, AHEAD, generator) for _ in range(20)])
    x, n = h.order_count, h.opportunities
    alive = TRUTH.p_alive(x, h.last_with_order, n, ahead=0)
    expected = alive * TRUTH.expected_if_alive(x, n, AHEAD)
    assert drawn.mean() == pytest.approx(expected.mean(), rel=0.01)
    any_order = alive * TRUTH.next_order_if_alive(x, n, AHEAD).sum(axis=1)
    assert (drawn > 0).mean() == pytest.approx(any_order.mean(), rel=0.01)


def test_the_next_order_comes_when_it_was_expected(world, fitted):
    """Mean wait of those who order again, and how many do."""
    generator = np.random.default_rng(6)
    h = world.histories
    upcoming = look_ahead(fitted, h, AHEAD, 0.8).next_order
    assert upcoming.chance.mean() == pytest.approx((world.future_orders > 0).mean(), abs=0.01)
    assert (upcoming.low <= upcoming.expected + 1).all()
    assert (upcoming.expected <= upcoming.high + 1).all()
    p = generator.beta(TRUTH.alpha + 6, TRUTH.beta, 200_000)
    theta = generator.beta(TRUTH.gamma, TRUTH.delta + 6, 200_000)
    there = generator.geometric(theta) - 1
    first = generator.geometric(p)
    comes = first[(first <= there) & (first <= AHEAD)]
    chances = TRUTH.next_order_if_alive(np.array([6]), np.array([6]), AHEAD)[0]
    assert comes.mean() == pytest.approx(
        chances @ np.arange(1, AHEAD + 1) / chances.sum(), rel=0.01
    )


def test_the_same_seed_draws_the_same_world():
    """The generator is the only source of chance."""
    n = np.full(50, 6)
    one, other = (draw_new(TRUTH, n, 3, np.random.default_rng(1)) for _ in range(2))
    assert np.array_equal(one.histories.order_count, other.histories.order_count)
    assert np.array_equal(one.future_orders, other.future_orders)
