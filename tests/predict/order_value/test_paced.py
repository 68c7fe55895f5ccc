"""Spend that goes with the order rate: exact density, and found where it is and nowhere else."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import gammaln
from tests.predict.margins import together
from tests.predict.order_value.test_gamma_gamma import CDNOW

from volver.predict.ladder import purchase_model
from volver.predict.money.model import GammaGammaMoney
from volver.predict.money.paced import PacedMoney
from volver.predict.order_value.gamma_gamma import GammaGamma
from volver.predict.order_value.gamma_gamma import objective as plain_objective
from volver.predict.order_value.paced import PacedGammaGamma, objective, seen
from volver.predict.purchases.mbg_nbd import MbgNbd

X = np.array([1.0, 1.0, 2.0, 7.0, 29.0])
MEAN = np.array([3.0, 80.0, 22.35, 35.0, 300.0])
TIME = np.array([0.3, -1.2, 0.4, 1.1, -0.5])
logs = st.tuples(st.floats(-1, 3), st.floats(-1, 3), st.floats(-2, 6), st.floats(-1, 1)).map(
    np.array
)


@given(logs)
def test_the_gradient_is_the_slope_of_the_likelihood(logs):
    """Exact derivatives against central differences."""
    f = objective(X, MEAN, 0.7, TIME)
    slope = [(f(logs + e)[0] - f(logs - e)[0]) / 2e-5 for e in 1e-5 * np.eye(4)]
    assert f(logs)[1] == pytest.approx(slope, rel=1e-5, abs=1e-6)


@given(logs)
def test_the_likelihood_is_gamma_gammas_of_money_over_the_factor(logs):
    """Each customer's scale has E rate^beta in it; at beta 0 nothing is left of it."""
    factor = np.exp(gammaln(0.7 + X + logs[3]) - gammaln(0.7 + X) - logs[3] * TIME)
    divided = [
        plain_objective(X[[i]], MEAN[[i]] / factor[i])(logs[:3])[0] - np.log(factor[i])
        for i in range(len(X))
    ]
    assert objective(X, MEAN, 0.7, TIME)(logs)[0] == pytest.approx(np.mean(divided), rel=1e-8)
    none = np.append(logs[:3], 0.0)
    whole = plain_objective(X, MEAN)(logs[:3])[0]
    assert objective(X, MEAN, 0.7, TIME)(none)[0] == pytest.approx(whole, rel=1e-8)


def test_the_factor_is_the_mean_over_the_orders_to_come():
    """Rates of one history drawn, and weighed by the orders that they bring."""
    base = together(400, 1, 0.0)[0]
    model = PacedGammaGamma(CDNOW, 0.3, MbgNbd(r=0.7, alpha=60.0, a=0.8, b=2.5))
    generator = np.random.default_rng(1)
    rate = generator.gamma(0.7 + base.x[7], 1 / (60.0 + base.age[7]), 400_000)
    drawn = np.average((rate / (0.7 / 60.0)) ** 0.3, weights=rate)
    assert model.factor(base)[7] == pytest.approx(drawn, rel=0.01)


def fits(base):
    """Gamma-Gamma without and with the rate, and twice the gain in log-likelihood."""
    plain = GammaGamma.fit(base.spend)
    paced = PacedGammaGamma.fit(base, plain, purchase_model(base, "mbg-nbd").model)
    assert paced.fit.converged
    return plain, paced, 2 * (paced.fit.log_likelihood - plain.fit.log_likelihood)


def missed(money, base, orders, margin):
    """Total foretold, given the orders, over the total that came, less 1."""
    return (orders * money.per_order(base)).sum() / margin.sum() - 1


@pytest.mark.slow
@pytest.mark.parametrize(("rank", "off"), [(0.6, 0.03), (-0.6, -0.025)])
def test_the_total_is_right_where_spend_goes_with_the_rate(rank, off):
    """12 worlds of 2,000 customers: Gamma-Gamma misses, and with the rate it does not."""
    missing = []
    for seed in range(12):
        base, orders, margin = together(2000, seed, rank)
        plain, paced, gain = fits(base)
        assert gain > 3.84
        assert np.sign(paced.model.beta) == np.sign(rank)
        monies = GammaGammaMoney(plain), PacedMoney(paced)
        missing.append([missed(money, base, orders, margin) for money in monies])
    without, with_rate = np.mean(missing, axis=0)
    assert without == pytest.approx(off, abs=0.01)
    assert abs(with_rate) < 0.008


@pytest.mark.slow
def test_where_nothing_depends_the_likelihood_ratio_has_its_size_and_nothing_is_harmed():
    """100 worlds: 5 % are called dependent at 5 %, within three standard errors; totals alike."""
    called, missing = [], []
    for seed in range(100):
        base, orders, margin = together(1000, seed, 0.0)
        plain, paced, gain = fits(base)
        called.append(gain > 3.84)
        monies = GammaGammaMoney(plain), PacedMoney(paced)
        missing.append([missed(money, base, orders, margin) for money in monies])
    assert np.mean(called) == pytest.approx(0.05, abs=3 * (0.05 * 0.95 / 100) ** 0.5)
    assert np.abs(np.mean(missing, axis=0)).max() < 0.008


def test_time_in_which_somebody_was_there_ends_with_their_leaving():
    """Between the log of days until the last order, and of days until today."""
    base = together(400, 2, 0.0)[0]
    rates = MbgNbd(r=0.7, alpha=60.0, a=0.8, b=2.5)
    found = seen(rates, base) - np.log(0.7 / 60.0)
    assert (found >= np.log(60.0 + base.t_x) - 1e-12).all()
    assert (found <= np.log(60.0 + base.age) + 1e-12).all()
