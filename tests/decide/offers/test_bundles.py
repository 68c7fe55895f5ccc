"""Bundles, against hand-written answers and a world in which only one pair is real."""

import numpy as np
import pytest
from tests.decide.offers.logs import log

from volver.decide.offers.bundles import bundles
from volver.decide.offers.next_products import Ask
from volver.domain.estimate import NotEnough


def weeks(days, both, tea, cup, other):
    """So many orders of each kind on each of these days, each by a customer of its own."""
    rows = []
    for day in days:
        kinds = [("cup", "tea")] * both + [("tea",)] * tea + [("cup",)] * cup + [("nut",)] * other
        for at, names in enumerate(kinds):
            rows += [(day * 100 + at, day, name) for name in names]
    return rows


@pytest.mark.mission("X14")
def test_a_bundle_has_a_price_a_margin_an_uptake_and_a_warning():
    """20 days, each with 5 orders of both, 5 of tea, 10 of cups and 30 of nuts; 10 days later.

    Later orders: 500, of them 50 with both, 100 with tea, 150 with cups.
    """
    world = log(weeks(range(30), 5, 5, 10, 30), price=10.0, margin=4.0)
    found = bundles(world, 0.9, Ask(window_days=10, odds=1.5, discount=0.1), later_days=10)
    assert len(found) == 1
    bundle = found[0]
    assert bundle.products == ("cup", "tea")
    assert bundle.price == 18.0  # 20 less a tenth
    assert bundle.margin == 6.0  # 8 less 2
    assert bundle.orders == 100
    assert bundle.lift.value == pytest.approx(100 * 1000 / (200 * 300))
    assert bundle.later_lift.value == pytest.approx(50 * 500 / (100 * 150))
    assert 1 < bundle.later_lift.low < bundle.later_lift.value < bundle.later_lift.high
    assert bundle.leverage == pytest.approx(0.1 - 0.2 * 0.3)
    assert bundle.bought_anyway == 50
    # Of 100 with tea half have the cup: odds 1 become 1.5, 60 of 100; of 150 cups a third has
    # tea: 0.5 becomes 0.75, 64.2857. The one brings 10 more, the other 14.2857.
    assert bundle.expected_uptake == pytest.approx(50 + 10 + 150 * 0.75 / 1.75 - 50)
    # Each who adds one brings 4 less the 2 of the discount, each who had both costs 2.
    assert bundle.incremental_margin == pytest.approx((10 + 100 / 7) * 2 - 50 * 2)
    assert bundle.loses
    assert bundle.cannibalised == pytest.approx(50 / (60 + 100 / 7))
    for_free = bundles(world, 0.9, Ask(window_days=10, odds=1.5), later_days=10)[0]
    assert for_free.incremental_margin == pytest.approx((10 + 100 / 7) * 4)
    assert not for_free.loses


def test_a_pair_of_the_past_alone_is_dropped():
    """Together by half for 20 days, then by chance: 1 order of both where 2 would be expected."""
    rows = weeks(range(20), 5, 5, 10, 30) + weeks(range(20, 30), 1, 9, 14, 30)
    assert bundles(log(rows), 0.9, later_days=10) == ()


@pytest.mark.mission("X14")
def test_only_the_real_pair_is_kept_and_the_larger_stake_comes_first():
    """Among twelve products two pairs are drawn together, the common one before the rare one."""
    random = np.random.default_rng(3)
    rows = []
    for order in range(6000):
        names = {f"p{at}" for at in range(12) if random.random() < 0.08}
        if "p0" in names and random.random() < 0.6:
            names.add("p1")
        if "p2" in names and random.random() < 0.35:
            names.add("p3")
        rows += [(order, order // 60, name) for name in names]
    found = bundles(log(rows), 0.95, later_days=40)
    assert [bundle.products for bundle in found] == [("p0", "p1"), ("p2", "p3")]
    assert all(bundle.later_lift.low > 1 for bundle in found)


def test_a_log_that_is_too_short_says_so():
    """There have to be later orders to try a pair on."""
    assert isinstance(bundles(log(weeks(range(3), 1, 1, 1, 1)), 0.9), NotEnough)
