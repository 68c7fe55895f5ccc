"""Predictions without a model of customers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import nbinom, poisson

from volver.predict.plain import Plain

MANY = 2000


def plain(share, mean, shape=np.inf, per_order=10.0, **rest):
    """Customers with these shares and means."""
    share, mean = np.array(share, dtype=float), np.array(mean, dtype=float)
    return Plain(share, mean, shape, np.full(len(mean), per_order), 0.95, **rest)


def table(found):
    """P(N = n) by hand, n = 0 .. MANY - 1: zero-inflated, and a little of anybody."""
    n = np.arange(MANY)
    crowd = (found.share * found.mean).mean()
    anybody = (crowd / (1 + crowd)) ** n / (1 + crowd)
    rows = []
    for share, mean in zip(found.share, found.mean, strict=True):
        if np.isinf(found.shape):
            own = poisson.pmf(n, mean)
        else:
            own = nbinom.pmf(n, found.shape, found.shape / (found.shape + mean))
        rows.append(
            (1 - found.anybody) * (share * own + (1 - share) * (n == 0)) + found.anybody * anybody
        )
    return np.array(rows)


EXAMPLES = [
    plain([1.0, 1.0, 1.0], [0.0, 0.7, 12.0]),
    plain([0.2, 0.9, 0.5], [0.5, 3.0, 30.0], shape=0.8),
    plain([1.0, 1.0], [2.0, 2.0], shape=1.0, anybody=0.0),
]


@pytest.mark.parametrize("found", EXAMPLES)
def test_the_distribution_is_as_described(found):
    """Chances, mean and variance against the table written out."""
    exactly = table(found)
    n = np.arange(MANY)
    at_least = exactly[:, ::-1].cumsum(axis=1)[:, ::-1]
    for k in (0, 1, 2, 9):
        assert found.reached(np.full(len(found.mean), k)) == pytest.approx(at_least[:, k])
    assert found.orders == pytest.approx(exactly @ n)
    assert found.variances[0] == pytest.approx(exactly @ n**2 - (exactly @ n) ** 2)


@pytest.mark.parametrize("found", EXAMPLES)
@settings(max_examples=40, deadline=None)
@given(st.floats(0.001, 0.999))
def test_the_quantile_is_the_last_count_that_is_likely_enough(found, q):
    """The largest n with P(N >= n) > 1 - q, by looking at every n."""
    exactly = table(found)
    at_least = exactly[:, ::-1].cumsum(axis=1)[:, ::-1]
    close = np.abs(at_least[:, 1:] - (1 - q)).min(axis=1) < 1e-12
    by_hand = (at_least[:, 1:] > 1 - q).sum(axis=1)
    assert (found.orders_at(q) == by_hand)[~close].all()


def test_the_sum_over_customers_is_that_of_their_means():
    """A little of anybody moves orders between customers and makes none."""
    found = EXAMPLES[1]
    assert found.orders.sum() == pytest.approx((found.share * found.mean).sum())


def test_no_count_is_impossible():
    """Who never ordered in the last window may order five times in the next."""
    found = plain([1.0, 1.0], [0.0, 4.0])
    assert found.reached(np.array([5, 5]))[0] > 1e-3


def test_a_loss_per_order_turns_the_interval_round():
    """Many orders are the worst that can come."""
    losing = plain([1.0], [5.0], per_order=-3.0, anybody=0.0)
    assert losing.value_at(0.05)[0] == pytest.approx(-3.0 * 0.95 * losing.orders_at(0.95)[0])
    assert losing.value_at(0.05)[0] < losing.value[0] < losing.value_at(0.95)[0]
