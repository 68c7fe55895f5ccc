"""One offer or none for each, within limits: against every plan there is, and against HiGHS."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from volver.stats.knapsack.choose import Limit, _side, choose
from volver.stats.knapsack.counts import by_counts
from volver.stats.knapsack.one import one_price
from volver.stats.knapsack.problem import Problem
from volver.stats.knapsack.steps import in_steps

FORBIDDEN = -np.inf


def every_plan(values, costs, group, limits):
    """The best value of all plans, by trying all; None where none keeps the limits."""
    k = values.shape[1]
    worth, used = np.zeros(1), [np.zeros(1) for _ in limits]
    for value, cost, at in zip(values, costs, group, strict=True):
        worth = (worth[:, None] + np.append(0.0, value)).ravel()
        for m, limit in enumerate(limits):
            counts = limit.groups is None or at in limit.groups
            use = [
                (1.0 if limit.of_people else cost[j])
                if counts and (limit.offers is None or j in limit.offers)
                else 0.0
                for j in range(k)
            ]
            used[m] = (used[m][:, None] + np.append(0.0, use)).ravel()
    kept = np.isfinite(worth)
    for use, limit in zip(used, limits, strict=True):
        kept &= use >= limit.bound if limit.is_floor else use <= limit.bound
    return float(worth[kept].max()) if kept.any() else None


@st.composite
def shops(draw, customers=8, offers=4):
    """Whole values, some below zero, some offers not allowed, some for nothing."""
    n, k = draw(st.integers(1, customers)), draw(st.integers(1, offers))
    generator = np.random.default_rng(draw(st.integers(0, 10_000)))
    values = generator.integers(-4, 25, (n, k)).astype(float)
    values[generator.random((n, k)) < 0.1] = FORBIDDEN
    costs = generator.integers(0, 9, (n, k)).astype(float)
    return values, costs, generator.integers(0, 2, n), draw(st.integers(0, 30))


def recounted(values, costs, choice):
    """Value and cost of a plan, one customer at a time."""
    taken = [(values[i, j], costs[i, j]) for i, j in enumerate(choice) if j >= 0]
    return sum(v for v, _ in taken), sum(c for _, c in taken)


@settings(max_examples=60, deadline=None)
@given(shop=shops())
def test_one_budget_is_spent_as_the_best_of_all_plans_spends_it(shop):
    """Up to 8 customers and 4 offers: 390,625 plans; the same value to the digit."""
    values, costs, group, money = shop
    limits = [Limit(float(money))]
    found = choose(values, costs, limits, group)
    value, spent = recounted(values, costs, found.choice)
    assert found.is_exact
    assert value == found.value == every_plan(values, costs, group, limits)
    assert spent == found.used[0] <= money


@settings(max_examples=40, deadline=None)
@given(shop=shops(), alike=st.lists(st.integers(1, 8), min_size=4, max_size=4))
def test_branches_on_counts_lose_no_plan(shop, alike):
    """From no plan at all, with offers that cost everybody the same: value <= best <= bound."""
    values, costs, group, money = shop
    costs = np.broadcast_to(np.array(alike[: values.shape[1]], float), costs.shape).copy()
    problem = Problem(values, costs, [Limit(float(money))], group)
    prices, at, below = one_price(problem)
    bound = at.bound if below is None else min(at.bound, below.bound)
    nobody = np.full(len(values), -1)
    choice, lower = by_counts(problem, nobody, prices, bound, 0.0, _side)
    best = every_plan(values, costs, group, [Limit(float(money))])
    assert not problem.breach(problem.total(choice)[1]).any()
    assert problem.total(choice)[0] <= best <= lower + 1e-9
    assert lower <= bound + 1e-9


@settings(max_examples=25, deadline=None)
@given(
    shop=shops(7, 3), people=st.integers(0, 4), floor=st.integers(0, 3), channel=st.integers(0, 12)
)
def test_so_are_several_limits(shop, people, floor, channel):
    """A total, money for one channel, contacts, and people of one group who must get something."""
    values, costs, group, money = shop
    limits = [
        Limit(float(money)),
        Limit(float(channel), offers=(0,)),
        Limit(float(people), of_people=True),
        Limit(float(floor), groups=(1,), of_people=True, is_floor=True),
    ]
    best = every_plan(values, costs, group, limits)
    found = choose(values, costs, limits, group)
    assert bool(found.missed) == (best is None)
    assert all(limits[m].is_floor for m in found.missed)
    if best is not None:
        assert found.value == best
        assert found.is_exact


def drawn(n, k, seed):
    """Values as those of DECISIONS: lognormal; values after cost."""
    generator = np.random.default_rng(seed)
    costs = generator.lognormal(0, 1, (n, k))
    return generator.lognormal(1, 1, (n, k)) - costs, costs, generator.integers(0, 5, n)


def many_limits(n):
    """A total, a channel, contacts of another, and two floors."""
    return [
        Limit(0.3 * n),
        Limit(0.05 * n, offers=(0, 1)),
        Limit(0.1 * n, offers=(2, 3), of_people=True),
        Limit(0.08 * n, groups=(4,), is_floor=True),
        Limit(0.15 * n, groups=(3,), of_people=True, is_floor=True),
    ]


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("several", [False, True])
def test_a_plan_for_five_thousand_keeps_its_limits_and_its_gap(seed, several):
    """The bound is above the value by at most 1e-4 of it, and each limit is kept."""
    values, costs, group = drawn(5000, 8, seed)
    limits = many_limits(5000) if several else [Limit(1500.0)]
    found = choose(values, costs, limits, group)
    value, spent = recounted(values, costs, found.choice)
    assert value == pytest.approx(found.value, rel=1e-12)
    assert spent == pytest.approx(found.used[0], rel=1e-12)
    assert found.value <= found.bound
    assert found.gap <= 1e-4
    assert found.missed == ()
    assert found.prices[0] > 0


def test_a_bound_that_is_no_limit_has_no_price():
    """Money for all: everybody gets their best, and one more euro is worth nothing."""
    values, costs, _ = drawn(1000, 4, 1)
    found = choose(values, costs, [Limit(1e9)])
    assert found.prices.tolist() == [0.0]
    assert found.value == pytest.approx(np.maximum(values.max(axis=1), 0).sum())
    assert found.gap == 0


def test_the_price_is_what_one_more_unit_brings():
    """Four thousand customers, one per cent more money: value rises by price x money."""
    values, costs, _ = drawn(4000, 4, 2)
    found = choose(values, costs, [Limit(1200.0)])
    more = choose(values, costs, [Limit(1212.0)])
    assert found.prices[0] > more.prices[0]
    price = (found.prices[0] + more.prices[0]) / 2
    assert more.value - found.value == pytest.approx(12 * price, rel=0.01)


def test_equal_customers_are_taken_until_the_money_is_gone():
    """All are torn at the same price: 100 of 1,000, and not none or all."""
    found = choose(np.full((1000, 1), 3.0), np.full((1000, 1), 2.0), [Limit(200.5)])
    assert (found.choice >= 0).sum() == 100
    assert found.value == 300
    assert found.gap < 1e-12  # nobody can spend the last 0.50, and the bound does not count on it


@pytest.mark.parametrize(
    ("costs", "limit", "usable"),
    [
        ([6.0, 12.0], Limit(604.8), 600.0),
        ([0.3, 6.0], Limit(264.5), 264.3),
        ([0.3, 6.0], Limit(264.5, offers=(1,)), 264.0),
        ([0.3, 6.0], Limit(7.5, of_people=True), 7.0),
        ([0.3, 6.0], Limit(0.9), 0.9),
        ([0.0, 0.0], Limit(5.5), 5.5),
        ([np.pi, 6.0], Limit(264.5), 264.5),
        ([6.0, 12.0], Limit(604.8, is_floor=True), 604.8),
    ],
)
def test_what_no_plan_can_use_is_taken_off_a_limit(costs, limit, usable):
    """Whole multiples of 6, of 0.30, of one; no step in pi; 0.9 is three times 0.3 to the hair."""
    (found,) = in_steps([limit], np.tile(costs, (5, 1)))
    assert found.bound == pytest.approx(usable)


def test_costs_that_differ_by_customer_have_no_step():
    """A discount costs each their own: all of the budget may be used."""
    costs = np.column_stack([np.full(50, 6.0), np.linspace(1, 9, 50)])
    assert in_steps([Limit(604.8)], costs)[0].bound == 604.8


def test_few_dear_offers_are_proven_by_branches():
    """Fifty gifts at 12 and a discount or two: prices leave a gap of 0.004, and branches 1e-4."""
    generator = np.random.default_rng(4)
    stake = generator.lognormal(5, 0.8, 3000)
    costs = np.column_stack([np.full(3000, 12.0), 0.05 * stake])
    values = stake[:, None] * np.array([0.16, 0.07]) * generator.beta(3, 3, (3000, 1)) - costs
    found = choose(values, costs, [Limit(604.0)])
    price = found.prices[0]
    bound = 604.0 * price + np.maximum(values - price * costs, 0).max(axis=1).sum()
    assert found.bound < bound
    assert found.gap <= 1e-4
    exact = highs(values, costs, 604.0)
    assert found.value >= -exact.fun * (1 - 1e-4)
    assert -exact.fun <= found.bound * (1 + 1e-6)


def highs(values, costs, budget):
    """The optimum by HiGHS, and its own bound."""
    n, k = values.shape
    rows = np.repeat(np.arange(n), k)
    one_each = coo_array((np.ones(n * k), (rows, np.arange(n * k))), shape=(n, n * k))
    return milp(
        -values.ravel(), integrality=np.ones(n * k), bounds=Bounds(0, 1),
        constraints=[LinearConstraint(one_each.tocsr(), ub=1),
                     LinearConstraint(costs.ravel()[None, :], ub=budget)],
        options={"mip_rel_gap": 1e-6, "time_limit": 60},
    )  # fmt: skip


@pytest.mark.slow
def test_two_thousand_customers_and_eight_offers_within_a_hair_of_highs():
    """1e-5 of the whole-number optimum, and never above what HiGHS proves."""
    values, costs, _ = drawn(2000, 8, 0)
    found, exact = choose(values, costs, [Limit(600.0)]), highs(values, costs, 600.0)
    assert found.value >= -exact.fun * (1 - 1e-5)
    assert found.value <= -exact.mip_dual_bound * (1 + 1e-9)
