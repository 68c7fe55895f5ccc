"""Quantiles of sums that may be losses, against orders drawn one customer at a time."""

import numpy as np
import pytest
from tests.predict.test_counts import MODELS, pairs_of

from volver.predict.counts import count_table, knots
from volver.predict.money.margin_sums import margin_sums
from volver.predict.order_value.normal_margin import NormalMargin

pytestmark = pytest.mark.slow

MARGIN = NormalMargin(mu=10.0, kappa=0.7, a=1.2, b=400.0)
ROWS = pairs_of([0, 0, 2, 5, 30, 100], [100, 700, 300, 400, 400, 900])
COUNTS = count_table([MODELS[1]], knots(ROWS), 365)
EVERYBODY = np.arange(len(ROWS.pair_x))
ALIVE = 0.8


def tables(ratio, loses=True, doubt=0.0):
    """Everybody with one ratio of expectation to spread, the spread one."""
    ones = np.ones(len(EVERYBODY))
    return margin_sums(MARGIN, COUNTS, ratio * ones, ones, doubt, loses)


def looked_up(sums, q):
    """The quantile at q for each history."""
    ones = np.ones(len(EVERYBODY))
    return sums.at(q * ones, ALIVE * ones, COUNTS.knots.place, EVERYBODY)


def drawn(ratio, i, generator, many=200_000):
    """Sums of one history, drawn."""
    at_least = MODELS[1].at_least_if_alive(ROWS.pair_x[[i]], ROWS.pair_age[[i]], 365, 366)[0]
    k = np.searchsorted(-at_least, -generator.random(many))
    k = np.where(generator.random(many) < ALIVE, k, 0)
    n = np.full(1, ROWS.pair_x[i] + 1)
    t = generator.standard_t(MARGIN.freedom(n), many)
    return k * ratio + (k > 0) * MARGIN.reach(k.astype(float), n) * t


@pytest.mark.parametrize("ratio", [-2.0, -0.3, 0.0, 0.1, 0.55, 1.3, 5.0])
def test_a_quantile_is_off_its_level_by_little_more_than_a_point(ratio):
    """From losers to customers who hardly scatter: within 0.015, chance of drawing included."""
    sums, generator = tables(ratio), np.random.default_rng(0)
    for i in EVERYBODY:
        came = drawn(ratio, i, generator)
        for q in (0.005, 0.025, 0.1, 0.3, 0.5, 0.7, 0.9, 0.975, 0.995):
            found = looked_up(sums, q)[i]
            assert (came < found).mean() - 0.015 <= q <= (came <= found).mean() + 0.015


@pytest.mark.parametrize("ratio", [-40.0, -0.3, 0.4, 3.0, 1e6])
def test_quantiles_rise_with_their_level_and_mirror(ratio):
    """Also where they pass the atom at zero; what is lost at a ratio is gained at its mirror."""
    levels = np.linspace(0.001, 0.999, 400)
    here, there = tables(ratio), tables(-ratio)
    found = np.array([looked_up(here, q) for q in levels])
    assert (np.diff(found, axis=0) >= -1e-9).all()
    mirrored = np.array([looked_up(there, 1 - q) for q in levels])
    assert found == pytest.approx(-mirrored, rel=1e-6, abs=1e-6)


def test_a_margin_that_is_known_is_the_count_times_it():
    """Without scatter: the ends of the number of orders, within the least spread there is."""
    found = tables(1e6)
    for q in (0.3, 0.9, 0.99):
        orders = COUNTS.quantile(COUNTS.knots.place, np.full(len(EVERYBODY), (1 - q) / ALIVE))
        few = orders <= 3
        assert looked_up(found, q)[few] / 1e6 == pytest.approx(orders[few], abs=0.1)


def test_where_nobody_loses_no_quantile_is_below_zero():
    """And the upper ones are what they were."""
    assert (looked_up(tables(0.3, loses=False), 0.01) == 0).all()
    assert looked_up(tables(0.3, loses=False), 0.99) == pytest.approx(looked_up(tables(0.3), 0.99))


def test_doubt_about_the_mean_of_all_widens():
    """Most for who has shown least."""
    sure, unsure = (looked_up(tables(1.0, doubt=d), 0.975) for d in (0.0, 1.0))
    assert (unsure > sure).all()
    assert unsure[0] / sure[0] > unsure[-1] / sure[-1]
