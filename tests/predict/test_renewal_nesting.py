"""Models of renewals lie inside each other where the literature says so."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from volver.domain.tenure import Tenures
from volver.predict.renewals.continuous import (
    Exponential,
    ExponentialGamma,
    ExponentialNever,
    Weibull,
    WeibullGamma,
    WeibullGammaNever,
)
from volver.predict.renewals.discrete import Bdw, DiscreteWeibull, Geometric, Sbg

T = np.array([0.0, 1.0, 2.0, 7.0, 40.0])
some = st.floats(0.1, 10.0)
HUGE = 1e7


def same(one, other, rel=1e-9):
    """Whether two models give the same survival, from the start and from later."""
    for since in (np.zeros(5), T / 2):
        found, known = one.log_kept(since, T), other.log_kept(since, T)
        assert found == pytest.approx(known, rel=rel, abs=1e-12)


@given(some, some, some)
def test_bdw_holds_sbg_discrete_weibull_and_geometric(a, b, c):
    """c of one; alpha and beta without end; both."""
    same(Bdw(a, b, 1.0), Sbg(a, b))
    spread = c / 10  # t^c far below beta, so that the limit is reached
    rate = np.log1p(a / b)
    same(Bdw(a * HUGE, b * HUGE, spread), DiscreteWeibull(rate ** (-1 / spread), spread), rel=1e-4)
    same(Sbg(a * HUGE, b * HUGE), Geometric(a / b), rel=1e-4)
    same(DiscreteWeibull(1 / rate, 1.0), Geometric(a / b))


@given(some, some, some, st.floats(0.1, 2.0))
def test_weibull_gamma_holds_the_others(r, tau, odds, c):
    """c of one; r and tau without end; nobody who never leaves."""
    same(WeibullGamma(r, tau, 1.0), ExponentialGamma(r, tau))
    same(ExponentialGamma(r * HUGE, tau * r * HUGE), Exponential(tau), rel=1e-3)
    scale = tau * 1e12 ** (1 / c)
    same(WeibullGamma(1e12, scale, c), Weibull(tau, c), rel=1e-3)
    same(Weibull(tau, 1.0), Exponential(tau))
    same(WeibullGammaNever(r, tau, c, 1e-150), WeibullGamma(r, tau, c), rel=1e-2)
    share = ExponentialNever(tau, odds)
    assert np.exp(share.log_kept(np.zeros(1), np.array([1e6])))[0] == pytest.approx(share.share)


def test_in_whole_periods_the_exponential_is_the_geometric_and_weibull_is_discrete():
    """The same likelihood, and the same fit by another parameter."""
    generator = np.random.default_rng(1)
    end = generator.geometric(0.2, 500)
    tenures = Tenures.of(np.minimum(end, 9), end <= 9)
    pairs = ((Geometric, Exponential), (DiscreteWeibull, Weibull))
    for whole, exact in pairs:
        one, other = whole.fit(tenures), exact.fit(tenures)
        assert one.fit.log_likelihood == pytest.approx(other.fit.log_likelihood, abs=1e-6)
        same(one.model, other.model, rel=1e-5)


@pytest.mark.parametrize("kind", [Exponential, ExponentialGamma, Weibull, WeibullGamma])
def test_the_unit_of_time_changes_tau_and_nothing_else(kind):
    """Months or days: the same curve; a density is lower by the length of a month per end."""
    generator = np.random.default_rng(2)
    end = generator.exponential(1 / generator.gamma(1.5, 1 / 9, 800))
    watched = generator.uniform(2, 20, 800)
    last, ended = np.minimum(end, watched), end <= watched
    months, days = kind.fit(Tenures.of(last, ended)), kind.fit(Tenures.of(30.0 * last, ended))
    expected = {
        letter: value * (30 if letter == "tau" else 1)
        for letter, value in months.model.parameters().items()
    }
    assert days.model.parameters() == pytest.approx(expected, rel=1e-5)
    shift = months.fit.log_likelihood - days.fit.log_likelihood
    assert shift == pytest.approx(ended.sum() * np.log(30), rel=1e-9)
