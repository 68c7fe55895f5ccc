"""Two regressions against others' code."""

import numpy as np
import pytest
from scipy.optimize import minimize

from volver.stats.regression import RIDGE, logistic, ridge

RNG = np.random.default_rng(8)
ROWS = RNG.normal(3, [1.0, 50.0, 0.01], size=(400, 3))
SCALED = (ROWS - ROWS.mean(axis=0)) / ROWS.std(axis=0)


def test_ridge_is_least_squares_with_rows_that_pull_to_nothing():
    """One more row for each feature, and numpy's own least squares of all."""
    y = 5 + SCALED @ [1.0, -2.0, 0.0] + RNG.normal(size=400)
    pull = np.hstack([np.zeros((3, 1)), np.sqrt(RIDGE) * np.eye(3)])
    design = np.vstack([np.column_stack([np.ones(400), SCALED]), pull])
    weights = np.linalg.lstsq(design, np.append(y, np.zeros(3)))[0]
    assert ridge(ROWS, y)(ROWS) == pytest.approx(design[:400] @ weights, abs=1e-5)


def test_logistic_is_where_a_general_optimiser_ends():
    """The penalised likelihood by BFGS, without our Newton steps."""
    came = (RNG.random(400) < 1 / (1 + np.exp(1 - SCALED @ [2.0, -1.0, 0.0]))).astype(float)

    def loss(at):
        raw = at[0] + SCALED @ at[1:]
        return (np.logaddexp(0, raw) - came * raw).sum() + RIDGE * (at[1:] ** 2).sum() / 2

    weights = minimize(loss, np.zeros(4), tol=1e-10).x
    expected = 1 / (1 + np.exp(-weights[0] - SCALED @ weights[1:]))
    assert logistic(ROWS, came)(ROWS) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("level", [0.0, 1.0])
def test_outcomes_that_are_all_alike_end_somewhere(level):
    """The likelihood has no top, the anchor holds it: as near as nobody can tell."""
    assert logistic(ROWS, np.full(400, level))(ROWS) == pytest.approx(level, abs=1e-3)


def test_a_feature_that_is_the_same_for_all_changes_nothing():
    """Nor does one that says the same as another stop the sums."""
    y = SCALED[:, 0]
    more = np.column_stack([ROWS, np.ones(400), ROWS[:, 1]])
    assert ridge(more, y)(more) == pytest.approx(ridge(ROWS, y)(ROWS), abs=1e-3)


def test_who_is_told_apart_for_certain_stops_no_step():
    """Separated outcomes: the ridge keeps the weights finite."""
    came = (SCALED[:, 0] > 0).astype(float)
    chance = logistic(ROWS, came)(ROWS)
    assert np.isfinite(chance).all()
    assert ((chance > 0.5) == (came == 1)).mean() > 0.97
