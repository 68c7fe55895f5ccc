"""Whether a shop's customers can order any day shows in the days of their orders."""

import numpy as np
import pytest

from volver.domain.estimate import NotEnough
from volver.predict.opportunities.bg_bb import BgBb
from volver.predict.opportunities.setting import find_setting
from volver.stats.simulate import World, simulate

FIRST_DAY = np.datetime64("2021-01-04")
MODEL = BgBb(alpha=1.2, beta=1.0, gamma=0.8, delta=6.0)


def continuous(rate_days, seed):
    """Orders on any day, a customer once in so many days."""
    world = World(r=1.5, alpha=1.5 * rate_days, a=0.8, b=4.0, leaving="after_orders", p=6.0, q=4.0,
                  gamma=15.0)  # fmt: skip
    orders, _ = simulate(world, 1500, 400, 1000, 1, np.random.default_rng(seed))
    return orders.customer, FIRST_DAY + orders.day.astype("timedelta64[D]")


def discrete(points, seed, own_day=None, spread=0):
    """Orders at points of the calendar, with up to `spread` days to answer, or moved for each
    customer to a day of their own."""
    generator = np.random.default_rng(seed)
    customers, seen = 800, len(points)
    p = generator.beta(MODEL.alpha, MODEL.beta, customers)
    there = generator.geometric(generator.beta(MODEL.gamma, MODEL.delta, customers))
    ordered = generator.random((customers, seen)) < p[:, None]
    ordered &= np.arange(seen) < there[:, None]
    who, place = np.nonzero(ordered)
    day = points[place] + generator.integers(0, spread + 1, len(who)).astype("timedelta64[D]")
    if own_day:
        day = day + generator.integers(0, own_day, customers)[who].astype("timedelta64[D]")
    return who, day


MONTHLY = np.array([f"{y}-{m:02d}-05" for y in (2021, 2022, 2023) for m in range(1, 13)],
                   "datetime64[D]")  # fmt: skip
SATURDAYS = np.arange(np.datetime64("2022-01-01"), np.datetime64("2023-12-31"), 7)
YEARLY = np.array([f"{year}-12-01" for year in range(2012, 2024)], "datetime64[D]")


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("rate_days", [5, 30, 150])
def test_a_shop_that_is_always_open_is_continuous(rate_days, seed):
    """However often its customers come."""
    found = find_setting(*continuous(rate_days, seed))
    assert not found.is_discrete
    assert found.every is None
    assert found.days_used > 0.9
    assert found.gaps_regular < 0.3


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(
    ("points", "spread", "every"),
    [(MONTHLY, 0, "month"), (MONTHLY, 3, "month"), (SATURDAYS, 0, "week"), (YEARLY, 9, "year")],
    ids=["monthly event", "monthly appeal", "Saturday market", "yearly appeal"],
)
def test_orders_at_points_of_the_calendar_are_discrete(points, spread, every, seed):
    """Also where an appeal takes some days to be answered."""
    found = find_setting(*discrete(points, seed, spread=spread))
    assert found.is_discrete
    assert found.every == every
    assert len(found.evidence) == 2


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_box_on_the_customers_own_day_is_discrete(seed):
    """All days of the calendar are used, and each customer keeps a rhythm."""
    found = find_setting(*discrete(MONTHLY, seed, own_day=23))
    assert found.is_discrete
    assert found.every == "month"
    assert found.gaps_regular > 0.9


def test_a_shop_closed_on_sundays_is_not_discrete():
    """Six days in seven are no points."""
    who, day = continuous(20, 4)
    monday = (day.astype(int) + 3) % 7
    found = find_setting(who[monday != 6], day[monday != 6])
    assert not found.is_discrete


def test_the_evidence_is_told_with_its_numbers():
    """A reader can judge for themselves."""
    found = find_setting(*discrete(MONTHLY, 1))
    assert found.evidence[0].startswith("Days with an order: 36 of 1,065; as many orders at random")
    assert found.evidence[1].startswith("Gaps between orders of a customer at whole multiples of")


def test_too_few_orders_say_nothing():
    """No rhythm is read into a handful."""
    who, day = discrete(MONTHLY, 1)
    found = find_setting(who[:20], day[:20])
    assert isinstance(found, NotEnough)
    assert found.need == 50
