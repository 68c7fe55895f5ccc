"""Two plain regressions with a little ridge: means and chances from features. Arrays only.

Features are measured in their own standard deviations about their means, so that one ridge fits
all of them; the level itself is free. So the ridge says: without data, nothing makes a difference.

Source: Hoerl & Kennard (1970), Technometrics 12(1), 55-67, for ridge; Le Cessie & van Houwelingen
(1992), Applied Statistics 41(1), 191-201, for the logistic one.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Predict = Callable[[Vector], Vector]
"""Features, shape (m, k), to what is expected of each, shape (m,)."""

RIDGE = 1.0
"""As much as one row of ordinary size says about each feature."""
ANCHOR = 1e-4
"""Holds the level where all outcomes are alike; too little to move any other."""
MOST_STEPS = 60
SMALLEST = 1e-7  # a step of fewer log odds changes no figure that anybody reads


def ridge(features: Vector, outcome: Vector) -> Predict:
    """The linear regression of an outcome. features: shape (n, k); outcome: shape (n,)."""
    scaled = _scale(features)
    rows, held = scaled(features), _held(features.shape[1])
    weights = np.linalg.solve(rows.T @ rows + held, rows.T @ outcome)
    return lambda ahead: np.asarray(scaled(ahead) @ weights)


def logistic(features: Vector, outcome: Vector) -> Predict:
    """The chance of an outcome of 0 or 1, by Newton's steps, halved where one leads too far.

    features: shape (n, k); outcome: shape (n,).

    >>> chance = logistic(np.array([[0.0], [0.0], [1.0], [1.0]] * 50), np.array([0, 1, 1, 1] * 50))
    >>> chance(np.array([[0.0], [1.0]])).round(2)
    array([0.51, 0.99])
    """
    scaled = _scale(features)
    rows, held = scaled(features), _held(features.shape[1])
    weights = np.zeros(rows.shape[1])

    def loss(at: Vector) -> float:
        raw = rows @ at
        return float((np.logaddexp(0, raw) - outcome * raw).sum() + at @ held @ at / 2)

    now = loss(weights)
    for _ in range(MOST_STEPS):
        chance = _chance(rows @ weights)
        slope = rows.T @ (outcome - chance) - held @ weights
        bend = (rows * (chance * (1 - chance))[:, None]).T @ rows + held
        step = np.linalg.solve(bend, slope)
        while (after := loss(weights + step)) > now and np.abs(step).max() > SMALLEST:
            step = step / 2
        weights, now = weights + step, after
        if np.abs(step).max() <= SMALLEST:
            break
    return lambda ahead: _chance(scaled(ahead) @ weights)


def _chance(raw: Vector) -> Vector:
    from scipy.special import expit

    return np.asarray(expit(raw))


def _scale(features: Vector) -> Predict:
    """Features in standard deviations about their means, behind a column of ones."""
    middle, spread = features.mean(axis=0), features.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)

    def scaled(rows: Vector) -> Vector:
        return np.column_stack([np.ones(len(rows)), (rows - middle) / spread])

    return scaled


def _held(features: int) -> Vector:
    return np.diag([ANCHOR, *[RIDGE] * features])
