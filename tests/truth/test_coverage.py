"""Intervals hold what they promise, in worlds whose truth we know."""

from datetime import date

import numpy as np
import pytest
from tests.predict.worlds import HEAVY_TAILED, LEAVING, MODEL_OF, drawn
from tests.truth.coverage import AHEAD, CUSTOMERS, LEVELS, SHOPS, look, sold

from volver.predict.ladder import money_model, purchase_model
from volver.predict.outlook import Outlook
from volver.predict.scoring import SEED, Came, coverage, judge
from volver.predict.totals import total_orders, total_value
from volver.stats.simulate import World

pytestmark = pytest.mark.slow

STAYING = World(r=0.5, alpha=50.0, a=0.8, b=2.5, leaving="after_repeats", p=6.0, q=4.0, gamma=15.0)
BUSY = World(r=1.5, alpha=30.0, a=0.5, b=6.0, leaving="after_orders", p=2.0, q=3.0, gamma=20.0)
FADING = World(r=0.8, alpha=40.0, a=0.7, b=200.0, leaving="at_any_time", p=6.0, q=4.0, gamma=15.0)
WORLDS = {
    "leaving": LEAVING,
    "staying": STAYING,
    "busy": BUSY,
    "heavy-tailed": HEAVY_TAILED,
    "fading": FADING,
}
FIRST, *OTHERS = SHOPS
PROMISED = np.array([[level, level] for level in LEVELS])
"""By level, of orders and of margin."""

every_world = pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS)


def seen(world, customers, seed):
    """The outlook of a fitted world, undiscounted, and its truth."""
    base, truth = drawn(world, customers, seed)
    fitted = purchase_model(base, MODEL_OF[world.leaving])
    return Outlook(base, fitted, money_model(base)[0], 365, 0.0), truth


@every_world
def test_customers_fall_into_their_intervals_as_often_as_promised(world):
    """20,000 customers, counts and margins, 50 %, 80 % and 95 %: within one and a half points."""
    outlook, truth = seen(world, 20_000, seed=11)
    orders = truth.future_orders.astype(np.int64)
    came = Came(date(2024, 12, 31), 365, orders, truth.future_margin)
    pit = judge("model", "Model", outlook, came, is_baseline=False).pit
    uniforms = np.random.default_rng(SEED).random(len(pit))
    for held in coverage(outlook, came, pit, uniforms, LEVELS):
        assert held.orders == pytest.approx(held.level, abs=0.015)
        assert held.margin == pytest.approx(held.level, abs=0.015)


@pytest.mark.parametrize(
    "shop", [FIRST, *(pytest.param(s, marks=pytest.mark.long) for s in OTHERS)]
)
def test_so_they_do_when_the_model_is_chosen_and_levels_are_moved(shop):
    """20,000 customers, half a year ahead, by whatever the backtest chooses: within two points,
    before recalibration and after it."""
    found = look(*sold(SHOPS[shop], CUSTOMERS, seed=21), AHEAD)
    for held in found.held:
        for share in (held.orders, held.moved, held.margin):
            assert share == pytest.approx(held.level, abs=0.02)
        assert held.moved_width <= held.orders_width + 1


@every_world
def test_as_many_are_alive_as_was_said(world):
    """20,000 customers in ten groups by P(alive), against what no shop ever sees."""
    outlook, truth = seen(world, 20_000, seed=12)
    groups = np.array_split(np.argsort(outlook.p_alive, kind="stable"), 10)
    said = [outlook.p_alive[group].mean() for group in groups]
    assert [truth.alive[group].mean() for group in groups] == pytest.approx(said, abs=0.04)
    assert 0.1 < truth.alive.mean() < 0.95


def held(world, worlds, levels=LEVELS):
    """How often the totals of 2,000 customers held what came: by level, orders and margin."""
    inside = np.zeros((len(levels), 2))
    for seed in range(worlds):
        outlook, truth = seen(world, 2000, seed=5000 + seed)
        came = truth.future_orders.sum(), truth.future_margin.sum()
        for i, level in enumerate(levels):
            totals = total_orders(outlook, level), total_value(outlook, level)
            inside[i] += [t.low <= c <= t.high for t, c in zip(totals, came, strict=True)]
    return inside / worlds


@pytest.mark.slow
def test_totals_of_a_hundred_worlds_fall_into_their_intervals():
    """2,000 customers each; 50 %, 80 % and 95 % within ten points."""
    assert held(LEAVING, 100) == pytest.approx(PROMISED, abs=0.10)


@pytest.mark.long
@every_world
def test_totals_of_a_thousand_worlds_fall_into_their_intervals(world):
    """2,000 customers each; 50 %, 80 % and 95 % within three points."""
    assert held(world, 1000) == pytest.approx(PROMISED, abs=0.03)
