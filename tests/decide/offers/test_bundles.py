"""Bundles, against hand-written answers and a world in which only one pair is real."""

from itertools import combinations
from math import exp, sqrt
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
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


def recounted(orders, names, level, ask, later_days):
    """Every bundle that there should be, counted from orders as (day, products)."""
    last = max(day for day, _ in orders)
    past = [held for day, held in orders if day <= last - later_days]
    later = [held for day, held in orders if day > last - later_days]

    def counts(within, one, other):
        return (
            sum({one, other} <= held for held in within),
            sum(one in held for held in within), sum(other in held for held in within),
        )  # fmt: skip

    tested = {}
    for one, other in combinations(names, 2):
        both, a, b = counts(past, one, other)
        if both >= 10:
            tested[one, other] = stats.hypergeom.sf(both - 1, len(past), a, b)
    places = sorted(tested.values())
    passing = [p for at, p in enumerate(places, 1) if p <= 0.05 * at / len(places)]
    told = {}
    for (one, other), chance in tested.items():
        both, a, b = counts(past, one, other)
        again, c, d = counts(later, one, other)
        if not passing or chance > max(passing) or both * len(past) <= a * b or not again:
            continue
        lift = again * len(later) / (c * d)
        error = sqrt(1 / again - 1 / c - 1 / d + (1 + 2 * (lift - 1)) / len(later))
        if lift * exp(-NormalDist().inv_cdf((1 + level) / 2) * error) <= 1:
            continue
        given_away = ask.discount * 20.0
        share = [n * ask.odds * again / n / (1 - again / n + ask.odds * again / n) for n in (c, d)]
        adds = sum(share) - 2 * again
        window = ask.window_days / later_days
        leverage = both / len(past) - a * b / len(past) ** 2
        told[one, other] = (
            both, 20.0 - given_away, 8.0 - given_away, both * len(past) / (a * b), lift, leverage,
            again * window, (again + adds) * window,
            (adds * (4.0 - given_away) - again * given_away) * window,
        )  # fmt: skip
    return told


@pytest.mark.mission("X14")
@settings(max_examples=20)
@given(
    seed=st.integers(0, 2**32 - 1), drawn=st.lists(st.floats(0, 0.9), min_size=2, max_size=2),
    discount=st.floats(0, 0.4), odds=st.floats(1, 3), later_days=st.integers(10, 30),
)  # fmt: skip
def test_bundles_are_those_of_a_recount(seed, drawn, discount, odds, later_days):
    """Random orders of six products: the same bundles and figures, the largest stake first."""
    random, names = np.random.default_rng(seed), "abcdef"
    orders = []
    for at in range(700):
        held = {name for name in names if random.random() < 0.15} or {"a"}
        held |= {"b"} if "a" in held and random.random() < drawn[0] else set()
        held |= {"d"} if "c" in held and random.random() < drawn[1] else set()
        orders.append((at // 14, held))
    rows = [(at, day, name) for at, (day, held) in enumerate(orders) for name in held]
    ask = Ask(window_days=14, odds=odds, discount=discount)
    found = bundles(log(rows, price=10.0, margin=4.0), 0.9, ask, later_days)
    told = {
        bundle.products: (
            bundle.orders, bundle.price, bundle.margin, bundle.lift.value, bundle.later_lift.value,
            bundle.leverage, bundle.bought_anyway, bundle.expected_uptake,
            bundle.incremental_margin,
        )
        for bundle in found
    }  # fmt: skip
    expected = recounted(orders, names, 0.9, ask, later_days)
    assert set(told) == set(expected)
    for pair, figures in expected.items():
        assert told[pair] == pytest.approx(figures, rel=1e-6, abs=1e-9)
    assert all(bundle.loses == (bundle.incremental_margin <= 0) for bundle in found)
    assert [one.leverage for one in found] == sorted((one.leverage for one in found), reverse=True)
