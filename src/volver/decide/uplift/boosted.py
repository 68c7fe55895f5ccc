"""Boosted trees as regressions, where scikit-learn is there: the challenger's optional extra.

Source: Friedman (2001), Annals of Statistics 29(5), 1189-1232.
"""

from contextlib import AbstractContextManager
from importlib.util import find_spec
from typing import Any

import numpy as np

from volver.domain.errors import BadInput
from volver.domain.history import Vector
from volver.stats.regression import Predict

SETTINGS: dict[str, Any] = {
    "learning_rate": 0.05,
    "max_iter": 60,
    "max_leaf_nodes": 8,
    "min_samples_leaf": 100,
    "l2_regularization": 1.0,
    "max_bins": 64,
    "early_stopping": False,
    "random_state": 0,
}
"""Few and small trees: differences between customers in what a treatment does are small."""


def check() -> None:
    """Refuse where it is not installed."""
    if find_spec("sklearn") is None:
        raise BadInput(
            what="Boosting was asked for, and scikit-learn is not installed",
            where="boosting",
            next_step="Install it with pip install 'volver[challenger]', or go without.",
        )


def mean(features: Vector, outcome: Vector) -> Predict:
    """The mean of an outcome. features: shape (n, k); outcome: shape (n,)."""
    from sklearn.ensemble import HistGradientBoostingRegressor

    with _one_thread():
        trees = HistGradientBoostingRegressor(**SETTINGS).fit(features, outcome)

    def predict(ahead: Vector) -> Vector:
        with _one_thread():
            return np.asarray(trees.predict(ahead), np.float64)

    return predict


def chance(features: Vector, outcome: Vector) -> Predict:
    """The chance of an outcome of 0 or 1; as it was where all were alike."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    if outcome.min() == outcome.max():
        level = float(outcome[0])
        return lambda ahead: np.full(len(ahead), level)
    with _one_thread():
        trees = HistGradientBoostingClassifier(**SETTINGS).fit(features, outcome > 0)

    def predict(ahead: Vector) -> Vector:
        with _one_thread():
            return np.asarray(trees.predict_proba(ahead)[:, 1], np.float64)

    return predict


def _one_thread() -> AbstractContextManager[object]:
    """Sums by threads differ in their last bits, and many small trees only make them wait."""
    from threadpoolctl import threadpool_limits

    limits: AbstractContextManager[object] = threadpool_limits(1, user_api="openmp")
    return limits
