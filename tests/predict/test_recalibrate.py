"""Levels that are moved, and those that had better stay."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from tests.predict.test_plain import plain
from tests.predict.worlds import LEAVING, asked, drawn

from volver.predict.backtest import Backtest, Seen
from volver.predict.base import Base
from volver.predict.forecast import table
from volver.predict.ladder import money_model, purchase_model
from volver.predict.outlook import Outlook
from volver.predict.recalibrate import FEWEST, distance, learnt, recalibration
from volver.predict.scoring import Came, Trial, judge


@pytest.fixture
def generator():
    """The only source of chance."""
    return np.random.default_rng(20_261_122)


def narrow(generator, size):
    """PITs of forecasts that are too sure of themselves: too many at both ends."""
    return generator.beta(0.6, 0.6, size)


def test_levels_go_where_the_past_says(generator):
    """What lay in the outer tenths 19 and 14 % of the time is pushed out to 10 %."""
    x, pit = generator.integers(0, 12, 20_000) * 1.0, narrow(generator, 20_000)
    found = recalibration([(x[:10_000], pit[:10_000]), (x[10_000:], pit[10_000:])])
    fresh_x, fresh = generator.integers(0, 12, 20_000) * 1.0, narrow(generator, 20_000)
    for level in (0.5, 0.8, 0.95):
        low, high = (found.level(q, fresh_x) for q in ((1 - level) / 2, (1 + level) / 2))
        assert ((fresh >= low) & (fresh <= high)).mean() == pytest.approx(level, abs=0.01)
        before = ((fresh >= (1 - level) / 2) & (fresh <= (1 + level) / 2)).mean()
        assert abs(before - level) > 0.02
    assert distance(found.corrected(fresh, fresh_x)) < 0.02


def test_groups_are_moved_apart(generator):
    """One-time buyers are forecast well, the others are not: the first stay as they are."""
    x = np.repeat([0.0, 5.0], 5000)
    pit = np.concatenate([generator.random(5000), narrow(generator, 5000)])
    found = learnt([(x, pit)])
    assert found.level(0.05, np.zeros(1))[0] == 0.05
    assert found.level(0.05, np.full(1, 5.0))[0] < 0.03


def test_one_origin_is_no_lesson(generator):
    """Nor is one whose lesson the next contradicts."""
    x = np.zeros(5000)
    high, low = generator.beta(2, 1, 5000), generator.beta(1, 2, 5000)
    assert recalibration([(x, high)]) is None
    assert recalibration([(x, high), (x, low)]) is None
    assert recalibration([(x, high), (x, high)]) is not None


def test_uniform_is_left_alone(generator):
    """What is right stays to the bit, but for one in twenty; and so does a group of a few."""
    x = np.zeros(FEWEST - 1)
    assert learnt([(x, narrow(generator, FEWEST - 1))]).level(0.1, x)[0] == 0.1
    x = np.zeros(5000)
    levels = [learnt([(x, generator.random(5000))]).level(0.1, x)[0] for _ in range(60)]
    assert sum(level != 0.1 for level in levels) <= 8


def test_levels_keep_their_order(generator):
    """A higher level is a higher quantile, within 0 and 1."""
    found = learnt([(np.zeros(1000), generator.beta(0.3, 2, 1000))])
    levels = [found.level(q, np.zeros(1))[0] for q in np.linspace(0.001, 0.999, 99)]
    assert (np.diff(levels) >= 0).all()
    assert 0 < levels[0] < levels[-1] < 1


def test_each_group_has_to_be_helped_itself(generator):
    """One-time buyers are missed alike both times, the others the other way round: of these the
    first origin taught nothing, and only the levels of the first group move."""
    x = np.repeat([0.0, 9.0], 5000)
    alike, high, low = (
        narrow(generator, 5000), generator.beta(2, 1, 5000), generator.beta(1, 2, 5000)
    )  # fmt: skip
    again = narrow(generator, 5000)
    found = recalibration([(x, np.append(alike, high)), (x, np.append(again, low))])
    assert found.level(0.05, np.zeros(1))[0] < 0.03
    assert found.level(0.05, np.full(1, 9.0))[0] == 0.05


def test_windows_that_share_days_with_the_last_teach_nothing():
    """Windows of 90 days that begin 200, 60 and 0 days before the last origin."""
    score = plain_score()
    days = [date(2024, 6, 30) - timedelta(days=back) for back in (200, 60, 0)]
    trials = tuple(
        Trial(replace(score, origin=day), np.zeros(1), np.full(1, i / 10))
        for i, day in enumerate(days)
    )
    base = Base(*np.ones((3, 1), np.int64), *np.ones((2, 1)))
    seen = {day: Seen(base, Came(day, 90, base.x, base.mean)) for day in days}
    tested = Backtest(trials, 90, False, seen=seen)
    assert [pit[0] for _, pit in tested.pits(score.candidate)] == [0.0, 0.2]


def test_numbers_of_orders_are_moved_and_margins_are_not(generator):
    """Levels pushed out make the intervals of orders wider, to the customer; values stay."""
    base = drawn(LEAVING, 400, seed=5)[0]
    fitted, money = purchase_model(base, "mbg-nbd"), money_model(base)[0]
    moved = learnt([(np.zeros(5000), generator.beta(0.2, 0.2, 5000))])
    plainly, shifted = (
        table(Outlook(base, fitted, money, 365, 0.1), base, asked(), how) for how in (None, moved)
    )
    wider = [
        found["expected_orders_high"] - found["expected_orders_low"] for found in (plainly, shifted)
    ]
    assert wider[1].sum() > wider[0].sum()
    assert (wider[1] >= wider[0]).all()
    assert np.array_equal(shifted["value_low"], plainly["value_low"])
    assert np.array_equal(shifted["value_high"], plainly["value_high"])


def plain_score():
    """The score of a baseline on two customers."""
    came = Came(date(2024, 1, 1), 90, np.zeros(2, np.int64), np.zeros(2))
    return judge("n", "N", plain([1, 1], [1, 1]), came, is_baseline=True).score
