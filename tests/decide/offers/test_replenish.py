"""What customers buy again and when, against hand-written answers and a world we made."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from tests.decide.offers.logs import log

from volver.decide.offers.replenish import habits


def test_the_rank_is_how_often_how_lately_and_how_well_it_goes():
    """Three baskets of one: a in the first two, b in the last; another buys b."""
    found = habits(log([(0, 0, "a"), (0, 10, "a"), (0, 20, "b"), (1, 3, "b")]))
    weight = [0.95**2 + 0.95, 1, 1]
    assert found.times.tolist() == [2, 1, 1]
    assert found.weight.tolist() == pytest.approx(weight)
    popularity = np.array([weight[0] / 2, 1, 1])  # b weighs 1 + 1
    assert found.rank.tolist() == pytest.approx((np.log1p(weight) + popularity).tolist())
    assert found.first.tolist() == [0, 20, 3]
    assert found.last.tolist() == [10, 20, 3]
    assert found.start.tolist() == [0, 2, 3]


def test_what_nobody_buys_twice_is_no_habit():
    """A fridge is not suggested again; what one customer has bought twice is, to that one."""
    rows = [(n, 0, "fridge") for n in range(50)] + [
        (n, d, "milk") for n in range(9) for d in (0, 7)
    ]
    rows += [(n, 7, "lamp") for n in range(30)] + [(0, 9, "lamp")]
    found = habits(log(rows))
    told = {
        (int(n), int(p)): bool(a)
        for n, p, a in zip(found.n, found.product, found.again, strict=True)
    }
    fridge, lamp, milk = 0, 1, 2
    assert not told[3, fridge]
    assert told[3, milk]
    assert told[0, lamp]
    assert not told[1, lamp]


@given(st.lists(st.integers(1, 60), min_size=3, max_size=8), st.integers(0, 90))
def test_the_next_date_is_the_gap_that_is_left(gaps, waited):
    """Against scipy's log-normal distribution, cut at what has passed already."""
    days = np.concatenate([[0], np.cumsum(gaps)])
    rows = [(0, int(day), "a") for day in days] + [(1, 0, "a"), (1, 9, "a"), (1, 11, "a")]
    found = habits(log(rows, as_of=int(days[-1]) + waited, customers=2))
    row = np.array([0])
    low, middle, high = (float(end[0]) for end in found.due(row, 0.8))
    gap = stats.lognorm(found.spread[0], scale=np.exp(found.log_gap[0]))
    for end, share in ((low, 0.1), (middle, 0.5), (high, 0.9)):
        expected = gap.isf(gap.sf(waited) * (1 - share)) - waited
        assert end == pytest.approx(expected, rel=1e-6, abs=1e-6)
    assert 0 <= low <= middle <= high
    expected = 1 - gap.sf(waited + 28) / gap.sf(waited)
    assert found.chance(row, 28)[0] == pytest.approx(expected, abs=1e-9)


@pytest.mark.mission("X3")
def test_the_interval_of_the_next_date_holds_what_comes():
    """Log-normal gaps: intervals of 80 per cent hold the next gap about so often."""
    random = np.random.default_rng(11)
    rows, following = [], []
    for n in range(1500):
        usual = random.normal(3, 0.5)
        days = np.cumsum(np.maximum(np.round(np.exp(random.normal(usual, 0.4, 6))), 1))
        rows += [(n, int(400 - days[4] + day), "a") for day in (0, *days[:4].tolist())]
        rows += [(n, 400, "a")]
        following.append(np.exp(random.normal(usual, 0.4)))
    found = habits(log(rows, as_of=400))
    low, middle, high = found.due(np.arange(1500), 0.8)
    inside = (low <= np.array(following)) & (np.array(following) <= high)
    assert inside.mean() == pytest.approx(0.8, abs=0.04)
    assert (np.array(following) <= middle).mean() == pytest.approx(0.5, abs=0.04)
    # Between 1 gap of all and none of one's own: somebody new has that of the product.
    assert found.log_gap.mean() == pytest.approx(3, abs=0.05)


def test_little_history_is_drawn_towards_the_product():
    """Ten who come every 10 days; one who came once after 40 is expected between the two."""
    rows = [(n, day, "a") for n in range(10) for day in range(0, 100, 10)]
    rows += [(10, 0, "a"), (10, 40, "a"), (11, 0, "a")]
    found = habits(log(rows))
    own, once = found.log_gap[-2:]
    assert np.log(10) < once < own < np.log(40)
