"""The normal-inverse-gamma: exact density and gradient, and a total that skew does not move."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from tests.predict.margins import LOSING, known, losing

from volver.predict.money.normal import NormalMoney, margins_of
from volver.predict.order_value.normal_margin import Margins, NormalMargin, objective

pytestmark = pytest.mark.slow

ORDERS = [[4.0, -9.0, 13.0], [55.0], [-3.0, -3.0], [0.0, 20.0, 7.0, 5.0, 120.0]]
FEW = margins_of(known(ORDERS))
logs = st.tuples(st.floats(-4, 4), st.floats(-2, 4), st.floats(-3, 8)).map(np.array)


@given(logs)
def test_the_gradient_is_the_slope_of_the_likelihood(logs):
    """Exact derivatives by log parameters against central differences."""
    f = objective(FEW.orders, FEW.mean - 3.0, FEW.squares)
    slope = [(f(logs + e)[0] - f(logs - e)[0]) / 2e-5 for e in 1e-5 * np.eye(3)]
    assert f(logs)[1] == pytest.approx(slope, rel=1e-5, abs=1e-6)


@given(logs)
def test_the_likelihood_is_that_of_all_orders_together(logs):
    """A customer's orders are a multivariate t: scipy's, which knows no sufficient statistics."""
    kappa, a, b = np.exp(logs)
    density = sum(
        stats.multivariate_t.logpdf(
            of_one,
            np.full(len(of_one), 3.0),
            b / a * (np.eye(len(of_one)) + np.ones((len(of_one),) * 2) / kappa),
            df=2 * a,
        )
        for of_one in ORDERS
    )
    assert NormalMargin(3.0, kappa, a, b).log_likelihood(FEW) == pytest.approx(density, rel=1e-8)


def test_a_simulated_population_is_recovered():
    """50,000 customers: within four standard errors, searched on a share of the rows."""
    base, _, _ = losing(50_000, seed=2)
    fitted = NormalMargin.fit(margins_of(base))
    error = np.sqrt(np.diag(fitted.fit.covariance))
    assert (np.abs(fitted.fit.log_parameters - LOSING.log_parameters) < 4 * error).all()
    assert fitted.model.mu == pytest.approx(LOSING.mu, abs=0.4)
    assert fitted.fit.converged
    assert fitted.fit.ridge is None


def test_skewed_margins_do_not_lower_the_total():
    """Lognormal orders less a cost: expectations add up to what the customers' means add up to."""
    generator = np.random.default_rng(3)
    own = np.exp(generator.normal(3.5, 0.6, 5000))
    orders = [m * np.exp(generator.normal(-0.5, 1.0, 2)) - 22 for m in own]
    money = NormalMoney.fit(known(orders))
    found = money.per_order(known(orders))
    assert found.mean() == pytest.approx((own - 22).mean(), rel=0.05)
    error = np.abs(found - (own - 22)).mean()
    assert error < 0.8 * np.abs(np.mean(orders, axis=1) - (own - 22)).mean()


def test_sums_to_come_are_distributed_as_drawn():
    """Three orders of 40,000 customers: as many below each quantile, whatever they have done."""
    base, _, later = losing(40_000, seed=4, more=3)
    money, came = NormalMoney.fit(base), later.sum(axis=1)
    three = np.full(len(base), 3.0)
    for q in (0.025, 0.1, 0.5, 0.9, 0.975):
        below = came <= money.sum_at(q, base, three)
        for group in (base.x == 0, base.x == 1, base.x >= 4):
            assert below[group].mean() == pytest.approx(q, abs=0.012)


def test_who_scatters_more_has_the_wider_interval():
    """Two customers with the same mean; one has always brought about it."""
    base = known([[10.0, 11.0, 9.0, 10.0], [60.0, -40.0, 55.0, -35.0]] * 30 + [[5.0], [20.0]] * 20)
    money = NormalMoney.fit(base)
    assert money.per_order(base)[0] == pytest.approx(money.per_order(base)[1])
    assert money.spread(base)[1] > 5 * money.spread(base)[0]


def test_amounts_that_repeat_to_the_cent_have_an_answer():
    """Each customer has a price of their own: a likelihood without floor would be infinite."""
    generator = np.random.default_rng(5)
    orders = [[float(p)] * 4 for p in generator.integers(-20, 80, 300)]
    fitted = NormalMargin.fit(margins_of(known(orders)))
    assert np.isfinite(fitted.fit.log_likelihood)
    assert fitted.model.expected(np.array([4.0]), np.array([50.0])) == pytest.approx(50.0, abs=1)


@settings(max_examples=25)
@given(st.lists(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=5), min_size=1, max_size=8))
def test_a_fit_never_raises(orders):
    """From one customer on there is an answer, and doubt where it is due."""
    fitted = NormalMargin.fit(margins_of(known(orders)))
    assert np.isfinite(fitted.model.log_parameters).all()
    assert np.isfinite(fitted.fit.covariance).all()


def test_means_without_end_are_said():
    """a <= 1/2: the mean of customers' means does not exist."""
    assert NormalMargin(1.0, 1.0, 0.6, 1.0).has_mean
    assert not NormalMargin(1.0, 1.0, 0.5, 1.0).has_mean


def test_the_first_order_is_one_of_the_orders():
    """Sufficient statistics of all orders, against numpy on the orders themselves."""
    assert FEW.orders.tolist() == [3, 1, 2, 5]
    assert pytest.approx([np.mean(one) for one in ORDERS]) == FEW.mean
    assert pytest.approx([np.var(one) * len(one) for one in ORDERS]) == FEW.squares
    assert isinstance(FEW, Margins)
