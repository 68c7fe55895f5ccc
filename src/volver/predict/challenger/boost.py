"""Boosted trees, learnt in turns so that nobody is judged by trees that have seen them.

The customers of a lesson are dealt into a few folds. Trees learnt without a fold foretell that
fold (what calibration and conformal quantiles are taken from), and the mean of all foretells the
customers to come.

Source: Friedman (2001), Annals of Statistics 29(5), 1189-1232, for boosting; Barber, Candès,
Ramdas & Tibshirani (2021), Annals of Statistics 49(1), 486-507, for quantiles by folds (CV+).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from volver.domain.history import Vector
from volver.predict.base import Whole

FOLDS = 4
SEED = 20_010_501
Loss = Literal["log_loss", "poisson", "squared_error"]
SETTINGS: dict[str, Any] = {
    "learning_rate": 0.05,
    "max_iter": 100,
    "max_leaf_nodes": 8,
    "min_samples_leaf": 40,
    "l2_regularization": 1.0,
    "max_bins": 64,
    "early_stopping": False,
    "random_state": 0,
}
"""Few and small trees: a shop has thousands of customers, not millions."""


def graded(then: Vector, ahead: Vector) -> tuple[Vector, Vector]:
    """Each feature as its grade among the customers of the lesson: trees see only which is more,
    and sorting once spares every fit from doing so. (k, features) and (n, features); NaN stays."""
    shares = np.arange(1, SETTINGS["max_bins"]) / SETTINGS["max_bins"]
    graded_then, graded_ahead = then.copy(), ahead.copy()
    for at in range(then.shape[1]):
        known = then[~np.isnan(then[:, at]), at]
        edges = np.unique(np.quantile(known, shares)) if len(known) else known
        for rows in (graded_then, graded_ahead):
            here = ~np.isnan(rows[:, at])
            rows[here, at] = np.searchsorted(edges, rows[here, at], side="right")
    return graded_then, graded_ahead


@dataclass(frozen=True, slots=True)
class Foretold:
    """What trees say of a target."""

    unseen: Vector
    """Of each customer of the lesson, by trees that had not seen them. Shape (k,)."""
    by_fold: Vector
    """Of those to come, by the trees of each fold. Shape (FOLDS, n)."""

    @property
    def ahead(self) -> Vector:
        """Of those to come. Shape (n,)."""
        return np.asarray(self.by_fold.mean(axis=0))


def deal(customers: int) -> Whole:
    """A fold for each customer, by chance, the same in every run. Shape (customers,)."""
    return np.random.default_rng(SEED).permutation(customers) % FOLDS


def foretold(
    loss: Loss,
    fold: Whole,
    then: Vector,
    target: Vector,
    ahead: Vector,
    of: NDArray[np.bool_] | None = None,
    weight: Vector | None = None,
) -> Foretold:
    """Learn a target in turns.

    then: features of those who teach, shape (k, features); fold, target, weight: shape (k,).
    ahead: features of those to come, shape (n, features). of: who teaches this target; None: all.
    """
    from threadpoolctl import threadpool_limits

    teaches = np.ones(len(fold), np.bool_) if of is None else of
    unseen, by_fold = np.zeros(len(fold)), []
    with threadpool_limits(1, user_api="openmp"):  # sums by threads differ in their last bits
        for k in range(FOLDS):
            learns, mine = teaches & (fold != k), fold == k
            said = _fitted(
                loss, then[learns], target[learns], None if weight is None else weight[learns]
            )
            unseen[mine] = said(then[mine])
            by_fold.append(said(ahead))
    return Foretold(unseen, np.array(by_fold))


def _fitted(
    loss: Loss, known: Vector, target: Vector, weight: Vector | None
) -> Callable[[Vector], Vector]:
    """How these trees foretell. known: shape (k, features)."""
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    if loss == "log_loss":
        trees = HistGradientBoostingClassifier(**SETTINGS).fit(known, target > 0)
        return lambda rows: np.asarray(trees.predict_proba(rows)[:, 1], np.float64)
    numbers = HistGradientBoostingRegressor(loss=loss, **SETTINGS)
    numbers.fit(known, target, sample_weight=weight)
    return lambda rows: np.asarray(numbers.predict(rows), np.float64)
