"""BG/BB: the gradient is exact, and the numbers are those of the definition in 60 digits."""

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volver.domain.opportunity import OpportunityHistories
from volver.predict.opportunities.bg_bb import BgBb, objective
from volver.predict.opportunities.collapse import collapse
from volver.predict.opportunities.silence import blocks, log_odds_gone

LOGS = st.tuples(*[st.floats(-3.0, 4.0)] * 4).map(np.array)
ROWS = [(0, 0, 0, 2), (0, 0, 7, 40), (1, 1, 7, 9), (1, 7, 7, 3), (3, 3, 4, 5), (5, 20, 60, 4),
        (5, 33, 60, 1), (60, 60, 60, 1), (2, 50, 60, 2), (30, 41, 90, 1)]  # fmt: skip
HISTORIES = OpportunityHistories(*np.array(ROWS, dtype=np.int64).T)

HARD = [(0, 0, 5000), (3, 7, 5000), (2500, 2600, 5000), (4999, 4999, 5000), (2500, 5000, 5000),
        (40, 3000, 3001), (1, 1, 1), (0, 0, 1)]  # fmt: skip
WORLDS = [(1.204, 0.75, 0.657, 2.783), (0.02, 9.0, 3.0, 400.0), (30.0, 0.1, 0.05, 0.3),
          (0.5, 60.0, 1.0, 1.0)]  # fmt: skip


def exact(world, x, t_x, n):
    """ln of the terms of being there at n and of having left, by their definition in 60 digits."""
    alpha, beta, gamma, delta = (mpmath.mpf(value) for value in world)

    def log_beta(a, b):
        return mpmath.loggamma(a) + mpmath.loggamma(b) - mpmath.loggamma(a + b)

    base = log_beta(alpha, beta) + log_beta(gamma, delta)
    there = log_beta(alpha + x, beta + n - x) + log_beta(gamma, delta + n) - base
    left = mpmath.fsum(
        mpmath.exp(log_beta(alpha + x, beta + t - x) + log_beta(gamma + 1, delta + t) - base)
        for t in range(t_x, n)
    )
    return there, left


@settings(max_examples=40)
@given(LOGS)
def test_the_gradient_is_the_slope_of_the_likelihood(logs):
    """Exact derivatives by log parameters against central differences."""
    f = objective(collapse(HISTORIES))
    steps = 1e-5 * np.eye(4)
    slope = [(f(logs + e)[0] - f(logs - e)[0]) / 2e-5 for e in steps]
    assert f(logs)[1] == pytest.approx(slope, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("world", WORLDS)
def test_the_likelihood_is_that_of_the_paper(world):
    """Row by row, with beta functions of 60 digits."""
    with mpmath.workdps(60):
        known = mpmath.mpf(0)
        for x, t_x, n, count in ROWS:
            there, left = exact(world, x, t_x, n)
            known += count * mpmath.log(mpmath.exp(there) + left)
    assert BgBb(*world).log_likelihood(HISTORIES) == pytest.approx(float(known), rel=1e-12)


@pytest.mark.slow
@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("row", HARD, ids=str)
def test_hard_rows_are_as_in_arbitrary_precision(world, row):
    """Thousands of opportunities and parameters from 0.02 to 400: to 1e-10 of the likelihood and
    of both P(alive) and 1 - P(alive)."""
    x, t_x, n = row
    with mpmath.workdps(60):
        there, left = exact(world, x, t_x, n)
        whole = mpmath.exp(there) + left
        log_likelihood = float(mpmath.log(whole))
        alive, gone = float(mpmath.exp(there) / whole), float(left / whole)
    model = BgBb(*world)
    columns = [np.array([value]) for value in row]
    found = model.log_likelihood(OpportunityHistories(*columns, np.array([1])))
    assert found == pytest.approx(log_likelihood, rel=1e-10)
    assert model.p_alive(*columns, ahead=0) == pytest.approx([alive], rel=1e-10)
    odds = log_odds_gone(blocks(*columns), 1, tuple(world))
    assert 1 / (1 + np.exp(-odds)) == pytest.approx([gone], rel=1e-10)


def test_a_block_that_is_too_small_for_its_rows_changes_nothing(monkeypatch):
    """Pairs are worked off in pieces; where they are cut cannot matter."""
    rows = collapse(HISTORIES)
    logs = np.array([0.2, -0.3, -0.4, 1.0])
    whole = objective(rows)(logs)
    monkeypatch.setattr("volver.predict.opportunities.silence.CELLS", 70)
    assert len(blocks(rows.x, rows.t_x, rows.n)) > 2
    value, slope = objective(rows)(logs)
    assert value == pytest.approx(whole[0], rel=1e-14)
    assert slope == pytest.approx(whole[1], rel=1e-12)


def drawn(seed, customers, p, theta, n=12):
    """Histories of customers with these chances, each an array or a number for all."""
    generator = np.random.default_rng(seed)
    there = generator.geometric(np.broadcast_to(np.maximum(theta, 1e-12), customers)) - 1
    ordered = generator.random((customers, n)) < np.broadcast_to(p, customers)[:, None]
    ordered &= np.arange(n) < there[:, None]
    last = np.where(ordered, np.arange(1, n + 1), 0).max(axis=1)
    some = np.full(customers, n)
    return OpportunityHistories(ordered.sum(axis=1), last, some, np.ones_like(some))


RIDGES = {
    "no detectable dropout": lambda g: drawn(2, 4000, g.beta(1.0, 2.0, 4000), 0.0),
    "customers leave alike": lambda g: drawn(2, 4000, g.beta(1.0, 2.0, 4000), 0.2),
    "customers order alike": lambda g: drawn(2, 4000, 0.4, g.beta(0.8, 3.0, 4000)),
    "whoever is there orders every time": lambda g: drawn(2, 4000, 1.0, g.beta(0.8, 3.0, 4000)),
}


@pytest.mark.parametrize("story", RIDGES)
def test_a_ridge_is_told_in_words(story):
    """Where the world has no such difference between customers, the fit says which."""
    fit = BgBb.fit(RIDGES[story](np.random.default_rng(2))).fit
    assert fit.ridge is not None
    assert fit.ridge.startswith((story, "the likelihood is flat"))
    assert np.isfinite(fit.covariance).all()


def test_where_nobody_ever_orders_nothing_can_be_told_apart():
    """Never to order and to leave at once look alike: the fit says that it is flat, or a reason."""
    fitted = BgBb.fit(drawn(1, 100, 0.0, 0.1))
    assert fitted.fit.ridge is not None
    assert fitted.model.expected_new(12) < 1e-3
