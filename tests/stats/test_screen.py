"""What is believed of many comparisons, and how often that is wrong where nothing is there."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from volver.stats.screen import discoveries, rate_change, share_ratio, welch

chances = st.lists(st.floats(0, 1), max_size=30)


@given(p=chances, share=st.sampled_from([0.01, 0.05, 0.2]))
def test_the_screen_is_that_of_scipy(p, share):
    """Its adjusted chances, computed in another way, agree on who is believed."""
    found = discoveries(np.array(p), share)
    if p:
        adjusted = stats.false_discovery_control(p)
        clear = np.abs(adjusted - share) > 1e-9
        assert (found == (adjusted <= share))[clear].all()
    assert len(found) == len(p)


def test_what_is_not_known_is_not_believed():
    """And does not count among those that were compared."""
    assert discoveries(np.array([np.nan, 0.04, np.nan]), 0.05).tolist() == [False, True, False]


@given(
    sides=st.tuples(
        *[st.lists(st.integers(-50, 50).map(float), min_size=3, max_size=9)] * 2
    ).filter(lambda s: np.var(s[0]) * np.var(s[1]) > 0)
)
def test_welch_is_that_of_scipy(sides):
    """To the last digits."""
    parts = [np.array(side) for side in sides]
    found = welch(
        *(
            tuple(np.array([f(part)]) for part in parts)
            for f in (np.mean, lambda x: np.var(x, ddof=1), len)
        )
    )
    t = stats.ttest_ind(parts[1], parts[0], equal_var=False)
    assert found[2][0] == pytest.approx(t.pvalue, abs=1e-9)
    assert found[0][0] / found[1][0] == pytest.approx(t.statistic, abs=1e-9)


def test_rates_of_counts_that_come_in_bunches_raise_no_false_alarm():
    """Customers who count several times make counts swing more; the spread takes it in."""
    rng = np.random.default_rng(3)
    bunch = rng.poisson(2.0, (2, 4000, 60))
    customers = rng.poisson(0.3, bunch.shape).clip(0, 1)
    times = (bunch * customers).sum(axis=2).astype(float)
    squares = ((bunch * customers) ** 2).sum(axis=2)
    counts = (times[0], times[1])
    alarms = (rate_change(counts, (30, 30), (squares[0], squares[1]), 0.0)[2] < 0.05).mean()
    plain = (rate_change(counts, (30, 30), counts, 0.0)[2] < 0.05).mean()
    assert 0.03 < alarms < 0.06
    assert plain > 0.15


def test_customers_of_both_months_make_for_less_noise():
    """Rates differ much by customer and stay: the error is that of Poisson, near five in 100."""
    rng = np.random.default_rng(4)
    rates = rng.gamma(0.5, 4.0, (4000, 60))
    first, second = rng.poisson(rates), rng.poisson(rates)
    counts = first.sum(axis=1) * 1.0, second.sum(axis=1) * 1.0
    squares = (first**2).sum(axis=1), (second**2).sum(axis=1)
    together = (first * second).sum(axis=1)
    assert 0.03 < (rate_change(counts, (30, 30), squares, together)[2] < 0.05).mean() < 0.06
    assert (rate_change(counts, (30, 30), squares, 0.0)[2] < 0.05).mean() < 0.01


def test_the_interval_of_a_ratio_of_shares_holds_the_truth():
    """In at least its share of 4,000 worlds, and not in all of them."""
    rng = np.random.default_rng(5)
    top, rest = rng.binomial(200, 0.30, 4000), rng.binomial(1800, 0.15, 4000)
    low, ratio, high, _ = share_ratio(top.astype(float), 200, rest.astype(float), 1800, 0.9)
    assert 0.88 < ((low < 2) & (high > 2)).mean() < 0.92
    assert ratio.mean() == pytest.approx(2.0, abs=0.03)
