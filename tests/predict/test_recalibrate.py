"""Levels that are moved, and those that had better stay."""

import numpy as np
import pytest

from volver.predict.recalibrate import FEWEST, distance, learnt, recalibration


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
