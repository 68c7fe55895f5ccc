"""Pareto/NBD gives the numbers that were printed.

Unless said otherwise: Fader, Hardie & Lee (2005), Marketing Science 24(2), 275-284, and the
vignette of the R package BTYD, on CDNOW in weeks.
"""

import numpy as np
import pytest

from volver.domain.history import Histories
from volver.predict.purchases.ahead import residual_orders
from volver.predict.purchases.model import expected_orders
from volver.predict.purchases.pareto_nbd import ParetoNbd
from volver.stats.scores import bias, mae, msle, rmse

WEEKS_39 = 273


def one(x, t_x, age):
    """One customer in the columns that models take."""
    return tuple(np.array([float(v)]) for v in (x, t_x, age))


def log_density(model, x, t_x, age, per_week=100):
    """Of one history whose times are whole hundredths of a week."""
    fine = ParetoNbd(model.r, model.alpha * per_week, model.s, model.beta * per_week)
    times = (round(t_x * per_week), round(age * per_week))
    row = Histories(*(np.array([v]) for v in (x, *times, 1)))
    return fine.log_likelihood(row) + x * np.log(per_week)


@pytest.fixture(scope="module")
def fitted(cdnow):
    """The fit to CDNOW."""
    return ParetoNbd.fit(cdnow.histories)


def test_parameters_are_those_of_the_paper(fitted):
    """r .553, s .606 and beta 11.669 are printed to the digit, alpha as 10.578."""
    printed = {"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669}
    assert fitted.model.parameters("week") == pytest.approx(printed, abs=5e-4)


def test_the_optimum_is_found_to_six_digits(fitted, cdnow):
    """An independent optimiser on exact dates: .553277, 10.577684, .606240, 11.668735."""
    printed = {"r": 0.553277, "alpha": 10.577684, "s": 0.606240, "beta": 11.668735}
    assert fitted.model.parameters("week") == pytest.approx(printed, abs=1e-6)
    assert fitted.model.log_likelihood(cdnow.histories, "week") == pytest.approx(
        -9594.976179, abs=1e-6
    )
    assert fitted.fit.converged
    assert fitted.fit.ridge is None


def test_standard_errors_are_those_of_clvtools(fitted):
    """.0476264, .8427222, .1872594, 6.2105448 for r, alpha, s, beta, on rounded weeks there."""
    errors = np.sqrt(np.diag(fitted.fit.covariance)) * list(
        fitted.model.parameters("week").values()
    )
    assert errors == pytest.approx([0.0476264, 0.8427222, 0.1872594, 6.2105448], rel=1e-3)


def test_a_new_customer_is_expected_to_order_as_printed(fitted):
    """BTYD: 1.473434 repeat orders in 52 weeks."""
    assert fitted.model.expected_new(364) == pytest.approx(1.473434, abs=1e-5)


def test_customer_1516_is_as_in_btyd(fitted):
    """25.45647 orders in 52 weeks, to a hundredth; alive with .997874."""
    columns = one(26, 216, 217)
    assert fitted.model.p_alive(*columns) == pytest.approx([0.997874], abs=1e-5)
    assert expected_orders(fitted.model, *columns, 364) == pytest.approx([25.45647], abs=0.01)


def test_the_more_they_ordered_the_more_their_silence_says(fitted):
    """The increasing-frequency paradox: t_x = 20, T = 39, 52 weeks ahead."""
    x = np.array([10.0, 15.0, 20.0, 25.0])
    found = expected_orders(fitted.model, x, np.full(4, 140.0), np.full(4, 273.0), 364)
    assert found == pytest.approx([0.7062289, 0.1442396, 0.02250658, 0.00309267], rel=1e-3)


def test_the_holdout_is_met_by_past_frequency(fitted, cdnow):
    """Mean orders in 39 weeks for customers with 0, 1, ... 6, 7 or more repeat orders."""
    x, _, _ = cdnow.columns
    forecast = expected_orders(fitted.model, *cdnow.columns, WEEKS_39)
    bins = [forecast[np.minimum(x, 7) == k].mean() for k in range(8)]
    printed = [0.138, 0.600, 1.196, 1.714, 2.399, 2.907, 3.819, 6.403]
    assert bins == pytest.approx(printed, abs=1.5e-3)


def test_the_holdout_score_card_is_recounted(fitted, cdnow):
    """1,665.5 orders forecast where 1,882 came; an independent recount, published nowhere."""
    forecast = expected_orders(fitted.model, *cdnow.columns, WEEKS_39)
    assert forecast.sum() == pytest.approx(1665.5, abs=0.05)
    assert bias(forecast, cdnow.future) == pytest.approx(-0.115, abs=5e-4)
    scores = [score(forecast, cdnow.future) for score in (mae, rmse, msle)]
    assert scores == pytest.approx([0.7545, 1.6028, 0.2377], abs=5e-5)


def test_the_cohort_is_tracked_week_by_week(fitted, cdnow):
    """BTYD's tracking of new repeat orders in weeks 20 to 25, and of their sum since week 1."""
    _, _, age = cdnow.columns
    born = (age.max() - age) / 7
    by_week = [
        sum(fitted.model.expected_new(7 * (week - b)) for b in born if b < week)
        for week in range(19, 26)
    ]
    printed = [78.308, 76.419, 74.648, 72.983, 71.414, 69.933]
    assert np.diff(by_week) == pytest.approx(printed, rel=1e-4)
    assert by_week[1] == pytest.approx(1308.856, rel=1e-4)
    assert by_week[-1] == pytest.approx(1674.253, rel=1e-4)


STEEP = ParetoNbd(r=10.465, alpha=0.00798565181, s=3.0516, beta=2.820)
ROUND = ParetoNbd(r=0.55, alpha=10.58, s=0.61, beta=11.67)
EQUAL = ParetoNbd(r=0.55, alpha=10.58, s=0.61, beta=10.58)


@pytest.mark.parametrize(
    ("model", "row", "density", "alive"),
    [
        (STEEP, (400, 5, 6), 1323.188931, None),
        (STEEP, (40, 5, 6), -5.719021585, 0.001885128),
        (ROUND, (0, 0, 3650), -0.666906653, 0.002345403),
        (EQUAL, (3, 10, 20), -10.236419017, 0.619210504),
    ],
)
def test_stress_rows_are_met(model, row, density, alive):
    """Two independent methods agree on these to 1e-8."""
    digits = 5e-7 if density > 1000 else 5e-10
    assert log_density(model, *row, per_week=1) == pytest.approx(density, abs=digits)
    if alive is not None:
        assert model.p_alive(*one(*row)) == pytest.approx([alive], abs=5e-10)


@pytest.mark.parametrize(
    ("model", "row", "known"),
    [
        (ROUND, (1, 1.5, 12), -4.00694866),
        (ParetoNbd(0.55, 11.67, 0.61, 10.58), (1, 1.5, 12), -4.03618538),
        (ParetoNbd(0.55, 11.67, 0.61, 10.58), (4, 5.3, 10), -10.72932589),
        (ParetoNbd(0.55, 11.67, 0.61, 10.58), (2, 6, 8), -6.66878882),
    ],
)
def test_single_densities_are_those_of_pymc_marketing(model, row, known):
    """alpha below beta and above it: no case is different from the other."""
    assert log_density(model, *row) == pytest.approx(known, abs=5e-9)


@pytest.mark.parametrize(
    ("row", "known"),
    [((221, 103.42857, 103.57143), 0.999596052318), ((254, 97.14286, 97.28571), 0.999558226123)],
)
def test_rows_that_were_no_number_elsewhere_are_known_here(row, known):
    """CLVTools, issue 100: four customers came out as NaN; these two by arbitrary precision."""
    model = ParetoNbd(r=0.5143, alpha=2.8845, s=0.2856, beta=14.1087)
    assert model.p_alive(*one(*row)) == pytest.approx([known], abs=5e-12)


def test_expectations_do_not_underflow():
    """One more order, a little more expected: x = 132 and 133, where lifetimes had a step to 0."""
    x = np.array([132.0, 133.0])
    found = expected_orders(ROUND, x, np.full(2, 200.0), np.full(2, 200.0), 10.0)
    assert found == pytest.approx([6.2060518, 6.2528722], abs=5e-8)


@pytest.mark.parametrize(
    ("model", "row", "known"),
    [
        (ROUND, (2, 30.43, 38.86), 6.4357480),
        (ROUND, (0, 0, 38.86), 0.4695800),
        (ParetoNbd(0.55, 10.58, 1.0, 11.67), (2, 30.43, 38.86), 3.6715281),
    ],
)
def test_residual_orders_are_as_recomputed(model, row, known):
    """DERT at a force of interest of .0027 per unit of time: by quadrature and by U(s, s, z)."""
    annual = np.expm1(0.0027 * 365.25)
    assert residual_orders(model, *one(*row), annual) == pytest.approx([known], abs=5e-8)
