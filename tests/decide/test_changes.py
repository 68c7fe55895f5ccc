"""What moved beyond noise is found; where nothing moved, the list stays empty."""

from datetime import date, timedelta

import numpy as np
import pytest
from tests.store.company import company_with
from tests.store.shop import REVENUE, Line, engine_with

from volver.decide.changes import Series, change_list, compared, members, swing
from volver.decide.stages import ORDER, stages
from volver.decide.traits import traits
from volver.domain.estimate import NotEnough
from volver.domain.month import first_day
from volver.domain.parts import Parting
from volver.domain.stages import GapLines
from volver.stats.screen import discoveries
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

MONTHS = 13
LINES = GapLines(20, 25, 90, own_from=100)


def series(rng, levels=12, customers=300, boost=1.0, swing_by=0.0):
    """Orders of customers with rates of their own in 13 months; the last of the first level
    multiplied, and every month up and down together with some levels."""
    rates = rng.gamma(2.0, 0.6, (levels, customers, 1))
    shared = np.exp(swing_by * rng.normal(size=(levels, 1, MONTHS)))
    lift = np.ones((levels, 1, MONTHS))
    lift[0, 0, -1] = boost
    orders = rng.poisson(rates * shared * lift, (levels, customers, MONTHS))
    margin = orders * rng.gamma(4.0, 5.0, orders.shape)
    times = orders.sum(axis=1).astype(float)
    together = np.zeros(times.shape)
    together[:, 1:] = (orders[:, :, 1:] * orders[:, :, :-1]).sum(axis=1)
    return Series(
        "channel", tuple(f"c{k}" for k in range(levels)), tuple(range(levels)), times,
        (orders**2).sum(axis=1) * 1.0, together, (orders > 0).sum(axis=1) * 1.0,
        margin.sum(axis=1), (margin**2).sum(axis=1),
    )  # fmt: skip


def listed(one):
    """The changes that are believed."""
    found = list(compared(one, 24_300, 0.9))
    kept = discoveries(np.array([c.chance for c in found]), 0.05)
    return [change for change, is_kept in zip(found, kept, strict=True) if is_kept]


@pytest.mark.slow
@pytest.mark.mission("M4")
@pytest.mark.parametrize("swing_by", [0.0, 0.15])
def test_where_nothing_changed_nearly_every_list_is_empty(swing_by):
    """At most 5 % of 400 lists, with two standard errors; months that swing anyway included."""
    rng = np.random.default_rng(11)
    full = [bool(listed(series(rng, swing_by=swing_by))) for _ in range(400)]
    assert np.mean(full) <= 0.072


@pytest.mark.mission("M4")
def test_a_change_is_found_and_only_it():
    """Half as many orders again in one of twelve channels: found in 95 worlds of 100 or more."""
    rng = np.random.default_rng(12)
    told = [{(c.level, c.measure) for c in listed(series(rng, boost=1.5))} for _ in range(100)]
    assert np.mean([("c0", "orders") in one for one in told]) >= 0.95
    others = np.mean([len([c for c in one if c[0] != "c0"]) / max(len(one), 1) for one in told])
    assert others <= 0.05


def test_usual_swings_widen_what_counts_as_noise():
    """Deviates three times as wide as chance: three; few of them teach nothing."""
    rng = np.random.default_rng(2)
    assert swing([3 * rng.normal(size=4000)]) == pytest.approx(3.0, abs=0.15)
    assert swing([rng.normal(size=4000) / 3]) == 1.0
    assert swing([np.full(3, 9.0)]) == 1.0


LAST = date(2024, 6, 10)
JUNE, MAY, APRIL = (12 * 2024 + month - 1 for month in (6, 5, 4))


def lines(friends_in_may):
    """Forty who came by friends and eighty by web: each buys tea on one day in each of six months,
    the friends so many times in May."""
    from datetime import datetime
    from decimal import Decimal

    made = []
    for who in range(120):
        for month in range(1, 7):
            times = friends_in_may if who < 40 and month == 5 else 1
            if month == 6 and who % 2:
                times = 0
            for k in range(times):
                when = datetime(2024, month, 1 + (7 * who + 3 * k) % 10, 12)  # noqa: DTZ001 - UTC
                made.append(Line(
                    1, len(made) + 1, None, f"c{who:03}", when, when.date(),
                    "tea" if who % 3 else "cup", None, Decimal("10.00"), None, False, None,
                ))  # fmt: skip
    return made


def snapshot(made):
    """With its channels."""
    engine = engine_with(made)
    company = company_with(engine, customers=[
        {"customer_id": f"c{n:03}", "channel": "friend" if n < 40 else "web"} for n in range(120)
    ])  # fmt: skip
    shape = Shape(REVENUE, False, False)
    return Snapshot(engine, LAST, shape, company=company).with_histories()


def by_stage(one):
    """Customers by stage, for sizes."""
    found = stages(one, LINES)
    return Parting("stages", tuple(ORDER), found.code)


@pytest.mark.mission("M4")
def test_a_channel_that_bought_three_times_as_much_is_listed_with_its_members():
    """May against April, because June is not over: 40 orders became 120, and the members are the
    forty with three orders and 30.00 each."""
    shop = snapshot(lines(3))
    channel = next(t for t in traits(shop) if t.name == "channel")
    found = change_list(shop, channel, None, 0.9)
    assert (found.month, found.against) == (MAY, APRIL)
    change = next(c for c in found.changes if (c.level, c.measure) == ("friend", "orders"))
    assert (change.before, change.now) == (40.0, 120.0)
    assert change.ratio.value == pytest.approx(120.5 / 31 / (40.5 / 30))
    assert change.ratio.low > 1.5
    who = members(shop, change, found.month)
    assert who["customer_id"].tolist() == [f"c{n:03}" for n in range(40)]
    assert who["orders"].sum() == 120
    assert who["margin"].sum() == 1200.0
    assert not [c for c in found.changes if c.level == "web"]


@pytest.mark.mission("M4")
def test_the_members_of_each_change_are_as_many_as_it_counts():
    """By product too, and by segment: those who are in it at the end of the month."""
    shop = snapshot(lines(3))
    channel = next(t for t in traits(shop) if t.name == "channel")
    found = change_list(shop, channel, by_stage, 0.9, false_share=1.0)
    seen = set()
    for change in found.changes:
        who = members(shop, change, found.month)
        count = {"orders": who["orders"].sum(), "new": len(who["orders"]),
                 "size": len(who["orders"])}.get(change.measure)  # fmt: skip
        if count is not None:
            assert count == change.now, change
        else:
            assert who["margin"].mean() == pytest.approx(change.now)
        seen.add((change.dimension, change.measure))
    assert {("all", "orders"), ("channel", "orders"), ("product", "orders"),
            ("segment", "size")} <= seen  # fmt: skip


def test_a_month_that_is_like_the_one_before_lists_nothing():
    """One order each, in April and in May."""
    shop = snapshot(lines(1))
    found = change_list(shop, None, None, 0.9)
    assert found.changes == ()
    assert found.compared > 0


def test_changes_need_two_whole_months():
    """A reason instead of a list."""
    shop = snapshot(lines(1)).at(first_day(12 * 2024 + 1) + timedelta(days=3))
    assert isinstance(change_list(shop, None, None, 0.9), NotEnough)
