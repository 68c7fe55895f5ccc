"""Gamma-Gamma: exact gradient, exact sums, and an answer for every customer."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import gammaln

from volver.domain.history import Spend
from volver.predict.order_value.gamma_gamma import GammaGamma, objective
from volver.predict.order_value.model import OrderValueModel

CDNOW = GammaGamma(p=6.25, q=3.74, gamma=15.44)
X = np.array([1.0, 1.0, 2.0, 7.0, 29.0])
MEAN = np.array([3.0, 80.0, 22.35, 35.0, 300.0])
logs = st.tuples(st.floats(-1, 3), st.floats(-1, 3), st.floats(-2, 6)).map(np.array)


@given(logs)
def test_the_gradient_is_the_slope_of_the_likelihood(logs):
    """Exact derivatives by log parameters against central differences."""
    f = objective(X, MEAN)
    slope = [(f(logs + e)[0] - f(logs - e)[0]) / 2e-5 for e in 1e-5 * np.eye(3)]
    assert f(logs)[1] == pytest.approx(slope, rel=1e-6, abs=1e-6)


@given(logs)
def test_the_likelihood_is_that_of_note_25(logs):
    """Equation 1a written out, customer by customer."""
    p, q, gamma = np.exp(logs)
    density = (
        gammaln(p * X + q) - gammaln(p * X) - gammaln(q) + q * np.log(gamma)
        + (p * X - 1) * np.log(MEAN) + p * X * np.log(X) - (p * X + q) * np.log(gamma + X * MEAN)
    )  # fmt: skip
    assert objective(X, MEAN)(logs)[0] == pytest.approx(density.mean(), rel=1e-9)


def test_a_simulated_population_is_recovered():
    """20,000 customers: parameters within four standard errors, subsample or not."""
    generator = np.random.default_rng(2)
    x = generator.geometric(0.3, 50_000)
    nu = generator.gamma(3.74, 1 / 15.44, 50_000)
    fitted = GammaGamma.fit(Spend(x, generator.gamma(6.25 * x) / nu / x))
    error = np.sqrt(np.diag(fitted.fit.covariance))
    assert (np.abs(fitted.fit.log_parameters - CDNOW.log_parameters) < 4 * error).all()
    assert fitted.fit.converged
    assert fitted.fit.ridge is None


def test_the_order_of_customers_cannot_matter():
    """Shuffled rows give the same fit to the bit, and one-time buyers are no rows at all."""
    generator = np.random.default_rng(6)
    x = generator.integers(0, 6, 800)
    mean = np.where(x > 0, generator.gamma(2.0, 20.0, 800), 0.0)
    order = generator.permutation(800)
    one = GammaGamma.fit(Spend(x, mean)).model
    assert GammaGamma.fit(Spend(x[order], mean[order])).model == one
    assert GammaGamma.fit(Spend(x[x > 0], mean[x > 0])).model == one


@given(st.floats(0.01, 1000))
def test_the_currency_changes_nothing_but_gamma(rate):
    """Values in another money: gamma in it, and expectations in it."""
    other = GammaGamma(CDNOW.p, CDNOW.q, CDNOW.gamma * rate)
    assert other.expected(X, MEAN * rate) == pytest.approx(CDNOW.expected(X, MEAN) * rate)


def test_everybody_gets_an_expected_value_between_their_own_and_the_population():
    """A weighted mean; whoever never came back is the population."""
    population = CDNOW.p * CDNOW.gamma / (CDNOW.q - 1)
    found = CDNOW.expected(X, MEAN)
    assert (np.minimum(MEAN, population) <= found).all()
    assert (found <= np.maximum(MEAN, population)).all()
    assert CDNOW.expected(np.zeros(2), np.array([0.0, np.nan])) == pytest.approx([population] * 2)


def test_a_mean_of_zero_or_below_is_shrunk_like_any_other():
    """The formula is linear in the mean and needs no density."""
    x, mean = np.array([2.0, 2.0, 9.0]), np.array([0.0, -20.0, -20.0])
    found = CDNOW.expected(x, mean)
    assert np.isfinite(found).all()
    assert found[0] > found[1] > found[2] > -20


def test_an_infinite_mean_is_said_and_not_guessed():
    """q <= 1: infinite for the population, finite for whoever has ordered enough."""
    heavy = GammaGamma(p=2.0, q=0.9, gamma=10.0)
    assert not heavy.has_mean
    found = heavy.expected(np.array([0.0, 3.0]), np.array([0.0, 25.0]))
    assert np.isinf(found[0])
    assert np.isfinite(found[1])
    generator = np.random.default_rng(1)
    nu = generator.gamma(0.7, 1 / 10.0, 4000)
    fitted = GammaGamma.fit(Spend(np.full(4000, 3), generator.gamma(6.0, size=4000) / nu / 3))
    assert fitted.fit.ridge is not None
    assert "infinite" in fitted.fit.ridge


def test_sums_of_orders_are_distributed_as_drawn():
    """200,000 posterior draws of three orders: distribution function and two moments."""
    generator = np.random.default_rng(9)
    x, mean, n = np.array([2.0]), np.array([22.35]), np.array([3.0])
    scale = float(CDNOW.scale(x, mean)[0])
    nu = generator.gamma(CDNOW.q + 2 * CDNOW.p, 1 / scale, 200_000)
    total = generator.gamma(3 * CDNOW.p, 1 / nu)
    u = np.array([0.5, 1.0, 1.5, 3.0])
    known = [(total <= level * scale).mean() for level in u]
    assert CDNOW.sum_cdf(n, u, x) == pytest.approx(known, abs=5e-3)
    first, second = CDNOW.sum_moments(n, x, mean)
    assert first == pytest.approx([total.mean()], rel=0.01)
    assert second == pytest.approx([(total**2).mean()], rel=0.02)
    assert first == pytest.approx(3 * CDNOW.expected(x, mean))


def test_one_order_of_the_population_follows_the_density_of_the_fit():
    """For x = 0 and n = 1 the slope of the distribution function is the likelihood's density."""
    m, h = 30.0, 1e-3
    n, x = np.ones(1), np.zeros(1)
    above, below = (CDNOW.sum_cdf(n, np.array([(m + e) / CDNOW.gamma]), x) for e in (h, -h))
    density = CDNOW.log_likelihood(Spend(np.array([1]), np.array([m])))
    assert np.log((above - below) / (2 * h)) == pytest.approx([density], abs=1e-6)


def test_moments_without_end_are_infinite():
    """The mean needs q + px > 1, the square q + px > 2."""
    first, second = GammaGamma(2.0, 0.9, 10.0).sum_moments(np.ones(2), np.zeros(2), np.zeros(2))
    assert np.isinf(first).all()
    assert np.isinf(second).all()
    first, second = GammaGamma(2.0, 1.5, 10.0).sum_moments(np.ones(1), np.zeros(1), np.zeros(1))
    assert np.isfinite(first).all()
    assert np.isinf(second).all()


@pytest.mark.slow
@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 5), st.floats(-50, 500)), max_size=8))
def test_a_fit_never_raises(rows):
    """From nobody to a handful with losses there is an answer, and doubt where it is due."""
    spend = Spend(
        np.array([x for x, _ in rows], dtype=np.int64), np.array([m for _, m in rows], dtype=float)
    )
    fitted = GammaGamma.fit(spend)
    assert np.isfinite(fitted.model.log_parameters).all()
    assert np.isfinite(fitted.fit.covariance).all()


def test_gamma_gamma_is_a_model_of_the_order_value():
    """Type checkers and readers agree that it keeps the protocol."""
    kind: type[OrderValueModel] = GammaGamma
    assert kind.name == "gamma-gamma"
