"""A simulated world obeys its own laws."""

from dataclasses import replace

import numpy as np
import pytest

from volver.stats.simulate import World, simulate, summarise, with_effects

WORLD = World(
    r=0.8, alpha=60.0, a=0.8, b=2.5, leaving="after_orders", p=6.0, q=4.0, gamma=15.0,
    cost_share=0.3, refund_chance=0.05,
)  # fmt: skip
CUSTOMERS = 20_000


@pytest.fixture(scope="module")
def drawn():
    """Orders and truth of one world: a year of arrivals, two years seen, one ahead."""
    return simulate(WORLD, CUSTOMERS, 365, 730, 365, np.random.default_rng(1))


def test_the_same_generator_gives_the_same_world(drawn):
    """Chance comes from the generator alone."""
    again, truth = simulate(WORLD, CUSTOMERS, 365, 730, 365, np.random.default_rng(1))
    assert np.array_equal(again.amount, drawn[0].amount)
    assert np.array_equal(truth.alive, drawn[1].alive)


def test_orders_are_in_order_and_inside_the_window(drawn):
    """Sorted by customer and day; everybody arrives in the first year."""
    orders, _ = drawn
    step = np.diff(orders.customer)
    assert ((step == 0) | (step == 1)).all()
    assert (np.diff(orders.day)[step == 0] >= 0).all()
    assert orders.day.max() <= 730 + 365
    first = orders.day[np.append(True, step == 1)]
    assert len(first) == CUSTOMERS
    assert first.max() < 365


def test_parameters_scatter_as_the_world_says(drawn):
    """Mean rate r / alpha, mean chance a / (a + b), mean order value p gamma / (q - 1)."""
    _, truth = drawn
    assert truth.rate.mean() == pytest.approx(0.8 / 60, rel=0.03)
    assert truth.leaving.mean() == pytest.approx(0.8 / 3.3, rel=0.03)
    assert truth.mean_value.mean() == pytest.approx(30.0, rel=0.03)


def test_margins_are_value_less_costs_and_refunds(drawn):
    """Costs are a share, refunds are all or nothing at their chance."""
    orders, _ = drawn
    assert orders.cost == pytest.approx(0.3 * orders.amount)
    back = orders.refund > 0
    assert np.array_equal(orders.refund[back], orders.amount[back])
    assert back.mean() == pytest.approx(0.05, abs=0.003)
    assert orders.margin.mean() / orders.amount.mean() == pytest.approx(0.65, abs=0.01)


def test_orders_come_as_fast_as_the_season_says():
    """Without dropout: a share of the orders in each week that is the week's of the year; and a
    season that is always one is none."""
    season = tuple(1 + 0.9 * np.sin(2 * np.pi * np.arange(52) / 52))
    for leaving, b, a in (("after_repeats", 1e3, 1e-9), ("at_any_time", 1e12, 1e3)):
        world = replace(WORLD, r=1e6, alpha=1e8, a=a, b=b, leaving=leaving, season=season)
        orders, _ = simulate(world, CUSTOMERS, 1, 0, 7 * 104 - 1, np.random.default_rng(2))
        repeats = orders.day[np.append(False, np.diff(orders.customer) == 0)]
        by_week = np.bincount(repeats // 7 % 52, minlength=52)
        due = CUSTOMERS * 14 * 0.01 * np.array(season)
        assert (np.abs(by_week - due) < 4.5 * np.sqrt(due)).all()

    plain, _ = simulate(WORLD, 500, 365, 730, 365, np.random.default_rng(5))
    even = replace(WORLD, season=(1.0,))
    same, _ = simulate(even, 500, 365, 730, 365, np.random.default_rng(5))
    assert np.array_equal(plain.day, same.day)
    assert np.array_equal(plain.amount, same.amount)


def test_the_truth_is_what_the_orders_say(drawn):
    """Later order days and their margin, recounted customer by customer."""
    orders, truth = drawn
    later = orders.day > 730
    days = {(c, d) for c, d in zip(orders.customer[later], orders.day[later], strict=True)}
    count = np.bincount([c for c, _ in days], minlength=CUSTOMERS)
    assert np.array_equal(truth.future_orders, count)
    assert truth.future_margin.sum() == pytest.approx(orders.margin[later].sum())
    assert not truth.future_orders[~truth.alive].any()


def test_order_times_of_who_never_leaves_are_poisson():
    """Without dropout: the count has the mean and variance of its rate, the times are uniform."""
    world = replace(WORLD, r=1e6, alpha=1e8, a=1e-9, b=1e3, leaving="after_repeats")
    orders, _ = simulate(world, CUSTOMERS, 1, 0, 1000, np.random.default_rng(2))
    count = np.bincount(orders.customer) - 1
    assert count.mean() == pytest.approx(10.0, abs=0.1)
    assert count.var() == pytest.approx(10.0, rel=0.05)
    repeats = orders.day[np.append(False, np.diff(orders.customer) == 0)]
    assert np.quantile(repeats, [0.25, 0.5, 0.75]) == pytest.approx([250, 500, 750], abs=5)


def test_some_leave_at_once_only_where_the_first_order_is_a_chance():
    """Fast buyers who leave with one half: half of them order once, or none does."""
    fast = replace(WORLD, r=1e6, alpha=1e6, a=1e6, b=1e6)
    for leaving, once in (("after_orders", 0.5), ("after_repeats", 0.0)):
        world = replace(fast, leaving=leaving)
        orders, _ = simulate(world, CUSTOMERS, 1, 100, 1, np.random.default_rng(3))
        assert (np.bincount(orders.customer) == 1).mean() == pytest.approx(once, abs=0.012)


def test_histories_merge_days_and_stop_at_the_observation_date(drawn):
    """x, t_x, T and mean margin, recounted by hand for each of the first customers."""
    orders, _ = drawn
    x, t_x, age, mean = summarise(orders, 730)
    for who in range(300):
        seen = (orders.customer == who) & (orders.day <= 730)
        days = np.unique(orders.day[seen])
        later = orders.day[seen] > days[0]
        assert (x[who], t_x[who], age[who]) == (len(days) - 1, days[-1] - days[0], 730 - days[0])
        total = orders.margin[seen][later].sum()
        assert mean[who] * x[who] == pytest.approx(total, abs=1e-9)


def test_those_who_may_leave_at_any_time_live_as_long_as_their_rate_says():
    """One rate for all: a share e^(-mu t) is alive after t; lambda / mu orders in a lifetime."""
    world = replace(
        WORLD, leaving="at_any_time", r=1e6, alpha=1e7, a=1e6, b=1e8
    )  # an order in ten days, a life of a hundred
    orders, truth = simulate(world, CUSTOMERS, 1, 200, 5000, np.random.default_rng(4))
    assert truth.leaving.mean() == pytest.approx(0.01, rel=1e-3)
    assert truth.alive.mean() == pytest.approx(np.exp(-2.005), abs=0.01)
    assert np.bincount(orders.customer).mean() - 1 == pytest.approx(10, rel=0.02)


@pytest.mark.parametrize("leaving", ["after_orders", "after_repeats", "at_any_time"])
def test_the_effects_of_a_group_multiply_its_rates(leaving):
    """Mean rates, odds or rates of leaving, and order values are e^effect times as high."""
    world = replace(WORLD, leaving=leaving)
    moved = with_effects(world, ordering=0.5, leaving=0.3, value=-0.2)
    assert moved.r / moved.alpha == pytest.approx(np.exp(0.5) * world.r / world.alpha)
    assert moved.a / moved.b == pytest.approx(np.exp(0.3) * world.a / world.b)
    assert moved.p * moved.gamma == pytest.approx(np.exp(-0.2) * world.p * world.gamma)
    assert with_effects(world) == world
