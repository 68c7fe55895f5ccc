"""What new customers are worth on average lies inside its interval as often as is said."""

import numpy as np
import pytest
from tests.predict.test_by_group import SIZES, SLOW, truth_of_new, world_of
from tests.predict.worlds import asked, mixed, shop

from volver.predict.groups.newcomers import new_customers
from volver.predict.ladder import climb
from volver.predict.purchases.mbg_nbd import MbgNbd
from volver.stats.simulate import with_effects

pytestmark = pytest.mark.slow

WORLDS = range(10, 16)


def test_true_means_lie_in_nine_of_ten_intervals():
    """Six shops with four groups of 600 customers."""
    question = asked()
    truth = {name: truth_of_new(world, 365, 0.1) for name, (world, _) in world_of().items()}
    held, errors = [], []
    for seed in WORLDS:
        base, _ = mixed(world_of(sizes=dict.fromkeys(SIZES, 600)), seed=seed, as_of=1200)
        rung = climb(shop([("a", 1, 5.0)], 10), base, question, ("mbg-nbd-groups",), {})
        found = new_customers(base, rung, question)
        for row in found.rows[:-1]:
            value, true = row.acquired, truth[row.levels[0]]
            held.append(value.low <= true <= value.high)
            deviation = np.log(value.high / value.low) / (2 * 1.645)
            errors.append(np.log(value.value / true) / deviation)
    assert sum(held) >= 19  # of 24; 22 were held
    assert abs(np.mean(errors)) < 0.6
    assert 0.6 < np.std(errors) < 1.4


def test_a_group_never_seen_lies_in_its_interval_nearly_as_often():
    """Eight groups whose effects are drawn, and a hundred more that nobody has seen: tau is known
    from eight effects only, which is not counted in."""
    question, held = asked(), []
    for seed in range(6):
        generator = np.random.default_rng(seed)
        effects = generator.normal(0, 0.4, (108, 3))
        worlds = [with_effects(SLOW, *effect) for effect in effects.tolist()]
        seen = {f"g{k}": (world, 400) for k, world in enumerate(worlds[:8])}
        base, _ = mixed(seen, seed=seed, as_of=1200)
        rung = climb(shop([("a", 1, 5.0)], 10), base, question, ("mbg-nbd-groups",), {})
        wide = new_customers(base, rung, question).rows[-1].acquired
        held += [wide.low <= mean_of(world) <= wide.high for world in worlds[8:]]


def mean_of(world):
    """Mean discounted margin of a new customer's repeat orders in a year, by the world."""
    none, model = np.zeros(1), MbgNbd(world.r, world.alpha, world.a, world.b)
    orders = model.p_alive(none, none, none) * model.discounted_if_alive(none, none, 365, 0.1)
    return float(orders[0]) * world.p * world.gamma / (world.q - 1)
