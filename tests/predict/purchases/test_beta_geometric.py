"""BG/NBD and MBG/NBD: the gradient is exact, the expectation is the integral it claims to be."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import betaln, gammaln

from volver.domain.history import Histories
from volver.predict.purchases.beta_geometric import objective
from volver.predict.purchases.bg_nbd import BgNbd
from volver.predict.purchases.collapse import collapse
from volver.predict.purchases.mbg_nbd import MbgNbd

SETTINGS = st.tuples(
    st.floats(-2.0, 2.0), st.floats(1.0, 6.0), st.floats(-2.0, 2.0), st.floats(-1.0, 4.0)
).map(np.array)
HISTORIES = Histories(
    np.array([0, 0, 1, 3, 12, 60, 221]),
    np.array([0, 0, 40, 300, 280, 500, 724]),
    np.array([0, 700, 90, 300, 650, 512, 725]),
    np.array([7, 40, 11, 3, 2, 1, 1]),
)
both = pytest.mark.parametrize("leaves_at_first", [False, True])


@both
@given(SETTINGS)
def test_the_gradient_is_the_slope_of_the_likelihood(leaves_at_first, logs):
    """Exact derivatives by log parameters against central differences."""
    f = objective(collapse(HISTORIES), leaves_at_first)
    steps = 1e-5 * np.eye(4)
    slope = [(f(logs + e)[0] - f(logs - e)[0]) / 2e-5 for e in steps]
    assert f(logs)[1] == pytest.approx(slope, rel=1e-6, abs=1e-6)


@both
@given(SETTINGS)
def test_the_likelihood_is_that_of_the_paper(leaves_at_first, logs):
    """The two terms written out with gamma functions, customer by customer."""
    r, alpha, a, b = np.exp(logs)
    h = HISTORIES
    c = h.repeat_count + leaves_at_first
    common = gammaln(r + h.repeat_count) - gammaln(r) + r * np.log(alpha) - betaln(a, b)
    alive = betaln(a, b + c) - (r + h.repeat_count) * np.log(alpha + h.age)
    chance = betaln(a + 1, b + np.maximum(c, 1) - 1)
    gone = chance - (r + h.repeat_count) * np.log(alpha + h.first_to_last)
    terms = common + np.where(c > 0, np.logaddexp(alive, gone), alive)
    known = float(terms @ h.count) / h.customers
    assert objective(collapse(h), leaves_at_first)(logs)[0] == pytest.approx(known, rel=1e-10)


@pytest.mark.parametrize("model_type", [BgNbd, MbgNbd])
@settings(max_examples=25)
@given(SETTINGS, st.sampled_from([(0, 0), (0, 400), (1, 30), (6, 100), (40, 300)]))
def test_expected_orders_are_an_integral_over_the_chance_to_leave(model_type, logs, row):
    """E[(1 - (1+pv)^-(r+x)) / p] over Beta(a, b+c), by adaptive quadrature in ln(p / (1-p))."""
    model = model_type.from_log_parameters(logs)
    x, age = row
    v = 365.0 / (model.alpha + age)
    a, b = model.a, model.b + x + model.leaves_at_first

    def density_of_orders(logit: float) -> float:
        log_p, log_stay = -np.logaddexp(0, -logit), -np.logaddexp(0, logit)
        orders = -np.expm1(-(model.r + x) * np.log1p(np.exp(log_p) * v)) / np.exp(log_p)
        return float(orders * np.exp(a * log_p + b * log_stay - betaln(a, b)))

    middle = float(np.log(a / b))
    ends = (middle - 45 / min(a, 1.0), middle, middle + 45 / min(b, 1.0))
    known = sum(
        quad(density_of_orders, *part, epsabs=0, epsrel=1e-11, limit=500)[0]
        for part in pairwise(ends)
    )
    found = model.expected_if_alive(np.array([float(x)]), np.array([float(age)]), 365.0)
    assert found == pytest.approx([known], rel=1e-9)


@pytest.mark.parametrize("model_type", [BgNbd, MbgNbd])
def test_nothing_special_happens_where_a_is_one(model_type):
    """The closed form of the literature divides by a - 1; the expectation passes through."""
    x, age = np.array([2.0]), np.array([272.0])
    below, at, above = (
        float(model_type(0.25, 30.0, a, 2.4).expected_if_alive(x, age, 365.0)[0])
        for a in (1 - 1e-6, 1.0, 1 + 1e-6)
    )
    assert at == pytest.approx((below + above) / 2, rel=1e-10)


def test_who_ordered_once_is_alive_for_bg_and_in_doubt_for_mbg():
    """P(alive) at x = 0 is 1 for BG; for MBG b / (a + b) on the first day, and falling."""
    none, age = np.zeros(3), np.array([0.0, 300.0, 3000.0])
    assert (BgNbd(0.5, 40.0, 0.9, 1.6).p_alive(none, none, age) == 1).all()
    p = MbgNbd(0.5, 40.0, 0.9, 1.6).p_alive(none, none, age)
    assert p[0] == pytest.approx(1.6 / 2.5)
    assert (np.diff(p) < 0).all()


def drawn(seed, leave=None, every=None):
    """Histories of 3,000 customers: the chance to leave ~ Beta(leave), or nobody leaves.

    They order at random at their own rates, or each on the dot `every` so many days.
    """
    generator = np.random.default_rng(seed)
    rows = []
    for age in generator.integers(300, 900, 3000):
        stays = generator.geometric(generator.beta(*leave)) if leave else 10**6
        count = generator.poisson(generator.gamma(0.8, 1 / 60) * age)
        times = np.sort(generator.random(count) * age)
        if every:
            times = np.arange(every, age, every)
        days = np.unique(np.floor(times[:stays]).astype(int))
        days = days[days > 0]
        rows.append((len(days), days.max(initial=0), age, 1))
    return Histories(*(np.array(column) for column in zip(*rows, strict=True)))


@pytest.mark.parametrize(
    ("leave", "every", "words"),
    [
        (None, None, "no detectable dropout"),
        ((2e6, 8e6), None, "customers leave alike"),
        ((0.5, 4.0), 50, "customers order at one rate"),
    ],
    ids=["nobody leaves", "all leave alike", "all order alike"],
)
def test_what_the_data_cannot_tell_is_said_in_words(leave, every, words):
    """A parameter that runs away is reported as what it means."""
    fitted = BgNbd.fit(drawn(1, leave, every))
    assert fitted.fit.ridge is not None
    assert words in fitted.fit.ridge


def test_no_dropout_is_told_by_both_models():
    """A first order without consequence is no dropout either."""
    fitted = MbgNbd.fit(drawn(2))
    assert fitted.fit.ridge is not None
    assert "no detectable dropout" in fitted.fit.ridge


@pytest.mark.parametrize("model_type", [BgNbd, MbgNbd])
def test_a_search_on_some_rows_ends_where_a_search_on_all_ends(model_type, monkeypatch):
    """The likeness only shortens the way: the same optimum to seven digits."""
    histories = drawn(3, leave=(0.8, 2.5))
    whole = model_type.fit(histories)
    monkeypatch.setattr("volver.predict.purchases.beta_geometric.SEARCH_ROWS", 600)
    finished = model_type.fit(histories)
    assert finished.fit.converged
    assert finished.model.log_parameters == pytest.approx(whole.model.log_parameters, rel=1e-7)
    assert finished.fit.covariance == pytest.approx(whole.fit.covariance, rel=1e-4)
