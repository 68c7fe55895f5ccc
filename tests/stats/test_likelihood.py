"""The driver finds the top, says how sure it is, and tells a ridge instead of raising."""

import numpy as np
import pytest

from volver.stats.likelihood import information, maximise


def gaussian(precision, centre):
    """A log-likelihood that is a parabola."""

    def objective(where):
        away = where - centre
        return -float(away @ precision @ away) / 2, -(precision @ away)

    return objective


CENTRE = np.array([0.3, -1.2, 2.0])
PRECISION = np.array([[2.0, 0.3, 0.0], [0.3, 1.0, -0.2], [0.0, -0.2, 0.5]])


def test_the_top_of_a_parabola_is_found_with_its_covariance():
    """The covariance is the inverse of the information of all rows together."""
    fit = maximise(gaussian(PRECISION, CENTRE), [np.zeros(3), np.ones(3)], count=400)
    assert fit.log_parameters == pytest.approx(CENTRE, abs=1e-9)
    assert fit.covariance == pytest.approx(np.linalg.inv(400 * PRECISION), rel=1e-7)
    assert fit.converged
    assert fit.ridge is None


def test_the_information_is_minus_the_hessian():
    """Central differences of an exact gradient are exact for a parabola."""
    found = information(gaussian(PRECISION, CENTRE), np.zeros(3))
    assert found == pytest.approx(PRECISION, abs=1e-10)


def test_the_best_of_several_ends_is_kept():
    """Two hills, of which the second start reaches the higher."""

    def hills(where):
        z = where[0]
        low, high = np.exp(-((z + 3) ** 2)), 2 * np.exp(-((z - 3) ** 2))
        return float(low + high), np.array([-2 * (z + 3) * low - 2 * (z - 3) * high])

    fit = maximise(hills, [np.array([-3.5]), np.array([2.5])], count=100)
    assert fit.log_parameters == pytest.approx([3.0], abs=1e-6)


def test_a_search_on_some_rows_ends_at_the_top_of_all_rows():
    """The likeness has its top elsewhere; only the way to the top is shortened."""
    near = gaussian(1.1 * PRECISION, CENTRE + 0.05)
    calls = 0

    def whole(where):
        nonlocal calls
        calls += 1
        return gaussian(PRECISION, CENTRE)(where)

    fit = maximise(whole, [np.zeros(3)], count=400, small=near)
    assert fit.log_parameters == pytest.approx(CENTRE, abs=1e-9)
    assert fit.converged
    assert calls < 30
    assert fit.evaluations > calls


def test_a_misleading_share_of_the_rows_is_overruled():
    """Where the likeness points far away, the search is made again on all rows."""
    fit = maximise(
        gaussian(PRECISION, CENTRE), [np.zeros(3)], count=400, small=gaussian(PRECISION, CENTRE + 5)
    )
    assert fit.log_parameters == pytest.approx(CENTRE, abs=1e-9)
    assert fit.converged


def test_a_ridge_is_named_by_the_limit_it_leads_to():
    """A likelihood that rises for ever in one direction, ever more slowly."""

    def endless(where):
        rise = np.exp(-where[0])
        return -float(rise + (where[1] - 1) ** 2), np.array([rise, -2 * (where[1] - 1)])

    limits = {"first runs to infinity": (1, 0), "second runs to infinity": (0, 1)}
    fit = maximise(endless, [np.zeros(2)], count=1000, limits=limits)
    assert fit.ridge == "first runs to infinity"
    assert fit.log_parameters[1] == pytest.approx(1.0, abs=1e-5)
    assert np.isfinite(fit.covariance).all()


def test_a_fit_is_finished_across_a_ridge_whose_curvature_is_lost_in_rounding():
    """A height of a million hides the last gains from the search, and a slope that rounding bends
    upward has no top; across it there is one."""

    def rounded(where):
        rise = np.exp(-3 * where[0])
        height = -1e6 - float(rise + (where[1] - 1) ** 2 / 2 + (where[1] - 1) ** 4)
        across = -(where[1] - 1) - 4 * (where[1] - 1) ** 3
        return height, np.array([3 * rise + 1e-8 * where[0], across])

    fit = maximise(rounded, [np.zeros(2)], count=1000, limits={"runs to infinity": (1, 0)})
    assert fit.ridge == "runs to infinity"
    assert fit.log_parameters[1] == pytest.approx(1.0, abs=1e-9)
    assert fit.converged


def test_a_flat_likelihood_has_too_little_to_learn_from():
    """Nothing is found, nothing is raised, and the standard errors are not small."""
    fit = maximise(lambda where: (0.0, np.zeros(2)), [np.zeros(2)], count=0)
    assert fit.ridge is not None
    assert "too little" in fit.ridge
    assert (np.sqrt(np.diag(fit.covariance)) >= 2).all()


def test_a_likelihood_that_is_no_number_is_told_as_not_converged():
    """Not a number is an answer about the fit, not an exception."""
    fit = maximise(lambda where: (np.nan, np.full(2, np.nan)), [np.zeros(2)], count=10)
    assert not fit.converged
    assert fit.ridge is not None
