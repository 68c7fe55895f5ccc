"""Draws of a fit stand for its likelihood, or it is said that they do not."""

from dataclasses import replace

import numpy as np
import pytest
from tests.contracts.test_purchase_models import drawn as world

from volver.predict.draws import doubt, draw_columns, drawn
from volver.predict.purchases.catalogue import CANDIDATES
from volver.predict.purchases.stacked import stacked

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def fits():
    """Histories of 200 customers, and two models fitted to them."""
    histories = world(200, 8)[3]
    return histories, [CANDIDATES[name].fit(histories) for name in ("mbg-nbd", "nbd")]


def walked(model, histories, step, count, generator):
    """A random walk of Metropolis over the log parameters: nothing is taken as normal."""
    here = model.log_parameters
    at, found = model.log_likelihood(histories), []
    for _ in range(count):
        there = here + step @ generator.standard_normal(len(here))
        likelihood = model.from_log_parameters(there).log_likelihood(histories)
        if np.log(generator.random()) < likelihood - at:
            here, at = there, likelihood
        found.append(here)
    return np.array(found)


@pytest.mark.slow
def test_weighted_draws_agree_with_a_walk_over_the_likelihood(fits):
    """Means and standard deviations of both, from 20,000 steps and from 4,000 draws."""
    histories, (fitted, _) = fits
    step = np.linalg.cholesky(fitted.fit.covariance) * 0.9
    path = walked(fitted.model, histories, step, 20_000, np.random.default_rng(5))[2_000:]
    found = drawn(fitted, histories, 4_000)
    weight = found.weights.weight[:, None]
    mean = (weight * found.log_parameters).sum(axis=0)
    spread = np.sqrt((weight * (found.log_parameters - mean) ** 2).sum(axis=0))
    assert found.weights.k < 0.7
    assert (np.abs(mean - path.mean(axis=0)) < 0.2 * path.std(axis=0)).all()
    assert spread == pytest.approx(path.std(axis=0), rel=0.15)


def test_a_fit_to_many_like_customers_has_no_doubt(fits):
    """One by one and stacked."""
    histories, both = fits
    assert [doubt(one, histories) for one in both] == [None, None]
    assert doubt(stacked((0.7, 0.3), both), histories) is None


def test_a_covariance_that_is_far_too_narrow_is_found_out(fits):
    """Draws that never leave the summit do not stand for the hill."""
    histories, (fitted, other) = fits
    narrow = replace(fitted, fit=replace(fitted.fit, covariance=fitted.fit.covariance / 16))
    said = doubt(narrow, histories)
    assert said is not None
    assert said.startswith("what the data say of the parameters is far from normal (Pareto k ")
    assert doubt(stacked((0.7, 0.3), [narrow, other]), histories) == said


def test_what_is_told_already_or_costs_too_much_is_not_looked_at(fits, monkeypatch):
    """Along a ridge, and of many like histories."""
    histories, (fitted, _) = fits
    narrow = replace(fitted.fit, covariance=fitted.fit.covariance / 16)
    assert doubt(replace(fitted, fit=replace(narrow, ridge="a ridge")), histories) is None
    monkeypatch.setattr("volver.predict.draws.ROWS", 10)
    assert doubt(replace(fitted, fit=narrow), histories) is None


def test_draws_are_told_by_letter_and_come_again(fits):
    """In the unit that is asked for; the same draws each time; a stack has both models' columns."""
    histories, both = fits
    weeks, days = (draw_columns(both[0], histories, unit, 50) for unit in ("week", "day"))
    assert list(weeks) == ["r", "alpha", "a", "b", "log_likelihood", "log_weight"]
    assert weeks["alpha"] * 7 == pytest.approx(days["alpha"])
    assert np.exp(weeks["log_weight"]).sum() == pytest.approx(1)
    assert (draw_columns(both[0], histories, "week", 50)["r"] == weeks["r"]).all()
    stack = draw_columns(stacked((0.7, 0.3), both), histories, "week", 50)
    assert stack["mbg-nbd r"] == pytest.approx(weeks["r"])
    assert "nbd log_weight" in stack
